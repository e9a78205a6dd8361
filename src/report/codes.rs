//! A decision in codes alone: one line of JSON, written straight into the output of a run, or lines for people.

use super::json::{Json, quote};
use crate::decision::{Coded, Codes, ElementPath};

/// Appends the codes of a decision as one line of JSON. It is what `serde` makes of [`Codes`], in a fraction of the time.
///
/// ```
/// use admit::decision::{Codes, Outcome};
///
/// let codes = Codes {
///     id: Some("a-1".into()),
///     decision: Outcome::Accept,
///     policy: Some("mainland"),
///     version: None,
///     reasons: Vec::new(),
///     missing: Vec::new(),
///     advice: Vec::new(),
/// };
/// let mut out = Vec::new();
/// admit::report::codes_json(&codes, &mut out);
/// assert_eq!(
///     String::from_utf8(out).unwrap(),
///     "{\"id\":\"a-1\",\"decision\":\"accept\",\"policy\":\"mainland\",\"version\":null,\
///      \"reasons\":[],\"missing\":[],\"advice\":[]}\n"
/// );
/// ```
pub fn codes_json(codes: &Codes<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"id\":");
    text_or_null(codes.id.as_deref(), out);
    out.extend_from_slice(b",\"decision\":\"");
    out.extend_from_slice(codes.decision.word().as_bytes());
    out.extend_from_slice(b"\",\"policy\":");
    text_or_null(codes.policy, out);
    out.extend_from_slice(b",\"version\":");
    text_or_null(codes.version, out);
    out.extend_from_slice(b",\"reasons\":[");
    coded(&codes.reasons, out);
    out.extend_from_slice(b"],\"missing\":[");
    for (at, lacking) in codes.missing.iter().enumerate() {
        out.extend_from_slice(if at == 0 {
            b"{\"field\":"
        } else {
            b",{\"field\":"
        });
        quote(&lacking.field, out);
        out.push(b'}');
    }
    out.extend_from_slice(b"],\"advice\":[");
    coded(&codes.advice, out);
    out.extend_from_slice(b"]}\n");
}

fn coded(list: &[Coded<'_>], out: &mut Vec<u8>) {
    for (at, coded) in list.iter().enumerate() {
        out.extend_from_slice(if at == 0 {
            b"{\"code\":"
        } else {
            b",{\"code\":"
        });
        quote(coded.code, out);
        out.extend_from_slice(b",\"severity\":\"");
        out.extend_from_slice(coded.severity.word().as_bytes());
        out.push(b'"');
        if let Some(path) = &coded.path {
            write_path(path, out);
        }
        out.push(b'}');
    }
}

fn write_path(path: &ElementPath<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"path\":");
    quote(path.list, out);
    // The quote at its end moves behind the place.
    out.pop();
    let mut json = Json(out);
    json.number("[", path.index);
    json.raw("]\"");
}

fn text_or_null(text_or_null: Option<&str>, out: &mut Vec<u8>) {
    match text_or_null {
        Some(found) => quote(found, out),
        None => out.extend_from_slice(b"null"),
    }
}

/// The codes of a decision for people: what is decided, then a line for each reason, lacking field and advice.
pub fn codes_text(codes: &Codes<'_>) -> String {
    let mut text = codes.decision.word().to_owned();
    for part in [codes.id.as_deref(), codes.policy, codes.version]
        .into_iter()
        .flatten()
    {
        text.push_str(&format!(" {part}"));
    }
    text.push('\n');
    for coded in codes.reasons.iter().chain(&codes.advice) {
        let path = coded
            .path
            .as_ref()
            .map_or(String::new(), |path| format!(" {path}"));
        text.push_str(&format!(
            "  {} {}{path}\n",
            coded.severity.word(),
            coded.code
        ));
    }
    for lacking in &codes.missing {
        text.push_str(&format!("  missing {}\n", lacking.field));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::{Lacking, Outcome, Severity};
    use crate::report::json_compact;

    #[test]
    fn it_is_what_serde_makes_of_it() {
        let coded = |code, severity, path: Option<(&'static str, u32)>| Coded {
            code,
            severity,
            path: path.map(|(list, index)| ElementPath { list, index }),
        };
        let codes = Codes {
            id: Some("a\"\\\u{202e}王".into()),
            decision: Outcome::Reject,
            policy: None,
            version: Some("1"),
            reasons: vec![
                coded("one", Severity::Reject, None),
                coded("two", Severity::Review, Some(("images", 0))),
                coded("four", Severity::Review, Some(("a\"\u{202e}", 1234))),
            ],
            missing: ["a.b", "c[1].d"]
                .map(|field| Lacking {
                    field: field.to_owned(),
                })
                .into(),
            advice: vec![coded("three", Severity::Advise, None)],
        };
        let empty = Codes {
            id: None,
            reasons: Vec::new(),
            missing: Vec::new(),
            advice: Vec::new(),
            ..codes.clone()
        };
        for codes in [codes, empty] {
            let mut out = Vec::new();
            codes_json(&codes, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), json_compact(&codes));
        }
    }
}
