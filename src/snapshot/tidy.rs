//! Conditions with their spaces in one manner, so that setting a rule file otherwise changes no snapshot.

/// What always stands between spaces.
const OPERATORS: [&str; 9] = ["==", "!=", "<=", ">=", "..", "<", ">", "+", "-"];

/// A condition with one space wherever one may stand. Texts in quotes stay as they are, and so do the signs inside
/// dates and instants.
pub(super) fn tidy(condition: &str) -> String {
    let mut tidied = String::with_capacity(condition.len());
    let mut rest = condition;
    while let Some(first) = rest.chars().next() {
        let spaced = tidied.ends_with(' ');
        let taken = match first {
            '"' => quoted(rest),
            _ if first.is_whitespace() => {
                if !spaced && !tidied.ends_with(['(', '[']) {
                    tidied.push(' ');
                }
                rest = rest.trim_start();
                continue;
            }
            _ => operator(&tidied, rest).unwrap_or(first.len_utf8()),
        };
        let (piece, after) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        if operator(&tidied, rest).is_some() {
            tidied.truncate(tidied.trim_end().len());
            tidied.push_str(&format!(" {piece} "));
            rest = after.trim_start();
            continue;
        }
        if matches!(first, ')' | ']' | ',') {
            tidied.truncate(tidied.trim_end().len());
        }
        tidied.push_str(piece);
        rest = after;
        if first == ',' {
            tidied.push(' ');
            rest = rest.trim_start();
        }
    }
    tidied.trim().to_owned()
}

/// How long the operator is that a text starts with. A sign between two digits belongs to a date, and one with
/// nothing before it to a number.
fn operator(before: &str, text: &str) -> Option<usize> {
    let operator = OPERATORS.iter().find(|each| text.starts_with(**each))?;
    let after = text.get(operator.len()..)?;
    let operand = before.trim_end();
    let of_a_date = before.ends_with(|char: char| char.is_ascii_digit());
    let of_a_number = operand.is_empty() || operand.ends_with(['=', '<', '>', '.', '(', '[', ',']);
    let is_a_sign = matches!(*operator, "+" | "-")
        && after.starts_with(|char: char| char.is_ascii_digit())
        && (of_a_date || of_a_number);
    (!is_a_sign).then_some(operator.len())
}

/// How long the text in quotes is that this one starts with.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, char)| {
        let closes = *char == '"' && !escaped;
        escaped = *char == '\\' && !escaped;
        closes
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_are_set_in_one_manner() {
        for (written, set) in [
            ("a.expires_on<today+margin", "a.expires_on < today + margin"),
            ("a  <=5%", "a <= 5%"),
            ("kind in [ card,passport ]", "kind in [card, passport]"),
            (
                "same_name( name ,\"a  b\\\" <c\")",
                "same_name(name, \"a  b\\\" <c\")",
            ),
            ("not (a and b)", "not (a and b)"),
            ("day>2026-11-22", "day > 2026-11-22"),
            (
                "now < 2026-11-22T10:00:00+08:00",
                "now < 2026-11-22T10:00:00+08:00",
            ),
            ("age in 16..25", "age in 16 .. 25"),
            ("x==-1", "x == -1"),
        ] {
            assert_eq!(tidy(written), set);
            assert_eq!(tidy(set), set, "what is in order stays so");
        }
    }
}
