//! Rows of CSV (RFC 4180): one a record, for spreadsheets and databases.
//!
//! A spreadsheet takes a cell that starts like a formula for one and runs it, so such a cell gets a `'` in front.

use super::Row;
use crate::decision::Decision;
use crate::value::escape_controls;

/// Whether cells are kept from being taken for formulas.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Guard {
    /// A `'` goes before what could be a formula, and what cannot be seen is written out.
    On,
    /// Cells are as they are: for programs.
    Off,
}

/// The names of the columns, as a row.
pub fn csv_header(bare: bool) -> &'static str {
    if bare {
        "id,decision,error\n"
    } else {
        "id,decision,policy,version,codes,missing,error\n"
    }
}

/// A row; `bare` for the decision alone.
pub fn csv_row(row: &Row, bare: bool, guard: Guard) -> String {
    let mut out = String::new();
    let mut put = |cells: &[&str]| {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            write_cell(&mut out, cell, guard);
        }
        out.push('\n');
    };
    match row {
        Row::Decided(decision) => {
            let id = text(&decision.id);
            let word = decision.decision.word();
            if bare {
                put(&[id, word, ""]);
            } else {
                let (policy, version) = (text(&decision.policy), text(&decision.version));
                let (codes, missing) = (codes(decision), missing(decision));
                put(&[id, word, policy, version, &codes, &missing, ""]);
            }
        }
        Row::Faulty(fault) => {
            let path = match fault.error.path.as_str() {
                "" => String::new(),
                path => format!("{path}: "),
            };
            let error = &fault.error;
            let error = format!(
                "line {}: {path}{} ({})",
                fault.line, error.message, error.code
            );
            let id = text(&fault.id);
            if bare {
                put(&[id, "", &error]);
            } else {
                put(&[id, "", "", "", "", "", &error]);
            }
        }
    }
    out
}

fn text(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

/// The codes of the reasons, each once.
fn codes(decision: &Decision) -> String {
    let mut codes: Vec<&str> = Vec::new();
    for reason in &decision.reasons {
        if !codes.contains(&reason.code.as_str()) {
            codes.push(&reason.code);
        }
    }
    codes.join(" ")
}

fn missing(decision: &Decision) -> String {
    let fields = decision.missing.iter().map(|each| each.field.as_str());
    fields.collect::<Vec<_>>().join(" ")
}

fn write_cell(out: &mut String, cell: &str, guard: Guard) {
    let guarded;
    let cell = match guard {
        Guard::Off => cell,
        Guard::On => {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']);
            guarded = format!(
                "{}{}",
                if formula { "'" } else { "" },
                escape_controls(cell)
            );
            &guarded
        }
    };
    if cell.contains([',', '"', '\n', '\r', ';', '\t'])
        || cell.starts_with(' ')
        || cell.ends_with(' ')
    {
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, guard: Guard) -> String {
        let mut out = String::new();
        write_cell(&mut out, text, guard);
        out
    }

    #[test]
    fn what_starts_like_a_formula_is_guarded_unless_for_programs() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)"] {
            assert_eq!(cell(text, Guard::On), format!("'{text}"));
            assert_eq!(cell(text, Guard::Off), text);
        }
        assert_eq!(cell("\t=1", Guard::On), "'\\u{9}=1");
        assert_eq!(cell("a=1", Guard::On), "a=1");
        assert_eq!(cell("=\"a\",1", Guard::On), "\"'=\"\"a\"\",1\"");
    }

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        assert_eq!(cell("a,b", Guard::Off), "\"a,b\"");
        assert_eq!(cell("a\"b", Guard::Off), "\"a\"\"b\"");
        assert_eq!(cell("a\nb", Guard::Off), "\"a\nb\"");
        assert_eq!(cell("a\nb", Guard::On), "a\\u{a}b");
    }
}
