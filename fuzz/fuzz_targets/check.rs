//! Any texts as a policy set: it is refused with faults that can be shown, or it decides records.
//!
//! A line `#-- file` starts another file of the set.

#![no_main]

use admit::diagnostic::Level;
use admit::engine::PolicySet;
use admit::record::ReadOptions;
use admit::report::{Colour, diagnostics_json, diagnostics_text, json_schema};
use admit_fuzz::{Fill, decide, record_for};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parts = text.split("#-- file\n").enumerate();
    let files: Vec<(String, &str)> = parts
        .map(|(number, part)| (format!("{number}.admit"), part))
        .collect();
    let (diagnostics, sources) = match PolicySet::load(files) {
        Ok(set) => {
            for fill in [Fill::Nothing, Fill::Least, Fill::Most] {
                let json = record_for(&set.program().schema, fill);
                match set.read_json(json.as_bytes(), ReadOptions { strict: true }) {
                    Ok(record) => decide(&set, &record),
                    Err(fault) => panic!("{json}: {}", fault.message),
                }
            }
            std::hint::black_box(json_schema(&set.program().schema));
            (set.warnings().to_vec(), set.sources().clone())
        }
        Err(problems) => {
            assert!(problems.errors() > 0, "refused without an error");
            (problems.diagnostics, problems.sources)
        }
    };
    for each in &diagnostics {
        for label in std::iter::once(&each.primary).chain(&each.secondary) {
            let file = sources.file(label.span.source).expect("a file of the set");
            assert!(file.text().get(label.span.range()).is_some(), "a place outside of the text");
        }
        assert!(each.level <= Level::Error && !each.message.contains('\n'));
    }
    std::hint::black_box(diagnostics_text(&diagnostics, &sources, Colour::Never));
    std::hint::black_box(diagnostics_json(&diagnostics, &sources));
});
