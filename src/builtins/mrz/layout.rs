//! Where each field of a zone stands: lines and places as the standards count them, from 1.

/// The layouts that are read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Layout {
    /// A card: three lines of 30 places (ICAO Doc 9303-5, 4.2.2).
    Td1,
    /// A larger card: two lines of 36 places (ICAO Doc 9303-6, 4.2.2).
    Td2,
    /// A passport: two lines of 44 places (ICAO Doc 9303-4, 4.2.2).
    Td3,
    /// The PRC exit-entry permit for Hong Kong and Macao: one line of 30 places. A national layout, read off
    /// the specimen of the card, since none is published.
    ExitEntryPermit,
}

/// A run of places in one line.
#[derive(Clone, Copy)]
pub(super) struct Places {
    /// The line, from 0.
    line: usize,
    /// The first place, from 0.
    start: usize,
    /// The place after the last.
    end: usize,
}

/// Line, first and last place, from 1.
const fn places(line: usize, first: usize, last: usize) -> Places {
    Places {
        line: line - 1,
        start: first - 1,
        end: last,
    }
}

/// A layout: its lines and its fields.
pub(super) struct Plan {
    pub layout: Layout,
    pub lines: usize,
    pub width: usize,
    /// What the document code may begin with.
    pub codes: &'static [&'static str],
    pub code: Places,
    pub issuer: Option<Places>,
    pub nationality: Option<Places>,
    pub name: Option<Places>,
    pub sex: Option<Places>,
    pub number: Checked,
    pub birth: Checked,
    pub expiry: Checked,
    /// Optional data that go with the document number, and take up what is left of a long one.
    pub optional: Option<Places>,
    pub optional_check: Option<Places>,
    pub more_optional: Option<Places>,
    /// Whether a long number may run on into the optional data.
    pub long_numbers: bool,
    pub composite: Places,
    pub composite_of: &'static [Places],
    /// Places that are always fillers.
    pub fillers: &'static [Places],
}

/// A field and its check digit.
#[derive(Clone, Copy)]
pub(super) struct Checked {
    pub field: Places,
    pub digit: Places,
}

const fn checked(line: usize, first: usize, last: usize) -> Checked {
    Checked {
        field: places(line, first, last),
        digit: places(line, last + 1, last + 1),
    }
}

impl Plan {
    /// The plan for lines of these widths.
    pub(super) fn of(lines: &[&str]) -> Option<&'static Plan> {
        PLANS.iter().find(|plan| {
            lines.len() == plan.lines && lines.iter().all(|line| line.len() == plan.width)
        })
    }

    /// The plan for a zone without line breaks.
    pub(super) fn of_run(length: usize) -> Option<&'static Plan> {
        PLANS.iter().find(|plan| plan.lines * plan.width == length)
    }
}

impl Places {
    /// What stands there. Nothing if the lines are too short.
    pub(super) fn of<'a>(self, lines: &[&'a str]) -> &'a str {
        let line = lines.get(self.line);
        line.and_then(|line| line.get(self.start..self.end))
            .unwrap_or_default()
    }
}

const PLANS: &[Plan] = &[TD1, TD2, TD3, EXIT_ENTRY_PERMIT];

const TD1: Plan = Plan {
    layout: Layout::Td1,
    lines: 3,
    width: 30,
    codes: &["A", "C", "I"],
    code: places(1, 1, 2),
    issuer: Some(places(1, 3, 5)),
    number: checked(1, 6, 14),
    optional: Some(places(1, 16, 30)),
    birth: checked(2, 1, 6),
    sex: Some(places(2, 8, 8)),
    expiry: checked(2, 9, 14),
    nationality: Some(places(2, 16, 18)),
    more_optional: Some(places(2, 19, 29)),
    name: Some(places(3, 1, 30)),
    optional_check: None,
    long_numbers: true,
    composite: places(2, 30, 30),
    composite_of: &[
        places(1, 6, 30),
        places(2, 1, 7),
        places(2, 9, 15),
        places(2, 19, 29),
    ],
    fillers: &[],
};

const TD2: Plan = Plan {
    layout: Layout::Td2,
    lines: 2,
    width: 36,
    name: Some(places(1, 6, 36)),
    number: checked(2, 1, 9),
    nationality: Some(places(2, 11, 13)),
    birth: checked(2, 14, 19),
    sex: Some(places(2, 21, 21)),
    expiry: checked(2, 22, 27),
    optional: Some(places(2, 29, 35)),
    more_optional: None,
    composite: places(2, 36, 36),
    composite_of: &[places(2, 1, 10), places(2, 14, 20), places(2, 22, 35)],
    ..TD1
};

const TD3: Plan = Plan {
    layout: Layout::Td3,
    width: 44,
    codes: &["P"],
    name: Some(places(1, 6, 44)),
    optional: Some(places(2, 29, 42)),
    optional_check: Some(places(2, 43, 43)),
    long_numbers: false,
    composite: places(2, 44, 44),
    composite_of: &[places(2, 1, 10), places(2, 14, 20), places(2, 22, 43)],
    ..TD2
};

const EXIT_ENTRY_PERMIT: Plan = Plan {
    layout: Layout::ExitEntryPermit,
    lines: 1,
    width: 30,
    codes: &["CS"],
    code: places(1, 1, 2),
    issuer: None,
    nationality: None,
    name: None,
    sex: None,
    number: checked(1, 3, 11),
    expiry: checked(1, 14, 19),
    birth: checked(1, 22, 27),
    optional: None,
    optional_check: None,
    more_optional: None,
    long_numbers: false,
    composite: places(1, 30, 30),
    composite_of: &[places(1, 3, 12), places(1, 14, 20), places(1, 22, 28)],
    fillers: &[places(1, 13, 13), places(1, 21, 21), places(1, 29, 29)],
};
