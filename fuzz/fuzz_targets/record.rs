//! Any bytes as a record: every reader answers, and no two disagree about what is JSON.
#![no_main]

use admit::engine::PolicySet;
use admit::program::Schema;
use admit::record::{ReadOptions, check_json, read_json, read_toml};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let pack = PolicySet::embedded().map_err(|problems| problems.render(false));
    pack.expect("the shipped rules are in order")
        .program()
        .schema
        .clone()
});

fuzz_target!(|bytes: &[u8]| {
    let json = read_json(&SCHEMA, bytes, ReadOptions { strict: false });
    let strict = read_json(&SCHEMA, bytes, ReadOptions { strict: true });
    if json.is_ok() {
        assert!(check_json(bytes).is_ok());
    }
    if strict.is_ok() {
        assert!(json.is_ok());
    }
    let _ = read_toml(&SCHEMA, bytes, ReadOptions::default());
});
