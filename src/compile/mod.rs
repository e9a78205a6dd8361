//! `ast` to `program`.

pub mod cover;
