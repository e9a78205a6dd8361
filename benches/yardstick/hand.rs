//! The rules of `benches/policy`, written by hand: what an expert would write for speed, and no more general than
//! these rules need.
//!
//! A field that is needed and not supplied is `None`; a condition that hangs on it is `None` as well.

use crate::findings::Findings;
use crate::values::{Country, Date, Moment, Text};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Application<'a> {
    #[serde(borrow)]
    pub id: Option<Text<'a>>,
    submitted_at: Moment,
    region: Country,
    level: Option<Level>,
    expected_deposit: Option<f64>,
    #[serde(borrow)]
    source_of_funds: Option<Text<'a>>,
    #[serde(borrow)]
    applicant: Applicant<'a>,
    #[serde(borrow)]
    document: Document<'a>,
    photos: Option<Vec<Photo>>,
    face: Option<Face>,
    network: Network,
    attempts: Option<Vec<Attempt>>,
}

#[derive(Deserialize)]
struct Applicant<'a> {
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    number: Option<Text<'a>>,
    birth_date: Option<Date>,
    nationality: Option<Country>,
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: Option<Kind>,
    country: Option<Country>,
    #[serde(borrow)]
    number: Option<Text<'a>>,
    #[serde(borrow)]
    name: Option<Text<'a>>,
    birth_date: Option<Date>,
    issued_on: Option<Date>,
    expires_on: Option<Date>,
    chip_read: Option<bool>,
}

#[derive(Deserialize)]
struct Photo {
    side: Option<Side>,
    sharpness: Option<f64>,
    glare: Option<f64>,
    corners: Option<u8>,
    of_screen: Option<bool>,
}

#[derive(Deserialize)]
struct Face {
    similarity: Option<f64>,
    liveness: Option<f64>,
    lighting: Option<f64>,
    accessories: Option<Vec<Accessory>>,
}

#[derive(Deserialize)]
struct Network {
    country: Option<Country>,
    vpn: Option<bool>,
    tor: Option<bool>,
    risk: Option<f64>,
}

#[derive(Deserialize)]
struct Attempt {
    at: Option<Moment>,
    outcome: Option<Outcome>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Level {
    Basic,
    Standard,
    Plus,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Passport,
    NationalId,
    ResidencePermit,
    DrivingLicence,
    #[serde(other)]
    Other,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Side {
    Front,
    Back,
    Selfie,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Accessory {
    Hat,
    Glasses,
    Sunglasses,
    Mask,
    #[serde(other)]
    Other,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Passed,
    Failed,
    Abandoned,
}

/// Both, as far as they are known.
fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    and(a.map(|a| !a), b.map(|b| !b)).map(|neither| !neither)
}

/// How two values compare that may not be there.
fn both<T, U>(a: Option<T>, b: Option<U>, holds: impl Fn(T, U) -> bool) -> Option<bool> {
    Some(holds(a?, b?))
}

/// An optional value that is not there makes the condition false.
fn there<T>(value: Option<T>, holds: impl Fn(T) -> bool) -> Option<bool> {
    Some(value.is_some_and(holds))
}

impl Application<'_> {
    /// All reasons of the policy of its region.
    pub fn decide(&self, found: &mut Findings) {
        found.clear();
        let months;
        (found.policy, months) = match &self.region.0 {
            b"MY" => ("malaysia", 6),
            b"SG" => ("singapore", 3),
            b"TH" => ("thailand", 3),
            b"PH" => ("philippines", 3),
            b"ID" => ("indonesia", 3),
            _ => {
                found.policy = "elsewhere";
                found.reject("region_not_supported", Some(true));
                return;
            }
        };
        let now = self.submitted_at;
        let today = Date::of(now);
        self.validity(found, today, months);
        self.document_kind(found);
        self.data_match(found);
        self.holder(found, today);
        self.photo_quality(found, today);
        self.photos_needed(found);
        self.face_check(found);
        self.connection(found);
        self.earlier_attempts(found, now);
        self.completeness(found);
    }

    fn validity(&self, found: &mut Findings, today: Date, months: u32) {
        let document = &self.document;
        let mut long_term = false;
        if let Some(expires) = document.expires_on {
            if expires < today {
                found.reject("document_expired", Some(true));
            } else if expires < today.plus_months(months) {
                if months == 6 {
                    found.reject("document_expiring_soon", Some(true));
                } else {
                    found.review("document_expiring_soon", Some(true));
                }
            }
            if expires == Date::LONG_TERM {
                let expiring = |kind| matches!(kind, Kind::Passport | Kind::DrivingLicence);
                long_term = found.reject("long_term_not_allowed", document.kind.map(expiring));
            }
        }
        let Some(issued) = document.issued_on else {
            return;
        };
        found.reject("issued_in_future", Some(issued > today));
        let before_birth = document.birth_date.map(|born| issued < born);
        found.reject("issued_before_birth", before_birth);
        if let Some(expires) = document.expires_on
            && !long_term
        {
            let too_long = Some(expires > issued.plus_months(120));
            found.review("term_too_long", and(self.is_passport(), too_long));
        }
    }

    fn is_passport(&self) -> Option<bool> {
        self.document.kind.map(|kind| kind == Kind::Passport)
    }

    fn document_kind(&self, found: &mut Findings) {
        let document = &self.document;
        match document.kind {
            None => found.undecided = true,
            Some(kind) => match (&self.region.0, kind) {
                (_, Kind::Passport | Kind::NationalId) | (b"SG", Kind::ResidencePermit) => {}
                (b"SG", Kind::DrivingLicence)
                | (b"MY", Kind::ResidencePermit)
                | (b"TH" | b"PH", Kind::ResidencePermit | Kind::DrivingLicence) => {
                    found.review("document_type_reviewed", Some(true));
                }
                _ => {
                    found.reject("document_type_not_accepted", Some(true));
                }
            },
        }
        let passport = self.is_passport();
        if passport != Some(false) {
            let malformed = document
                .number
                .as_ref()
                .map(|text| !is_number(text.as_str()));
            found.reject("number_malformed", and(passport, malformed));
            if self.region.0 != *b"TH" {
                let unread = there(document.chip_read, |read| !read);
                found.review("chip_unread", and(passport, unread));
            }
        }
    }

    fn data_match(&self, found: &mut Findings) {
        let (typed, read) = (&self.applicant, &self.document);
        let differ = |a: &Text<'_>, b: &Text<'_>| a.as_str() != b.as_str();
        let names = both(typed.name.as_ref(), read.name.as_ref(), differ);
        found.reject("name_mismatch", names);
        let numbers = both(typed.number.as_ref(), read.number.as_ref(), differ);
        found.reject("number_mismatch", numbers);
        let births = both(typed.birth_date, read.birth_date, |a, b| a != b);
        found.reject("birth_date_mismatch", births);
        let abroad = both(typed.nationality, read.country, |a, b| a != b);
        found.review("nationality_mismatch", and(self.is_passport(), abroad));
    }

    fn holder(&self, found: &mut Findings, today: Date) {
        let born = self.document.birth_date;
        let young = born.map(|born| born.plus_months(18 * 12) > today);
        found.reject("holder_too_young", young);
        let old = born.map(|born| born.plus_months(100 * 12) <= today);
        found.review("holder_very_old", old);
        let restricted = |country: Country| matches!(&country.0, b"KP" | b"IR" | b"SY" | b"MM");
        let restricted = self.applicant.nationality.map(restricted);
        found.reject("nationality_restricted", restricted);
    }

    fn photo_quality(&self, found: &mut Findings, today: Date) {
        let Some(photos) = &self.photos else {
            found.undecided = true;
            return;
        };
        let glare = if today >= Date::new(2027, 1, 1) {
            0.04
        } else {
            0.05
        };
        let each = photos
            .iter()
            .map(|photo| photo.sharpness.map(|share| share < 0.6));
        found.reject_each("photo_blurry", each);
        let each = photos
            .iter()
            .map(|photo| photo.glare.map(|share| share > glare));
        found.reject_each("photo_glare", each);
        let each = photos
            .iter()
            .map(|photo| photo.corners.map(|corners| corners < 4));
        found.reject_each("photo_cropped", each);
        let each = photos
            .iter()
            .map(|photo| Some(photo.of_screen == Some(true)));
        found.reject_each("photo_of_screen", each);
    }

    fn photos_needed(&self, found: &mut Findings) {
        let none = |side| {
            let photos = self.photos.as_ref()?;
            let mut none = Some(true);
            for photo in photos {
                match photo.side {
                    Some(found) if found == side => return Some(false),
                    Some(_) => {}
                    None => none = None,
                }
            }
            none
        };
        found.reject("front_missing", none(Side::Front));
        let card = |kind| !matches!(kind, Kind::Passport | Kind::Other);
        let card = self.document.kind.map(card);
        if card != Some(false) {
            found.reject("back_missing", and(card, none(Side::Back)));
        }
    }

    fn face_check(&self, found: &mut Findings) {
        let Some(face) = &self.face else {
            let needed = self.level.map(|level| level != Level::Basic);
            found.reject("face_missing", needed);
            return;
        };
        found.reject("face_mismatch", face.similarity.map(|share| share < 0.8));
        found.reject("face_not_live", face.liveness.map(|share| share < 0.7));
        let covers = |worn: &Accessory| matches!(worn, Accessory::Mask | Accessory::Sunglasses);
        let covered = face
            .accessories
            .as_ref()
            .map(|worn| worn.iter().any(covers));
        found.reject("face_covered", covered);
        found.review("face_dark", face.lighting.map(|share| share < 0.3));
    }

    fn connection(&self, found: &mut Findings) {
        let network = &self.network;
        let hidden = or(network.vpn, there(network.tor, |tor| tor));
        if !found.review("network_anonymous", hidden) {
            let abroad = network.country.map(|country| country != self.region);
            found.review("network_abroad", abroad);
        }
        found.reject("network_risky", network.risk.map(|share| share > 0.8));
    }

    fn earlier_attempts(&self, found: &mut Findings, now: Moment) {
        let Some(attempts) = &self.attempts else {
            found.undecided = true;
            return;
        };
        let cooldown = if self.region.0 == *b"ID" { 48 } else { 24 } * 3600;
        let (mut least, mut most) = (0, 0);
        let mut last = None;
        let mut known = true;
        for attempt in attempts {
            match attempt.outcome {
                Some(Outcome::Failed) => {
                    least += 1;
                    most += 1;
                    known &= attempt.at.is_some();
                    last = last.max(attempt.at);
                }
                Some(_) => {}
                None => most += 1,
            }
        }
        // An attempt of unknown outcome matters where it would be the last.
        let unknown = attempts.iter().filter(|each| each.outcome.is_none());
        for attempt in unknown {
            known &= attempt
                .at
                .is_some_and(|at| last.is_some_and(|last| at <= last));
        }
        let active = there(last, |last: Moment| now.0 < last.0 + cooldown);
        found.reject("cooldown_active", if known { active } else { None });
        let many = match (least >= 4, most >= 4) {
            (true, _) => Some(true),
            (_, false) => Some(false),
            _ => None,
        };
        found.review("too_many_failures", many);
    }

    fn completeness(&self, found: &mut Findings) {
        if self.document.expires_on.is_none() && self.document.kind != Some(Kind::NationalId) {
            found.undecided = true;
        }
        if self.source_of_funds.is_none() {
            let big = self.expected_deposit.map(|amount| amount >= 10_000.0);
            found.review("deposit_unexplained", big);
        }
    }
}

/// A letter, seven digits and a letter.
fn is_number(text: &str) -> bool {
    match text.as_bytes() {
        [first, digits @ .., last] => {
            digits.len() == 7
                && first.is_ascii_alphabetic()
                && last.is_ascii_alphabetic()
                && digits.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}
