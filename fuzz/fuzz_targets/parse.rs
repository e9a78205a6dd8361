//! Any text at all: the parser answers with a tree and diagnostics, soon, and never with a crash.

#![no_main]

use admit::diagnostic::Diagnostics;
use admit::source::SourceMap;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut sources = SourceMap::default();
    let source = sources.add("fuzz.admit", text);
    let mut diagnostics = Diagnostics::default();
    let file = admit::syntax::parse(source, text, &mut diagnostics);
    for diagnostic in diagnostics.into_sorted() {
        let range = diagnostic.primary.span.range();
        assert!(text.get(range).is_some(), "a place outside of the text");
    }
    std::hint::black_box(file);
});
