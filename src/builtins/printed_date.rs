//! Dates that a program has read off a document, for rules.

use super::names::text;
use super::{Example, Function};
use crate::value::{PrintedDate, Scalar, Value, printed_date};

const fn example(call: &'static str, yields: &'static str) -> Example {
    Example { call, yields }
}

pub(super) const FUNCTIONS: &[Function] = &[Function {
    name: "printed_date",
    parameters: &[text("text")],
    result: Scalar::DateOrLongTerm,
    optional: true,
    open: false,
    meaning: "The date that a text from a document shows, or `long_term`: year first, with Chinese numerals and \
              marks, in the calendar of the Republic of China, or with an English month. Of a validity from one \
              day to another it is the last day. Absent where it is no date, and where day first and month \
              first are two dates.",
    source: "ISO 8601-1:2019 for the year first, ICAO Doc 9303-3 for names of months; what identity documents print",
    examples: &[
        example("printed_date(\"2010.07.21-2020.07.21\")", "2020-07-21"),
        example("printed_date(\"2010.07.21-长期\")", "long_term"),
        example("printed_date(\"民國114年6月30日\")", "2025-06-30"),
        example("printed_date(\"30 JUN 2025\")", "2025-06-30"),
        example("printed_date(\"25/12/2020\")", "2020-12-25"),
        example("printed_date(\"07/08/2020\")", "absent"),
    ],
    call: |arguments| match arguments {
        [Value::Text(text)] => match printed_date(text) {
            Ok(PrintedDate::Day(date)) => Value::Date(date),
            Ok(PrintedDate::LongTerm) => Value::LongTerm,
            Err(_) => Value::Absent,
        },
        _ => Value::Missing,
    },
}];
