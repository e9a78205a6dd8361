//! Values written out: numbers, percentages, dates, instants, periods, durations, patterns.
//!
//! A value that cannot be meant so is reported, and a stand-in of its type goes on, so that it causes no
//! further faults.

use super::{Builder, read_text};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Span;
use crate::syntax::ast::{Literal, Pattern, PatternClass, PatternItem};
use crate::syntax::cursor::{Built, Cursor, Fault, range};
use crate::syntax::grammar::{Pair, Rule};
use crate::value::{
    Date, DateError, Decimal, Duration, Instant, NumberError, Period, parse_decimal,
};

const UNITS: [&str; 7] = [
    "days", "weeks", "months", "years", "hours", "minutes", "seconds",
];

impl Builder<'_> {
    pub(super) fn literal(&self, pair: &Pair<'_>) -> Built<Literal> {
        let (text, span) = (pair.as_str(), self.span(pair));
        Ok(match pair.as_rule() {
            Rule::number => Literal::Number(self.number(text, span)),
            Rule::percent => Literal::Percent(self.percent(text, span)),
            Rule::span => self.with_unit(text, span),
            Rule::number_glued => self.glued(text, span),
            Rule::date | Rule::date_slip => Literal::Date(self.date(text, span)?),
            Rule::instant => Literal::Instant(self.instant(text, span)?),
            Rule::text => Literal::Text(self.text(pair)),
            Rule::truth => Literal::Bool(text == "true"),
            Rule::long_term => Literal::LongTerm,
            Rule::absent => Literal::Absent,
            _ => return Err(Fault::Internal(range(pair))),
        })
    }

    /// A text without placeholders.
    pub(super) fn text(&self, pair: &Pair<'_>) -> String {
        read_text(self, pair.as_str(), range(pair).start)
    }

    fn shape(&self, span: Span, message: String, hint: &str) {
        let fault = Diagnostic::new(Code::NumberShape, span, message);
        self.report(fault.maybe_hint(Some(hint.to_owned()).filter(|hint| !hint.is_empty())));
    }

    fn number(&self, text: &str, span: Span) -> Decimal {
        parse_decimal(text).unwrap_or_else(|error| {
            match error {
                NumberError::TooLong => {
                    self.shape(span, "a number has at most 28 digits".to_owned(), "");
                }
                NumberError::Shape => self.shape(
                    span,
                    format!("`{text}` starts with a needless zero"),
                    "Write numbers without zeros in front and without commas: `1000`.",
                ),
            }
            Decimal::ZERO
        })
    }

    fn percent(&self, text: &str, span: Span) -> Decimal {
        let digits = text.trim_end_matches('%');
        let number = digits.trim_end();
        if number != digits {
            self.shape(
                span,
                format!("`{text}` has a space before its sign"),
                &format!("Write `{number}%`."),
            );
        }
        let shown = self.number(number, span);
        // Two more places may take a number of 28 digits over the edge; then it is too long.
        match parse_decimal(&format!("{number}e-2")) {
            Ok(fraction) => fraction,
            Err(NumberError::TooLong) if !shown.is_zero() => {
                self.shape(span, "a number has at most 28 digits".to_owned(), "");
                Decimal::ZERO
            }
            Err(_) => Decimal::ZERO,
        }
    }

    fn with_unit(&self, text: &str, span: Span) -> Literal {
        let at = text
            .find(|char: char| char.is_ascii_alphabetic())
            .unwrap_or(text.len());
        let (amount, unit) = text.split_at_checked(at).unwrap_or((text, ""));
        let number = amount.trim_end();
        if number == amount {
            let message = format!("`{text}` has no space before its unit");
            self.shape(span, message, &format!("Write `{number} {unit}`."));
        }
        let count = self.count(number, span);
        let built = Period::of(count, unit)
            .map(|period| period.map(Literal::Period))
            .or_else(|| Duration::of(count, unit).map(|time| time.map(Literal::Duration)));
        match built {
            Some(Ok(literal)) => literal,
            _ => {
                let message = format!("`{text}` is longer than 200 years");
                self.shape(span, message, "");
                Literal::Period(Period::days(1))
            }
        }
    }

    fn count(&self, number: &str, span: Span) -> u32 {
        if let Some(positive) = number.strip_prefix('-') {
            let hint = "To go back in time, subtract: `today - 3 months`.";
            self.shape(
                span,
                format!("`{number}` is negative, and periods and durations are not"),
                hint,
            );
            return self.count(positive, span);
        }
        if number.contains('.') {
            let hint = "Use a smaller unit: `90 minutes` rather than `1.5 hours`.";
            self.shape(span, format!("`{number}` is not a whole number"), hint);
            return 1;
        }
        self.number(number, span);
        number.parse().unwrap_or(u32::MAX)
    }

    /// `24h`, `3mnths`, `1e5`, `1_000`
    fn glued(&self, text: &str, span: Span) -> Literal {
        let at = text
            .find(|char: char| char.is_ascii_alphabetic() || char == '_')
            .unwrap_or(text.len());
        let (number, word) = text.split_at_checked(at).unwrap_or((text, ""));
        let unit = unit_meant(word);
        let hint = match unit {
            Some(unit) => format!("Write `{number} {unit}`."),
            None => "Write numbers with digits only, and a unit after a space: `24 hours`.".into(),
        };
        self.shape(span, format!("`{text}` is not a number"), &hint);
        match unit {
            Some(unit @ ("hours" | "minutes" | "seconds")) => Duration::of(1, unit)
                .and_then(Result::ok)
                .map_or(Literal::Number(Decimal::ZERO), Literal::Duration),
            Some(_) => Literal::Period(Period::days(1)),
            None => Literal::Number(Decimal::ZERO),
        }
    }

    /// Any day does for one that cannot be read: the file is refused, and the type is right.
    pub(super) fn date(&self, text: &str, span: Span) -> Built<Date> {
        Date::parse(text).or_else(|error| {
            self.report_date(error, text, span);
            Date::new(2000, 1, 1).map_err(|_| Fault::Reported)
        })
    }

    pub(super) fn instant(&self, text: &str, span: Span) -> Built<Instant> {
        Instant::parse(text).map_err(|error| {
            if error == DateError::Shape {
                let message = format!("`{text}` is not an instant");
                self.report(
                    Diagnostic::new(Code::DateShape, span, message)
                        .hint("Write date, time and offset: `2026-11-22T10:00:00+08:00`."),
                );
            } else {
                self.report_date(error, text, span);
            }
            Fault::Reported
        })
    }

    fn report_date(&self, error: DateError, text: &str, span: Span) {
        let (code, message) = match error {
            DateError::Shape => (Code::DateShape, format!("`{text}` is not a date")),
            DateError::NoSuchDay => (Code::NoSuchDate, format!("`{text}` does not exist")),
            DateError::OutOfRange => (
                Code::NoSuchDate,
                format!("`{text}` is outside of the years 1800 to 2999"),
            ),
        };
        let hint = match error {
            DateError::Shape => Some(match date_meant(text) {
                Some(date) => format!("Write `{date}`."),
                None => "Write year, month and day: `2026-01-31`.".to_owned(),
            }),
            DateError::NoSuchDay => {
                last_day(text).map(|last| format!("The last day of that month is `{last}`."))
            }
            DateError::OutOfRange => None,
        };
        self.report(Diagnostic::new(code, span, message).maybe_hint(hint));
    }

    pub(super) fn pattern(&self, pair: Pair<'_>) -> Built<Pattern> {
        let span = self.span(&pair);
        let items: Built<Vec<PatternItem>> = Cursor::new(pair)
            .rest()
            .map(|item| self.pattern_item(item))
            .collect();
        Ok(Pattern {
            items: items?,
            span,
        })
    }

    fn pattern_item(&self, pair: Pair<'_>) -> Built<PatternItem> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let count = match children.maybe(Rule::pattern_count) {
            Some(count) => self.pattern_count(count)?,
            None => (1, 1),
        };
        let class = children.any()?;
        let class = match class.as_rule() {
            Rule::text => PatternClass::Text(self.text(&class)),
            Rule::pattern_of => {
                let mut inner = Cursor::new(class);
                PatternClass::Of(self.text(&inner.take(Rule::text)?))
            }
            _ => match class.as_str().trim_end_matches('s') {
                "digit" => PatternClass::Digits,
                "letter" => PatternClass::Letters,
                _ => PatternClass::Characters,
            },
        };
        children.take_end()?;
        Ok(PatternItem { count, class, span })
    }

    fn pattern_count(&self, pair: Pair<'_>) -> Built<(u32, u32)> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let first = children.take(Rule::number)?;
        let last = children
            .maybe(Rule::number)
            .unwrap_or_else(|| first.clone());
        children.take_end()?;
        let read = |pair: &Pair<'_>| pair.as_str().parse::<u32>().ok().filter(|n| *n <= 1000);
        match (read(&first), read(&last)) {
            (Some(least), Some(most)) if least <= most => Ok((least, most)),
            _ => {
                let message =
                    "a pattern counts from 0 to 1000, the smaller number first".to_owned();
                self.shape(span, message, "");
                Ok((1, 1))
            }
        }
    }
}

/// The unit that a word was meant to be.
pub(in crate::syntax) fn unit_meant(word: &str) -> Option<&'static str> {
    match word {
        "h" | "hr" | "hrs" => Some("hours"),
        "d" => Some("days"),
        "w" | "wk" => Some("weeks"),
        "m" | "mo" | "mon" => Some("months"),
        "y" | "yr" | "yrs" => Some("years"),
        "min" | "mins" => Some("minutes"),
        "s" | "sec" | "secs" => Some("seconds"),
        _ => nearest(word, UNITS).filter(|_| word.len() > 2),
    }
}

/// The date that `2026/01/02`, `2026-1-2` or `02.01.2026` was meant to be.
fn date_meant(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let &[first, month, last] = parts.as_slice() else {
        return None;
    };
    let (year, day) = match (first.len(), last.len()) {
        (4, 1 | 2) => (first, last),
        // With slashes nobody knows which of the two is the month.
        (1 | 2, 4) if text.contains('.') => (last, first),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The last day of the month that `YYYY-MM-DD` lies in, if there is such a month.
fn last_day(text: &str) -> Option<Date> {
    let month = text.get(..8)?;
    [31, 30, 29, 28]
        .iter()
        .find_map(|day| Date::parse(&format!("{month}{day}")).ok())
}
