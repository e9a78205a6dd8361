//! What the rules written by hand found about one application, and the row that says so.

/// A rule that fired, and at which element of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Finding {
    pub code: &'static str,
    pub index: Option<u32>,
}

/// What was found about one application; its memory is used again.
#[derive(Default)]
pub struct Findings {
    pub rejects: Vec<Finding>,
    pub reviews: Vec<Finding>,
    /// Which policy decides.
    pub policy: &'static str,
    /// Whether something is missing that matters.
    pub undecided: bool,
}

impl Findings {
    pub fn clear(&mut self) {
        self.rejects.clear();
        self.reviews.clear();
        self.undecided = false;
    }

    /// Whether the rule fired.
    pub fn reject(&mut self, code: &'static str, holds: Option<bool>) -> bool {
        self.undecided |= holds.is_none();
        push(&mut self.rejects, code, None, holds)
    }

    /// Whether the rule fired.
    pub fn review(&mut self, code: &'static str, holds: Option<bool>) -> bool {
        self.undecided |= holds.is_none();
        push(&mut self.reviews, code, None, holds)
    }

    /// A rule that looks at each element of a list: whether it holds for each.
    pub fn reject_each(&mut self, code: &'static str, each: impl Iterator<Item = Option<bool>>) {
        for (index, holds) in (0..).zip(each) {
            self.undecided |= holds.is_none();
            push(&mut self.rejects, code, Some(index), holds);
        }
    }

    pub fn decision(&self) -> &'static str {
        if !self.rejects.is_empty() {
            "reject"
        } else if self.undecided {
            "incomplete"
        } else if !self.reviews.is_empty() {
            "review"
        } else {
            "accept"
        }
    }

    /// What `admit eval --format ndjson` writes, but for the fields that are missing.
    pub fn write(&self, id: Option<&str>, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"id\":");
        match id {
            Some(id) => write_text(id, out),
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(b",\"decision\":\"");
        out.extend_from_slice(self.decision().as_bytes());
        out.extend_from_slice(b"\",\"policy\":\"");
        out.extend_from_slice(self.policy.as_bytes());
        out.extend_from_slice(b"\",\"version\":\"1\",\"reasons\":[");
        write_all(&self.rejects, b"reject", out);
        if !self.rejects.is_empty() && !self.reviews.is_empty() {
            out.push(b',');
        }
        write_all(&self.reviews, b"review", out);
        out.extend_from_slice(b"],\"missing\":[],\"advice\":[]}\n");
    }
}

/// The findings of one severity, with commas between them.
fn write_all(findings: &[Finding], severity: &[u8], out: &mut Vec<u8>) {
    for (place, finding) in findings.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"code\":\"");
        out.extend_from_slice(finding.code.as_bytes());
        out.extend_from_slice(b"\",\"severity\":\"");
        out.extend_from_slice(severity);
        out.push(b'"');
        if let Some(index) = finding.index {
            out.extend_from_slice(b",\"path\":\"photos[");
            match index {
                0..10 => out.push(b'0' + index as u8),
                _ => out.extend_from_slice(index.to_string().as_bytes()),
            }
            out.extend_from_slice(b"]\"");
        }
        out.push(b'}');
    }
}

fn push(
    list: &mut Vec<Finding>,
    code: &'static str,
    index: Option<u32>,
    holds: Option<bool>,
) -> bool {
    let fired = holds == Some(true);
    if fired {
        list.push(Finding { code, index });
    }
    fired
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    let plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    if text.as_bytes().iter().all(plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        // Writing a text to memory cannot fail.
        let _ = serde_json::to_writer(out, text);
    }
}
