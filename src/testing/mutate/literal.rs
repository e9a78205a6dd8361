//! Values written out, moved to their neighbours: a step of the last digit, a day, a unit.

use super::maker::Maker;
use crate::source::Span;
use crate::syntax::ast::{Literal, Pattern};
use crate::value::{Date, Decimal, Period};
use crate::verdict::ChangeKind;

impl Maker<'_> {
    /// A value moved, and its unit changed if it has one.
    pub(super) fn literal(&mut self, kind: ChangeKind, literal: &Literal, span: Span) {
        let written = self.text(span);
        for neighbour in neighbours(literal, written) {
            self.put(kind, span, neighbour);
        }
        if let Literal::Period(_) | Literal::Duration(_) = literal {
            for other in other_units(written) {
                self.put(ChangeKind::Unit, span, other);
            }
        }
    }

    /// How often the parts of a pattern come.
    pub(super) fn pattern(&mut self, pattern: &Pattern) {
        for item in &pattern.items {
            let written = self.text(item.span);
            let digits = written.bytes().take_while(u8::is_ascii_digit).count();
            let Some((count, rest)) = written.split_at_checked(digits) else {
                continue;
            };
            for moved in moved_number(count) {
                self.put(ChangeKind::Threshold, item.span, format!("{moved}{rest}"));
            }
        }
    }

    /// The first day on which a value counts.
    pub(super) fn day(&mut self, kind: ChangeKind, day: Date, span: Span) {
        for moved in moved_day(day) {
            self.put(kind, span, moved);
        }
    }
}

/// The texts of the values next to this one.
fn neighbours(literal: &Literal, written: &str) -> Vec<String> {
    match literal {
        Literal::Bool(bool) => vec![(!bool).to_string()],
        Literal::Number(_) => moved_number(written),
        Literal::Percent(_) => {
            let number = written.trim_end_matches('%').trim_end();
            let moved = moved_number(number).into_iter();
            moved.map(|number| format!("{number}%")).collect()
        }
        Literal::Date(date) => moved_day(*date),
        Literal::Period(_) | Literal::Duration(_) => {
            let Some((count, unit)) = counted(written) else {
                return Vec::new();
            };
            let moved = [count.checked_sub(1), count.checked_add(1)].into_iter();
            moved.flatten().map(|count| shown(count, unit)).collect()
        }
        Literal::Instant(_) | Literal::Text(_) | Literal::LongTerm | Literal::Absent => Vec::new(),
    }
}

fn moved_day(date: Date) -> Vec<String> {
    let day = Period::days(1);
    let moved = [date.minus(day), date.plus(day)].into_iter();
    moved.flatten().map(|date| date.to_string()).collect()
}

/// A step of the last digit down and up.
fn moved_number(written: &str) -> Vec<String> {
    let Ok(number) = written.parse::<Decimal>() else {
        return Vec::new();
    };
    let step = Decimal::new(1, number.scale());
    let moved = [number.checked_sub(step), number.checked_add(step)].into_iter();
    moved.flatten().map(|number| number.to_string()).collect()
}

/// `3 months`: 3 and `month`.
fn counted(written: &str) -> Option<(u32, &str)> {
    let mut words = written.split_whitespace();
    let count = words.next()?.parse().ok()?;
    Some((count, words.next()?.trim_end_matches('s')))
}

fn shown(count: u32, unit: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

fn other_units(written: &str) -> Vec<String> {
    let Some((count, unit)) = counted(written) else {
        return Vec::new();
    };
    let others: &[&str] = match unit {
        "year" => &["month"],
        "month" => &["week", "day"],
        "week" => &["month", "day"],
        "day" => &["week"],
        "hour" => &["minute"],
        "minute" => &["hour", "second"],
        _ => &["minute"],
    };
    others.iter().map(|unit| shown(count, unit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_one_of_the_last_digit() {
        assert_eq!(moved_number("0.25"), ["0.24", "0.26"]);
        assert_eq!(moved_number("15"), ["14", "16"]);
        assert_eq!(moved_number("0"), ["-1", "1"]);
        assert_eq!(moved_number(""), [""; 0]);
    }

    #[test]
    fn spans_of_time_move_in_their_own_unit_and_change_it() {
        let period = Literal::Period(Period::months(1));
        assert_eq!(neighbours(&period, "1 month"), ["0 months", "2 months"]);
        assert_eq!(other_units("1 month"), ["1 week", "1 day"]);
        assert_eq!(other_units("24 hours"), ["24 minutes"]);
    }
}
