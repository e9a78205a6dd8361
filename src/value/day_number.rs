//! Dates as numbers that compare, and move by periods, in a few steps.

use super::date::{FIRST_YEAR, LAST_YEAR};
use super::digits;
use super::figures::year_month_day;
use super::{Date, Period};

/// A date as one number, greater for later dates: the year, and the place of the day in a leap year, so that each day of a
/// month has the same place in every year.
///
/// ```
/// use admit::value::{Date, DayNumber, Period};
/// let day = |text| DayNumber::of(Date::parse(text).unwrap());
/// assert!(day("2026-12-31") < day("2027-01-01"));
/// assert_eq!(day("2008-02-29").age_on(day("2026-02-28")), 18);
/// assert_eq!(day("2026-11-30").plus(Period::months(3)), Some(day("2027-02-28")));
/// assert_eq!(day("2990-01-01").plus(Period::months(120)), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DayNumber(i32);

/// So many bits have the place of the day.
const BITS: u32 = 9;
/// 1970-01-01, as a day from 0001-01-01 on, counted from 1.
const EPOCH: i32 = 719_163;
/// The first and the last date, in days after 1970-01-01.
pub(super) const FIRST_UNIX_DAY: i32 = -62_091;
pub(super) const LAST_UNIX_DAY: i32 = 376_199;
/// From 0000-03-01 to 1970-01-01 there are so many days.
const SINCE_MARCH: i32 = 719_468;
/// So many days have 400 years, and 4 of them where each fourth is a leap year.
const DAYS_OF_400: u32 = 146_097;
const DAYS_OF_4: u32 = 1_461;
/// The place of 29 February.
const LEAP_DAY: i32 = 60;
/// So many days are from the first of March to the first of January.
const BEFORE_JANUARY: i32 = 306;

impl DayNumber {
    /// The number of a date.
    #[inline]
    pub fn of(date: Date) -> DayNumber {
        let (year, day, is_leap) = date.day_of_year();
        let day = day as i32;
        let skipped = i32::from(day >= LEAP_DAY && !is_leap);
        DayNumber::new(year, day + skipped)
    }

    /// The number of the date that is written `YYYY-MM-DD`; `None` if it is not written so, or there is no such date.
    ///
    /// ```
    /// use admit::value::{Date, DayNumber};
    /// let day = DayNumber::from_figures(b"2028-02-29").unwrap();
    /// assert_eq!(day.date(), Date::parse("2028-02-29").ok());
    /// assert_eq!(DayNumber::from_figures(b"2026-02-29"), None);
    /// ```
    #[inline(always)]
    pub fn from_figures(text: &[u8; 10]) -> Option<DayNumber> {
        let (year, month, day) = year_month_day(text)?;
        let month = (month as usize).wrapping_sub(1);
        let before = *BEFORE.get(month)?;
        let place = before + day as i32;
        let is_in_month = before < place && place <= *BEFORE.get(month + 1)?;
        let is_there = is_in_month && (place != LEAP_DAY || is_leap(year));
        let is_in_calendar = (FIRST_YEAR..=LAST_YEAR).contains(&year);
        (is_there && is_in_calendar).then(|| DayNumber::new(year, place))
    }

    #[inline]
    fn new(year: i32, place: i32) -> DayNumber {
        DayNumber(year << BITS | place)
    }

    /// The date of a number that is one of a date.
    #[inline]
    pub fn date(self) -> Option<Date> {
        let skipped = i32::from(self.place() > LEAP_DAY && !is_leap(self.year()));
        Date::of_day_of_year(self.year(), (self.place() - skipped) as u32)
    }

    /// The number itself.
    #[inline]
    pub fn number(self) -> i32 {
        self.0
    }

    /// The date that has a number.
    #[inline]
    pub fn from_number(number: i32) -> DayNumber {
        DayNumber(number)
    }

    /// How many days it is after 1970-01-01.
    #[inline]
    pub fn unix_days(self) -> i32 {
        let before = self.year() - 1;
        let leap_days = before / 4 - before / 100 + before / 400;
        let skipped = i32::from(self.place() > LEAP_DAY && !is_leap(self.year()));
        365 * before + leap_days + self.place() - skipped - EPOCH
    }

    /// The number of the date so many days after 1970-01-01; none outside the calendar.
    ///
    /// ```
    /// use admit::value::{Date, DayNumber};
    /// let day = DayNumber::from_unix_days(20_779).unwrap();
    /// assert_eq!(day.date(), Date::parse("2026-11-22").ok());
    /// assert_eq!(DayNumber::from_unix_days(i32::MIN), None);
    /// ```
    #[inline]
    pub fn from_unix_days(days: i32) -> Option<DayNumber> {
        if !(FIRST_UNIX_DAY..=LAST_UNIX_DAY).contains(&days) {
            return None;
        }
        // Years that start with March have their leap day at the end, and so has a hundred of them: four times a day and
        // three, divided by what four hundred or four years have, is how many went before.
        let day = (days + SINCE_MARCH) as u32;
        let of_hundreds = 4 * day + 3;
        let hundreds = of_hundreds / DAYS_OF_400;
        let of_years = 4 * (of_hundreds % DAYS_OF_400 / 4) + 3;
        let years = of_years / DAYS_OF_4;
        let day = (of_years % DAYS_OF_4 / 4) as i32;
        let is_new_year = i32::from(day >= BEFORE_JANUARY);
        let year = (100 * hundreds + years) as i32 + is_new_year;
        let place = day + LEAP_DAY + 1 - is_new_year * (LEAP_DAY + BEFORE_JANUARY);
        Some(DayNumber::new(year, place))
    }

    /// As [`Date::figures`] says.
    pub(super) fn figures(self) -> [u8; 10] {
        let place = self.place();
        let month = MONTHS.get(place as usize).copied().unwrap_or(0);
        let before = BEFORE.get(usize::from(month)).copied().unwrap_or(0);
        let day = (place - before) as u32;
        digits::year_month_day(self.year().unsigned_abs(), u32::from(month) + 1, day)
    }

    fn year(self) -> i32 {
        self.0 >> BITS
    }

    fn place(self) -> i32 {
        self.0 & ((1 << BITS) - 1)
    }

    /// The age on a day of somebody who was born on this one, as [`Date::age_on`] counts it.
    #[inline]
    pub fn age_on(self, on: DayNumber) -> i32 {
        let (born, day) = (self.place(), on.place());
        // Where there is no 29 February, the 28th takes its place.
        let leap_day_past = born == LEAP_DAY && day == LEAP_DAY - 1 && !is_leap(on.year());
        on.year() - self.year() - i32::from(day < born && !leap_day_past)
    }

    /// The date a period later, as [`Date::plus`] counts it; none after the last date.
    #[inline]
    pub fn plus(self, period: Period) -> Option<DayNumber> {
        match period.only_months() {
            Some(months) => self.plus_months(months),
            None => self.date()?.plus(period).ok().map(DayNumber::of),
        }
    }

    fn plus_months(self, months: u32) -> Option<DayNumber> {
        let month = MONTHS.get(self.place() as usize)?;
        let day = self.place() - BEFORE.get(usize::from(*month))?;
        let month = u32::from(*month) + months;
        let (year, month) = (self.year() + (month / 12) as i32, (month % 12) as usize);
        let before = BEFORE.get(month)?;
        let is_short = month == 1 && !is_leap(year);
        let length = BEFORE.get(month + 1)? - before - i32::from(is_short);
        (year <= LAST_YEAR).then(|| DayNumber::new(year, before + day.min(length)))
    }
}

/// How many days of a leap year are before each month, and how many it has.
const BEFORE: [i32; 13] = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366];

/// The month of each place, counted from 0.
#[expect(
    clippy::indexing_slicing,
    reason = "it is made when the program is compiled"
)]
const MONTHS: [u8; 367] = {
    let mut months = [0; 367];
    let (mut place, mut month) = (1, 0);
    while place < months.len() {
        if place as i32 > BEFORE[month as usize + 1] {
            month += 1;
        }
        months[place] = month;
        place += 1;
    }
    months
};

fn is_leap(year: i32) -> bool {
    year & 3 == 0 && (year % 100 != 0 || year % 400 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every day of years with and without a 29 February, at the ends of the calendar among them.
    fn days() -> Vec<Date> {
        let years = [1800, 1900, 1999, 2000, 2024, 2026, 2100, 2998, 2999];
        let days = |year| (1..=366).filter_map(move |day| Date::of_day_of_year(year, day));
        years.into_iter().flat_map(days).collect()
    }

    #[test]
    fn each_date_has_a_number_in_its_order_and_comes_back() {
        let days = days();
        assert!(days.len() > 9 * 364);
        for date in &days {
            assert_eq!(DayNumber::of(*date).date(), Some(*date), "{date}");
            let number = DayNumber::of(*date).number();
            assert_eq!(DayNumber::from_number(number), DayNumber::of(*date));
            let days = DayNumber::of(*date).unix_days();
            assert_eq!(Date::from_unix_days(days), Ok(*date));
            assert_eq!(DayNumber::from_unix_days(days), Some(DayNumber::of(*date)));
            assert_eq!(DayNumber::of(*date).figures(), date.figures());
        }
        for pair in days.windows(2) {
            assert!(DayNumber::of(pair[0]) < DayNumber::of(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn a_count_of_days_is_a_date_or_none() {
        let far = [i32::MIN, -720_000, -719_163, -62_092, 0, 376_200, i32::MAX];
        for days in (-70_000..380_000).step_by(7).chain(far) {
            let date = Date::from_unix_days(days).ok().map(DayNumber::of);
            assert_eq!(DayNumber::from_unix_days(days), date, "{days}");
        }
    }

    #[test]
    fn a_text_is_read_as_the_date_is() {
        let years = [0, 1799, 1800, 1900, 2000, 2024, 2026, 2999, 3000, 9999];
        for year in years {
            for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let text = format!("{year:04}-{month:02}-{day:02}");
                let date = Date::parse(&text).ok().map(DayNumber::of);
                let figures = <&[u8; 10]>::try_from(text.as_bytes()).unwrap();
                assert_eq!(DayNumber::from_figures(figures), date, "{text}");
                for (at, other) in (0..10).flat_map(|at| b"/:-x\xff".map(|other| (at, other))) {
                    let mut spoilt = *figures;
                    spoilt[at] = other;
                    let date = Date::from_bytes(&spoilt).ok().map(DayNumber::of);
                    assert_eq!(
                        DayNumber::from_figures(&spoilt),
                        date,
                        "{text} {at} {other}"
                    );
                }
            }
        }
    }

    #[test]
    fn ages_are_those_of_dates() {
        let days = days();
        for (at, born) in days.iter().enumerate() {
            let number = DayNumber::of(*born);
            for on in days.iter().skip(at % 7).step_by(7) {
                assert_eq!(
                    number.age_on(DayNumber::of(*on)),
                    born.age_on(*on),
                    "{born} {on}"
                );
            }
        }
    }

    #[test]
    fn a_period_moves_it_as_it_moves_the_date() {
        let months = [0, 1, 2, 3, 11, 12, 13, 48, 1199, 1200, 2400];
        let periods = months.map(Period::months).into_iter();
        for period in periods.chain([1, 31, 366].map(Period::days)) {
            for date in days() {
                let moved = date.plus(period).ok();
                assert_eq!(
                    DayNumber::of(date).plus(period),
                    moved.map(DayNumber::of),
                    "{date}"
                );
            }
        }
    }
}
