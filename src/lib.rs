//! Document-acceptance policy as code.
pub mod builtins;
pub mod compile;
pub mod decision;
pub mod diagnostic;
pub mod eval;
pub mod program;
pub mod record;
pub mod source;
pub mod syntax;
pub mod value;
