//! Countries and regions: ISO 3166-1 alpha-2 (249 codes) and the user-assigned `XK` that Kosovo's papers need.

use std::fmt;

/// All codes in order, each followed by a space.
const CODES: &str = "\
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ \
BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR \
CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU \
ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ \
LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ \
MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF \
PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI \
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR \
TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW ";

/// Their ISO 3166-1 numeric codes in the same order, each followed by a space; `XK` has none.
const NUMERIC: &str = "\
020 784 004 028 660 008 051 024 010 032 016 040 036 533 248 031 070 052 \
050 056 854 100 048 108 204 652 060 096 068 535 076 044 064 074 072 112 \
084 124 166 180 140 178 756 384 184 152 120 156 170 188 192 132 531 162 \
196 203 276 262 208 212 214 012 218 233 818 732 232 724 231 246 242 238 \
583 234 250 266 826 308 268 254 831 288 292 304 270 324 312 226 300 239 \
320 316 624 328 344 334 340 191 332 348 360 372 376 833 356 086 368 364 \
352 380 832 388 400 392 404 417 116 296 174 659 408 410 414 136 398 418 \
422 662 438 144 430 426 440 442 428 434 504 492 498 499 663 450 584 807 \
466 104 496 446 580 474 478 500 470 480 462 454 484 458 508 516 540 562 \
574 566 558 528 578 524 520 570 554 512 591 604 258 598 608 586 616 666 \
612 630 275 620 585 600 634 638 642 688 643 646 682 090 690 729 752 702 \
654 705 744 703 694 674 686 706 740 728 678 222 534 760 748 796 148 260 \
768 764 762 772 626 795 788 776 792 780 798 158 834 804 800 581 840 858 \
860 336 670 862 092 850 704 548 876 882 000 887 175 710 894 716 ";

/// Stands for the numeric code of a country that has none.
const NO_NUMERIC: &str = "000";

/// For each first letter the second letters that make a code with it, one bit each.
const KNOWN: [u32; 26] = known();

#[expect(
    clippy::indexing_slicing,
    reason = "worked out while the program is compiled"
)]
const fn known() -> [u32; 26] {
    let codes = CODES.as_bytes();
    let mut known = [0; 26];
    let mut at = 0;
    while at < codes.len() {
        known[(codes[at] - b'A') as usize] |= 1 << (codes[at + 1] - b'A');
        at += 3;
    }
    known
}

/// A country or region.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Country([u8; 2]);

impl Country {
    /// A number of its own.
    pub fn number(self) -> u32 {
        let [first, second] = self.0;
        u32::from(first) << 8 | u32::from(second)
    }

    /// Its code.
    pub(super) fn letters(self) -> [u8; 2] {
        self.0
    }

    /// The country of a number, as [`Country::number`] gives it; `None` if there is no such country.
    #[inline]
    pub fn from_number(number: u32) -> Option<Country> {
        let [_, _, first, second] = number.to_be_bytes();
        Country::from_bytes(&[first, second])
    }

    /// The country of a code; `None` if there is no such code. Capital letters only.
    ///
    /// ```
    /// use admit::value::Country;
    /// assert_eq!(Country::parse("CN").unwrap().to_string(), "CN");
    /// assert!(Country::parse("cn").is_none());
    /// assert!(Country::parse("ZZ").is_none());
    /// ```
    pub fn parse(code: &str) -> Option<Country> {
        Country::from_bytes(code.as_bytes())
    }

    /// As [`Country::parse`].
    #[inline]
    pub fn from_bytes(code: &[u8]) -> Option<Country> {
        let &[first, second] = code else {
            return None;
        };
        let seconds = KNOWN.get(usize::from(first.checked_sub(b'A')?))?;
        let bit = second.checked_sub(b'A').filter(|bit| *bit < 26)?;
        (seconds >> bit & 1 == 1).then_some(Country([first, second]))
    }

    /// The country of an ISO 3166-1 numeric code, three digits; `None` if there is no such code.
    ///
    /// ```
    /// use admit::value::Country;
    /// assert_eq!(Country::from_numeric("156"), Country::parse("CN"));
    /// assert!(Country::from_numeric("999").is_none());
    /// ```
    pub fn from_numeric(code: &str) -> Option<Country> {
        let listed = NUMERIC.split_ascii_whitespace();
        let (_, country) = listed
            .zip(Country::all())
            .find(|(numeric, _)| *numeric == code && *numeric != NO_NUMERIC)?;
        Some(country)
    }

    /// All codes in alphabetical order.
    pub fn all() -> impl Iterator<Item = Country> {
        CODES
            .as_bytes()
            .chunks_exact(3)
            .filter_map(|chunk| match chunk {
                &[first, second, _] => Some(Country([first, second])),
                _ => None,
            })
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.0;
        write!(f, "{}{}", char::from(first), char::from(second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_exactly_if_it_is_listed() {
        let pairs =
            (0..=u8::MAX).flat_map(|first| (0..=u8::MAX).map(move |second| [first, second]));
        let codes: Vec<[u8; 2]> = Country::all().map(|country| country.0).collect();
        assert_eq!(codes.len(), 250);
        for pair in pairs {
            let read = std::str::from_utf8(&pair).ok().and_then(Country::parse);
            assert_eq!(read.is_some(), codes.contains(&pair), "{pair:?}");
        }
    }

    #[test]
    fn each_country_of_the_standard_has_a_numeric_code_of_its_own() {
        let all = (0..1000).filter_map(|code| Country::from_numeric(&format!("{code:03}")));
        let mut found: Vec<Country> = all.collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 249);
        for (code, country) in [("020", "AD"), ("344", "HK"), ("528", "NL"), ("716", "ZW")] {
            assert_eq!(Country::from_numeric(code), Country::parse(country));
        }
        for code in ["000", "4", "0156", "15", "", " 156", "XK"] {
            assert_eq!(Country::from_numeric(code), None, "{code}");
        }
    }
}
