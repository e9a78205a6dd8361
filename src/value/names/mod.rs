//! What two names that are not the same are like, and what is odd about one.
//!
//! In: names as people type and print them. Out: yes or no. Which script a person's name should be in, and
//! what a likeness means for a decision, is for the rules to say.

mod looks;
mod variants;
mod words;

pub use looks::{hidden_characters, lookalike_name, mixed_scripts};
pub use variants::variant_name;
pub use words::abbreviated_or_reordered_name;
