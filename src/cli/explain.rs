//! `admit explain`: what a reason code, a diagnostic code or a record error code means, and what cites a text.

use super::output::Output;
use super::rules::load_sound;
use super::{Status, Stop};
use crate::diagnostic::{Code, nearest, page};
use crate::engine::PolicySet;
use crate::program::{Citation, Program, RuleId};
use crate::record::{self, RecordErrorCode};
use crate::report::{citations_text, rule_text};
use crate::value::escape_controls;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  admit explain photo_glare              a reason: the rule behind it
  admit explain --rules rules my_rule    a reason of your own rules
  admit explain E0302                    what `admit check` says
  admit explain duplicate_key            what `admit eval` says of a record
  admit explain A046                     which rules, rows and lines cite a text";

/// Codes that neither a rule nor a reader gives, but the evaluation or the command itself.
const OWN_PAGES: &[(&str, &str)] = &[
    (
        "no_policy_applies",
        "# no_policy_applies\n\n\
         No policy of the set is for this record: none of their `applies when` conditions holds, or none\n\
         of the versions is in force on the day of the evaluation. The record is rejected. `admit check`\n\
         names values that no policy covers.\n",
    ),
    (
        "several_policies_apply",
        "# several_policies_apply\n\n\
         More than one policy of the set is for this record, so that none can decide alone. The record is\n\
         rejected. `admit check` finds most such overlaps; make the `applies when` conditions exclude each\n\
         other.\n",
    ),
    (
        "unreadable",
        "# unreadable\n\n\
         The system did not let the file be read. The other records were decided.\n",
    ),
];

/// Explain a reason code, a diagnostic code or a cited text
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// A reason code (the name of a rule), a diagnostic code (E0302), the code of a faulty
    /// record, or a text that the rules cite
    code: String,

    /// Folder of rules; without it ./rules, else the pack in this binary
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Status, Stop> {
    let code = args.code.trim();
    if let Some(text) = page_of(code) {
        output.write(text)?;
        return Ok(Status::Fine);
    }
    let set = load_sound(args.rules.as_deref(), false, output)?;
    let text = rule(set.program(), code)
        .and_then(|id| rule_text(set.program(), id, output.colour()))
        .or_else(|| citations_text(&places(&set, code), output.colour()))
        .ok_or_else(|| unknown(code, &set))?;
    output.write(&text)?;
    Ok(Status::Fine)
}

/// The page of a code that needs no rules.
fn page_of(code: &str) -> Option<&'static str> {
    let diagnostic = Code::ALL
        .iter()
        .find(|each| each.as_str().eq_ignore_ascii_case(code));
    let own = || OWN_PAGES.iter().find(|(name, _)| *name == code);
    let record = || RecordErrorCode::ALL.iter().find(|each| each.word() == code);
    diagnostic
        .map(|code| page(*code))
        .or_else(|| record().map(|code| record::page(*code)))
        .or_else(|| own().map(|(_, text)| *text))
}

/// The rule of a name, with or without its ruleset's: `photo_glare`, `photo_quality.photo_glare`.
fn rule(program: &Program, code: &str) -> Option<RuleId> {
    let place = program.rules.iter().position(|rule| {
        let ruleset = program.rulesets.get(rule.ruleset.0 as usize);
        let full = ruleset.map(|ruleset| format!("{}.{}", ruleset.name, rule.name));
        *rule.name == *code || full.as_deref() == Some(code)
    })?;
    Some(RuleId(place as u32))
}

/// The places that cite a text, whatever the case of its letters.
fn places<'s>(set: &'s PolicySet, text: &str) -> Vec<Citation<'s>> {
    let text = text.to_lowercase();
    let mut cited = set.citations();
    cited.retain(|each| each.text.to_lowercase() == text);
    cited
}

fn unknown(code: &str, set: &PolicySet) -> Stop {
    let rules = set.program().rules.iter().map(|rule| &*rule.name);
    let codes = Code::ALL.iter().map(|code| code.as_str());
    let record = RecordErrorCode::ALL.iter().map(|code| code.word());
    let own = OWN_PAGES.iter().map(|(name, _)| *name);
    let hint = nearest(code, rules.chain(codes).chain(record).chain(own));
    let usual = "; a code is the name of a rule or what one cites, or looks like E0302".to_owned();
    let hint = hint.map_or(usual, |near| format!("; did you mean `{near}`?"));
    let code = escape_controls(code);
    Stop::trouble(format!("there is no code `{code}`{hint}"))
}
