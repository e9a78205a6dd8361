//! What of the rules the tests came upon, as one page: the rule files coloured.
//!
//! The page needs nothing but itself: no script, no font, no picture. What is not covered is said in words beside its
//! line as well, so that it can be read in print and without colours.

use super::coverage::{coverage_summary, is_undecided, kinds, never, percent, plural, subject};
use super::junit::escaped;
use crate::coverage::{Coverage, Item, Tally};
use crate::source::{SourceFile, SourceId, SourceMap};
use std::cmp::Reverse;
use std::collections::BTreeMap;

const STYLE: &str = "\
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1c1c1c; background: #fff; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .2rem .9rem; text-align: left; border-bottom: 1px solid #ddd; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { font: 13px/1.6 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #ddd; padding: .6rem; }
.full, .part, .none { print-color-adjust: exact; -webkit-print-color-adjust: exact; border-radius: 2px; }
.full { background: #d8f0d8; }
.part { background: #ffe9ad; border-bottom: 2px dotted #8a6100; }
.none { background: #ffd3cf; border-bottom: 2px solid #a11a10; }
.line { color: #6a6a6a; user-select: none; }
.note { color: #8c1710; font-style: italic; }
@media print { body { max-width: none; margin: 0; } pre { font-size: 10px; } h2 { break-after: avoid; } }
";

/// A whole document.
pub fn coverage_html(coverage: &Coverage, sources: &SourceMap) -> String {
    let mut out =
        String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<title>Coverage of the rules</title>\n");
    out.push_str(&format!("<style>\n{STYLE}</style>\n</head>\n<body>\n"));
    out.push_str("<h1>Coverage of the rules</h1>\n");
    let total = coverage_summary(coverage);
    out.push_str(&format!("<p><strong>{total}</strong></p>\n"));
    summary(coverage, &mut out);
    out.push_str(
        "<p>Coloured by the ways in which it can come out: the tests saw \
         <span class=\"full\">all</span>, <span class=\"part\">some</span> or \
         <span class=\"none\">none</span> of them.</p>\n",
    );
    let files = files(coverage, sources);
    contents(&files, &mut out);
    for (number, (file, items)) in files.iter().enumerate() {
        out.push_str(&format!(
            "<h2 id=\"file-{number}\">{}</h2>\n<pre>",
            escaped(file.name())
        ));
        Page::new(items, &mut out).write(file);
        out.push_str("</pre>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn summary(coverage: &Coverage, out: &mut String) {
    out.push_str(
        "<table>\n<tr><th>kind</th><th>covered</th><th></th><th>undecided in some case</th></tr>\n",
    );
    for kind in kinds(coverage) {
        let undecided = coverage.of(kind).filter(|item| is_undecided(item)).count();
        let ways = figures(coverage.tally(kind));
        out.push_str(&format!(
            "<tr><td>{}</td>{ways}<td class=\"number\">{undecided}</td></tr>\n",
            plural(kind)
        ));
    }
    out.push_str("</table>\n");
}

fn figures(tally: Tally) -> String {
    if tally.of == 0 {
        return "<td></td><td></td>".to_owned();
    }
    format!(
        "<td class=\"number\">{} of {}</td><td class=\"number\">{}</td>",
        tally.met,
        tally.of,
        percent(tally)
    )
}

type File<'a> = (&'a SourceFile, Vec<&'a Item>);

/// The files that have anything to cover, each with its items.
fn files<'a>(coverage: &'a Coverage, sources: &'a SourceMap) -> Vec<File<'a>> {
    let mut items: BTreeMap<SourceId, Vec<&Item>> = BTreeMap::new();
    for item in &coverage.items {
        items.entry(item.span.source).or_default().push(item);
    }
    let files = items.into_iter();
    files
        .filter_map(|(id, items)| Some((sources.file(id)?, items)))
        .collect()
}

fn contents(files: &[File<'_>], out: &mut String) {
    out.push_str(
        "<table>\n<tr><th>file</th><th>covered</th><th></th><th>lacking something</th></tr>\n",
    );
    for (number, (file, items)) in files.iter().enumerate() {
        let counted = items.iter().filter(|item| item.kind.counts());
        let lacking = items.iter().filter(|item| item.lacking().next().is_some());
        out.push_str(&format!(
            "<tr><td><a href=\"#file-{number}\">{}</a></td>{}<td class=\"number\">{}</td></tr>\n",
            escaped(file.name()),
            figures(Coverage::sum(counted.copied())),
            lacking.count()
        ));
    }
    out.push_str("</table>\n");
}

/// Items that stand at the same place, coloured as one.
struct Mark<'a> {
    start: usize,
    end: usize,
    items: Vec<&'a Item>,
}

impl Mark<'_> {
    fn class(&self) -> &'static str {
        let tally = Coverage::sum(self.items.iter().copied());
        match tally.met {
            met if met == tally.of => "full",
            0 => "none",
            _ => "part",
        }
    }

    /// How each item came out, in words.
    fn title(&self) -> String {
        let texts = self.items.iter().map(|item| {
            let ways = item.ways.iter().filter(|way| way.met || way.wanted);
            let ways = ways.map(|way| match way.met {
                true => way.name.to_owned(),
                false => format!("never {}", way.name),
            });
            format!("{}: {}", subject(item), ways.collect::<Vec<_>>().join(", "))
        });
        texts.collect::<Vec<_>>().join("; ")
    }
}

/// A file that is written line by line, with its marks and notes.
struct Page<'a, 'o> {
    /// Outer ones before those inside; they never overlap otherwise.
    marks: Vec<Mark<'a>>,
    /// What is never met, by the line on which it starts.
    notes: BTreeMap<u32, Vec<String>>,
    line: u32,
    out: &'o mut String,
}

impl<'a, 'o> Page<'a, 'o> {
    fn new(items: &[&'a Item], out: &'o mut String) -> Page<'a, 'o> {
        let mut marks: BTreeMap<(usize, Reverse<usize>), Vec<&Item>> = BTreeMap::new();
        let mut notes: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for item in items {
            let range = item.span.range();
            let mark = marks.entry((range.start, Reverse(range.end)));
            mark.or_default().push(item);
            if item.lacking().next().is_some() {
                let note = format!("{}: {}", subject(item), never(item));
                notes.entry(item.place.line).or_default().push(note);
            }
        }
        let marks = marks.into_iter();
        Page {
            marks: marks
                .map(|((start, Reverse(end)), items)| Mark { start, end, items })
                .collect(),
            notes,
            line: 0,
            out,
        }
    }

    fn write(mut self, file: &SourceFile) {
        let text = file.text();
        let mut open: Vec<&Mark<'_>> = Vec::new();
        let mut at = 0;
        let marks = std::mem::take(&mut self.marks);
        self.begin_line();
        for mark in &marks {
            while let Some(inner) = open.pop_if(|inner| inner.end <= mark.start) {
                self.piece(text.get(at..inner.end), Some(inner));
                at = at.max(inner.end);
            }
            self.piece(text.get(at..mark.start), open.last().copied());
            at = mark.start;
            open.push(mark);
        }
        while let Some(inner) = open.pop() {
            self.piece(text.get(at..inner.end), Some(inner));
            at = at.max(inner.end);
        }
        let rest = text.get(at..).unwrap_or("");
        self.piece(Some(rest.trim_end_matches('\n')), None);
        self.end_line();
    }

    /// Text of one colour, which may go over several lines.
    fn piece(&mut self, text: Option<&str>, mark: Option<&Mark<'_>>) {
        for (number, line) in text.unwrap_or("").split('\n').enumerate() {
            if number > 0 {
                self.end_line();
                self.begin_line();
            }
            let line = line.trim_end_matches('\r').replace('\t', "    ");
            let shown = escaped(&line);
            match mark {
                // Spaces at the start of a line are not part of what is coloured.
                Some(mark) if !line.trim().is_empty() => self.out.push_str(&format!(
                    "<span class=\"{}\" title=\"{}\">{shown}</span>",
                    mark.class(),
                    escaped(&mark.title())
                )),
                _ => self.out.push_str(&shown),
            }
        }
    }

    fn begin_line(&mut self) {
        self.line += 1;
        let line = self.line;
        self.out
            .push_str(&format!("<span class=\"line\">{line:>4}</span>  "));
    }

    fn end_line(&mut self) {
        for note in self.notes.remove(&self.line).into_iter().flatten() {
            self.out.push_str(&format!(
                "\n      <span class=\"note\">{}</span>",
                escaped(&note)
            ));
        }
        self.out.push('\n');
    }
}
