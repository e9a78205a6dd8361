//! A cited text as a page: which rules, rows and lines of policies cite it.
//!
//! In: citations. Out: text for people.

use super::layout::{Colour, Ink, Page};
use crate::program::{Citation, CitedBy};

/// The page of a text that is cited in these places; `None` where there are none.
pub fn citations_text(places: &[Citation<'_>], colour: Colour) -> Option<String> {
    let first = places.first()?;
    let mut page = Page::new(colour);
    let count = match places.len() {
        1 => "cited in one place".to_owned(),
        count => format!("cited in {count} places"),
    };
    page.verdict(Ink::Heading, first.text, &count);
    for place in places {
        page.gap();
        page.paragraph("  -  ", &format!("{} {}", place.by.word(), place.name));
        page.quiet("     ", &format!("{}:{}", place.file, place.line));
        if place.by != CitedBy::Rule {
            let words: Vec<&str> = place.written.split_whitespace().collect();
            page.paragraph("     ", &words.join(" "));
        }
    }
    Some(page.into_text())
}
