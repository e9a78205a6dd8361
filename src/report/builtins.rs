//! What rules can ask: functions, operators, document-number schemes and their facts.
//!
//! In: the lists that `builtins` keeps, and perhaps one name. Out: text for people, or JSON.

use super::json_pretty;
use super::layout::{Colour, Page};
use crate::builtins::document_number::SCHEMES;
use crate::builtins::{Fact, Function, Kind, OPERATORS, Operator, Scheme, functions, mrz};
use serde_json::{Value, json};

/// What one name stands for.
enum Entry {
    Function(&'static Function),
    Operator(&'static Operator),
    Scheme(&'static Scheme),
    Zone,
    Fact(Kind, &'static Fact),
}

/// The names that can be asked for.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    entries().map(|entry| entry.name())
}

/// All, or those of one name; `None` if nothing is called so.
pub fn builtins_text(name: Option<&str>, colour: Colour) -> Option<String> {
    let mut page = Page::new(colour);
    let mut title = "";
    let mut first = true;
    for entry in wanted(name) {
        if name.is_none() && title != entry.title() {
            title = entry.title();
            if !first {
                page.gap();
            }
            page.title(title);
        }
        if !first || name.is_none() {
            page.gap();
        }
        first = false;
        entry.write(&mut page);
    }
    (!first).then(|| page.into_text())
}

/// As [`builtins_text`], as a JSON array.
pub fn builtins_json(name: Option<&str>) -> Option<String> {
    let rows: Vec<Value> = wanted(name).map(|entry| entry.json()).collect();
    (!rows.is_empty()).then(|| json_pretty(&rows))
}

fn entries() -> impl Iterator<Item = Entry> {
    functions()
        .map(Entry::Function)
        .chain(OPERATORS.iter().map(Entry::Operator))
        .chain(SCHEMES.iter().copied().map(Entry::Scheme))
        .chain([Entry::Zone])
        .chain(Kind::ALL.iter().flat_map(|kind| {
            let facts = kind.facts().iter();
            facts.map(|fact| Entry::Fact(*kind, fact))
        }))
}

fn wanted(name: Option<&str>) -> impl Iterator<Item = Entry> {
    entries().filter(move |entry| name.is_none_or(|name| entry.name() == name))
}

impl Entry {
    fn name(&self) -> &'static str {
        match self {
            Entry::Function(function) => function.name,
            Entry::Operator(operator) => operator.name,
            Entry::Scheme(scheme) => scheme.name,
            Entry::Zone => mrz::NAME,
            Entry::Fact(_, fact) => fact.name,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Entry::Function(_) => "Functions",
            Entry::Operator(_) => "Operators and forms",
            Entry::Scheme(_) => "Schemes of document numbers",
            Entry::Zone => "Machine-readable zones",
            Entry::Fact(Kind::Number, _) => "Facts of a read document number",
            Entry::Fact(Kind::Zone, _) => "Facts of a read machine-readable zone",
        }
    }

    fn write(&self, page: &mut Page) {
        match self {
            Entry::Function(function) => {
                page.paragraph("  ", &signature(function));
                page.paragraph("      ", function.meaning);
                for example in function.examples {
                    page.quiet(
                        "      example  ",
                        &format!("{} is {}", example.call, example.yields),
                    );
                }
                page.quiet("      source   ", function.source);
            }
            Entry::Operator(operator) => {
                page.paragraph("  ", operator.form);
                page.paragraph("      ", operator.meaning);
                page.quiet("      example  ", operator.example);
            }
            Entry::Scheme(scheme) => {
                page.paragraph("  ", &format!("{}: {}", scheme.name, scheme.title));
                page.paragraph("      ", scheme.shape);
                for example in scheme.examples {
                    let verdict =
                        verdict(example.well_formed, example.check_digit_ok, "check digit");
                    page.quiet("      example  ", &format!("{}: {verdict}", example.number));
                }
                page.quiet("      source   ", scheme.source);
            }
            Entry::Zone => {
                page.paragraph("  ", &format!("{}: {}", mrz::NAME, mrz::TITLE));
                page.paragraph("      ", mrz::SHAPE);
                for (zone, well_formed, check_digits_ok) in mrz::EXAMPLES {
                    let verdict = verdict(*well_formed, *check_digits_ok, "check digits");
                    let lines = format!("{zone}: {verdict}");
                    for (number, line) in lines.lines().enumerate() {
                        let label = if number == 0 { "example" } else { "" };
                        page.quiet(&format!("      {label:<9}"), line);
                    }
                }
                page.quiet("      source   ", mrz::SOURCE);
            }
            Entry::Fact(_, fact) => {
                let absent = if fact.optional { "?" } else { "" };
                let gives = fact.gives.name();
                page.paragraph("  ", &format!("{}: {gives}{absent}", fact.name));
                page.paragraph("      ", fact.meaning);
            }
        }
    }

    fn json(&self) -> Value {
        match self {
            Entry::Function(function) => json!({
                "kind": "function",
                "name": function.name,
                "signature": signature(function),
                "meaning": function.meaning,
                "source": function.source,
                "examples": function.examples.iter()
                    .map(|example| json!({ "call": example.call, "yields": example.yields }))
                    .collect::<Vec<_>>(),
            }),
            Entry::Operator(operator) => json!({
                "kind": "operator",
                "name": operator.name,
                "form": operator.form,
                "meaning": operator.meaning,
                "example": operator.example,
            }),
            Entry::Scheme(scheme) => json!({
                "kind": "scheme",
                "name": scheme.name,
                "title": scheme.title,
                "shape": scheme.shape,
                "source": scheme.source,
                "examples": scheme.examples.iter()
                    .map(|example| json!({
                        "number": example.number,
                        "well_formed": example.well_formed,
                        "check_digit_ok": example.check_digit_ok,
                    }))
                    .collect::<Vec<_>>(),
            }),
            Entry::Zone => json!({
                "kind": "scheme",
                "name": mrz::NAME,
                "title": mrz::TITLE,
                "shape": mrz::SHAPE,
                "source": mrz::SOURCE,
                "examples": mrz::EXAMPLES.iter()
                    .map(|(zone, well_formed, check_digits_ok)| json!({
                        "zone": zone,
                        "well_formed": well_formed,
                        "check_digits_ok": check_digits_ok,
                    }))
                    .collect::<Vec<_>>(),
            }),
            Entry::Fact(kind, fact) => json!({
                "kind": "fact",
                "name": fact.name,
                "of": kind.noun(),
                "type": fact.gives.name(),
                "optional": fact.optional,
                "meaning": fact.meaning,
            }),
        }
    }
}

fn signature(function: &Function) -> String {
    let parameters = function.parameters.iter();
    let parameters: Vec<String> = parameters
        .map(|parameter| format!("{}: {}", parameter.name, parameter.scalar.name()))
        .collect();
    format!(
        "{}({}): {}{}",
        function.name,
        parameters.join(", "),
        function.result.name(),
        if function.optional { "?" } else { "" }
    )
}

fn verdict(well_formed: bool, checked: Option<bool>, what: &str) -> String {
    match (well_formed, checked) {
        (false, _) => "not well formed".to_owned(),
        (true, Some(false)) => format!("well formed, {what} wrong"),
        (true, Some(true)) => format!("well formed, {what} right"),
        (true, None) => "well formed".to_owned(),
    }
}
