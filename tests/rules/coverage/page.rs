//! The rows and their places as a page.

use super::removal::outside_texts;
use super::{Checklist, Kind, Row};
use admit::program::{Citation, CitedBy};
use std::fmt::Write;

const HEAD: &str = "\
# Where each row of the policy lives

The shipped rules follow two policy documents: what applicants are told about verification (rows A), and what a check of
the document adds (rows D). This page shows what became of each row. It is made from the `cites` of the rules and from
`tests/rules/checklist.toml`; `tests/rules/coverage.rs` keeps it true, and writes it anew when it is run with
`UPDATE_DOCS=1`.

A row is kept by a rule, a row of a table or a line of a policy. The test takes each of these out, one after the other,
and fails where no sample is then told something else. Of a remedy it is the text after `fix` that is taken out.
`admit explain A046` lists the places of one row.
";

/// The whole page.
pub fn write(checklist: &Checklist, cited: &[Citation<'_>]) -> String {
    let mut page = HEAD.to_owned();
    write_counts(&mut page, checklist, cited);
    for section in &checklist.section {
        write!(
            page,
            "\n## {}\n\n| row | code | kind | place |\n|---|---|---|---|\n",
            section.title
        )
        .unwrap();
        for row in &section.rows {
            let (id, code, kind) = (&row.id, &row.code, row.kind.word());
            writeln!(page, "| {id} | `{code}` | {kind} | {} |", place(row, cited)).unwrap();
        }
    }
    page
}

impl Kind {
    fn word(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

fn write_counts(page: &mut String, checklist: &Checklist, cited: &[Citation<'_>]) {
    let count = |wanted: &dyn Fn(&Row) -> bool| checklist.rows().filter(|row| wanted(row)).count();
    let says = |start: &str| {
        count(&|row| {
            let why = row.elsewhere.as_deref().unwrap_or("");
            why.starts_with(start)
        })
    };
    let rows = [
        ("in the rules", count(&|row| !row.places(cited).is_empty())),
        ("in the language itself", says("the language")),
        (
            "nowhere, as no record holds what they need",
            says("no record"),
        ),
        ("together", checklist.rows().count()),
    ];
    page.push_str("\n| where | rows |\n|---|---|\n");
    for (place, count) in rows.into_iter().filter(|(_, count)| *count > 0) {
        writeln!(page, "| {place} | {count} |").unwrap();
    }
}

fn place(row: &Row, cited: &[Citation<'_>]) -> String {
    let places = row.places(cited).into_iter().map(|each| {
        let file = each.file;
        format!("{} in [{file}](../rules/{file})", what(row.kind, each))
    });
    let mut parts: Vec<String> = places.collect();
    parts.extend(row.elsewhere.iter().map(|why| sentence(why)));
    parts.extend(row.note.clone());
    parts.join("<br>")
}

fn what(kind: Kind, at: &Citation<'_>) -> String {
    match (kind, at.by) {
        (Kind::Remedy, CitedBy::Rule) => format!("remedy of the rule `{}`", at.name),
        (_, CitedBy::Rule) => format!("rule `{}`", at.name),
        (_, by) => format!("{} `{}`: `{}`", by.word(), at.name, shown(at.written)),
    }
}

/// A row or a line without what it cites, on one line.
fn shown(written: &str) -> String {
    let cites = outside_texts(written).map(|(place, _)| place);
    let cites = cites.filter(|place| written[*place..].starts_with("cites"));
    let said = &written[..cites.last().unwrap()];
    let words: Vec<&str> = said.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect::<String>() + "."
}
