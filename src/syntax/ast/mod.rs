//! What was written: the tree of a rule file, with a span on every node and no names looked up.
//!
//! The formatter and editors read it; `compile` turns it into a `Program`. It knows nothing of pest.

mod declaration;
mod expression;
mod testing;

pub use declaration::*;
pub use expression::*;
pub use testing::*;
