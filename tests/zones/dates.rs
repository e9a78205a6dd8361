//! Every day from 1900 to 2100 as date of birth and of expiry, against a calendar of our own.

use super::generator::digit;
use super::{date, today};
use admit::builtins::mrz::{Fault, Zone, read_exactly};
use admit::value::Date;
use std::collections::HashMap;

type Day = (i32, u32, u32);

/// An exit-entry permit with these dates: the shortest zone that has both.
fn zone(birth: &str, expiry: &str, today: Date) -> Zone {
    let checked = |field: &str| format!("{field}{}", digit(field));
    let (number, birth, expiry) = (checked("C00000000"), checked(birth), checked(expiry));
    let composite = digit(&format!("{number}{expiry}{birth}"));
    read_exactly(&format!("CS{number}<{expiry}<{birth}<{composite}"), today).unwrap()
}

/// The rule of 1582: a year of four is a leap year, but a century only if it is one of four.
fn length(year: i32, month: u32) -> u32 {
    let leap = if year % 100 == 0 {
        year % 400 == 0
    } else {
        year % 4 == 0
    };
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days(years: std::ops::RangeInclusive<i32>) -> impl Iterator<Item = Day> {
    years.flat_map(|year| {
        (1..=12).flat_map(move |month| (1..=length(year, month)).map(move |day| (year, month, day)))
    })
}

fn iso((year, month, day): Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn compact((year, month, day): Day) -> String {
    format!("{:02}{month:02}{day:02}", year % 100)
}

fn show(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

#[test]
fn every_day_is_read_back_on_that_day() {
    let mut read = 0;
    for day in days(1900..=2100) {
        let zone = zone(&compact(day), &compact(day), date(&iso(day)));
        assert_eq!(show(zone.birth_date), Some(iso(day)));
        // On 29 February of 2000 the expiry is in that year too, on that of 1904 a hundred years later.
        let (year, month, of_month) = day;
        let expiry = (2000 + year % 100, month, of_month);
        assert_eq!(show(zone.expiry_date), Some(iso(expiry)));
        assert!(zone.dates_exist());
        read += 1;
    }
    assert_eq!(read, 201 * 365 + 49);
}

#[test]
fn every_two_digits_a_month_and_a_day_give_the_latest_such_day_that_is_past() {
    for today in [
        "1900-03-01",
        "1999-12-31",
        "2000-02-29",
        "2024-02-28",
        "2026-11-22",
        "2100-12-31",
    ] {
        let latest: HashMap<String, String> = days(1800..=2100)
            .map(|day| (compact(day), iso(day)))
            .take_while(|(_, iso)| iso.as_str() <= today)
            .collect();
        for field in fields() {
            let zone = zone(&field, "300101", date(today));
            assert_eq!(
                show(zone.birth_date).as_ref(),
                latest.get(&field),
                "{field} on {today}"
            );
            assert_eq!(
                zone.dates_exist(),
                latest.contains_key(&field),
                "{field} on {today}"
            );
        }
    }
}

#[test]
fn every_two_digits_a_month_and_a_day_give_an_expiry_in_this_century() {
    let expiries: HashMap<String, String> = days(2000..=2099)
        .map(|day| (compact(day), iso(day)))
        .collect();
    for field in fields() {
        let zone = zone("000101", &field, today());
        assert_eq!(
            show(zone.expiry_date).as_ref(),
            expiries.get(&field),
            "{field}"
        );
        let faults: Vec<Fault> = zone.faults().collect();
        let expected = if expiries.contains_key(&field) {
            vec![]
        } else {
            vec![Fault::ExpiryDate]
        };
        assert_eq!(faults, expected, "{field}");
    }
}

/// All years of a century with months 0 to 13, and the first days and the last that a month can have.
fn fields() -> impl Iterator<Item = String> {
    let days = [0, 1, 28, 29, 30, 31, 32];
    let days = move |year, month| {
        days.into_iter()
            .map(move |day| format!("{year:02}{month:02}{day:02}"))
    };
    (0..100).flat_map(move |year| (0..=13).flat_map(move |month| days(year, month)))
}

#[test]
fn a_date_of_birth_may_be_unknown_in_part() {
    let unknown = [
        "<<<<<<", "80<<<<", "8002<<", "80<<31", "<<0229", "<<<<31", "<<12<<",
    ];
    for field in unknown {
        let zone = zone(field, "300101", today());
        assert_eq!(zone.birth_date, None, "{field}");
        assert_eq!(zone.faults().count(), 0, "{field}");
    }
    for field in [
        "<<0230", "8<0101", "8013<<", "80<<32", "80<<00", "<<<<<1", "<<0001",
    ] {
        let zone = zone(field, "300101", today());
        let faults: Vec<Fault> = zone.faults().collect();
        assert_eq!(faults, [Fault::BirthDate], "{field}");
    }
}

#[test]
fn a_date_of_expiry_is_never_unknown() {
    for field in ["<<<<<<", "30<<<<", "3001<<"] {
        let zone = zone("000101", field, today());
        let faults: Vec<Fault> = zone.faults().collect();
        assert_eq!(faults, [Fault::ExpiryDate], "{field}");
    }
}
