//! What a field can hold: types, exact numbers, calendar dates, words of enums, texts.
//!
//! The ground floor: it knows neither rules nor records. A value's `Debug` shows its kind only, so that no
//! private value can slip into a log.

mod constant;
mod country;
mod date;
mod decimal;
mod text;
mod tree;
mod ty;

pub use constant::{Cell, Constant, List, Value};
pub use country::Country;
pub use date::{Date, DateError, Duration, Instant, Period, parse_zone};
pub use decimal::{NumberError, parse_decimal, show_number, show_percent};
pub use rust_decimal::Decimal;
pub use text::{
    ascii_number, escape_controls, is_invisible, normalise_name, normalise_number, same_name,
    same_number,
};
pub use tree::{Misplaced, Step, Tree, place_text};
pub use ty::{EnumId, Scalar, Word};
