//! Records for the shipped pack: its samples, with seeded changes to what was measured, dated or ticked.

use crate::adapter::samples;
use crate::generate::{Lines, shifted};
use crate::random::Random;

/// So many of them.
pub fn submissions(seed: u64, count: usize) -> Lines {
    let mut random = Random::new(seed);
    let samples: Vec<String> = samples().into_iter().map(on_one_line).collect();
    Lines::collect((0..count).map(|_| {
        let sample = random.within(0..samples.len() as i64) as usize;
        changed(&samples[sample], &mut random)
    }))
}

/// Without the white space between values.
fn on_one_line(text: &str) -> String {
    let mut quoted = false;
    let mut escaped = false;
    let mut kept = text.to_owned();
    kept.retain(|char| {
        let keep = quoted || !char.is_ascii_whitespace();
        quoted ^= char == '"' && !escaped;
        escaped = quoted && char == '\\' && !escaped;
        keep
    });
    kept
}

/// Each share, date and yes or no is another one, three times in a hundred.
fn changed(line: &str, random: &mut Random) -> String {
    let mut out = String::with_capacity(line.len() + 16);
    let mut rest = line;
    while let Some(end) = rest.find(':') {
        let (before, after) = rest.split_at(end + 1);
        out.push_str(before);
        let value = after.split([',', '}', ']']).next().unwrap_or("");
        if random.in_thousand(30)
            && let Some(other) = other(value, random)
        {
            out.push_str(&other);
            rest = &after[value.len()..];
        } else {
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn other(value: &str, random: &mut Random) -> Option<String> {
    match value {
        "true" => Some("false".to_owned()),
        "false" => Some("true".to_owned()),
        _ if value.starts_with("0.") => Some(format!("0.{:02}", random.within(0..100))),
        _ => shifted(
            value.strip_prefix('"')?.strip_suffix('"')?,
            random.within(-400..400),
        ),
    }
}
