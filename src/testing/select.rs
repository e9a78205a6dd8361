//! Which cases are meant by a pattern.

use crate::program::Suite;

/// The cases that a pattern means, by their places in the suite; all without one. With a `*` in it, it has to
/// match the whole name, whatever stands for the `*`. Else it means the test or case of exactly this name, or,
/// where there is none, all whose names contain it. Capitals do not matter.
///
/// ```
/// use admit::testing::select;
/// assert!(select(&Default::default(), Some("the margin")).is_empty());
/// ```
pub fn select(suite: &Suite, pattern: Option<&str>) -> Vec<usize> {
    let Some(pattern) = pattern else {
        return (0..suite.cases.len()).collect();
    };
    let pattern = pattern.to_lowercase();
    let names: Vec<(String, String)> = suite
        .cases
        .iter()
        .map(|case| (case.name().to_lowercase(), case.test.to_lowercase()))
        .collect();
    let those = |means: &dyn Fn(&(String, String)) -> bool| {
        let places = names.iter().enumerate();
        let found = places.filter(|(_, names)| means(names));
        found.map(|(place, _)| place).collect::<Vec<usize>>()
    };
    let exact = those(&|(case, test)| *case == pattern || *test == pattern);
    if !exact.is_empty() {
        return exact;
    }
    if pattern.contains('*') {
        return those(&|(case, test)| matches(&pattern, case) || matches(&pattern, test));
    }
    those(&|(case, _)| case.contains(&pattern))
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
