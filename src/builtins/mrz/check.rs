//! The check digits of machine-readable zones: weights 7, 3 and 1, modulus 10.

/// What became of one check digit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check {
    /// It is the digit that belongs there.
    Right,
    /// It is another digit, or no digit.
    Wrong,
    /// The layout has none, or the field is unused and the document may leave it out.
    NotThere,
}

/// What became of the check digits of a zone, field by field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Checks {
    /// Of the document number.
    pub document_number: Check,
    /// Of the date of birth.
    pub birth_date: Check,
    /// Of the date of expiry.
    pub expiry_date: Check,
    /// Of the optional data. Only passports have one.
    pub optional_data: Check,
    /// Of all these fields together.
    pub composite: Check,
}

impl Checks {
    /// Whether none is wrong.
    ///
    /// That cannot show every slip. A check digit does not see one character in the place of another whose
    /// value differs from it by ten or twenty (`0`, `A`, `K` and `U`), nor two neighbours that change places
    /// and whose values differ by a multiple of five. The names, the sex, the codes of states and of the
    /// document are not covered at all.
    pub fn ok(&self) -> bool {
        ![
            self.document_number,
            self.birth_date,
            self.expiry_date,
            self.optional_data,
            self.composite,
        ]
        .contains(&Check::Wrong)
    }
}

/// The check digit of a text: digits count as they are, `A` to `Z` as 10 to 35, the filler `<` as nothing; the
/// values are weighted 7, 3, 1, 7, 3, 1 and so on, and the check digit is what the sum leaves modulo 10 (ICAO
/// Doc 9303-3, 4.9). None if another character is in it.
///
/// ```
/// use admit::builtins::mrz::check_digit;
/// assert_eq!(check_digit("L898902C3"), Some('6'));
/// assert_eq!(check_digit("<<<<<<"), Some('0'));
/// assert_eq!(check_digit("l898902c3"), None);
/// ```
pub fn check_digit(text: &str) -> Option<char> {
    let weights = [7, 3, 1].into_iter().cycle();
    let sum = text
        .chars()
        .zip(weights)
        .try_fold(0, |sum, (char, weight)| {
            // At most 35 * 7 more, so what is left modulo 10 is enough to go on with.
            Some((sum + value(char)? * weight) % 10)
        })?;
    char::from_digit(sum, 10)
}

fn value(char: char) -> Option<u32> {
    match char {
        '<' => Some(0),
        '0'..='9' | 'A'..='Z' => char.to_digit(36),
        _ => None,
    }
}

/// Whether a check digit is the one of a text.
pub(super) fn check(text: &str, digit: &str) -> Check {
    let expected = check_digit(text);
    let mut digits = digit.chars();
    if expected.is_some() && digits.next() == expected && digits.next().is_none() {
        Check::Right
    } else {
        Check::Wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_examples_of_the_standard() {
        // Doc 9303-3, appendix A: a date, a number, a composite of a card and one of a passport.
        assert_eq!(check_digit("520727"), Some('3'));
        assert_eq!(check_digit("AB2134<<<"), Some('5'));
        assert_eq!(
            check_digit("HA672242<658022549601086<<<<<<<<<<<<<<0"),
            Some('8')
        );
        assert_eq!(
            check_digit("D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<<"),
            Some('2')
        );
    }
}
