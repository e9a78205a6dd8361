//! What a field can hold: types, exact numbers, calendar dates, words of enums, texts.
//!
//! The ground floor: it knows neither rules nor records. A value's `Debug` shows its kind only, so that no
//! private value can slip into a log.

mod constant;
mod country;
mod date;
mod day_number;
mod days;
mod decimal;
mod digits;
mod figures;
mod instant;
mod names;
mod parts;
mod printed_date;
mod text;
mod texts;
mod tree;
mod ty;
mod unicode;

pub use constant::{Cell, Constant, List, Value};
pub use country::Country;
pub use date::{Date, DateError, Duration, Period};
pub use day_number::DayNumber;
pub use days::{Day, Days};
pub use decimal::{
    NumberError, PlainNumber, parse_decimal, power_of_ten, short_billionths, show_number,
    show_percent,
};
pub use digits::Figures;
pub use instant::{Instant, ZonedInstant, parse_zone};
pub use names::{
    abbreviated_or_reordered_name, hidden_characters, lookalike_name, mixed_scripts, variant_name,
};
pub use parts::Kind;
pub use printed_date::{PrintedDate, Unreadable, printed_date};
pub use rust_decimal::Decimal;
pub use text::{
    ascii_number, escape_controls, is_invisible, is_plain, normalise_name, normalise_number,
    same_name, same_number, utf8,
};
pub use texts::Texts;
pub use tree::{Misplaced, Step, Tree, place_text};
pub use ty::{EnumId, Scalar, Word};
pub use unicode::{base_letter, nfkc};
