//! Declarations as written.

use super::{Expr, Literal, Message, Name, Path, Sample, Test};
use crate::source::{SourceId, Span};
use crate::value::Date;

/// One rule file.
#[derive(Clone, PartialEq, Debug)]
pub struct File {
    /// Which.
    pub source: SourceId,
    /// In the order written.
    pub items: Vec<Item>,
}

/// A declaration at the top of a file.
#[derive(Clone, PartialEq, Debug)]
pub enum Item {
    /// `settings { timezone Asia/Shanghai }`
    Settings(Settings),
    /// `enum Side { portrait, emblem }`
    Enum(Enum),
    /// `record submission { ... }`
    Record(Record),
    /// `param max_glare: percent = 5%`
    Param(Param),
    /// `let failures = history where outcome == failed`
    Let(Let),
    /// `table acceptance by account.region, document.type { ... }`
    Table(Table),
    /// `ruleset validity { ... }`
    Ruleset(Ruleset),
    /// `policy mainland { ... }`
    Policy(Policy),
    /// `sample resident from "samples/resident.json"`
    Sample(Sample),
    /// `test "two months left is too little" { ... }`
    Test(Test),
    /// A declaration that could not be read. Its faults are reported; its name, if it had one,
    /// still counts as declared, so that its uses are not reported as well.
    Broken(Broken),
}

/// See [`Item::Broken`].
#[derive(Clone, PartialEq, Debug)]
pub struct Broken {
    /// What it was going to be.
    pub kind: ItemKind,
    /// Its name, where that much could be read.
    pub name: Option<Name>,
    /// The whole of it.
    pub span: Span,
}

/// The kinds of things that have a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "each is the declaration of the same name")]
pub enum ItemKind {
    Settings,
    Enum,
    Record,
    Param,
    Let,
    Table,
    Ruleset,
    Rule,
    Policy,
    Sample,
    Test,
}

/// `settings { timezone Asia/Shanghai }`
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// The zone's name as written, and where; checked later.
    pub timezone: Name,
    /// The whole of it.
    pub span: Span,
}

/// `enum Side { portrait, emblem }`
#[derive(Clone, PartialEq, Debug)]
pub struct Enum {
    /// Its name.
    pub name: Name,
    /// At least one.
    pub words: Vec<Name>,
    /// The whole of it.
    pub span: Span,
}

/// `record submission { id: text ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Its name.
    pub name: Name,
    /// Its fields in order.
    pub fields: Vec<Field>,
    /// The whole of it.
    pub span: Span,
}

/// `birth_date: date? private fixed otherwise 2000-01-01`
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// What it holds.
    pub ty: TypeExpr,
    /// `?`
    pub optional: bool,
    /// `private`
    pub private: bool,
    /// `fixed`
    pub fixed: bool,
    /// `otherwise true`
    pub default: Option<Expr>,
    /// The whole of it.
    pub span: Span,
}

/// A type as written.
#[derive(Clone, PartialEq, Debug)]
pub struct TypeExpr {
    /// What it is.
    pub kind: TypeKind,
    /// Where it stands.
    pub span: Span,
}

/// What a type is.
#[derive(Clone, PartialEq, Debug)]
pub enum TypeKind {
    /// `text`, `percent`, `DocumentType`
    Named(Name),
    /// `integer 0 .. 4`, `number 0 .. 90`
    Ranged {
        /// `integer`, `number` or `percent`.
        name: Name,
        /// The least value.
        least: Literal,
        /// The greatest value.
        most: Literal,
    },
    /// `(date or long_term)`, with or without the parentheses
    DateOrLongTerm,
    /// `list of Action`
    List(Box<TypeExpr>),
    /// `{ lighting: percent ... }`
    Group(Vec<Field>),
}

/// `param cooldown: duration = 24 hours, 48 hours from 2027-01-01`
#[derive(Clone, PartialEq, Debug)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// What it holds.
    pub ty: TypeExpr,
    /// The first has no date.
    pub values: Vec<ParamValue>,
    /// The whole of it.
    pub span: Span,
}

/// `48 hours from 2027-01-01`
#[derive(Clone, PartialEq, Debug)]
pub struct ParamValue {
    /// A literal, an enum word or a list of either; checked later.
    pub value: Expr,
    /// The first day on which it counts.
    pub from: Option<(Date, Span)>,
}

/// `let failures = history where outcome == failed`
#[derive(Clone, PartialEq, Debug)]
pub struct Let {
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub value: LetValue,
    /// The whole of it.
    pub span: Span,
}

/// What a [`Let`] may stand for.
#[derive(Clone, PartialEq, Debug)]
pub enum LetValue {
    /// `latest(failures.at)`
    Expr(Expr),
    /// `history where outcome == failed`
    Where {
        /// The list, or another `let` that filters it.
        list: Path,
        /// What its elements have to meet.
        condition: Expr,
    },
    /// `read document.number as document.type`
    Read {
        /// The text that is read.
        number: Expr,
        /// A field that holds the type, or the name of a scheme.
        scheme: Path,
    },
}

/// `table acceptance: Decision by account.region, document.type { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// `: Decision`, where the result's type is written.
    pub result: Option<TypeExpr>,
    /// At least one.
    pub keys: Vec<TableKey>,
    /// The line with the columns' names; the last is the result's.
    pub header: Vec<Name>,
    /// In the order written.
    pub rows: Vec<TableRow>,
    /// The whole of it.
    pub span: Span,
}

/// What a table is looked up by.
#[derive(Clone, PartialEq, Debug)]
pub struct TableKey {
    /// A field or `let`, or the name of an argument.
    pub path: Path,
    /// `type: DocumentType`: makes it an argument of this type.
    pub ty: Option<TypeExpr>,
}

/// `| HK, MO | cn_mtp_hk_mo | accept | cites "Act 1"`
#[derive(Clone, PartialEq, Debug)]
pub struct TableRow {
    /// One for each key; `None` is the row `| otherwise | result |`.
    pub cells: Option<Vec<TableCell>>,
    /// A value, a list, or `absent`.
    pub result: Expr,
    /// Where the row comes from.
    pub cites: Vec<(String, Span)>,
    /// The whole of it.
    pub span: Span,
}

/// `cn_resident_id, cn_passport` or `any`
#[derive(Clone, PartialEq, Debug)]
pub struct TableCell {
    /// Any of these.
    pub alternatives: Vec<CellPattern>,
    /// The whole of it.
    pub span: Span,
}

/// One alternative of a [`TableCell`].
#[derive(Clone, PartialEq, Debug)]
pub enum CellPattern {
    /// `any`
    Any(Span),
    /// `cn_passport`, `16`, `absent`
    Value(Expr),
    /// `16 .. 25`, `46 ..`, `.. 15`: both ends inside
    Range {
        /// The least value.
        least: Option<Expr>,
        /// The greatest value.
        most: Option<Expr>,
        /// The whole of it.
        span: Span,
    },
}

/// `ruleset photo_quality for each image in images when ... { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct Ruleset {
    /// Its name.
    pub name: Name,
    /// `for each image in images`
    pub for_each: Option<ForEach>,
    /// `when face is present`: a condition that all its rules share.
    pub guard: Option<Expr>,
    /// Parameters of its own.
    pub params: Vec<Param>,
    /// In the order written.
    pub rules: Vec<Rule>,
    /// Rules that could not be read.
    pub broken: Vec<Broken>,
    /// The whole of it.
    pub span: Span,
}

/// `for each image in images`
#[derive(Clone, PartialEq, Debug)]
pub struct ForEach {
    /// What an element is called.
    pub element: Name,
    /// The list, or a `let` that filters one.
    pub list: Path,
}

/// `rule document_expired { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// Its name: the reason code.
    pub name: Name,
    /// `when ...` before the brace.
    pub guard: Option<Expr>,
    /// At least one; several mean "or".
    pub effects: Vec<Effect>,
    /// `unless document_expired or document_temporary`
    pub unless: Vec<Name>,
    /// Why, for the applicant.
    pub because: Option<Message>,
    /// What to do about it.
    pub fix: Option<Message>,
    /// Where the rule comes from.
    pub cites: Vec<(String, Span)>,
    /// `retry at last_failure + cooldown`
    pub retry_at: Option<Expr>,
    /// `final`: no retry mends it.
    pub is_final: Option<Span>,
    /// The whole of it.
    pub span: Span,
}

/// One line that says what a rule does and when.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// `reject when ...`, `review when ...`, `advise when ...`
    Finding {
        /// Which of the three.
        severity: SeverityWord,
        /// When.
        condition: Expr,
        /// The whole line.
        span: Span,
    },
    /// `require document.expires_on when ...`
    Require {
        /// The field that must be there.
        field: Path,
        /// When; always if not said.
        condition: Option<Expr>,
        /// The whole line.
        span: Span,
    },
}

/// `reject`, `review` or `advise` with its place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SeverityWord {
    /// Which.
    pub severity: crate::decision::Severity,
    /// Where.
    pub span: Span,
}

/// `policy strict like mainland { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct Policy {
    /// Its name.
    pub name: Name,
    /// `like mainland` or `like mainland version "1"`.
    pub like: Option<Like>,
    /// In the order written.
    pub lines: Vec<PolicyLine>,
    /// The whole of it.
    pub span: Span,
}

/// `like mainland version "1"`
#[derive(Clone, PartialEq, Debug)]
pub struct Like {
    /// The policy it starts from.
    pub policy: Name,
    /// Which version of it, when there are several.
    pub version: Option<(String, Span)>,
}

/// A line of a policy.
#[derive(Clone, PartialEq, Debug)]
pub enum PolicyLine {
    /// `title "Mainland China"`
    Title(String, Span),
    /// `applies when account.region == CN`
    Applies(Expr, Span),
    /// `version "2027" effective 2027-01-01 .. 2027-12-31`: both days inside
    Version {
        /// The version's name.
        name: String,
        /// The first and the last day; open where not said.
        effective: Option<(Option<Date>, Option<Date>)>,
        /// The whole line.
        span: Span,
    },
    /// `use validity, face_check` or `use validity with margin = 6 months`
    Use {
        /// The rulesets; one if there are settings.
        rulesets: Vec<Name>,
        /// `margin = 6 months`
        with: Vec<(Name, Vec<ParamValue>)>,
        /// The whole line.
        span: Span,
    },
    /// `treat document_expiring_soon as reject`
    Treat {
        /// The rules.
        rules: Vec<Name>,
        /// The severity they get.
        severity: SeverityWord,
        /// Why, where it is said.
        because: Option<String>,
        /// The whole line.
        span: Span,
    },
    /// `skip ip_region_mismatch because "Travellers are reviewed by hand."`
    Skip {
        /// The rules.
        rules: Vec<Name>,
        /// Why.
        because: String,
        /// The whole line.
        span: Span,
    },
    /// `on reject retry at now + cooldown`, `otherwise grant ...`, `always review time "..."`
    On {
        /// For which decisions it counts.
        outcomes: Outcomes,
        /// What it does.
        action: Action,
        /// Under which further condition.
        condition: Option<Expr>,
        /// Where the line comes from.
        cites: Vec<(String, Span)>,
        /// The whole line.
        span: Span,
    },
}

/// For which decisions an [`PolicyLine::On`] counts.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcomes {
    /// `on accept`, `on reject, incomplete`
    On(Vec<(crate::decision::Outcome, Span)>),
    /// `otherwise`: where no `on` line with the same action counts
    Otherwise(Span),
    /// `always`
    Always(Span),
}

/// What a policy adds to a decision.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// `grant unlocks(requested_level)`
    Grant(Expr),
    /// `retry at now + cooldown`
    RetryAt(Expr),
    /// `step "Retake the photos."`
    Step(Message),
    /// `contact support`
    ContactSupport,
    /// `review time review_time(requested_level)`
    ReviewTime(Expr),
    /// `offer document.type where acceptance == accept`
    Offer {
        /// A field with an enum type: each of its words is tried.
        field: Path,
        /// What has to hold with that word in the field.
        condition: Expr,
    },
}
