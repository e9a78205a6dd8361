//! Machine-readable zones: the lines of `<` and capitals on passports and cards.
//!
//! In: the text of a zone, and the day on which it is read. Out: a [`Zone`], or why it is none. Nothing printed
//! elsewhere on the document is known here.

mod check;
mod date;
mod facts;
mod fault;
mod layout;
mod names;
mod reader;
mod state;

pub use check::{Check, Checks, check_digit};
pub use facts::{EXAMPLES, FACTS, NAME, SHAPE, SOURCE, TITLE};
pub use fault::Fault;
pub use layout::Layout;
pub use names::{Name, same_latin_name};
pub use state::State;

use crate::value::Date;
use layout::Plan;
use reader::Reader;
use std::fmt;

/// No zone is longer than this, however it is written.
const MOST_BYTES: usize = 4096;

/// What the zone says of the holder's sex.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sex {
    /// `F`.
    Female,
    /// `M`.
    Male,
    /// `<`: the document does not say.
    Unspecified,
}

/// What a machine-readable zone says. Its `Debug` shows the layout alone: everything else is private.
///
/// ```
/// use admit::builtins::mrz::{Check, Layout, read};
/// use admit::value::Date;
///
/// let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n\
///             L898902C36UTO7408122F1204159ZE184226B<<<<<10";
/// let zone = read(zone, Date::parse("2026-11-22").unwrap()).unwrap();
/// assert_eq!(zone.layout, Layout::Td3);
/// assert!(zone.well_formed() && zone.checks.ok());
/// assert_eq!(zone.document_number, "L898902C3");
/// assert_eq!(zone.birth_date, Date::parse("1974-08-12").ok());
/// assert!(zone.name.unwrap().is("Anna Maria Eriksson"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    /// The layout.
    pub layout: Layout,
    /// One or two characters: `P`, `PO`, `I`, `CS`.
    pub document_code: String,
    /// The issuing state or organisation. None if it cannot be one, or the layout has no place for it.
    pub issuer: Option<State>,
    /// The holder's nationality. None as for the issuer, and if the field is empty.
    pub nationality: Option<State>,
    /// The number of the document, all of it if it is a long one; a space for each filler inside it.
    pub document_number: String,
    /// The date of birth: of the dates that it can be, the latest that is not after the day of reading. None
    /// if it is unknown, in whole or in part, or does not exist.
    pub birth_date: Option<Date>,
    /// The date of expiry, in the years 2000 to 2099: the last day of validity. None if it does not exist.
    pub expiry_date: Option<Date>,
    /// The sex. None if it cannot be one, or the layout has no place for it.
    pub sex: Option<Sex>,
    /// The name. None if it cannot be one, or the layout has no place for it.
    pub name: Option<Name>,
    /// What the issuer added, without fillers at the end; a space for each filler inside it, and between the
    /// two fields of a card.
    pub optional_data: String,
    /// What became of the check digits.
    pub checks: Checks,
    /// What is wrong apart from check digits, in the order of [`Fault`].
    form: Vec<Fault>,
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zone")
            .field("layout", &self.layout)
            .finish_non_exhaustive()
    }
}

impl Zone {
    /// Whether each field holds what it may hold. Check digits may still be wrong.
    pub fn well_formed(&self) -> bool {
        self.form.is_empty()
    }

    /// Whether the dates of birth and of expiry exist; one that is said to be unknown does.
    pub fn dates_exist(&self) -> bool {
        !self.form.contains(&Fault::BirthDate) && !self.form.contains(&Fault::ExpiryDate)
    }

    /// All that is wrong with it in itself: first the fields, then the check digits.
    ///
    /// ```
    /// use admit::builtins::mrz::{Fault, read};
    /// use admit::value::Date;
    ///
    /// let zone = "CSC000000000<2901178<8108038<4";
    /// let zone = read(zone, Date::parse("2026-11-22").unwrap()).unwrap();
    /// let faults: Vec<Fault> = zone.faults().collect();
    /// assert_eq!(faults, [Fault::DocumentNumberCheck, Fault::CompositeCheck]);
    /// ```
    pub fn faults(&self) -> impl Iterator<Item = Fault> {
        let checks = [
            (self.checks.document_number, Fault::DocumentNumberCheck),
            (self.checks.birth_date, Fault::BirthCheck),
            (self.checks.expiry_date, Fault::ExpiryCheck),
            (self.checks.optional_data, Fault::OptionalCheck),
            (self.checks.composite, Fault::CompositeCheck),
        ];
        let wrong = checks
            .into_iter()
            .filter(|(check, _)| *check == Check::Wrong);
        self.form
            .iter()
            .copied()
            .chain(wrong.map(|(_, fault)| fault))
    }
}

/// Reads a zone as people send it: in full width or lower case, with or without line breaks (`\n` or `\r\n`),
/// with blanks around its lines. The day decides on the century of the birth.
///
/// Fails with [`Fault::Charset`] or [`Fault::Length`] if the text has none of the layouts; whatever else is
/// wrong is in [`Zone::faults`].
///
/// ```
/// use admit::builtins::mrz::{Fault, read};
/// use admit::value::Date;
///
/// let today = Date::parse("2026-11-22").unwrap();
/// let zone = "i<utod23145890<7349<<<<<<<<<<<3407127m9507122uto<<<<<<<<<<<2stevenson<<peter<john<<<<<<<<<";
/// assert_eq!(read(zone, today).unwrap().document_number, "D23145890734");
/// assert_eq!(read("I<UTO", today).unwrap_err(), Fault::Length);
/// ```
pub fn read(text: &str, today: Date) -> Result<Zone, Fault> {
    if text.len() > MOST_BYTES {
        return Err(Fault::Length);
    }
    let narrow: String = text.chars().map(narrow).collect();
    read_exactly(&narrow.to_ascii_uppercase(), today)
}

/// The ASCII character of a full-width one. Digits and letters of other forms are not taken for ASCII.
fn narrow(char: char) -> char {
    match char {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(char) - 0xFEE0).unwrap_or(char),
        _ => char,
    }
}

/// Reads a zone as [`read`] does, but takes no letter for another: a zone is printed in capitals (ICAO Doc
/// 9303-3, 4.3), so in lower case it fails with [`Fault::Charset`].
///
/// ```
/// use admit::builtins::mrz::{Fault, read_exactly};
/// use admit::value::Date;
///
/// let today = Date::parse("2026-11-22").unwrap();
/// assert!(read_exactly("CSC000000004<2901178<8108038<4", today).is_ok());
/// assert_eq!(read_exactly("csc000000004<2901178<8108038<4", today), Err(Fault::Charset));
/// ```
pub fn read_exactly(text: &str, today: Date) -> Result<Zone, Fault> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let allowed = |byte: u8| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'<');
    if !lines.iter().all(|line| line.bytes().all(allowed)) {
        return Err(Fault::Charset);
    }
    let (plan, lines) = match lines.as_slice() {
        [run] => split(run),
        _ => Plan::of(&lines).map(|plan| (plan, lines)),
    }
    .ok_or(Fault::Length)?;
    Ok(Reader::new(plan, lines).zone(today))
}

/// A zone without line breaks, cut into the lines of its layout.
fn split(run: &str) -> Option<(&'static Plan, Vec<&str>)> {
    let plan = Plan::of_run(run.len())?;
    let mut rest = run;
    let mut lines = Vec::new();
    while let Some((line, after)) = rest.split_at_checked(plan.width) {
        lines.push(line);
        rest = after;
    }
    Some((plan, lines))
}
