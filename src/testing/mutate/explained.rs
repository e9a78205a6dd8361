//! Why no test can notice some changes: a file beside the tests, written by whoever looked into them.

use std::collections::BTreeMap;

/// Where the file lies, below the folder of the rules.
pub const EXPLAINED: &str = "tests/unnoticed.toml";

/// Reads handles and reasons from TOML.
///
/// ```
/// use admit::testing::mutate::read_explained;
/// let read = read_explained("\"margin/unit/1\" = \"Both are as long.\"").unwrap();
/// assert_eq!(read["margin/unit/1"], "Both are as long.");
/// assert!(read_explained("\"margin/unit/1\" = \" \"").is_err());
/// ```
pub fn read_explained(text: &str) -> Result<BTreeMap<String, String>, String> {
    let read: BTreeMap<String, String> =
        toml::from_str(text).map_err(|error| match error.span() {
            Some(span) => {
                let before = text.get(..span.start).unwrap_or("");
                let line = before.matches('\n').count() + 1;
                format!("line {line}: expected a handle and a reason, such as `\"margin/unit/1\" = \"why\"`")
            }
            None => "expected handles and reasons".to_owned(),
        })?;
    match read.iter().find(|(_, reason)| reason.trim().is_empty()) {
        Some((handle, _)) => Err(format!("`{handle}` has no reason")),
        None => Ok(read),
    }
}
