//! Any text as a number of every type: it is read the same however it is written, and says nothing if it is malformed.

#![no_main]

use admit::builtins::Number;
use admit::builtins::document_number::{SCHEMES, Scheme, fitting};
use admit::value::{Date, ascii_number};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, u16)| {
    let (text, day) = input;
    let Ok(today) = Date::new(1990 + i32::from(day % 60), 1 + u32::from(day % 12), 1 + u32::from(day % 28)) else {
        return;
    };
    for scheme in SCHEMES {
        let number = scheme.read(text, today);
        let nothing = Number { shape: scheme.shape, ..Number::default() };
        assert!(number.well_formed || number == nothing, "a malformed number speaks");
        assert!(number.birth_date.is_none_or(|birth| birth <= today), "born in the future");
        if let Some(plain) = ascii_number(text) {
            assert!(number == scheme.read(&plain, today), "another number in plain writing");
        }
    }
    let all: Vec<Option<&'static Scheme>> = SCHEMES.iter().copied().map(Some).collect();
    if let Some(scheme) = fitting(&all, text, today).and_then(|place| all[place]) {
        assert!(scheme.read(text, today).well_formed, "fits and is malformed");
    }
});
