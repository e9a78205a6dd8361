//! Each limit, at the limit and one beyond, and hostile depth in a small stack.

use crate::support::schema::submission;
use admit::record::{
    LENGTH_LIMIT, Lines, ReadOptions, Record, RecordErrorCode as Code, SIZE_LIMIT, TOML_SIZE_LIMIT,
    UNKNOWN_FIELDS_KEPT, check_json, ndjson_lines, read_json, read_toml,
};

fn json(text: &str) -> Result<Record, Code> {
    let read = read_json(&submission(), text.as_bytes(), ReadOptions::default());
    read.map_err(|error| error.code)
}

fn toml(text: &str) -> Result<Record, Code> {
    let read = read_toml(&submission(), text.as_bytes(), ReadOptions::default());
    read.map_err(|error| error.code)
}

fn brackets(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

#[test]
fn depth_64_is_read_and_65_is_not() {
    assert!(check_json(brackets(64).as_bytes()).is_ok());
    assert_eq!(
        check_json(brackets(65).as_bytes()).unwrap_err().code,
        Code::TooDeep
    );
    assert!(json(&format!("{{\"notes\": {}}}", brackets(63))).is_ok());
    assert_eq!(
        json(&format!("{{\"notes\": {}}}", brackets(64))).err(),
        Some(Code::TooDeep)
    );
    let inside = |depth| format!(r#"{{"images": [{{"notes": {}}}]}}"#, brackets(depth));
    assert!(json(&inside(61)).is_ok());
    assert_eq!(json(&inside(62)).err(), Some(Code::TooDeep));
    assert!(toml(&format!("notes = {}", brackets(63))).is_ok());
    assert_eq!(
        toml(&format!("notes = {}", brackets(64))).err(),
        Some(Code::TooDeep)
    );
    let element = |depth| format!("[[images]]\nnotes = {}", brackets(depth));
    assert!(toml(&element(61)).is_ok());
    assert_eq!(toml(&element(62)).err(), Some(Code::TooDeep));
}

#[test]
fn hostile_depth_is_answered_in_a_small_stack() {
    let depths = [1, 10, 64, 65, 100, 1_000, 10_000, 100_000, 1_000_000];
    let work = move || {
        for depth in depths {
            let list = "[".repeat(depth);
            let object = "{\"a\":".repeat(depth);
            let expected = if depth <= 64 {
                Code::Syntax
            } else {
                Code::TooDeep
            };
            assert_eq!(check_json(list.as_bytes()).unwrap_err().code, expected);
            assert_eq!(check_json(object.as_bytes()).unwrap_err().code, expected);
            let deep = json(&format!("{{\"notes\":{list}"));
            let expected = if depth < 64 {
                Code::Syntax
            } else {
                Code::TooDeep
            };
            assert_eq!(deep.err(), Some(expected));
        }
    };
    std::thread::Builder::new()
        .stack_size(256 << 10)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn hostile_depth_in_toml_is_answered() {
    for depth in [65, 80, 81, 100, 1_000, 10_000, 100_000] {
        let list = format!("notes = {}", brackets(depth));
        assert_eq!(toml(&list).err(), Some(Code::TooDeep), "{depth}");
        let keys = vec!["a"; depth].join(".");
        let table = format!("[{keys}]\nx = 1\n");
        assert_eq!(toml(&table).err(), Some(Code::TooDeep), "{depth}");
    }
}

#[test]
fn numbers_have_28_digits_and_not_29() {
    let number = |digits: &str| format!(r#"{{"network": {{"latency_ms": {digits}}}}}"#);
    for good in [
        "9999999999999999999999999999",
        "0.0000000000000000000000000001",
        "1e27",
        "-0",
        "0e999999999999999999999",
        "1000000000000000000000000000000e-5",
    ] {
        assert!(json(&number(good)).is_ok(), "{good}");
    }
    for long in [
        "10000000000000000000000000000",
        "1.2345678901234567890123456789",
        "1e28",
        "1e-29",
        "1e99999999999999999999999999",
    ] {
        assert_eq!(
            json(&number(long)).err(),
            Some(Code::NumberTooLong),
            "{long}"
        );
        // A number that is not kept may be as long as it likes.
        assert!(json(&format!("{{\"notes\": {long}}}")).is_ok(), "{long}");
    }
}

#[test]
fn lists_have_10_000_elements_and_not_one_more() {
    for (hole, element) in [("{\"factors\": [@]}", "1"), ("{\"history\": [@]}", "{}")] {
        let list = |count| hole.replace('@', &vec![element; count].join(","));
        assert!(json(&list(LENGTH_LIMIT)).is_ok());
        assert_eq!(json(&list(LENGTH_LIMIT + 1)).err(), Some(Code::TooLarge));
    }
    let list = |count| format!("factors = [{}]", vec!["1"; count].join(","));
    assert!(toml(&list(LENGTH_LIMIT)).is_ok());
    assert_eq!(toml(&list(LENGTH_LIMIT + 1)).err(), Some(Code::TooLarge));
}

#[test]
fn objects_have_10_000_unknown_keys_and_not_one_more() {
    let object = |count: usize| {
        let keys: Vec<String> = (0..count).map(|key| format!("\"x{key}\":0")).collect();
        format!("{{{}}}", keys.join(","))
    };
    let record = json(&object(LENGTH_LIMIT)).unwrap();
    assert_eq!(
        record.unknown_fields(&submission()).count(),
        UNKNOWN_FIELDS_KEPT
    );
    assert_eq!(json(&object(LENGTH_LIMIT + 1)).err(), Some(Code::TooLarge));
    let inside = |count| format!("{{\"notes\": {}}}", object(count));
    assert!(json(&inside(LENGTH_LIMIT)).is_ok());
    assert_eq!(json(&inside(LENGTH_LIMIT + 1)).err(), Some(Code::TooLarge));
}

#[test]
fn a_key_given_twice_is_found_among_few_and_among_many() {
    for count in [1, 2, 15, 16, 17, 18, 40] {
        let large = |first: usize, last: &str| {
            let keys = (first..first + count).map(|key| format!("\"x{key}\":0,"));
            format!("{{{}{last}}}", keys.collect::<String>())
        };
        for again in 0..count {
            for twice in [format!("\"x{again}\":0"), format!("\"\\u0078{again}\":0")] {
                assert_eq!(json(&large(0, &twice)).err(), Some(Code::DuplicateKey));
                // Objects beside it and inside it have keys of their own.
                let inside = large(0, "\"y\":0");
                let last = format!("\"y\":[{inside},{inside}],{twice}");
                let outside = format!("{{\"notes\":{}}}", large(0, &last));
                assert_eq!(json(&outside).err(), Some(Code::DuplicateKey));
            }
        }
        assert!(json(&large(0, &format!("\"y\":{}", large(0, "\"y\":1")))).is_ok());
    }
}

#[test]
fn sizes_are_limited() {
    let sized = |size: usize| format!("{{}}{}", " ".repeat(size - 2));
    assert!(json(&sized(SIZE_LIMIT)).is_ok());
    assert_eq!(json(&sized(SIZE_LIMIT + 1)).err(), Some(Code::TooLarge));
    let sized = |size: usize| format!("#{}", " ".repeat(size - 1));
    assert!(toml(&sized(TOML_SIZE_LIMIT)).is_ok());
    assert_eq!(
        toml(&sized(TOML_SIZE_LIMIT + 1)).err(),
        Some(Code::TooLarge)
    );
}

#[test]
fn a_very_long_unknown_name_is_cut() {
    let name = |length| format!("{{\"{}\": 1}}", "n".repeat(length));
    let field = |length| {
        let record = json(&name(length)).unwrap();
        let schema = submission();
        let mut unknown = record.unknown_fields(&schema);
        unknown.next().unwrap().field
    };
    assert_eq!(field(64), "n".repeat(64));
    assert_eq!(field(65), format!("{}…", "n".repeat(64)));
    assert_eq!(field(1_000_000), format!("{}…", "n".repeat(64)));
}

#[test]
fn lines_are_counted_whether_blank_or_not() {
    let lines: Lines<'_> = ndjson_lines(b"\xEF\xBB\xBF\n{}\n \t\r\n[]");
    let numbers: Vec<u32> = lines.map(|(number, _)| number).collect();
    assert_eq!(numbers, [2, 4]);
    assert_eq!(ndjson_lines(b"").count(), 0);
}
