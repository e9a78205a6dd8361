//! The stable codes. Each has a page in `pages/`, named after it.

use super::Level;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $level:ident;)+) => {
        /// The stable code of a diagnostic. `E01..` reading, `E02..` names, `E03..` types,
        /// `E04..` policies, `E05..` tables, `E06..` samples and tests, `E09..` faults of ours.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// All codes in order.
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            /// The code as printed.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)+ }
            }

            /// How bad it is.
            pub fn level(self) -> Level {
                match self { $(Code::$name => Level::$level,)+ }
            }

            /// The page's text.
            pub(super) fn page(self) -> &'static str {
                match self { $(Code::$name => include_str!(concat!("pages/", $code, ".md")),)+ }
            }
        }
    };
}

codes! {
    /// Something else was expected here.
    Unexpected = "E0101", Error;
    /// A text in quotes that does not end on its line.
    UnclosedText = "E0102", Error;
    /// A bracket or brace that is never closed, or closes nothing.
    UnclosedBracket = "E0103", Error;
    /// Nested too deeply.
    TooDeep = "E0104", Error;
    /// A file, or the whole set, is too large.
    TooLarge = "E0105", Error;
    /// A character that cannot be seen or that changes the direction of the text.
    HiddenCharacter = "E0106", Error;
    /// The file is not UTF-8 text.
    NotText = "E0107", Error;
    /// An operator of another language.
    ForeignOperator = "E0108", Error;
    /// A date that is not written `YYYY-MM-DD`.
    DateShape = "E0109", Error;
    /// A day that no calendar has, or out of the years 1800 to 2999.
    NoSuchDate = "E0110", Error;
    /// A number with too many digits, or with its unit or sign in the wrong place.
    NumberShape = "E0111", Error;
    /// A backslash before a character that it means nothing with.
    BadEscape = "E0112", Error;
    /// `and` and `or` side by side without parentheses.
    MixedAndOr = "E0113", Error;
    /// Comparisons in a chain: `a < b < c`.
    ChainedComparison = "E0114", Error;
    /// A word that starts nothing here.
    UnknownWord = "E0115", Error;
    /// A line that may stand only once.
    Repeated = "E0116", Error;
    /// A rule without its `because`, `fix` or effect.
    IncompleteRule = "E0117", Error;
    /// A declaration that this version does not know yet.
    NotYet = "E0118", Error;
    /// A table row with an empty cell, or with too few or too many.
    RowShape = "E0119", Error;
    /// A keyword used as a name.
    ReservedName = "E0120", Error;
    /// A placeholder in a text that cannot be read.
    BadPlaceholder = "E0121", Error;
    /// More faults than are shown.
    MoreFaults = "E0122", Note;

    /// A name that nothing has.
    UnknownName = "E0201", Error;
    /// A field that the record does not have.
    UnknownField = "E0202", Error;
    /// A word that the enum does not have.
    UnknownEnumWord = "E0203", Error;
    /// A type that does not exist.
    UnknownType = "E0204", Error;
    /// A function that does not exist.
    UnknownFunction = "E0205", Error;
    /// A rule, ruleset or policy that does not exist.
    UnknownRule = "E0206", Error;
    /// A name declared twice.
    DeclaredTwice = "E0207", Error;
    /// A word that could mean two things.
    Ambiguous = "E0208", Error;
    /// Definitions that go round in a circle.
    Circle = "E0209", Error;
    /// Declared and never used.
    Unused = "E0210", Warning;
    /// No record, or more than one.
    OneRecord = "E0211", Error;
    /// A time zone that does not exist.
    UnknownZone = "E0212", Error;
    /// An element of a list used where no element is at hand.
    NoElement = "E0213", Error;
    /// A document type without a number scheme.
    NoScheme = "E0214", Note;

    /// Two things of different types.
    TypeMismatch = "E0301", Error;
    /// A period where a duration is needed, or the other way round.
    PeriodOrDuration = "E0302", Error;
    /// A text in quotes where an enum word or a country is meant.
    QuotedWord = "E0303", Error;
    /// A field that may be absent, used without saying what its absence means.
    Unsettled = "E0304", Error;
    /// A question about absence that has only one answer.
    AlwaysThere = "E0305", Warning;
    /// A value that the field can never have.
    OutOfRange = "E0306", Error;
    /// A condition that is not true or false.
    NotACondition = "E0307", Error;
    /// Something that has no order is compared with `<` or `>`.
    NoOrder = "E0308", Error;
    /// The wrong number of arguments.
    ArgumentCount = "E0309", Error;
    /// A value that cannot be shown in a message.
    NotShowable = "E0310", Error;
    /// A comparison whose answer is always the same.
    Constant = "E0311", Warning;
    /// A record whose shape the language does not take.
    SchemaShape = "E0312", Error;
    /// Moving the period to the other side would change the answer.
    PeriodSide = "E0313", Note;
    /// A guarded ruleset whose guard no rule notices.
    UnnoticedAbsence = "E0314", Warning;
    /// A parameter's dates out of order.
    ParamDates = "E0315", Error;
    /// Something that may not stand in this place.
    NotHere = "E0316", Error;

    /// A ruleset used twice.
    UsedTwice = "E0401", Error;
    /// A rule treated or skipped that the policy does not use.
    NotInUse = "E0402", Error;
    /// Two policies that may both apply to one record.
    PolicyOverlap = "E0403", Error;
    /// Records to which no policy applies.
    PolicyGap = "E0404", Note;
    /// Two versions of a policy in force on one day.
    VersionOverlap = "E0405", Error;
    /// Days between two versions on which none is in force.
    VersionGap = "E0406", Warning;
    /// An excuse that can never count.
    VoidExcuse = "E0407", Warning;
    /// A policy without what it needs.
    IncompletePolicy = "E0408", Error;
    /// A rule treated or skipped twice.
    TreatedTwice = "E0409", Error;
    /// A parameter set that the ruleset does not have.
    NotItsParam = "E0410", Error;
    /// No policy at all.
    NoPolicy = "E0411", Error;

    /// Two rows of a table that both match.
    TableOverlap = "E0501", Error;
    /// Values for which a table has no row.
    TableGap = "E0502", Error;
    /// A header that does not name the table's keys.
    TableHeader = "E0503", Error;
    /// A row that can never be reached.
    DeadRow = "E0504", Warning;

    /// A declaration of rules in a file that holds tests.
    ForeignToTests = "E0601", Error;
    /// A sample that does not exist.
    UnknownSample = "E0602", Error;
    /// A change to something that the record, or the sample, does not have.
    NoSuchPlace = "E0603", Error;
    /// A sample's file that cannot be read.
    SampleFile = "E0604", Error;
    /// A sample that does not fit the record.
    SampleFit = "E0605", Error;
    /// An expected reason code that no rule has.
    UnknownReason = "E0606", Error;
    /// Something is expected that can never come.
    NeverFound = "E0607", Error;
    /// A test that expects nothing, or too little.
    NoExpectation = "E0608", Error;
    /// A test without a title, a sample or an instant.
    IncompleteTest = "E0609", Error;
    /// A sample that no test uses.
    UnusedSample = "E0610", Note;
    /// A field in a sample's file that the record does not have.
    UnknownSampleField = "E0611", Warning;

    /// A fault of ours.
    Internal = "E0901", Error;
}
