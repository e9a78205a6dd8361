//! Samples and tests as written.

use super::{Expr, Name};
use crate::decision::Outcome;
use crate::source::Span;
use crate::value::{Date, Instant};

/// `sample resident from "samples/resident.json"`
#[derive(Clone, PartialEq, Debug)]
pub struct Sample {
    /// Its name.
    pub name: Name,
    /// What it is made of.
    pub made_of: MadeOf,
    /// The whole of it.
    pub span: Span,
}

/// What a [`Sample`] is made of.
#[derive(Clone, PartialEq, Debug)]
pub enum MadeOf {
    /// `from "samples/resident.json"`: the path and its place
    File(String, Span),
    /// `{ account.region = CN }`
    Fields(Vec<Change>),
    /// `= resident with { face removed }`
    Other(Name, Vec<Change>),
}

/// `document.expires_on = 2026-12-30`, `face removed`
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What is changed.
    pub place: Place,
    /// The new value; none where it is removed.
    pub value: Option<Made>,
}

/// `images[1].glare`
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    /// The first is a field.
    pub steps: Vec<Step>,
    /// From the first to the last.
    pub span: Span,
}

/// A part of a [`Place`].
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// `glare`
    Field(Name),
    /// `[1]`: counted from 0
    Element(u32, Span),
}

/// A value of a record as it is written in a sample.
#[derive(Clone, PartialEq, Debug)]
pub struct Made {
    /// What it is.
    pub kind: MadeKind,
    /// Where it stands.
    pub span: Span,
}

/// What a [`Made`] value is.
#[derive(Clone, PartialEq, Debug)]
pub enum MadeKind {
    /// `12%`, `portrait`
    Constant(Expr),
    /// `[blink, nod]`
    List(Vec<Made>),
    /// `{ side = portrait, glare = 1% }`
    Object(Vec<Change>),
}

/// `test "two months left is too little" { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct Test {
    /// What it says, and where.
    pub title: Name,
    /// `given resident with ...`
    pub given: Option<Given>,
    /// `at 2026-11-22`
    pub at: Option<(Moment, Span)>,
    /// `param margin = 6 months`, line by line.
    pub params: Vec<SetParam>,
    /// `expect ...`, line by line.
    pub expect: Vec<Expected>,
    /// One row a case.
    pub table: Option<CaseTable>,
    /// The whole of it.
    pub span: Span,
}

/// `given resident with document.expires_on = 2027-01-20`
#[derive(Clone, PartialEq, Debug)]
pub struct Given {
    /// The sample.
    pub sample: Name,
    /// What is different.
    pub changes: Vec<Change>,
    /// The whole line.
    pub span: Span,
}

/// `param margin = 6 months`
#[derive(Clone, PartialEq, Debug)]
pub struct SetParam {
    /// The parameter.
    pub name: Name,
    /// What it is.
    pub value: Expr,
}

/// When a record is looked at.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Moment {
    /// The start of a day in the zone of the set.
    Day(Date),
    /// A point in time.
    Instant(Instant),
}

/// The cases of a test, one a row.
#[derive(Clone, PartialEq, Debug)]
pub struct CaseTable {
    /// What the columns hold, each with its place.
    pub columns: Vec<(Column, Span)>,
    /// In the order written.
    pub rows: Vec<CaseRow>,
}

/// What a column of a [`CaseTable`] holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Column {
    /// `given`: which sample
    Given,
    /// `at`: when
    At,
    /// `expect`
    Expect,
    /// The field that is changed.
    Field(Place),
}

/// `| 2027-02-21 | review [document_expiring_soon] |`
#[derive(Clone, PartialEq, Debug)]
pub struct CaseRow {
    /// One for each column.
    pub cells: Vec<CaseCell>,
    /// The whole line.
    pub span: Span,
}

/// What a cell of a [`CaseRow`] says.
#[derive(Clone, PartialEq, Debug)]
pub enum CaseCell {
    /// The sample.
    Given(Name),
    /// When.
    At(Moment, Span),
    /// What is expected.
    Expect(Vec<Expected>),
    /// A new value; none where the field is removed.
    Change(Option<Made>),
    /// `unchanged`: the field stays as the sample has it
    Unchanged,
}

/// One thing that is expected.
#[derive(Clone, PartialEq, Debug)]
pub struct Expected {
    /// What.
    pub kind: ExpectedKind,
    /// The whole of it.
    pub span: Span,
}

/// What is expected.
#[derive(Clone, PartialEq, Debug)]
pub enum ExpectedKind {
    /// `review [document_expiring_soon]`
    Outcome(Outcome, Option<Listed<Found>>),
    /// `advice [photo_front_camera_used]`
    Advice(Listed<Found>),
    /// `missing [document.expires_on]`
    Missing(Listed<Place>),
    /// `grants [p2p_trading]`
    Grants(Listed<Name>),
    /// `alternatives [cn_passport]`
    Alternatives(Listed<Name>),
    /// `message of photo_glare contains "12%"`, `fix of photo_glare "Retake it."`
    Text {
        /// Whether it is the remedy rather than the message.
        fix: bool,
        /// Of which reason or advice.
        of: Found,
        /// Whether the text may be a part.
        contains: bool,
        /// The text.
        text: String,
    },
    /// `retry at 2026-11-23T10:00:00+08:00`; none is `no retry`
    Retry(Option<Moment>),
    /// `step "Retake the photos."`; not said is `no step "Retake the photos."`
    Step {
        /// The text.
        text: String,
        /// Whether it is said.
        said: bool,
    },
    /// `contact support`; false is `no contact support`
    Support(bool),
    /// `review time "one working day"`; none is `no review time`
    ReviewTime(Option<String>),
    /// `policy mainland version "1"`
    Policy(Name, Option<(String, Span)>),
}

/// `[a, b]`, `at least [a]`
#[derive(Clone, PartialEq, Debug)]
pub struct Listed<T> {
    /// Whether there may be others.
    pub at_least: bool,
    /// In the order written.
    pub items: Vec<T>,
    /// The whole of it.
    pub span: Span,
}

/// `photo_glare at images[1]`
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// The reason code.
    pub code: Name,
    /// Where in the record; anywhere if none.
    pub at: Option<Place>,
}
