//! Any bytes as a record for the shipped pack: it is refused, or decided; and the readers agree.

#![no_main]

use admit::engine::PolicySet;
use admit::record::{ReadOptions, check_json, ndjson_lines};
use admit_fuzz::decide;
use libfuzzer_sys::fuzz_target;
use serde::de::IgnoredAny;
use std::sync::LazyLock;

static SET: LazyLock<PolicySet> =
    LazyLock::new(|| PolicySet::embedded().unwrap_or_else(|faults| panic!("{}", faults.render(false))));

fuzz_target!(|bytes: &[u8]| {
    let json = SET.read_json(bytes, ReadOptions { strict: false });
    let strict = SET.read_json(bytes, ReadOptions { strict: true });
    if let Ok(record) = &json {
        assert!(check_json(bytes).is_ok(), "a record that is no JSON");
        assert!(serde_json::from_slice::<IgnoredAny>(without_mark(bytes)).is_ok(), "JSON to us alone");
        decide(&SET, record);
    }
    if strict.is_ok() {
        assert!(json.is_ok_and(|record| !record.has_unknown_fields()));
    }
    if let Ok(record) = SET.read_toml(bytes, ReadOptions::default()) {
        decide(&SET, &record);
    }
    std::hint::black_box(ndjson_lines(bytes).count());
});

/// serde_json does not skip a byte order mark.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
