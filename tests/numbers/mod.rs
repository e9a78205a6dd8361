//! Suite: numbers. What every scheme says of published, generated, mistyped and hostile numbers.
//!
//! Nothing here works out a check digit or a date as the schemes do: the generators are written from the
//! clause in another form.

mod days;
mod fits;
mod hostile;
mod mistakes;
mod vectors;

use admit::builtins::Number;
use admit::builtins::document_number::scheme;
use admit::value::Date;

fn today() -> Date {
    Date::parse("2026-11-22").unwrap()
}

fn read(name: &str, number: &str) -> Number {
    let scheme = scheme(name).unwrap_or_else(|| panic!("no scheme {name}"));
    scheme.read(number, today())
}

/// Whether nothing speaks against the number.
fn accepted(name: &str, number: &str) -> bool {
    let number = read(name, number);
    number.well_formed && number.check_digit_ok != Some(false)
}

/// Numbers that are the same in every run, spread over a range.
struct Spread(u64);

impl Spread {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// GB 11643-1999, 4: the weights are powers of 2 modulo 11, the remainder is looked up.
fn with_check_digit(body: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = body.chars().map(|char| char.to_digit(10).unwrap());
    let sum: u32 = digits
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let check = "10X98765432".chars().nth(sum as usize % 11).unwrap();
    format!("{body}{check}")
}
