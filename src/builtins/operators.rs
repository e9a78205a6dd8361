//! What the language itself can ask of values, described like the functions: for lists and help only.

/// An operator or a form of the language.
#[derive(Debug)]
pub struct Operator {
    /// The word it is looked up by.
    pub name: &'static str,
    /// How it is written.
    pub form: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// A condition or value with it.
    pub example: &'static str,
}

const fn operator(
    name: &'static str,
    form: &'static str,
    meaning: &'static str,
    example: &'static str,
) -> Operator {
    Operator {
        name,
        form,
        meaning,
        example,
    }
}

/// All of them.
pub const OPERATORS: &[Operator] = &[
    operator(
        "==",
        "A == B, A != B, A < B, A <= B, A > B, A >= B",
        "Compares two values of one type. Texts are compared exactly; `long_term` is later than every date.",
        "document.expires_on < today",
    ),
    operator(
        "and",
        "A and B, A or B, not A",
        "Combines conditions. `and` next to `or` needs parentheses. What hangs on a missing field is undecided, not false.",
        "face is present and (face.lighting < 40% or face.lighting > 90%)",
    ),
    operator(
        "in",
        "A in LIST, A not in LIST",
        "Whether a value is one of a list.",
        "document.type in [cn_resident_id, cn_passport]",
    ),
    operator(
        "has",
        "LIST has any of LIST, LIST has all of LIST",
        "Whether a list has one, or every one, of the values of another.",
        "face is present and face.actions_done has all of face.actions_required",
    ),
    operator(
        "is present",
        "A is present, A is absent",
        "Whether an optional value is there. After `is present and` it can be used.",
        "document.issued_on is present and document.issued_on > today",
    ),
    operator(
        "is empty",
        "A is empty, A is not empty",
        "Whether a list or a text has nothing in it.",
        "image.filters is not empty",
    ),
    operator(
        "otherwise",
        "A otherwise B",
        "The value of A, or B where A is absent.",
        "image.lighting otherwise 50%",
    ),
    operator(
        "matches",
        "TEXT matches ITEM then ITEM ...",
        "Whether the whole text is made of the items: a text, or a count with `digits`, `letters`, `characters` or `of \"ABC\"`.",
        "document.number matches \"E\" then 8 digits",
    ),
    operator(
        "rejects",
        "RULE rejects, RULESET rejects, and with fires",
        "Whether the rule, or any rule of the ruleset, is among the reasons; with `rejects` only if its severity is reject. In advice and policies only.",
        "photo_quality rejects",
    ),
    operator(
        "+",
        "DATE + PERIOD, INSTANT + DURATION, and with -",
        "Moves a date by years and months first, to the last day of the month where the day does not exist, then by days (PRC Civil Code, art. 202).",
        "document.expires_on < today + 3 months",
    ),
    operator(
        "age of",
        "age of BIRTH on DATE",
        "The largest n with BIRTH + n years <= DATE; below zero before the birth.",
        "age of document.birth_date on today < 18",
    ),
    operator(
        "count",
        "count(LIST)",
        "How many elements a list or a filtered list has.",
        "count(failures) >= 3",
    ),
    operator(
        "latest",
        "latest(LIST.field), earliest(LIST.field)",
        "The latest or earliest date or instant among the elements; absent if there is none.",
        "latest(failures.at)",
    ),
    operator(
        "where",
        "LIST where CONDITION",
        "The elements that meet a condition. As the whole of a `let` only.",
        "history where outcome == failed",
    ),
    operator(
        "read",
        "read TEXT as SCHEME, read TEXT as FIELD, read TEXT as mrz",
        "What a document number, or with `mrz` a machine-readable zone, says of itself. As the whole of a `let` only; its facts follow after a dot.",
        "read document.number as document.type",
    ),
    operator(
        "now",
        "now, today",
        "The instant of the evaluation, and its date in the time zone of the policy set.",
        "now < last_failure + 24 hours",
    ),
];
