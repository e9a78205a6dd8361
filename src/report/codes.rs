//! A decision in codes alone, as lines for people.

use crate::decision::Codes;

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
