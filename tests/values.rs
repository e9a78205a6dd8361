//! Suite: values. Calendar arithmetic against worked examples, exact decimals, every day there is.

use admit::value::{
    Date, DateError, Decimal, Instant, NumberError, Period, PlainNumber, normalise_name,
    parse_decimal, parse_zone, same_name, short_billionths, show_number,
};
use proptest::prelude::*;
use serde::Deserialize;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// `P3M` or `P60D`.
fn period(text: &str) -> Period {
    let (count, unit) = text.strip_prefix('P').unwrap().split_at(text.len() - 2);
    let count = count.parse().unwrap();
    match unit {
        "M" => Period::months(count),
        "D" => Period::days(count),
        other => panic!("{other} is no unit"),
    }
}

#[derive(Deserialize)]
struct AddMonths {
    date: String,
    op: String,
    expected: String,
}

#[test]
fn months_are_added_to_the_last_day_there_is() {
    let cases: Vec<AddMonths> =
        serde_json::from_str(include_str!("values/add_months.json")).unwrap();
    assert_eq!(cases.len(), 64);
    for AddMonths {
        date: from,
        op,
        expected,
    } in cases
    {
        let (sign, by) = op.split_at(1);
        let moved = match sign {
            "+" => date(&from).plus(period(by)),
            _ => date(&from).minus(period(by)),
        };
        assert_eq!(moved.unwrap().to_string(), expected, "{from} {op}");
    }
}

#[derive(Deserialize)]
struct Age {
    birth: String,
    on: String,
    min_age: u32,
    anniversary: String,
    expected: bool,
}

#[test]
fn an_age_is_reached_on_the_anniversary() {
    let cases: Vec<Age> = serde_json::from_str(include_str!("values/age.json")).unwrap();
    assert_eq!(cases.len(), 77);
    for case in cases {
        let (birth, on) = (date(&case.birth), date(&case.on));
        let reached = birth.age_on(on) >= case.min_age as i32;
        assert_eq!(reached, case.expected, "{} {}", case.birth, case.on);
        let anniversary = birth.plus(Period::months(case.min_age * 12)).unwrap();
        assert_eq!(anniversary.to_string(), case.anniversary, "{}", case.birth);
    }
}

#[derive(Deserialize)]
struct Margin {
    today: String,
    expiry: String,
    margin: String,
    threshold: String,
    expected: String,
}

#[test]
fn a_margin_is_added_to_today() {
    let cases: Vec<Margin> = serde_json::from_str(include_str!("values/margin.json")).unwrap();
    assert_eq!(cases.len(), 48);
    for case in cases {
        let (today, expiry) = (date(&case.today), date(&case.expiry));
        let threshold = today.plus(period(&case.margin)).unwrap();
        assert_eq!(threshold.to_string(), case.threshold, "{}", case.today);
        let found = if expiry < today {
            "expired"
        } else if expiry < threshold {
            "expiring_soon"
        } else {
            "ok"
        };
        assert_eq!(found, case.expected, "{} {}", case.today, case.expiry);
    }
}

#[derive(Deserialize)]
struct Zone {
    instant: String,
    zone: String,
    today: String,
    expiry: String,
    expired: bool,
}

#[test]
fn today_is_the_date_in_the_zone() {
    let cases: Vec<Zone> = serde_json::from_str(include_str!("values/time_zone.json")).unwrap();
    assert_eq!(cases.len(), 54);
    for case in cases {
        let instant = Instant::parse(&case.instant).unwrap();
        let today = instant.date_in(parse_zone(&case.zone).unwrap());
        assert_eq!(
            today.to_string(),
            case.today,
            "{} {}",
            case.instant,
            case.zone
        );
        assert_eq!(date(&case.expiry) < today, case.expired, "{}", case.instant);
    }
}

#[test]
fn every_day_is_read_as_it_is_written() {
    let mut day = date("1800-01-01");
    let mut count = 1;
    while let Ok(next) = day.plus(Period::days(1)) {
        assert!(next > day);
        assert_eq!(Date::parse(&next.to_string()), Ok(next));
        day = next;
        count += 1;
    }
    assert_eq!(day, date("2999-12-31"));
    // 1,200 years are three times 400 years, which have 146,097 days each.
    assert_eq!(count, 3 * 146_097);
}

#[test]
fn days_that_are_none_are_refused() {
    for (text, error) in [
        ("2026-02-29", DateError::NoSuchDay),
        ("1900-02-29", DateError::NoSuchDay),
        ("2026-04-31", DateError::NoSuchDay),
        ("2026-13-01", DateError::NoSuchDay),
        ("2026-00-10", DateError::NoSuchDay),
        ("1799-12-31", DateError::OutOfRange),
        ("3000-01-01", DateError::OutOfRange),
        ("2026-1-01", DateError::Shape),
        ("2026-01-01 ", DateError::Shape),
        ("２026-01-01", DateError::Shape),
        ("20260101", DateError::Shape),
        ("", DateError::Shape),
    ] {
        assert_eq!(Date::parse(text), Err(error), "{text}");
    }
}

#[test]
fn instants_need_their_offset_and_a_time_that_exists() {
    for (text, unix) in [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T08:00:00+08:00", 0),
        ("1970-01-01t00:00:01z", 1),
        ("1969-12-31 23:59:59Z", -1),
        ("2000-02-29T23:59:59.999-12:00", 951_911_999),
    ] {
        let nanoseconds = if text.contains('.') { 999_000_000 } else { 0 };
        let expected = Instant::from_unix(unix, nanoseconds);
        assert_eq!(Instant::parse(text), expected, "{text}");
    }
    for (text, error) in [
        ("2026-11-22T10:00:00", DateError::Shape),
        ("2026-11-22T10:00Z", DateError::Shape),
        ("2026-11-22", DateError::Shape),
        ("2026-11-22T10:00:00+0800", DateError::Shape),
        ("2026-11-22T10:00:00 Z", DateError::Shape),
        ("2026-11-22T10:00:00Z ", DateError::Shape),
        ("2026-11-22T24:00:00Z", DateError::NoSuchDay),
        ("2026-11-22T10:60:00Z", DateError::NoSuchDay),
        ("2026-02-30T10:00:00Z", DateError::NoSuchDay),
        ("1799-12-31T23:59:59Z", DateError::OutOfRange),
    ] {
        assert_eq!(Instant::parse(text), Err(error), "{text}");
    }
}

#[test]
fn names_compare_without_width_case_spacing_and_variants() {
    for (a, b) in [
        ("José", "Jose\u{301}"),
        ("ＺＨＡＮＧ　ＳＡＮ", "zhang san"),
        ("阿凡提·买买提", "阿凡提•买买提"),
        ("葛\u{E0100}", "葛"),
        ("ZHANG\u{200B}SAN", "zhangsan"),
    ] {
        assert!(same_name(a, b), "{a} {b}");
    }
    assert!(!same_name("王小明", "王小朋"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_decimal_is_read_as_it_is_printed(
        digits in -(10i128.pow(28) - 1)..10i128.pow(28),
        scale in 0u32..=28,
    ) {
        let number = Decimal::try_from_i128_with_scale(digits, scale).unwrap();
        prop_assert_eq!(parse_decimal(&number.to_string()), Ok(number));
        prop_assert_eq!(parse_decimal(&show_number(number)), Ok(number));
    }

    #[test]
    fn an_exponent_moves_the_point(digits in 1u64..1_000_000_000, power in 0u32..12) {
        let written = parse_decimal(&format!("{digits}e-{power}")).unwrap();
        let back = parse_decimal(&format!("{written}e{power}")).unwrap();
        prop_assert_eq!(back, Decimal::from(digits));
    }

    #[test]
    fn a_plain_number_is_the_same_as_any(
        text in "-?(0|[1-9][0-9]{0,3}|[1-9][0-9]{0,19}|0[0-9]{1,2})?(\\.([0-9]{0,3}|[0-9]{0,19}0{0,3}))?([eE][0-9])?",
        after in "([,}\\] \t\r\n][^x]{0,9})?",
    ) {
        let whole = format!("{text}{after}");
        let plain = text.len() <= 18 && !text.contains(['e', 'E']) && !after.is_empty();
        match PlainNumber::leading(whole.as_bytes()) {
            Some((number, rest)) => {
                let decimal = parse_decimal(&text).unwrap();
                // Also in its form: how many digits stand behind the point.
                prop_assert_eq!(Decimal::from(number).serialize(), decimal.serialize());
                prop_assert_eq!(rest, after.as_bytes());
                let most = Decimal::new(i64::MAX, 9);
                match number.billionths() {
                    Some(count) => prop_assert_eq!(Decimal::new(count, 9), decimal),
                    None => prop_assert!(decimal.scale() > 9 || decimal.abs() > most),
                }
            }
            None => prop_assert!(!plain || parse_decimal(&text).is_err()),
        }
    }

    #[test]
    fn a_short_number_is_the_same_as_any(
        text in "(0|[1-9][0-9]{0,6}|0[0-9]|-1|)(\\.[0-9]{0,6})?(e1)?",
        after in "[,}\\] a\u{e9}][^x]{0,8}",
    ) {
        let whole = format!("{text}{after}");
        match short_billionths(whole.as_bytes()) {
            Some((count, is_whole, rest)) => {
                prop_assert_eq!(Ok(Decimal::new(count, 9).normalize()), parse_decimal(&text));
                prop_assert_eq!(is_whole, !text.contains('.'));
                prop_assert_eq!(rest, after.as_bytes());
            }
            None => {
                let is_short = text.len() < 8 && whole.len() >= 8 && after.starts_with([',', '}']);
                let is_plain = !text.contains('e') && parse_decimal(&text).is_ok();
                prop_assert!(!is_short || !is_plain || text.starts_with('-'), "{}", whole);
            }
        }
    }

    #[test]
    fn a_number_of_29_digits_is_refused(digits in "[1-9][0-9]{27}[1-9]") {
        prop_assert_eq!(parse_decimal(&digits), Err(NumberError::TooLong));
        let fraction = format!("0.{digits}");
        prop_assert_eq!(parse_decimal(&fraction), Err(NumberError::TooLong));
    }

    #[test]
    fn no_text_upsets_a_parser(text in any::<String>()) {
        let _ = (parse_decimal(&text), Date::parse(&text), Instant::parse(&text));
        let normal = normalise_name(&text);
        prop_assert!(same_name(&normal, &normal));
    }
}
