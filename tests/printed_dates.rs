//! Suite: dates as documents print them, against texts from documents and against every style of every day.

use admit::value::{Date, Period, PrintedDate, Unreadable, printed_date};
use naughty_strings::BLNS;
use proptest::prelude::*;
use serde::Deserialize;

fn day(text: &str) -> Result<PrintedDate, Unreadable> {
    Ok(PrintedDate::Day(Date::parse(text).unwrap()))
}

#[derive(Deserialize)]
struct Row {
    raw: String,
    expected: String,
}

#[test]
fn texts_found_on_documents_are_read() {
    let rows: Vec<Row> = serde_json::from_str(include_str!("vectors/expiry_text.json")).unwrap();
    assert_eq!(rows.len(), 11);
    for Row { raw, expected } in rows {
        let expected = match expected.as_str() {
            "long_term" => Ok(PrintedDate::LongTerm),
            "error" => Err(Unreadable::NoDate),
            "ambiguous" => Err(Unreadable::Ambiguous),
            "missing" => Err(Unreadable::Missing),
            // A real date: that it means something else with one acquirer, a rule has to say.
            "long_term_if_configured" => day(&raw),
            date => day(date),
        };
        assert_eq!(printed_date(&raw), expected, "{raw}");
    }
}

#[test]
fn the_forms_of_documents_are_read() {
    for (text, date) in [
        ("2020.7.8", "2020-07-08"),
        ("2020 07 08", "2020-07-08"),
        ("２０２０．０７．０８", "2020-07-08"),
        (" 2020 / 07 / 08 ", "2020-07-08"),
        ("25/12/2020", "2020-12-25"),
        ("12/25/2020", "2020-12-25"),
        ("07-07-2020", "2020-07-07"),
        ("2025年6月30日", "2025-06-30"),
        ("2025 年 06 月 30 日", "2025-06-30"),
        ("公元2025年6月30号", "2025-06-30"),
        ("二〇二五年六月三十日", "2025-06-30"),
        ("二○二五年十二月廿一日", "2025-12-21"),
        ("二零二五年十月十日", "2025-10-10"),
        ("中華民國一百一十四年六月三十日", "2025-06-30"),
        ("民國一〇五年二月二十九日", "2016-02-29"),
        ("民國一百零五年2月29日", "2016-02-29"),
        ("民国元年1月1日", "1912-01-01"),
        ("民國 094.07.01", "2005-07-01"),
        ("民國114/06/30", "2025-06-30"),
        ("30JUN2025", "2025-06-30"),
        ("30-Jun-2025", "2025-06-30"),
        ("Jun. 30, 2025", "2025-06-30"),
        ("June 30 2025", "2025-06-30"),
        ("1 Sept 2025", "2025-09-01"),
        ("2025-JUN-30", "2025-06-30"),
        ("21 7月/JUL 2010", "2010-07-21"),
        ("21 7月 JUL 2010", "2010-07-21"),
    ] {
        assert_eq!(printed_date(text), day(date), "{text}");
    }
}

#[test]
fn a_validity_is_read_to_its_end() {
    for (text, date) in [
        ("2010.07.21-2020.07.21", "2020-07-21"),
        ("2010-07-21-2020-07-21", "2020-07-21"),
        ("2019.01.18 - 2029.01.17", "2029-01-17"),
        ("20100721—20200721", "2020-07-21"),
        ("2010年7月21日至2020年7月21日", "2020-07-21"),
        ("2010/07/21 ~ 2020/07/21", "2020-07-21"),
        ("21 OCT 2010 to 21 OCT 2020", "2020-10-21"),
    ] {
        assert_eq!(printed_date(text), day(date), "{text}");
    }
    for text in [
        "2010.07.21-长期",
        "2010.07.21 - LONG TERM",
        "2010.07.21至9999.12.31",
    ] {
        assert_eq!(printed_date(text), Ok(PrintedDate::LongTerm), "{text}");
    }
    for text in [
        "2020.07.21-2010.07.21",
        "长期-2020.07.21",
        "2010.07-2020.07",
        "-2020.07.21",
    ] {
        assert_eq!(printed_date(text), Err(Unreadable::NoDate), "{text}");
    }
    for text in [
        "07/08/2010-07/08/2020",
        "21/08/2010-07/08/2020",
        "07/08/2010-21/08/2020",
    ] {
        assert_eq!(printed_date(text), Err(Unreadable::Ambiguous), "{text}");
    }
}

#[test]
fn no_end_has_its_words_and_one_day() {
    for text in [
        "长期",
        "長期有效",
        "Long term",
        "long-term",
        " FOREVER ",
        "永久",
        "9999-12-31",
        "9999年12月31日",
    ] {
        assert_eq!(printed_date(text), Ok(PrintedDate::LongTerm), "{text}");
    }
    for text in ["9999-12-30", "3000-01-01", "长", "for ever after"] {
        assert_eq!(printed_date(text), Err(Unreadable::NoDate), "{text}");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "2025-02-29",
        "31/04/2020",
        "20.07.21",
        "30 JUN 25",
        "30 JUX 2025",
        "30 J 2025",
        "2025-06",
        "2025年6月",
        "2025年6月30",
        "25年6月30日",
        "114.06.30",
        "民國0年1月1日",
        "民國",
        "2025.06/30",
        "2025..06.30",
        "2025.06.30.",
        "2025-006-30",
        "2025-06-30T00:00:00",
        "二〇二五年十十月一日",
        "二〇二五年六月三十三十日",
        "二〇二五年六月十百日",
        "21 7月/JUN 2010",
        "٢٠٢٥-٠٦-٣٠",
        "202506301",
        "1234567890123456789012345678901234567890",
    ] {
        assert_eq!(printed_date(text), Err(Unreadable::NoDate), "{text}");
    }
    assert_eq!(printed_date("\u{200B}"), Err(Unreadable::Missing));
}

#[test]
fn a_date_with_the_year_last_needs_one_reading() {
    for a in 0..=32 {
        for b in 0..=32 {
            let text = format!("{a:02}/{b:02}/2023");
            let readings = [(a, b), (b, a)].map(|(d, m)| Date::new(2023, m, d).ok());
            let expected = match readings {
                [Some(one), Some(other)] if one != other => Err(Unreadable::Ambiguous),
                [Some(one), _] | [_, Some(one)] => Ok(PrintedDate::Day(one)),
                [None, None] => Err(Unreadable::NoDate),
            };
            assert_eq!(printed_date(&text), expected, "{text}");
        }
    }
}

/// As it is said: 三十一.
fn spoken(number: u32) -> String {
    let digits: Vec<char> = "零一二三四五六七八九".chars().collect();
    let digit = |at: u32| digits[at as usize].to_string();
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let mut out = String::new();
    if hundreds > 0 {
        out += &format!("{}百", digit(hundreds));
    }
    match tens {
        0 if hundreds > 0 && ones > 0 => out += "零",
        0 => {}
        1 if hundreds == 0 => out += "十",
        tens => out += &format!("{}十", digit(tens)),
    }
    if ones > 0 {
        out += &digit(ones);
    }
    out
}

/// Digit by digit: 二〇三一.
fn digit_by_digit(number: i32) -> String {
    let digits: Vec<char> = "〇一二三四五六七八九".chars().collect();
    let figures = number.to_string();
    figures
        .bytes()
        .map(|byte| digits[usize::from(byte - b'0')])
        .collect()
}

fn styles(date: Date) -> Vec<String> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (y, m, d) = (date.year(), date.month(), date.day());
    let name = NAMES[m as usize - 1];
    let short = name[..3].to_uppercase();
    let mut styles = vec![
        format!("{y}-{m:02}-{d:02}"),
        format!("{y}.{m}.{d}"),
        format!("{y}/{m:02}/{d:02}"),
        format!("{y}{m:02}{d:02}"),
        format!("{y}年{m}月{d}日"),
        format!("{}年{}月{}日", digit_by_digit(y), spoken(m), spoken(d)),
        format!("{d:02} {short} {y}"),
        format!("{name} {d}, {y}"),
        format!("{d:02} {m}月/{short} {y}"),
        format!("1800.01.01-{y}.{m:02}.{d:02}"),
    ];
    let republic = y - 1911;
    if republic > 0 {
        styles.push(format!("民國{republic:03}年{m:02}月{d:02}日"));
        styles.push(format!("民國{republic}.{m}.{d}"));
        styles.push(format!(
            "中華民國{}年{}月{}日",
            spoken(republic as u32 % 1000),
            spoken(m),
            spoken(d)
        ));
    }
    if republic >= 1000 {
        styles.pop();
    }
    styles
}

#[test]
fn days_are_read_in_every_style() {
    let mut date = Date::parse("1800-01-01").unwrap();
    let mut count = 0;
    while let Ok(next) = date.plus(Period::days(37)) {
        for text in styles(date) {
            assert_eq!(printed_date(&text), Ok(PrintedDate::Day(date)), "{text}");
            count += 1;
        }
        date = next;
    }
    assert!(count > 100_000, "{count}");
}

#[test]
fn naughty_strings_are_no_dates() {
    for text in BLNS {
        assert!(printed_date(text).is_err(), "{text}");
    }
}

#[test]
fn a_long_text_is_refused_at_once() {
    for piece in ["1-", "至", "a", "2020.01.01-", " ", "\u{200B}"] {
        assert!(printed_date(&piece.repeat(100_000)).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_upsets_the_reader(text in any::<String>()) {
        let _ = printed_date(&text);
    }

    #[test]
    fn what_is_nearly_a_date_is_read_or_refused(text in "[0-9年月日民國元一十廿百〇./, -至toJUNEMARdec]{0,24}") {
        if let Ok(PrintedDate::Day(date)) = printed_date(&text) {
            prop_assert!((1800..=2999).contains(&date.year()));
        }
    }
}
