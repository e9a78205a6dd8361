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
    /// The country of a code; `None` if there is no such code. Capital letters only.
    ///
    /// ```
    /// use admit::value::Country;
    /// assert_eq!(Country::parse("CN").unwrap().to_string(), "CN");
    /// assert!(Country::parse("cn").is_none());
    /// assert!(Country::parse("ZZ").is_none());
    /// ```
    pub fn parse(code: &str) -> Option<Country> {
        let &[first, second] = code.as_bytes() else {
            return None;
        };
        let seconds = KNOWN.get(usize::from(first.checked_sub(b'A')?))?;
        let bit = second.checked_sub(b'A').filter(|bit| *bit < 26)?;
        (seconds >> bit & 1 == 1).then_some(Country([first, second]))
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
}
