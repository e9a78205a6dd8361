//! What the rules written by hand found about one application, and the row that says so.

use std::io::Write;

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
        let rejects = self.rejects.iter().map(|finding| (finding, "reject"));
        let reviews = self.reviews.iter().map(|finding| (finding, "review"));
        for (place, (finding, severity)) in rejects.chain(reviews).enumerate() {
            out.extend_from_slice(match place {
                0 => b"{\"code\":\"".as_slice(),
                _ => b",{\"code\":\"",
            });
            out.extend_from_slice(finding.code.as_bytes());
            out.extend_from_slice(b"\",\"severity\":\"");
            out.extend_from_slice(severity.as_bytes());
            out.push(b'"');
            if let Some(index) = finding.index {
                // Writing to memory cannot fail.
                let _ = write!(out, ",\"path\":\"photos[{index}]\"");
            }
            out.push(b'}');
        }
        out.extend_from_slice(b"],\"missing\":[],\"advice\":[]}\n");
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
