//! A change as the lines that it takes away and those that it puts there.

use super::maker::Mutant;
use crate::source::SourceMap;
use crate::verdict::DiffLine;

/// The lines before and after. Lines that are left empty are left out.
pub(super) fn diff(mutant: &Mutant, sources: &SourceMap) -> (Vec<DiffLine>, Vec<DiffLine>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let Some(edit) = mutant.edits.first() else {
        return (before, after);
    };
    let Some(file) = sources.file(edit.span.source) else {
        return (before, after);
    };
    let text = file.text();
    // Edits that touch the same lines are shown together.
    let mut parts: Vec<(usize, usize, Vec<&super::Edit>)> = Vec::new();
    for edit in &mutant.edits {
        let range = edit.span.range();
        let start = text.get(..range.start).and_then(|text| text.rfind('\n'));
        let start = start.map_or(0, |at| at + 1);
        let end = text.get(range.end..).and_then(|text| text.find('\n'));
        let end = end.map_or(text.len(), |at| at + range.end);
        match parts.last_mut() {
            Some((_, last, edits)) if start <= *last => {
                *last = end.max(*last);
                edits.push(edit);
            }
            _ => parts.push((start, end, vec![edit])),
        }
    }
    for (start, end, edits) in parts {
        let first = file.line_of(start) as u32;
        before.extend(lines(text.get(start..end).unwrap_or(""), first));
        let mut changed = String::new();
        let mut done = start;
        for edit in edits {
            let range = edit.span.range();
            changed.push_str(text.get(done..range.start).unwrap_or(""));
            changed.push_str(&edit.text);
            done = range.end;
        }
        changed.push_str(text.get(done..end).unwrap_or(""));
        let changed = lines(&changed, first).filter(|line| !line.text.is_empty());
        after.extend(changed);
    }
    (before, after)
}

fn lines(text: &str, first: u32) -> impl Iterator<Item = DiffLine> {
    text.lines().zip(first..).map(|(text, line)| DiffLine {
        line,
        text: text.trim_end().to_owned(),
    })
}
