//! A snapshot as the text of a file, and back: a head, the explanation for people, and one line of JSON for each
//! rule, parted by lines `---`. No line of an explanation can be such a line.

use super::{Asked, Snapshot};
use std::fmt;
use std::str::FromStr;

/// What stands between the parts.
const FENCE: &str = "---";

/// What stands for a policy where none decided.
const NO_POLICY: &str = "-";

/// Why a text is no snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotASnapshot {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: &'static str,
}

impl fmt::Display for NotASnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FENCE}\nrecord: {}", self.record)?;
        writeln!(f, "policy: {}", self.policy.as_deref().unwrap_or(NO_POLICY))?;
        writeln!(f, "at: {}\n{FENCE}", self.at)?;
        writeln!(f, "{}\n{FENCE}", self.text.trim_end())?;
        for rule in &self.rules {
            // Text keys only: writing it cannot fail.
            writeln!(f, "{}", serde_json::to_string(rule).unwrap_or_default())?;
        }
        Ok(())
    }
}

impl FromStr for Snapshot {
    type Err = NotASnapshot;

    /// Line ends of other systems are taken as well.
    fn from_str(text: &str) -> Result<Snapshot, NotASnapshot> {
        let lines: Vec<&str> = text.lines().collect();
        let mut reader = Reader {
            lines: &lines,
            at: 0,
        };
        reader.fence("a snapshot starts with a line `---`")?;
        let record = reader.field("record: ", "the head names the record: `record: ...`")?;
        let policy = reader.field("policy: ", "the head names the policy: `policy: ...`")?;
        let at = reader.field("at: ", "the head says when it was: `at: ...`")?;
        reader.fence("the head ends with a line `---`")?;
        let mut text = String::new();
        while let Some(line) = reader.next_if(|line| line != FENCE) {
            text.push_str(line);
            text.push('\n');
        }
        reader.fence("the explanation ends with a line `---`")?;
        let mut rules = Vec::new();
        while let Some(line) = reader.next_if(|_| true) {
            let rule: Asked = serde_json::from_str(line)
                .map_err(|_| reader.fault_before("this does not say what a rule saw"))?;
            rules.push(rule);
        }
        Ok(Snapshot {
            record,
            policy: Some(policy).filter(|policy| policy != NO_POLICY),
            at,
            text,
            rules,
        })
    }
}

struct Reader<'t> {
    lines: &'t [&'t str],
    at: usize,
}

impl<'t> Reader<'t> {
    fn next_if(&mut self, fits: impl Fn(&str) -> bool) -> Option<&'t str> {
        let line = self.lines.get(self.at).filter(|line| fits(line))?;
        self.at += 1;
        Some(line)
    }

    fn fence(&mut self, why: &'static str) -> Result<(), NotASnapshot> {
        let line = self.next_if(|line| line == FENCE);
        line.map(|_| ()).ok_or(self.fault(why))
    }

    fn field(&mut self, name: &str, why: &'static str) -> Result<String, NotASnapshot> {
        let line = self.next_if(|line| line.starts_with(name));
        let value = line.and_then(|line| line.strip_prefix(name));
        value.map(str::to_owned).ok_or(self.fault(why))
    }

    /// The next line is wrong.
    fn fault(&self, why: &'static str) -> NotASnapshot {
        NotASnapshot {
            line: self.at + 1,
            why,
        }
    }

    /// The line that was just read is wrong.
    fn fault_before(&self, why: &'static str) -> NotASnapshot {
        NotASnapshot { line: self.at, why }
    }
}
