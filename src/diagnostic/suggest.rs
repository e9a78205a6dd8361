//! "Did you mean": the nearest of the names there are.

/// The longest word that is taken for a misspelt one: comparing two long ones takes their lengths multiplied.
const LONGEST: usize = 64;

/// The candidate that the word was most likely meant to be; `None` if none is near.
///
/// ```
/// use admit::diagnostic::nearest;
/// assert_eq!(nearest("becuase", ["because", "fix"]), Some("because"));
/// assert_eq!(nearest("zebra", ["because", "fix"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return None;
    }
    let lower = word.to_lowercase();
    let allowed = (length / 3).clamp(1, 3);
    let as_long = |candidate: &&str| {
        let most = candidate.chars().take(length + allowed + 1).count();
        most.abs_diff(length) <= allowed
    };
    candidates
        .into_iter()
        .filter(as_long)
        .map(|candidate| {
            (
                strsim::osa_distance(&lower, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The words as a phrase in backticks: `` `a`, `b` or `c` ``; at most eight, then "or N more".
///
/// ```
/// use admit::diagnostic::one_of;
/// assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
/// ```
pub fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 8;
    let words: Vec<&str> = words.into_iter().collect();
    let mut shown: Vec<String> = words
        .iter()
        .take(MOST)
        .map(|word| format!("`{word}`"))
        .collect();
    if words.len() > MOST {
        shown.push(format!("{} more", words.len() - MOST));
    }
    match shown.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
