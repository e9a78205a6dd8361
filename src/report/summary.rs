//! What came of a run over many records: counts, reasons as bars, and the first faulty records.
//!
//! In: a [`Tally`], and how long the run took. Out: text of at most 80 columns, or one JSON object.

use super::json::json_compact;
use crate::tally::Tally;
use crate::value::escape_controls;
use serde_json::json;

/// How wide the longest bar is, and how many reasons have one.
const BAR: u64 = 24;
const BARS: usize = 20;

/// A run that is over.
#[derive(Clone, Copy, Debug)]
pub struct Summary<'t> {
    /// What came of all records, those of an earlier part of the run included.
    pub tally: &'t Tally,
    /// How many of them were decided by an earlier part.
    pub earlier: u64,
    /// The digest of the rules.
    pub rules: &'t str,
    /// How long the run took, its earlier part left out.
    pub seconds: f64,
}

impl Summary<'_> {
    fn rate(&self) -> u64 {
        let now = self.tally.total().saturating_sub(self.earlier);
        if self.seconds > 0.0 {
            (now as f64 / self.seconds).round() as u64
        } else {
            0
        }
    }

    fn counts(&self) -> [(&'static str, u64); 5] {
        let tally = self.tally;
        [
            ("accept", tally.accept),
            ("review", tally.review),
            ("incomplete", tally.incomplete),
            ("reject", tally.reject),
            ("faulty", tally.faulty),
        ]
    }
}

/// For people.
pub fn summary_text(summary: &Summary<'_>) -> String {
    let tally = summary.tally;
    let total = tally.total();
    let records = if total == 1 { "record" } else { "records" };
    let mut text = format!(
        "{} {records} in {:.1} s, {} a second\n",
        grouped(total),
        summary.seconds,
        grouped(summary.rate())
    );
    if summary.earlier > 0 {
        let earlier = grouped(summary.earlier);
        text.push_str(&format!(
            "{earlier} of them by the part of the run that was interrupted\n"
        ));
    }
    let counts = summary.counts();
    write_bars(&mut text, "Decisions", &counts);
    let reasons = tally.reasons.iter();
    let mut reasons: Vec<(&str, u64)> = reasons.map(|(code, count)| (&**code, *count)).collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    write_bars(&mut text, "Reasons", &reasons);
    if tally.faulty > 0 {
        text.push_str("\nFaulty\n");
        text.push_str(&faults_text(tally));
    }
    text
}

/// The first faulty records, one a line, and how many more there are.
pub fn faults_text(tally: &Tally) -> String {
    let mut text = String::new();
    for fault in &tally.faults {
        let path = match fault.path.as_str() {
            "" => String::new(),
            path => format!("{path}: "),
        };
        let line = format!(
            "{}, line {}: {path}{} ({})",
            fault.file, fault.line, fault.message, fault.code
        );
        text.push_str(&format!("  {}\n", escape_controls(&line)));
    }
    let more = tally.faulty - tally.faults.len() as u64;
    if more > 0 {
        text.push_str(&format!("  and {} more\n", grouped(more)));
    }
    text
}

/// For programs: one JSON object on one line.
pub fn summary_json(summary: &Summary<'_>) -> String {
    let tally = summary.tally;
    json_compact(&json!({
        "records": tally.total(),
        "earlier": summary.earlier,
        "decisions": {
            "accept": tally.accept,
            "review": tally.review,
            "incomplete": tally.incomplete,
            "reject": tally.reject,
        },
        "faulty": tally.faulty,
        "reasons": tally.reasons,
        "faults": tally.faults,
        "rules": summary.rules,
        "seconds": summary.seconds,
        "records_per_second": summary.rate(),
    }))
}

/// Names with their counts and bars; nothing for what does not occur.
fn write_bars(text: &mut String, title: &str, counts: &[(&str, u64)]) {
    let counts: Vec<&(&str, u64)> = counts.iter().filter(|(_, count)| *count > 0).collect();
    let Some(most) = counts.iter().map(|(_, count)| *count).max() else {
        return;
    };
    let shown = counts.iter().take(BARS);
    let name = shown.clone().map(|(name, _)| name.chars().count()).max();
    let (name, number) = (name.unwrap_or(0), grouped(most).len());
    text.push_str(&format!("\n{title}\n"));
    for (each, count) in shown {
        let bar =
            "#".repeat((u128::from(*count) * u128::from(BAR)).div_ceil(u128::from(most)) as usize);
        text.push_str(&format!(
            "  {each:name$}  {:>number$}  {bar}\n",
            grouped(*count)
        ));
    }
    if counts.len() > BARS {
        text.push_str(&format!("  and {} more\n", counts.len() - BARS));
    }
}

/// A number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::KeptFault;

    #[test]
    fn a_summary_counts_draws_bars_and_names_the_first_faults() {
        let fault = |line| KeptFault {
            file: "in.ndjson".to_owned(),
            line,
            code: "syntax".to_owned(),
            path: "document.number".to_owned(),
            message: "this is no \u{1b} JSON".to_owned(),
        };
        let tally = Tally {
            accept: 1_234_567,
            reject: 1,
            faulty: 3,
            reasons: [("photo_glare".to_owned(), 1), ("data".to_owned(), 40)].into(),
            faults: vec![fault(4), fault(17)],
            ..Tally::default()
        };
        let summary = Summary {
            tally: &tally,
            earlier: 234_571,
            rules: "sha256:0",
            seconds: 2.0,
        };
        let expected = "\
1,234,571 records in 2.0 s, 500,000 a second
234,571 of them by the part of the run that was interrupted

Decisions
  accept  1,234,567  ########################
  reject          1  #
  faulty          3  #

Reasons
  data         40  ########################
  photo_glare   1  #

Faulty
  in.ndjson, line 4: document.number: this is no \\u{1b} JSON (syntax)
  in.ndjson, line 17: document.number: this is no \\u{1b} JSON (syntax)
  and 1 more
";
        assert_eq!(summary_text(&summary), expected);
        let json: serde_json::Value = serde_json::from_str(&summary_json(&summary)).unwrap();
        assert_eq!(json["records"], json!(1_234_571));
        assert_eq!(json["reasons"]["data"], json!(40));
        assert_eq!(json["faults"][1]["line"], json!(17));
    }
}
