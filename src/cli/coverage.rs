//! `admit test --coverage`: what of the rules the tests came upon, how it is written, and whether it is enough.

use super::files::shown;
use super::output::{Output, note};
use super::{Status, Stop};
use crate::coverage::Coverage;
use crate::report::{coverage_html, coverage_json, coverage_summary, coverage_text};
use crate::source::SourceMap;
use crate::value::{Decimal, parse_decimal, show_number};
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
        default_missing_value = "text"
    )]
    coverage: Option<Format>,

    /// It is a failure if less is covered, in percent of rules, conditions and table rows
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "coverage")]
    threshold: Option<Decimal>,

    /// Write the coverage to a file
    #[arg(long, value_name = "FILE", requires = "coverage")]
    output: Option<PathBuf>,
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

fn percent(text: &str) -> Result<Decimal, String> {
    let number = parse_decimal(text.strip_suffix('%').unwrap_or(text)).ok();
    let number = number.filter(|number| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(number));
    number.ok_or_else(|| "write a number from 0 to 100".to_owned())
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
                fs::write(path, text(Default::default())).map_err(|error| {
                    let path = shown(path);
                    Stop::trouble(format!("`{path}` cannot be written: {error}"))
                })?;
                let summary = coverage_summary(coverage);
                note(&format!("coverage: {summary}, written to {}", shown(path)));
            }
        }
        Ok(self.judge(coverage))
    }

    fn judge(&self, coverage: &Coverage) -> Status {
        let Some(least) = self.threshold else {
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
}
