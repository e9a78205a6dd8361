//! The numbers, marks and months of a printed date, and what stands between them.
//!
//! In: a text in small letters, normalised. Out: its parts, or nothing if it has others.

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Longer numbers are none of a date: `20250630`.
const MOST_DIGITS: usize = 8;
/// The same for Chinese numerals: 一百一十四.
const MOST_NUMERALS: usize = 5;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What follows is a year of the Republic of China.
    Republic,
    YearMark,
    MonthMark,
    DayMark,
    /// An English name.
    Month(Number),
    Number(Number),
}

/// A number, and with how many decimal digits it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: u32,
    pub(super) digits: usize,
}

impl Number {
    fn new(value: u32) -> Number {
        let digits = value.max(1).ilog10() as usize + 1;
        Number { value, digits }
    }

    /// Whether it is written as years of the Common Era are.
    pub(super) fn is_year(self) -> bool {
        self.digits == 4
    }

    /// Year, month and day of a date without signs.
    pub(super) fn as_eight_digits(self) -> Option<(u32, Number, Number)> {
        let (year, month, day) = (
            self.value / 10_000,
            self.value / 100 % 100,
            self.value % 100,
        );
        (self.digits == MOST_DIGITS).then_some((year, Number::new(month), Number::new(day)))
    }
}

pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
    /// One sign or space for each place that has one, but no space beside a mark.
    pub(super) separators: Vec<char>,
}

impl Parts {
    /// `None` if there is anything else in the text.
    pub(super) fn of(text: &str) -> Option<Parts> {
        let (mut parts, mut separators) = (Vec::new(), Vec::new());
        let mut rest = ["公元", "西元"]
            .iter()
            .find_map(|era| text.strip_prefix(era))
            .unwrap_or(text)
            .trim_start();
        let mut between = None;
        while !rest.is_empty() {
            let (part, after) = first(rest)?;
            let beside_mark = is_mark(part) || parts.last().is_some_and(|last| is_mark(*last));
            separators.extend(between.filter(|sign| *sign != ' ' || !beside_mark));
            parts.push(part);
            (between, rest) = separator(after);
        }
        between.is_none().then_some(Parts { parts, separators })
    }
}

fn is_mark(part: Part) -> bool {
    !matches!(part, Part::Number(_) | Part::Month(_))
}

/// A sign with the spaces around it, or spaces alone.
fn separator(text: &str) -> (Option<char>, &str) {
    let rest = text.trim_start();
    let sign = rest
        .chars()
        .next()
        .filter(|char| matches!(char, '-' | '.' | '/' | ','));
    match sign {
        Some(sign) => {
            let after = rest.strip_prefix(sign).unwrap_or(rest);
            (Some(sign), after.trim_start())
        }
        None => ((rest.len() < text.len()).then_some(' '), rest),
    }
}

/// The first part, and what is left.
fn first(text: &str) -> Option<(Part, &str)> {
    const FIRST: Number = Number {
        value: 1,
        digits: 1,
    };
    const MARKS: [(&str, Part); 10] = [
        ("中華民國", Part::Republic),
        ("中华民国", Part::Republic),
        ("民國", Part::Republic),
        ("民国", Part::Republic),
        ("元", Part::Number(FIRST)),
        ("年", Part::YearMark),
        ("月", Part::MonthMark),
        ("日", Part::DayMark),
        ("號", Part::DayMark),
        ("号", Part::DayMark),
    ];
    let mark = |(mark, part): (&str, Part)| Some((part, text.strip_prefix(mark)?));
    if let Some(found) = MARKS.into_iter().find_map(mark) {
        return Some(found);
    }
    let while_all = |belongs: fn(char) -> bool| {
        let end = text.find(|char| !belongs(char)).unwrap_or(text.len());
        text.split_at(end)
    };
    let char = text.chars().next()?;
    let (part, rest) = if char.is_ascii_digit() {
        let (digits, rest) = while_all(|char| char.is_ascii_digit());
        (Part::Number(decimal(digits)?), rest)
    } else if char.is_ascii_alphabetic() {
        let (name, rest) = while_all(|char| char.is_ascii_alphabetic());
        (Part::Month(month(name)?), rest)
    } else {
        let (numerals, rest) = while_all(|char| numeral(char).is_some());
        (Part::Number(chinese(numerals)?), rest)
    };
    Some((part, rest))
}

fn decimal(text: &str) -> Option<Number> {
    let digits = text.len();
    let value = text.parse().ok()?;
    (digits <= MOST_DIGITS).then_some(Number { value, digits })
}

/// The whole name, or at least three letters of it: `JUN`, `SEPT`.
fn month(text: &str) -> Option<Number> {
    let is_meant = |name: &&str| text.len() >= 3 && name.starts_with(text);
    let at = MONTHS.iter().position(is_meant)?;
    Some(Number::new(at as u32 + 1))
}

enum Numeral {
    Digit(u32),
    /// Ten or a hundred.
    Unit(u32),
    /// So many tens.
    Tens(u32),
}

fn numeral(char: char) -> Option<Numeral> {
    if let Some(digit) = "〇一二三四五六七八九".chars().position(|each| each == char) {
        return Some(Numeral::Digit(digit as u32));
    }
    match char {
        '零' | '○' => Some(Numeral::Digit(0)),
        '十' => Some(Numeral::Unit(10)),
        '百' => Some(Numeral::Unit(100)),
        '廿' => Some(Numeral::Tens(2)),
        '卅' => Some(Numeral::Tens(3)),
        _ => None,
    }
}

/// Digit by digit, as 二〇二五, or in tens and hundreds, as 一百一十四.
fn chinese(text: &str) -> Option<Number> {
    let numerals: Vec<Numeral> = text.chars().map_while(numeral).collect();
    if !(1..=MOST_NUMERALS).contains(&numerals.len()) {
        return None;
    }
    let digit = |numeral: &Numeral| match numeral {
        Numeral::Digit(digit) => Some(*digit),
        Numeral::Unit(_) | Numeral::Tens(_) => None,
    };
    let digits: Option<Vec<u32>> = numerals.iter().map(digit).collect();
    match digits {
        Some(digits) => Some(Number {
            value: digits.iter().fold(0, |value, digit| value * 10 + digit),
            digits: digits.len(),
        }),
        None => in_units(&numerals).map(Number::new),
    }
}

fn in_units(numerals: &[Numeral]) -> Option<u32> {
    let (mut total, mut count, mut last_unit) = (0, None, u32::MAX);
    for numeral in numerals {
        let (counted, unit) = match (numeral, count) {
            (Numeral::Digit(digit), None | Some(0)) => {
                count = Some(*digit);
                continue;
            }
            (Numeral::Unit(unit), None) => (1, *unit),
            (Numeral::Unit(unit), Some(count @ 1..)) => (count, *unit),
            (Numeral::Tens(tens), None) => (*tens, 10),
            _ => return None,
        };
        if unit >= last_unit {
            return None;
        }
        total += counted * unit;
        (count, last_unit) = (None, unit);
    }
    Some(total + count.unwrap_or(0))
}
