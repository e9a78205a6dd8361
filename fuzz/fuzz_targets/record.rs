//! Any bytes as a record: every reader answers, and no two disagree about what is JSON.
#![no_main]

use admit::record::{ReadOptions, check_json, read_json, read_toml};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[allow(dead_code, reason = "shared with the tests, which use more of it")]
#[path = "../../tests/support/schema.rs"]
mod schema;

static SCHEMA: LazyLock<admit::program::Schema> = LazyLock::new(schema::submission);

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
