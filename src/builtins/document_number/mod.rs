//! Document numbers: one scheme a file, with its format, its check digit and what it encodes.
//!
//! In: the text as somebody typed it and the day of the evaluation. Out: a [`Number`]. A scheme is named
//! after the document type whose numbers it reads.

mod citizen;
mod cn_eep_hk_mo;
mod cn_foreign_pr_id;
mod cn_foreign_pr_id_2017;
mod cn_mtp_hk_mo;
mod cn_mtp_tw;
mod cn_passport;
mod cn_residence_permit;
mod cn_resident_id;
mod cn_resident_id_gen1;
mod facts;
mod foreign_passport;
mod hk_id;
mod hk_passport;
mod mo_bir;
mod mo_passport;
mod shape;
mod tw_national_id;
mod tw_passport;

pub use facts::{FACTS, Number};

use crate::value::{Date, ascii_number};

/// How the numbers of one document type are read.
#[derive(Debug)]
pub struct Scheme {
    /// The document type's word.
    pub name: &'static str,
    /// What the document is.
    pub title: &'static str,
    /// The shape of a number, in words.
    pub shape: &'static str,
    /// The standard and clause.
    pub source: &'static str,
    /// Whether a number of this shape points to this type; not where nearly any text has the shape.
    pub telling: bool,
    /// Whether a malformed number is still one of this type that was cut or misread, rather than another's. Takes
    /// what `code` takes.
    keeps: fn(&str) -> bool,
    /// Numbers with whether they are well formed and their check digit is right; each is run by a test.
    pub examples: &'static [NumberExample],
    /// The code. Takes capital letters, digits and signs of ASCII without spaces, and the day.
    code: fn(&str, Date) -> Number,
}

/// A number and what its scheme says of it.
#[derive(Debug)]
pub struct NumberExample {
    /// A specimen or synthetic number.
    pub number: &'static str,
    /// Whether its shape is right.
    pub well_formed: bool,
    /// Whether its check digit is right, where there is one.
    pub check_digit_ok: Option<bool>,
}

impl NumberExample {
    const fn right(number: &'static str) -> NumberExample {
        NumberExample {
            number,
            well_formed: true,
            check_digit_ok: Some(true),
        }
    }

    const fn wrong(number: &'static str) -> NumberExample {
        NumberExample {
            number,
            well_formed: true,
            check_digit_ok: Some(false),
        }
    }

    const fn unchecked(number: &'static str) -> NumberExample {
        NumberExample {
            number,
            well_formed: true,
            check_digit_ok: None,
        }
    }

    const fn malformed(number: &'static str) -> NumberExample {
        NumberExample {
            number,
            well_formed: false,
            check_digit_ok: None,
        }
    }
}

/// For schemes that give a malformed number to whichever type it fits.
const NOTHING: fn(&str) -> bool = |_| false;

/// Whether there are only digits in it.
fn all_digits(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit())
}

impl Scheme {
    /// Whether a number that is not well formed here may be another type's.
    pub fn may_be_another(&self, text: &str) -> bool {
        ascii_number(text).is_none_or(|number| !(self.keeps)(&number))
    }

    /// What a number says of itself on a day. Takes it as typed: full-width forms, small letters and spaces
    /// do not matter; digits of other scripts are no digits.
    pub fn read(&self, text: &str, today: Date) -> Number {
        let number = ascii_number(text).map(|number| (self.code)(&number, today));
        Number {
            shape: self.shape,
            ..number.unwrap_or_default()
        }
    }
}

/// All schemes, in the order in which a number that could be several's is given to one: numbers with a check
/// digit, those with a letter, those of digits alone.
pub const SCHEMES: &[&Scheme] = &[
    &cn_resident_id::SCHEME,
    &cn_resident_id::TEMPORARY,
    &cn_residence_permit::HK_MO,
    &cn_residence_permit::TW,
    &cn_foreign_pr_id::SCHEME,
    &hk_id::SCHEME,
    &tw_national_id::SCHEME,
    &cn_foreign_pr_id_2017::SCHEME,
    &cn_passport::SCHEME,
    &cn_eep_hk_mo::SCHEME,
    &cn_mtp_hk_mo::SCHEME,
    &hk_passport::SCHEME,
    &mo_passport::SCHEME,
    &cn_mtp_hk_mo::NOT_CHINESE,
    &cn_resident_id_gen1::SCHEME,
    &cn_mtp_tw::SCHEME,
    &tw_passport::SCHEME,
    &mo_bir::SCHEME,
    &foreign_passport::SCHEME,
];

/// The scheme of a document type.
pub fn scheme(name: &str) -> Option<&'static Scheme> {
    SCHEMES.iter().copied().find(|scheme| scheme.name == name)
}

/// Which of some schemes a number fits that is not well formed in its own, by its place among them.
///
/// It has to be well formed there, with the right check digit where there is one and no layout unheard of.
/// Among several the scheme counts that knows the area and still issues such numbers, then the one that
/// comes first in [`SCHEMES`].
pub fn fitting(schemes: &[Option<&'static Scheme>], text: &str, today: Date) -> Option<usize> {
    let rank = |(place, scheme): (usize, &Option<&'static Scheme>)| {
        let scheme = (*scheme).filter(|scheme| scheme.telling)?;
        let number = scheme.read(text, today);
        let fits = number.well_formed
            && number.check_digit_ok != Some(false)
            && number.layout_known != Some(false);
        let doubtful = number.area_known == Some(false) || number.superseded == Some(true);
        let order = SCHEMES.iter().position(|each| each.name == scheme.name);
        fits.then_some((doubtful, order, place))
    };
    let best = schemes.iter().enumerate().filter_map(rank).min()?;
    Some(best.2)
}
