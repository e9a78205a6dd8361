//! The page of each code: what it means, an example that causes it, and the example put right.

use super::Code;

/// The page of a code, as Markdown. Its first `admit` block causes the diagnostic; the second is in order.
///
/// ```
/// use admit::diagnostic::{Code, page};
/// assert!(page(Code::PeriodOrDuration).starts_with("# E0302"));
/// ```
pub fn page(code: Code) -> &'static str {
    code.page()
}
