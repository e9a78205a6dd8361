//! Slips that are understood on purpose: signs and habits of other languages and of prose.
//!
//! In: what stands where something else was expected. Out: a diagnostic that says what was meant, if that is known.

use super::build::unit_meant;
use super::error::Unexpected;
use super::grammar::Rule;
use crate::diagnostic::{Code, Diagnostic};

impl Unexpected<'_, '_> {
    /// The slip that this is, if it is one.
    pub(super) fn slip(&self) -> Option<Diagnostic> {
        self.quotes()
            .or_else(|| self.full_width())
            .or_else(|| self.foreign_letters())
            .or_else(|| self.quoted_name())
            .or_else(|| self.hyphen())
            .or_else(|| self.thousands())
            .or_else(|| self.bare_fraction())
            .or_else(|| self.unit())
            .or_else(|| self.misplaced_unit())
            .or_else(|| self.sign())
            .or_else(|| self.no_brackets())
            .or_else(|| self.empty_call())
            .or_else(|| self.bare_cites())
            .or_else(|| self.cites_in_a_cell())
            .or_else(|| self.cited_row())
            .or_else(|| self.open_row())
    }

    fn quotes(&self) -> Option<Diagnostic> {
        let first = self.found.chars().next()?;
        matches!(
            first,
            '\'' | '`' | '‘' | '’' | '“' | '”' | '„' | '«' | '»' | '「' | '『'
        )
        .then(|| {
            self.at_first(Code::Unexpected, format!("`{first}` does not start a text"))
                .hint("Texts stand between straight double quotes: `\"like this\"`.")
        })
    }

    /// `（`, `：`, `１`
    fn full_width(&self) -> Option<Diagnostic> {
        let first = self.found.chars().next()?;
        let plain = u32::from(first).checked_sub(0xFEE0)?;
        let plain = char::from_u32(plain).filter(char::is_ascii_graphic)?;
        let message = format!("`{first}` is a full-width character");
        Some(
            self.at_first(Code::Unexpected, message)
                .hint(format!("Write `{plain}`.")),
        )
    }

    /// `有效期`
    fn foreign_letters(&self) -> Option<Diagnostic> {
        let first = self.found.chars().next()?;
        (first.is_alphabetic() && !first.is_ascii()).then(|| {
            self.fault(
                Code::Unexpected,
                format!("`{}` cannot be a name", self.found),
            )
            .hint("Names are written with a-z, 0-9 and `_`; texts may hold any letters.")
        })
    }

    /// `rule "document_expired"`
    fn quoted_name(&self) -> Option<Diagnostic> {
        let name = self.found.strip_prefix('"')?.strip_suffix('"')?;
        let is_name = !name.is_empty()
            && !name.starts_with(|char: char| char.is_ascii_digit())
            && name.chars().all(word_char);
        (is_name && self.expects(Rule::word) && !self.expects(Rule::text)).then(|| {
            let message = "a name is written without quotes".to_owned();
            self.fault(Code::Unexpected, message)
                .hint(format!("Write `{name}`."))
        })
    }

    /// `document-expired`
    fn hyphen(&self) -> Option<Diagnostic> {
        let before = self.last_word();
        let after = self.after(1);
        let end = after.find(|char| !word_char(char)).unwrap_or(after.len());
        let after = after.get(..end)?;
        let joins = self.found == "-"
            && !before.is_empty()
            && self.before().ends_with(word_char)
            && after.starts_with(|char: char| char.is_ascii_alphabetic());
        joins.then(|| {
            self.fault(Code::Unexpected, "a name has no `-` in it".to_owned())
                .hint(format!("Write `{before}_{after}`."))
        })
    }

    /// `1,000`
    fn thousands(&self) -> Option<Diagnostic> {
        let part = |char: char| char.is_ascii_digit() || char == ',';
        let before = self.before().trim_end();
        let start = before.trim_end_matches(part).len();
        let rest = self.text.get(start..).unwrap_or("");
        let length = rest.find(|char| !part(char)).unwrap_or(rest.len());
        let written = rest.get(..length)?.trim_end_matches(',');
        let (first, groups) = written.split_once(',')?;
        let sound = (1..=3).contains(&first.len()) && groups.split(',').all(|each| each.len() == 3);
        sound.then(|| {
            let span = self.builder.span_of(start..start + written.len());
            let message = format!("`{written}` has commas in it");
            let plain = written.replace(',', "");
            Diagnostic::new(Code::NumberShape, span, message).hint(format!("Write `{plain}`."))
        })
    }

    /// `.5`
    fn bare_fraction(&self) -> Option<Diagnostic> {
        let rest = self.after(1);
        let digits = rest.find(|char: char| !char.is_ascii_digit());
        let digits = rest.get(..digits.unwrap_or(rest.len()))?;
        (self.found == "." && !digits.is_empty()).then(|| {
            let span = self.builder.span_of(self.at..self.at + 1 + digits.len());
            let message = format!("`.{digits}` has no digit before its point");
            Diagnostic::new(Code::NumberShape, span, message).hint(format!("Write `0.{digits}`."))
        })
    }

    /// `3 mnths`, `5 percent`
    fn unit(&self) -> Option<Diagnostic> {
        if self.starts_line() || !number(self.last_word()) {
            return None;
        }
        if matches!(self.found, "percent" | "pct") {
            let message = format!("`{}` is written `%` here", self.found);
            let hint = format!("Write `{}%`.", self.last_word());
            return Some(self.fault(Code::NumberShape, message).hint(hint));
        }
        let unit = unit_meant(self.found)?;
        let message = format!("`{}` is not a unit", self.found);
        Some(
            self.fault(Code::NumberShape, message)
                .hint(format!("Did you mean `{unit}`?")),
        )
    }

    /// `months 3`, `1 year 3 months`, a unit on the next line.
    fn misplaced_unit(&self) -> Option<Diagnostic> {
        let before = self.last_word();
        let fault = |message: &str, hint: String| {
            Some(self.fault(Code::NumberShape, message.to_owned()).hint(hint))
        };
        if self.starts_line() && number(before) && is_unit(self.found) {
            let hint = format!("Write `{before} {}` on one line.", self.found);
            return fault("this unit is cut off from its number", hint);
        }
        if !number(self.found) || !is_unit(before) {
            return None;
        }
        let earlier = self.before().trim_end().strip_suffix(before)?.trim_end();
        if earlier.ends_with(|char: char| char.is_ascii_digit()) {
            let hint =
                "Write it with one unit, for example `15 months` for a year and three months.";
            return fault("a period or duration has one unit", hint.to_owned());
        }
        let hint = format!("Write `{} {before}`.", self.found);
        fault("a number stands before its unit", hint)
    }

    /// `;`, `//`, `*`
    fn sign(&self) -> Option<Diagnostic> {
        let (message, hint) = match self.found {
            ";" => (
                "`;` ends nothing here",
                "Take it out: a line ends by itself.",
            ),
            "/" if self.after(1).starts_with(['/', '*']) => {
                ("`/` does not start a comment", "Comments start with `#`.")
            }
            "*" | "/" | "%" => (
                "there is no arithmetic on numbers",
                "Write the number that you mean, or make it a parameter.",
            ),
            _ => return None,
        };
        Some(self.fault(Code::Unexpected, message.to_owned()).hint(hint))
    }

    /// `region in CN, HK`
    fn no_brackets(&self) -> Option<Diagnostic> {
        let word = self.last_word();
        let earlier = self.before().trim_end().strip_suffix(word)?.trim_end();
        let after_in = earlier.strip_suffix("in")?.ends_with(char::is_whitespace);
        (self.found == "," && !word.is_empty() && after_in).then(|| {
            self.fault(
                Code::Unexpected,
                "several values after `in` stand in brackets".to_owned(),
            )
            .hint(format!("Write `in [{word}, ...]`."))
        })
    }

    /// `TODAY()`
    fn empty_call(&self) -> Option<Diagnostic> {
        let before = self.before().trim_end().strip_suffix('(')?;
        let name = before.rsplit(|char| !word_char(char)).next()?;
        (self.found == ")" && !name.is_empty()).then(|| {
            let lower = name.to_lowercase();
            let hint = match lower.as_str() {
                "today" | "now" => format!("Write `{lower}`."),
                _ => "A function is given values: `count(images)`.".to_owned(),
            };
            let message = format!("`{name}()` has nothing in its parentheses");
            self.fault(Code::Unexpected, message).hint(hint)
        })
    }

    /// `cites` without a text.
    fn bare_cites(&self) -> Option<Diagnostic> {
        (self.last_word() == "cites" && self.expects(Rule::text)).then(|| {
            let end = self.before().trim_end().len();
            let span = self.builder.span_of(end - "cites".len()..end);
            let message = "`cites` is not followed by a text in double quotes";
            Diagnostic::new(Code::Unexpected, span, message)
                .hint("Write the name of the law or document there: `cites \"...\"`.")
        })
    }

    /// `| cn_passport | accept cites "..." |`; a cell is read by itself.
    fn cites_in_a_cell(&self) -> Option<Diagnostic> {
        let ends = self.expects(Rule::EOI) && !self.expects(Rule::kw_table);
        (self.found == "cites" && ends).then(|| {
            let message = "`cites` stands inside a cell".to_owned();
            self.fault(Code::RowShape, message)
                .hint("Write it after the last `|`: `| ... | cites \"...\"`.")
        })
    }

    /// A row of a table whose `cites` is not its end.
    fn cited_row(&self) -> Option<Diagnostic> {
        let line = self.last_line().trim_start();
        let last = last_cell(line.strip_prefix('|')?).trim_start();
        let (value, rest) = last.split_once("cites")?;
        if value.is_empty() && !rest.starts_with(word_char) {
            let (code, message, hint) = match self.found {
                "|" => (
                    Code::RowShape,
                    "this row goes on after its `cites`",
                    "Take the last `|` out: a row ends with what it cites.",
                ),
                _ => (
                    Code::Unexpected,
                    "`cites` takes texts in double quotes, with commas between them",
                    "Write all of them on the line of the row: `| ... | cites \"...\", \"...\"`.",
                ),
            };
            return Some(self.fault(code, message.to_owned()).hint(hint));
        }
        (value.ends_with(' ') && rest.trim_start().starts_with('"')).then(|| {
            let start = self.at - last.len() + value.len();
            let span = self.builder.span_of(start..start + "cites".len());
            let message = "this row does not end with `|` before its `cites`";
            Diagnostic::new(Code::RowShape, span, message)
                .hint("Write the last `|` before `cites`: `| ... | cites \"...\"`.")
        })
    }

    /// A row of a table without its last bar.
    fn open_row(&self) -> Option<Diagnostic> {
        let ends = self.found.is_empty() || self.after(0).starts_with(['\r', '\n']);
        (ends && self.expected == [Rule::p_bar]).then(|| {
            let message = "this row does not end with `|`".to_owned();
            self.fault(Code::RowShape, message)
                .hint("A row of a table is a line that starts and ends with `|`.")
        })
    }

    /// At the first character of what stands there.
    fn at_first(&self, code: Code, message: String) -> Diagnostic {
        let length = self.found.chars().next().map_or(0, char::len_utf8);
        let span = self.builder.span_of(self.at..self.at + length);
        Diagnostic::new(code, span, message)
    }

    /// The text from some bytes after the place on.
    fn after(&self, bytes: usize) -> &str {
        self.text.get(self.at + bytes..).unwrap_or("")
    }

    /// The word or number before the place; white space between them does not matter.
    fn last_word(&self) -> &str {
        let before = self.before().trim_end();
        let start = before.trim_end_matches(word_char).len();
        before.get(start..).unwrap_or("")
    }
}

/// What stands after the last bar that is not part of a text.
fn last_cell(row: &str) -> &str {
    let mut in_text = false;
    let mut start = 0;
    for (at, char) in row.char_indices() {
        match char {
            '"' => in_text = !in_text,
            '|' if !in_text => start = at + 1,
            _ => {}
        }
    }
    row.get(start..).unwrap_or("")
}

fn word_char(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_'
}

fn number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_unit(word: &str) -> bool {
    let singular = word.strip_suffix('s').unwrap_or(word);
    matches!(
        singular,
        "day" | "week" | "month" | "year" | "second" | "minute" | "hour"
    )
}
