//! A rule as a page: what it says, when it fires, where it stands, which policies use it.
//!
//! In: a program and one of its rules. Out: text for people.

use super::layout::{Colour, Ink, Page};
use crate::decision::Severity;
use crate::program::{
    Effect, Expr, Message, MessagePart, PlannedRule, Policy, Program, Rule, RuleId, Ruleset,
};
use crate::source::SourceMap;

/// The page of a rule; `None` for an id of another program.
pub fn rule_text(program: &Program, id: RuleId, colour: Colour) -> Option<String> {
    let rule = program.rules.get(id.0 as usize)?;
    let ruleset = program.rulesets.get(rule.ruleset.0 as usize)?;
    let mut page = Page::new(colour);
    let does = match &rule.effect {
        Effect::Finding { severity, .. } => does(*severity),
        Effect::Require(_) => "requires fields",
    };
    page.verdict(
        Ink::Heading,
        &rule.name,
        &format!("{does}; in the ruleset {}", ruleset.name),
    );
    let sources = &program.sources;
    let at = sources.position(rule.span);
    let place = format!(
        "{}:{}:{}",
        sources.name(rule.span.source),
        at.line,
        at.column
    );
    page.quiet("", &place);
    write_messages(&mut page, rule, sources);
    write_conditions(&mut page, program, rule, ruleset);
    if !rule.cites.is_empty() {
        page.heading("What it rests on");
        for cited in &rule.cites {
            page.paragraph("  -  ", cited);
        }
    }
    if !rule.reads.is_empty() {
        let reads = rule.reads.iter();
        let reads: Vec<&str> = reads.map(|id| &*program.schema.field(*id).path).collect();
        page.heading("What it reads");
        page.paragraph("  ", &reads.join(", "));
    }
    write_policies(&mut page, program, id);
    Some(page.into_text())
}

fn does(severity: Severity) -> &'static str {
    match severity {
        Severity::Reject => "rejects",
        Severity::Review => "sends to review",
        Severity::Advise => "advises",
    }
}

fn write_messages(page: &mut Page, rule: &Rule, sources: &SourceMap) {
    if let Some(because) = &rule.because {
        page.heading("What it says");
        page.paragraph("  ", &template(because, sources));
    }
    if let Some(fix) = &rule.fix {
        page.heading("What to do about it");
        page.paragraph("  ", &template(fix, sources));
    }
    if rule.is_final {
        page.gap();
        page.paragraph("", "It is final: no retry mends it.");
    }
    if let Some(retry) = &rule.retry_at {
        page.gap();
        page.paragraph("", &format!("No retry before {}.", written(retry, sources)));
    }
}

fn write_conditions(page: &mut Page, program: &Program, rule: &Rule, ruleset: &Ruleset) {
    let sources = &program.sources;
    page.heading("When");
    if let Some(each) = &ruleset.for_each {
        let list = written(&each.rows, sources);
        page.paragraph("  ", &format!("for each {} in {list}", each.element));
    }
    for guard in [&ruleset.guard, &rule.guard].into_iter().flatten() {
        page.paragraph("  ", &format!("only when {}", written(guard, sources)));
    }
    for (index, line) in effect_lines(rule, sources).iter().enumerate() {
        page.paragraph(if index == 0 { "  " } else { "  or " }, line);
    }
    let excusers = rule.unless.iter();
    let excusers = excusers.filter_map(|id| program.rules.get(id.0 as usize));
    let names: Vec<&str> = excusers.map(|rule| &*rule.name).collect();
    if !names.is_empty() {
        page.paragraph("  ", &format!("unless {}", names.join(" or ")));
    }
}

fn effect_lines(rule: &Rule, sources: &SourceMap) -> Vec<String> {
    match &rule.effect {
        Effect::Finding { conditions, .. } => {
            let conditions = conditions.iter();
            conditions
                .map(|condition| written(condition, sources))
                .collect()
        }
        Effect::Require(requirements) => {
            let line = |field: &Expr, condition: Option<&Expr>| {
                let field = written(field, sources);
                match condition {
                    Some(condition) => {
                        format!("{field} is needed when {}", written(condition, sources))
                    }
                    None => format!("{field} is always needed"),
                }
            };
            let requirements = requirements.iter();
            requirements
                .map(|each| line(&each.field, each.condition.as_ref()))
                .collect()
        }
    }
}

fn write_policies(page: &mut Page, program: &Program, id: RuleId) {
    page.heading("Which policies use it");
    let mut used = false;
    for policy in &program.policies {
        for planned in policy.rules.iter().filter(|planned| planned.rule == id) {
            used = true;
            page.paragraph("  -  ", &use_line(policy, planned));
        }
    }
    if !used {
        page.paragraph("  ", "None.");
    }
}

fn use_line(policy: &Policy, planned: &PlannedRule) -> String {
    let version = policy.version.as_ref();
    let name = version.map_or(policy.name.to_string(), |version| {
        format!("{} {version}", policy.name)
    });
    if let Some(because) = &planned.skipped {
        return format!("{name} leaves it out: {because}");
    }
    match (&planned.treated, planned.severity) {
        (Some(treated), Some(severity)) => {
            let because = treated.because.as_ref();
            let because = because.map_or(String::new(), |because| format!(": {because}"));
            format!("{name} treats it as {}{because}", severity.word())
        }
        _ => name,
    }
}

/// A message as written, its placeholders still in braces.
fn template(message: &Message, sources: &SourceMap) -> String {
    let parts = message.parts.iter();
    let parts = parts.map(|part| match part {
        MessagePart::Text(text) => text.to_string(),
        MessagePart::Value(value) => format!("{{{}}}", written(value, sources)),
    });
    parts.collect()
}

/// An expression as written, on one line.
fn written(expr: &Expr, sources: &SourceMap) -> String {
    let words = sources.text_of(expr.span).split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}
