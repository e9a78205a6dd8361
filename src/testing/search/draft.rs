//! A sample with a few fields changed: the case that is run, and the lines of the test that says the same.

use super::Start;
use crate::program::{Case, Change, Program, SampleId, Suite};
use crate::value::{Decimal, Instant, Step, Tree, place_text, show_percent};
use chrono_tz::Tz;

/// A value that is put in a place, or what stands there taken away.
#[derive(Clone, Debug)]
pub(in crate::testing) struct Put {
    pub(in crate::testing) place: Vec<Step>,
    /// None where it is removed.
    pub(in crate::testing) value: Option<Tree>,
    /// The value as a test writes it; `removed` if there is none.
    pub(in crate::testing) shown: String,
}

impl Put {
    /// What stands in a place taken away.
    pub(in crate::testing) fn removed(place: Vec<Step>) -> Put {
        Put {
            place,
            value: None,
            shown: "removed".to_owned(),
        }
    }

    /// `images[0].glare = 6%`
    pub(in crate::testing) fn text(&self) -> String {
        let place = place_text(&self.place);
        match self.value {
            Some(_) => format!("{place} = {}", self.shown),
            None => format!("{place} {}", self.shown),
        }
    }
}

/// A record to try.
#[derive(Clone, Debug)]
pub(in crate::testing) struct Draft {
    pub(in crate::testing) sample: SampleId,
    pub(in crate::testing) puts: Vec<Put>,
    /// When it is looked at; the record's own instant if none.
    pub(in crate::testing) at: Option<Instant>,
}

impl Draft {
    pub(in crate::testing) fn new(start: &Start, puts: Vec<Put>) -> Draft {
        Draft {
            sample: start.sample,
            puts,
            at: start.at,
        }
    }

    /// The case that is run; none for a sample that is not in the suite.
    pub(in crate::testing) fn case(&self, suite: &Suite) -> Option<Case> {
        let span = suite.samples.get(self.sample.0 as usize)?.span;
        let changes = self.puts.iter().map(|put| Change {
            place: put.place.clone(),
            value: put.value.clone(),
            span,
        });
        Some(Case {
            test: "".into(),
            row: None,
            sample: self.sample,
            changes: changes.collect(),
            at: self.at,
            expected: Vec::new(),
            span,
        })
    }

    /// `given resident with document.sex = female`, and when if that is said.
    pub(in crate::testing) fn as_test(
        &self,
        program: &Program,
        suite: &Suite,
        title: &str,
        expect: &str,
    ) -> Vec<String> {
        let sample = suite.samples.get(self.sample.0 as usize);
        let sample = sample.map_or("", |sample| &*sample.name);
        let with: Vec<String> = self.puts.iter().map(Put::text).collect();
        let with = match with.as_slice() {
            [] => String::new(),
            with => format!(" with {}", with.join(", ")),
        };
        let at = self
            .at
            .map(|at| format!("  at     {}", shown_at(at, program.timezone)));
        let mut lines = vec![
            format!("test {title:?} {{"),
            format!("  given  {sample}{with}"),
        ];
        lines.extend(at);
        lines.extend([format!("  {expect}"), "}".to_owned()]);
        lines
    }
}

/// An instant as a test writes it: the day, where it is the start of one.
pub(in crate::testing) fn shown_at(at: Instant, zone: Tz) -> String {
    let day = at.date_in(zone);
    match day.start_in(zone) {
        Ok(start) if start == at => day.to_string(),
        _ => at.rfc3339_in(zone),
    }
}

/// A number as a test writes it.
pub(in crate::testing) fn shown_number(number: Decimal, percent: bool) -> String {
    match percent {
        true => show_percent(number),
        false => number.to_string(),
    }
}
