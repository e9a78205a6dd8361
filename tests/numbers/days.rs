//! Every day from 1900 to 2099, and days that never were, in numbers that hold a date of birth.

use super::{today, with_check_digit};
use admit::builtins::document_number::scheme;
use admit::value::Date;

/// The count of days from 1970-01-01, of any three figures: 32 January is 1 February.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Whether there is such a day.
fn exists(year: i64, month: i64, day: i64) -> bool {
    (1..=12).contains(&month)
        && civil_from_days(days_from_civil(year, month, day)) == (year, month, day)
}

/// All years of two centuries with all months and days, and some that there are not.
fn figures() -> impl Iterator<Item = (i64, i64, i64)> {
    (1900..2100).flat_map(|year| {
        (0..=13).flat_map(move |month| (0..=32).map(move |day| (year, month, day)))
    })
}

#[test]
fn the_count_of_days_is_right_itself() {
    assert_eq!(days_from_civil(1970, 1, 1), 0);
    assert_eq!(days_from_civil(2000, 3, 1), 11_017);
    let existing = figures().filter(|(year, month, day)| exists(*year, *month, *day));
    assert_eq!(existing.count(), 73_049);
}

#[test]
fn a_number_of_18_places_holds_the_days_that_there_are() {
    let late = Date::new(2100, 1, 1).unwrap();
    for (name, area) in [
        ("cn_resident_id", "110000"),
        ("cn_residence_permit_hk_mo", "820000"),
        ("cn_residence_permit_tw", "830000"),
        ("cn_foreign_pr_id", "911336"),
    ] {
        let scheme = scheme(name).unwrap();
        for (year, month, day) in figures() {
            let number = with_check_digit(&format!("{area}{year}{month:02}{day:02}001"));
            let read = scheme.read(&number, late);
            assert_eq!(read.well_formed, exists(year, month, day), "{number}");
            let birth = read.birth_date.map(|birth| birth.to_string());
            let expected = format!("{year}-{month:02}-{day:02}");
            assert_eq!(birth, read.well_formed.then_some(expected), "{number}");
        }
    }
}

#[test]
fn a_number_of_15_places_holds_the_days_of_the_1900s() {
    let scheme = scheme("cn_resident_id_gen1").unwrap();
    for (year, month, day) in figures().filter(|(year, ..)| *year < 2000) {
        let number = format!("110000{:02}{month:02}{day:02}001", year - 1900);
        let read = scheme.read(&number, today());
        assert_eq!(read.well_formed, exists(year, month, day), "{number}");
        let birth = read.birth_date.map(|birth| birth.to_string());
        let expected = format!("{year}-{month:02}-{day:02}");
        assert_eq!(birth, read.well_formed.then_some(expected), "{number}");
    }
}

#[test]
fn nobody_is_born_after_the_day_of_the_evaluation() {
    let (new, old) = ("cn_resident_id", "cn_resident_id_gen1");
    for days in (days_from_civil(1900, 1, 2)..days_from_civil(2100, 1, 1)).step_by(13) {
        let (year, month, day) = civil_from_days(days);
        let on = |name: &str, number: &str, days: i64| {
            let (year, month, day) = civil_from_days(days);
            let today = Date::new(year as i32, month as u32, day as u32).unwrap();
            scheme(name).unwrap().read(number, today).well_formed
        };
        let number = with_check_digit(&format!("110000{year}{month:02}{day:02}001"));
        assert!(
            on(new, &number, days) && !on(new, &number, days - 1),
            "{number}"
        );
        if year < 2000 {
            let number = format!("110000{:02}{month:02}{day:02}001", year % 100);
            assert!(
                on(old, &number, days) && !on(old, &number, days - 1),
                "{number}"
            );
        }
    }
}
