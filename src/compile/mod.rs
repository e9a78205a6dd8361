//! `ast` to `program`.

pub mod checks;
pub mod choice;
pub mod cover;
#[cfg(test)]
mod fixtures;
pub mod policies;
pub mod tables;
pub mod walk;
