//! Comparisons of two values: `None` where the answer is unknown.
//!
//! In: values of types that the checker found comparable. A count that lies between bounds is compared as
//! an interval.

use crate::program::{Comparison, Pattern, PatternClass, PatternItem};
use crate::value::{
    Country, Date, Decimal, Duration, Instant, List, Period, Value, Word, power_of_ten,
};
use std::cmp::Ordering;
use std::collections::HashSet;

/// So many pairs of values are compared one by one. Where there are more, one list is made ready for look-ups,
/// so that two long lists of a record cost no more than their lengths.
const FEW_PAIRS: usize = 1024;

/// Whether a comparison holds.
pub(super) fn compare(op: Comparison, left: Value<'_>, right: Value<'_>) -> Option<bool> {
    match op {
        Comparison::Equal => equal(left, right),
        Comparison::NotEqual => equal(left, right).map(|equal| !equal),
        Comparison::Less => less(left, right),
        Comparison::AtLeast => less(left, right).map(|less| !less),
        Comparison::Greater => less(right, left),
        Comparison::AtMost => less(right, left).map(|greater| !greater),
    }
}

/// How two numbers lie. Most have few digits, and those need not go the long way.
#[inline]
pub(super) fn order_numbers(a: Decimal, b: Decimal) -> Ordering {
    let (scale_a, scale_b) = (a.scale(), b.scale());
    let (digits_a, digits_b) = (a.mantissa(), b.mantissa());
    if scale_a == scale_b {
        return digits_a.cmp(&digits_b);
    }
    let power = power_of_ten(scale_a.abs_diff(scale_b));
    match (i64::try_from(digits_a), i64::try_from(digits_b), power) {
        // A mantissa of 63 bits times 10^18 stays below 127 bits.
        (Ok(few_a), Ok(few_b), Some(power)) if scale_a < scale_b => {
            (i128::from(few_a) * i128::from(power)).cmp(&i128::from(few_b))
        }
        (Ok(few_a), Ok(few_b), Some(power)) => {
            i128::from(few_a).cmp(&(i128::from(few_b) * i128::from(power)))
        }
        _ => a.cmp(&b),
    }
}

/// Whether a comparison holds of two values that lie like this.
#[inline]
pub(super) fn decides(op: Comparison, order: Ordering) -> bool {
    match op {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
    }
}

/// Whether two values are the same.
pub(super) fn equal(left: Value<'_>, right: Value<'_>) -> Option<bool> {
    match (left, right) {
        (Value::Between(..), _) | (_, Value::Between(..)) => equal_intervals(left, right),
        (Value::Bool(a), Value::Bool(b)) => Some(a == b),
        (Value::Period(a), Value::Period(b)) => Some(a == b),
        (Value::Country(a), Value::Country(b)) => Some(a == b),
        (Value::Word(a), Value::Word(b)) => Some(a == b),
        (Value::Text(a), Value::Text(b)) => Some(a == b),
        (Value::List(a), Value::List(b)) if a.len() != b.len() => Some(false),
        (Value::List(a), Value::List(b)) => all(a.iter().zip(b.iter()).map(|(a, b)| equal(a, b))),
        _ => order(left, right).map(Ordering::is_eq),
    }
}

fn equal_intervals(left: Value<'_>, right: Value<'_>) -> Option<bool> {
    let ((a, b), (c, d)) = (interval(left)?, interval(right)?);
    if b < c || d < a {
        Some(false)
    } else if a == b && c == d {
        Some(true)
    } else {
        None
    }
}

fn less(left: Value<'_>, right: Value<'_>) -> Option<bool> {
    if let (Some((a, b)), Some((c, d))) = (interval(left), interval(right)) {
        return if b < c {
            Some(true)
        } else if a >= d {
            Some(false)
        } else {
            None
        };
    }
    order(left, right).map(Ordering::is_lt)
}

/// How two single values of an ordered type lie. `long_term` is later than every date and every instant.
pub(super) fn order(left: Value<'_>, right: Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => Some(order_numbers(a, b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(&b)),
        (Value::Instant(a), Value::Instant(b)) => Some(a.cmp(&b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(&b)),
        (Value::LongTerm, Value::LongTerm) => Some(Ordering::Equal),
        (Value::LongTerm, Value::Date(_) | Value::Instant(_)) => Some(Ordering::Greater),
        (Value::Date(_) | Value::Instant(_), Value::LongTerm) => Some(Ordering::Less),
        _ => None,
    }
}

fn interval(value: Value<'_>) -> Option<(Decimal, Decimal)> {
    match value {
        Value::Number(number) => Some((number, number)),
        Value::Between(least, most) => Some((Decimal::from(least), Decimal::from(most))),
        _ => None,
    }
}

/// Kleene's "and": `Some(false)` if any is false, else `None` if any is unknown.
#[inline]
pub(super) fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => result = None,
        }
    }
    result
}

/// Kleene's "and" of two, the second asked only where it matters.
#[inline]
pub(super) fn and(first: Option<bool>, second: impl FnOnce() -> Option<bool>) -> Option<bool> {
    match first {
        Some(false) => Some(false),
        Some(true) => second(),
        None => second().filter(|second| !second),
    }
}

/// Kleene's "or": `Some(true)` if any is true, else `None` if any is unknown.
#[inline]
pub(super) fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(parts.map(not)).map(|none| !none)
}

/// Kleene's "not".
#[inline]
pub(super) fn not(part: Option<bool>) -> Option<bool> {
    part.map(|part| !part)
}

/// Whether a value is in a list.
pub(super) fn contains(list: List<'_>, needle: Value<'_>) -> Option<bool> {
    any(list.iter().map(|item| equal(item, needle)))
}

/// Whether a list has any, or all, of the values of another.
pub(super) fn has(every: bool, list: List<'_>, wanted: List<'_>) -> Option<bool> {
    if list.len().saturating_mul(wanted.len()) > FEW_PAIRS
        && let Some(kept) = list.iter().map(key).collect::<Option<HashSet<_>>>()
    {
        let found = wanted.iter().map(|value| Some(kept.contains(&key(value)?)));
        return if every { all(found) } else { any(found) };
    }
    let found = wanted.iter().map(|value| contains(list, value));
    if every { all(found) } else { any(found) }
}

/// A value as something to look up: the same for two values that are equal, and for no others.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    Bool(bool),
    Number(Decimal),
    Date(Date),
    LongTerm,
    Instant(Instant),
    Period(Period),
    Duration(Duration),
    Country(Country),
    Word(Word),
    Text(&'a str),
}

pub(super) fn key(value: Value<'_>) -> Option<Key<'_>> {
    Some(match value {
        Value::Bool(bool) => Key::Bool(bool),
        Value::Number(number) => Key::Number(number),
        Value::Date(date) => Key::Date(date),
        Value::LongTerm => Key::LongTerm,
        Value::Instant(instant) => Key::Instant(instant),
        Value::Period(period) => Key::Period(period),
        Value::Duration(duration) => Key::Duration(duration),
        Value::Country(country) => Key::Country(country),
        Value::Word(word) => Key::Word(word),
        Value::Text(text) => Key::Text(text),
        Value::Missing | Value::Absent | Value::Between(..) | Value::List(_) => return None,
    })
}

/// Whether the whole text fits a pattern. Without recursion: a pattern may have thousands of items.
pub(super) fn fits(text: &str, pattern: &Pattern) -> bool {
    if let Some(fits) = fits_bytes(text.as_bytes(), pattern) {
        return fits;
    }
    let mut left = text;
    let mut items = pattern.items.as_slice();
    while let Some((item, rest)) = items.split_first() {
        if rest.is_empty() {
            return taken(left, item).any(str::is_empty);
        }
        if item.least != item.most {
            return fits_any_count(left, items);
        }
        match taken(left, item).next() {
            Some(after) => left = after,
            None => return false,
        }
        items = rest;
    }
    left.is_empty()
}

/// As [`fits`], for a text of ASCII and a pattern of fixed counts: the form of nearly all document numbers. None where the
/// text and the pattern take more to tell.
pub(super) fn fits_bytes(text: &[u8], pattern: &Pattern) -> Option<bool> {
    let mut left = text;
    for item in &pattern.items {
        if item.least != item.most {
            return None;
        }
        let Some((taken, rest)) = left.split_at_checked(item.least as usize) else {
            return Some(false);
        };
        let fits = match &item.class {
            PatternClass::Digits => taken.iter().all(u8::is_ascii_digit),
            PatternClass::Letters => taken.iter().all(u8::is_ascii_alphabetic),
            _ => return None,
        };
        if !fits {
            return Some(false);
        }
        left = rest;
    }
    Some(left.is_empty())
}

/// Items with several counts can reach one place in the text in many ways. The places are kept item by item,
/// so that the work is bounded by the text's length times the counts, not by the number of ways.
fn fits_any_count(text: &str, items: &[PatternItem]) -> bool {
    let mut left = vec![text];
    for item in items {
        let mut next: Vec<&str> = left.iter().flat_map(|text| taken(text, item)).collect();
        if next.is_empty() {
            return false;
        }
        // All are ends of the same text, so their length tells them apart.
        next.sort_unstable_by_key(|text| text.len());
        next.dedup_by_key(|text| text.len());
        left = next;
    }
    left.iter().any(|left| left.is_empty())
}

/// What is left of a text once an item has taken each count that it may.
fn taken<'t>(text: &'t str, item: &PatternItem) -> impl Iterator<Item = &'t str> {
    let steps = std::iter::successors(Some(text), |rest| take_one(rest, &item.class));
    let (least, most) = (item.least as usize, item.most as usize);
    // An empty text of a pattern would take nothing for ever.
    let most = most.min(text.len().max(least));
    steps.take(most.saturating_add(1)).skip(least)
}

fn take_one<'t>(text: &'t str, class: &PatternClass) -> Option<&'t str> {
    if let PatternClass::Text(prefix) = class {
        return text.strip_prefix(&**prefix);
    }
    let mut chars = text.chars();
    let char = chars.next()?;
    let fits = match class {
        PatternClass::Text(_) | PatternClass::Characters => true,
        PatternClass::Digits => char.is_ascii_digit(),
        PatternClass::Letters => char.is_ascii_alphabetic(),
        PatternClass::Of(set) => set.contains(&char),
    };
    fits.then_some(chars.as_str())
}
