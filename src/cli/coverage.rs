//! `admit test --coverage`: what of the rules the tests came upon, how it is written, and whether it is enough.

use super::files::{shown, unwritable};
use super::output::{Output, note};
use super::{Status, Stop};
use crate::coverage::Coverage;
use crate::report::{coverage_html, coverage_json, coverage_summary, coverage_text};
use crate::source::SourceMap;
use crate::value::{Decimal, show_number};
use clap::ValueEnum;
use std::fs;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct CoverageArgs {
    /// Also say which rules, conditions and table rows the tests came upon
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text",
        group = "documents"
    )]
    coverage: Option<Format>,

    /// Write the coverage, or what is suggested, to a file
    #[arg(long, value_name = "FILE", requires = "documents")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// A page with the rule files coloured
    Html,
}

impl CoverageArgs {
    pub(super) fn is_wanted(&self) -> bool {
        self.coverage.is_some()
    }

    /// Whether nothing else may stand on standard output.
    pub(super) fn stands_alone(&self) -> bool {
        let whole = matches!(self.coverage, Some(Format::Json | Format::Html));
        whole && self.output.is_none()
    }

    /// One stream holds one document.
    pub(super) fn fits(&self, verdict_is_text: bool) -> Result<(), Stop> {
        if self.coverage.is_none() || self.output.is_some() || verdict_is_text {
            return Ok(());
        }
        Err(Stop::trouble(
            "with this `--format`, the coverage needs a file of its own: name it with `--output`",
        ))
    }

    /// Writes the coverage, and says whether it is enough.
    pub(super) fn report(
        &self,
        coverage: &Coverage,
        sources: &SourceMap,
        threshold: Option<Decimal>,
        output: &mut Output,
    ) -> Result<Status, Stop> {
        let text = |colour| match self.coverage {
            Some(Format::Json) => coverage_json(coverage),
            Some(Format::Html) => coverage_html(coverage, sources),
            Some(Format::Text) | None => coverage_text(coverage, colour),
        };
        match &self.output {
            None => {
                if !self.stands_alone() {
                    output.write("\n")?;
                }
                output.write(&text(output.colour()))?;
            }
            Some(path) => {
                fs::write(path, text(Default::default()))
                    .map_err(|error| unwritable(path, &error))?;
                let summary = coverage_summary(coverage);
                note(&format!("coverage: {summary}, written to {}", shown(path)));
            }
        }
        Ok(judge(coverage, threshold))
    }
}

fn judge(coverage: &Coverage, threshold: Option<Decimal>) -> Status {
    let Some(least) = threshold else {
        return Status::Fine;
    };
    let total = coverage.total();
    let reached = Decimal::from(total.met) * Decimal::ONE_HUNDRED;
    if reached >= least * Decimal::from(total.of) {
        return Status::Fine;
    }
    let (least, summary) = (show_number(least), coverage_summary(coverage));
    note(&format!(
        "coverage is less than the threshold of {least} %: {summary}"
    ));
    Status::Found
}
