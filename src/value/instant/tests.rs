//! Instants read quickly are those that are read slowly, and written as the library of calendars writes them.

use super::*;

/// All that may stand at each place of an instant, sound or not.
const DAYS: [&str; 12] = [
    "1800-01-01",
    "1799-12-31",
    "2999-12-31",
    "3000-01-01",
    "2024-02-29",
    "2026-02-29",
    "2026-11-31",
    "2026-00-10",
    "2026-1-010",
    "2026-11-2a",
    "202\u{e9}-11-2",
    "2026/11-22",
];
const TIMES: [&str; 11] = [
    "00:00:00", "23:59:59", "23:59:60", "24:00:00", "12:60:00", "12:00:61", "1:00:000", "12-00-00",
    "aa:00:00", "12:00:0:", "12:00",
];
const FRACTIONS: [&str; 9] = [
    "",
    ".",
    ".0",
    ".5",
    ".999999999",
    ".9999999999",
    ".000000001",
    ".1234",
    ".12a",
];
const OFFSETS: [&str; 14] = [
    "Z", "z", "", "+00:00", "-00:00", "+08:00", "-23:59", "+23:59", "+24:00", "+12:60", "+0800",
    "+1:000", " +08:00", "Z ",
];

#[test]
fn the_quick_way_to_an_instant_leads_to_the_same() {
    let mut quick = 0;
    for day in DAYS {
        for time in TIMES {
            for separator in ["T", "t", " ", "", "x"] {
                for (fraction, offset) in FRACTIONS
                    .iter()
                    .flat_map(|each| OFFSETS.map(|offset| (each, offset)))
                {
                    let text = format!("{day}{separator}{time}{fraction}{offset}");
                    if let Some((instant, rest)) = Instant::leading(text.as_bytes()) {
                        let read = text.strip_suffix(str::from_utf8(rest).unwrap());
                        assert_eq!(Instant::any(read.unwrap()), Ok(instant), "{text}");
                        quick += 1;
                    }
                }
            }
        }
    }
    // Four days, two times, six fractions; six offsets, of which two lead out of the years at either end.
    assert!(quick > 4 * 2 * 6 * 4, "{quick}");
    for usual in ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00.123+08:00"] {
        let followed = format!("{usual}\", 1");
        let (instant, rest) = Instant::leading(followed.as_bytes()).unwrap();
        assert_eq!(Instant::any(usual), Ok(instant), "{usual}");
        assert_eq!(rest, b"\", 1", "{usual}");
    }
}

#[test]
fn what_is_written_is_what_chrono_writes() {
    let zones = [
        "UTC",
        "Asia/Shanghai",
        "Asia/Kathmandu",
        "America/St_Johns",
        "Africa/Monrovia",
        "Etc/GMT+12",
    ];
    // Clocks of old are ahead by minutes and seconds.
    let seconds = [
        -5_364_662_400,
        -2_100_000_017,
        -1,
        0,
        1_700_000_040,
        1_763_776_830,
        32_503_679_999,
    ];
    let nanoseconds = [0, 250_000_000, 1_000, 1, 999_999_999];
    for zone in zones.map(|zone| zone.parse::<Tz>().unwrap()) {
        for (seconds, nanoseconds) in seconds
            .into_iter()
            .flat_map(|each| nanoseconds.map(|nanos| (each, nanos)))
        {
            let instant = Instant::from_unix(seconds, nanoseconds).unwrap();
            let local = instant.utc().with_timezone(&zone);
            let rfc3339 = local.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, zone == Tz::UTC);
            assert_eq!(instant.rfc3339_in(zone), rfc3339);
            let known = (instant.date_in(zone), instant.offset_in(zone));
            assert_eq!(
                instant.in_zone_on(known.0.into(), known.1, zone),
                instant.in_zone(zone)
            );
            let whole_minute = seconds % 60 == 0;
            let format = if whole_minute {
                "%Y-%m-%d %H:%M %:z"
            } else {
                "%Y-%m-%d %H:%M:%S %:z"
            };
            assert_eq!(instant.show_in(zone), local.format(format).to_string());
            let date = instant.date_in(zone);
            assert_eq!(
                date.to_string(),
                date.naive().format("%Y-%m-%d").to_string()
            );
        }
    }
}

#[test]
fn instants_lie_within_the_years_of_dates() {
    let (first, last) = (-5_364_662_400, 32_503_679_999);
    let written =
        |second, nanos| Instant::from_unix(second, nanos).map(|at| at.rfc3339_in(Tz::UTC));
    assert_eq!(written(first, 0).unwrap(), "1800-01-01T00:00:00Z");
    assert_eq!(
        written(last, 999_999_999).unwrap(),
        "2999-12-31T23:59:59.999999999Z"
    );
    for (second, nanos) in [(first - 1, 999_999_999), (last + 1, 0), (0, 1_000_000_000)] {
        assert_eq!(
            written(second, nanos),
            Err(DateError::OutOfRange),
            "{second} {nanos}"
        );
    }
    let at = |second, nanos| Instant::from_unix(second, nanos).unwrap();
    assert_eq!(at(last, 999_999_999).next(), None);
    assert_eq!(at(-1, 999_999_999).next(), Some(at(0, 0)));
    assert_eq!(at(7, 0).next(), Some(at(7, 1)));
}

#[test]
fn an_instant_comes_back_from_its_milliseconds() {
    for second in [-5_364_662_400, -1, 0, 1_763_776_830, 32_503_679_999] {
        for milli in [0, 1, 500, 999] {
            let at = Instant::from_unix(second, milli * 1_000_000).unwrap();
            let millis = at.unix_millis().unwrap();
            assert_eq!(millis, second * 1000 + i64::from(milli));
            assert_eq!(Instant::from_unix_millis(millis), Some(at));
        }
        let at = Instant::from_unix(second, 1).unwrap();
        assert_eq!(at.unix_millis(), None);
    }
    assert_eq!(Instant::from_unix_millis(i64::MIN), None);
    assert_eq!(Instant::from_unix_millis(i64::MAX), None);
}
