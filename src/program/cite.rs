//! What the rules cite, and where: each text after a `cites`, with the rule, row or line at which it stands.

use super::{Policy, Program};
use crate::source::Span;

/// A text that something cites.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Citation<'p> {
    /// The text.
    pub text: &'p str,
    /// What kind of thing cites it.
    pub by: CitedBy,
    /// A rule with its ruleset (`photo_quality.photo_glare`), the table of a row, the policy of a line.
    pub name: String,
    /// The file.
    pub file: &'p str,
    /// The line in it, counted from 1.
    pub line: u32,
    /// The row, or the line of the policy, as written; the name of a rule.
    pub written: &'p str,
    /// The place of `written`.
    pub span: Span,
}

/// What kind of thing cites a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CitedBy {
    /// A rule.
    Rule,
    /// A row of a table.
    Row,
    /// An `on`, `always` or `otherwise` line of a policy.
    Line,
}

impl CitedBy {
    /// As people say it.
    pub fn word(self) -> &'static str {
        match self {
            CitedBy::Rule => "rule",
            CitedBy::Row => "row of the table",
            CitedBy::Line => "line of the policy",
        }
    }
}

impl Program {
    /// Every citation, by file and place. A line that a policy takes over by `like` counts where it is written.
    pub fn citations(&self) -> Vec<Citation<'_>> {
        let mut all = Vec::new();
        for rule in &self.rules {
            let ruleset = self.rulesets.get(rule.ruleset.0 as usize);
            let ruleset = ruleset.map_or("", |ruleset| &*ruleset.name);
            let name = format!("{ruleset}.{}", rule.name);
            all.extend(self.cited(&rule.cites, CitedBy::Rule, name, rule.span));
        }
        for table in &self.tables {
            for row in &table.rows {
                let name = table.name.to_string();
                all.extend(self.cited(&row.cites, CitedBy::Row, name, row.span));
            }
        }
        let mut starts: Vec<Span> = self.policies.iter().map(|policy| policy.span).collect();
        starts.sort_unstable();
        for policy in &self.policies {
            let own = |line: &Span| is_written_in(policy, &starts, *line);
            for line in policy.actions.iter().filter(|line| own(&line.span)) {
                let name = policy.name.to_string();
                all.extend(self.cited(&line.cites, CitedBy::Line, name, line.span));
            }
        }
        all.sort_by_key(|each| (each.span.source, each.span.start));
        all
    }

    fn cited<'p>(
        &'p self,
        texts: &'p [Box<str>],
        by: CitedBy,
        name: String,
        span: Span,
    ) -> impl Iterator<Item = Citation<'p>> {
        let sources = &self.sources;
        texts.iter().map(move |text| Citation {
            text,
            by,
            name: name.clone(),
            file: sources.name(span.source),
            line: sources.position(span).line,
            written: sources.text_of(span),
            span,
        })
    }
}

/// Whether a line stands in this policy, and is not taken over from another one: the last policy that starts
/// before it is this one. `starts` are the places of all policies, sorted.
fn is_written_in(policy: &Policy, starts: &[Span], line: Span) -> bool {
    let before = starts.partition_point(|start| *start < line);
    before > 0 && starts.get(before - 1) == Some(&policy.span)
}
