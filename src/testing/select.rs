//! Which cases are meant by a pattern.

use crate::program::Suite;

/// The cases that a pattern means, by their places in the suite; all without one. Each goes by its own name and by
/// that of its test. See [`meant`].
///
/// ```
/// use admit::testing::select;
/// assert!(select(&Default::default(), Some("the margin")).is_empty());
/// ```
pub fn select(suite: &Suite, pattern: Option<&str>) -> Vec<usize> {
    let Some(pattern) = pattern else {
        return (0..suite.cases.len()).collect();
    };
    let cases = suite.cases.iter();
    let names: Vec<[String; 2]> = cases
        .map(|case| [case.name(), case.test.to_string()])
        .collect();
    meant(&names, pattern)
}

/// Which of these are meant by a pattern, by their places; each goes by two names. With a `*` in it, it has to match a
/// whole name, whatever stands for the `*`. Else it means what is called exactly so, or, where there is no such thing,
/// all that have it in a name. Capitals do not matter.
///
/// ```
/// use admit::testing::meant;
/// let names = [["records/a.json", "a.json"], ["records/aa.json", "aa.json"]].map(|names| names.map(str::to_owned));
/// assert_eq!(meant(&names, "A.json"), [0]);
/// assert_eq!(meant(&names, "a.j"), [0, 1]);
/// ```
pub fn meant(names: &[[String; 2]], pattern: &str) -> Vec<usize> {
    let pattern = pattern.to_lowercase();
    let names: Vec<[String; 2]> = names
        .iter()
        .map(|names| names.each_ref().map(|name| name.to_lowercase()))
        .collect();
    let those = |fits: &dyn Fn(&str) -> bool| {
        let places = names.iter().enumerate();
        let found = places.filter(|(_, names)| names.iter().any(|name| fits(name)));
        found.map(|(place, _)| place).collect::<Vec<usize>>()
    };
    let exact = those(&|name| name == pattern);
    if !exact.is_empty() {
        return exact;
    }
    if pattern.contains('*') {
        return those(&|name| matches(&pattern, name));
    }
    those(&|name| name.contains(&pattern))
}

/// Whether a name is the pattern with some text for each `*`. The first fit of each part is as good as any other.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let (first, last) = (parts.next().unwrap_or(""), parts.next_back());
    let Some(rest) = name.strip_prefix(first) else {
        return false;
    };
    let Some(last) = last else {
        return rest.is_empty();
    };
    let Some(mut rest) = rest.strip_suffix(last) else {
        return false;
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name, fits) in [
            ("the margin*", "the margin, row 2", true),
            ("*row 2", "the margin, row 2", true),
            ("*row 2", "the margin, row 20", false),
            ("t*margin*2", "the margin, row 2", true),
            ("t*margin*2", "the margin, row 3", false),
            ("a*a", "a", false),
            ("*", "", true),
            ("a**b", "ab", true),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
    }
}
