//! The values of the hand-written rules: parsed once, from text borrowed where it holds no escapes.

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A text, borrowed from the line unless it had to be unescaped.
pub struct Text<'a>(Cow<'a, str>);

impl Text<'_> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Year, month and day in one number, so that an earlier day is less. `LONG_TERM` is later than every day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(u32);

/// Seconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

/// Two capitals.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Country(pub [u8; 2]);

impl Date {
    pub const LONG_TERM: Date = Date(u32::MAX);

    pub const fn new(year: u32, month: u32, day: u32) -> Date {
        Date(year << 9 | month << 5 | day)
    }

    /// The date in Singapore.
    pub fn of(moment: Moment) -> Date {
        let days = (moment.0 + 8 * 3600).div_euclid(86_400) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097) as u32;
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Date::new(year + era as u32 * 400 + u32::from(month <= 2), month, day)
    }

    /// So many months later; the last day of the month where it has no such day.
    pub fn plus_months(self, months: u32) -> Date {
        if self == Date::LONG_TERM {
            return self;
        }
        let months = (self.0 >> 9) * 12 + (self.0 >> 5 & 15) - 1 + months;
        let (year, month) = (months / 12, months % 12 + 1);
        Date::new(year, month, (self.0 & 31).min(days_in(year, month)))
    }

    fn parse(text: &str) -> Option<Date> {
        if text == "long_term" {
            return Some(Date::LONG_TERM);
        }
        let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else {
            return None;
        };
        let (year, month, day) = (number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?);
        let exists = (1800..=2999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day);
        exists.then(|| Date::new(year, month, day))
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u32::from(digit - b'0'))
    })
}

impl Moment {
    /// RFC 3339 to the second.
    fn parse(text: &str) -> Option<Moment> {
        let (date, rest) = text.split_at_checked(10)?;
        let Date(date) = Date::parse(date)?;
        let (time, zone) = rest.as_bytes().split_at_checked(9)?;
        let &[b'T', a, b, b':', c, d, b':', e, f] = time else {
            return None;
        };
        let offset = match *zone {
            [b'Z'] => 0,
            [sign @ (b'+' | b'-'), a, b, b':', c, d] => {
                let seconds = i64::from(number(&[a, b])? * 3600 + number(&[c, d])? * 60);
                if sign == b'+' { seconds } else { -seconds }
            }
            _ => return None,
        };
        let (hour, minute, second) = (number(&[a, b])?, number(&[c, d])?, number(&[e, f])?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = i64::from(hour * 3600 + minute * 60 + second);
        Some(Moment(days_from_civil(date) * 86_400 + seconds - offset))
    }
}

fn days_from_civil(date: u32) -> i64 {
    let (month, day) = (i64::from(date >> 5 & 15), i64::from(date & 31));
    let year = i64::from(date >> 9) - i64::from(month <= 2);
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

impl Country {
    fn parse(text: &str) -> Option<Country> {
        let letters: [u8; 2] = text.as_bytes().try_into().ok()?;
        letters
            .iter()
            .all(u8::is_ascii_uppercase)
            .then_some(Country(letters))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Texts<'a> {
            type Value = Text<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'a>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'a>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Texts(PhantomData))
    }
}

/// A value that is written as a text.
macro_rules! from_text {
    ($kind:ident, $name:literal) => {
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Texts;
                impl Visitor<'_> for Texts {
                    type Value = $kind;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($name)
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<$kind, E> {
                        $kind::parse(text).ok_or_else(|| E::custom(concat!("not ", $name)))
                    }
                }
                deserializer.deserialize_str(Texts)
            }
        }
    };
}

from_text!(Date, "a date");
from_text!(Moment, "an instant");
from_text!(Country, "a country");
