//! Rows of CSV (RFC 4180): one a record, for spreadsheets and databases.
//!
//! A spreadsheet takes a cell that starts like a formula for one and runs it, so such a cell gets a `'` in front.

use super::Row;
use crate::decision::Outcome;
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
pub fn csv_row(row: &Row<'_>, bare: bool, guard: Guard) -> String {
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
        Row::Decided(decision) => put(&cells(
            bare,
            [
                decision.id.as_deref(),
                decision.policy.as_deref(),
                decision.version.as_deref(),
            ],
            decision.decision,
            &once(decision.reasons.iter().map(|reason| &*reason.code)),
            &joined(decision.missing.iter().map(|each| &*each.field)),
        )),
        Row::Coded(codes) => put(&cells(
            bare,
            [codes.id.as_deref(), codes.policy, codes.version],
            codes.decision,
            &once(codes.reasons.iter().map(|reason| reason.code)),
            &joined(codes.missing.iter().map(|each| &*each.field)),
        )),
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

/// The cells of a decision; `names` are those of the record, the policy and its version.
fn cells<'c>(
    bare: bool,
    names: [Option<&'c str>; 3],
    decision: Outcome,
    codes: &'c str,
    missing: &'c str,
) -> Vec<&'c str> {
    let [id, policy, version] = names.map(Option::unwrap_or_default);
    let word = decision.word();
    if bare {
        vec![id, word, ""]
    } else {
        vec![id, word, policy, version, codes, missing, ""]
    }
}

/// The codes of the reasons, each once.
fn once<'c>(codes: impl Iterator<Item = &'c str>) -> String {
    let mut found: Vec<&str> = Vec::new();
    for code in codes {
        if !found.contains(&code) {
            found.push(code);
        }
    }
    found.join(" ")
}

fn joined<'c>(texts: impl Iterator<Item = &'c str>) -> String {
    texts.collect::<Vec<_>>().join(" ")
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
