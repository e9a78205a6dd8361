//! The header of a CSV file, bound to the schema: a row becomes the JSON text of a record, which the one reader of
//! records then reads. So absence, defaults and kinds mean what they mean everywhere.
//!
//! A name is a field's path, `document.expires_on`. An empty cell is absent. A list is JSON inside its cell.

use super::csv::{Cells, Scanner};
use crate::decision::UnknownField;
use crate::diagnostic::nearest;
use crate::program::{FieldId, Schema, Shape};
use crate::record::{LENGTH_LIMIT, RecordError, RecordErrorCode as Code, check_json};
use crate::value::{Scalar, escape_controls};
use std::collections::{HashMap, HashSet};

/// How many bytes a header may have.
const HEADER_BYTES: usize = 1 << 20;

/// What the columns of a CSV file mean.
#[derive(Clone, Debug)]
pub struct Columns {
    separator: u8,
    /// All of them, as they may be shown.
    names: Vec<String>,
    nodes: Vec<Node>,
    /// The column of the record's own `id`, unless that is private.
    id: Option<usize>,
    unknown: Vec<UnknownField>,
}

/// A part of the record that has columns.
#[derive(Clone, Debug)]
enum Node {
    Cell {
        /// Its key and the colon.
        key: String,
        column: usize,
        kind: Kind,
    },
    Group {
        key: String,
        nodes: Vec<Node>,
        /// Whether it is absent where all its cells are empty. Otherwise it is there, and lacks what they lack.
        optional: bool,
    },
}

/// How a cell is written as JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// A text that a spreadsheet may have taken for a number.
    Text,
    /// Dates, countries and words: read as texts.
    Word,
    Bool,
    Number,
    List,
}

impl Columns {
    /// Binds a header, which stands without its line end. `strict` refuses columns that the schema does not know.
    pub(super) fn new(
        schema: &Schema,
        header: &[u8],
        scanner: Scanner,
        strict: bool,
    ) -> Result<Columns, RecordError> {
        let names = names(header, scanner.separator())?;
        let unknown = unknown(schema, &names);
        if unknown.len() == names.len() {
            // Perhaps these are values, which no message may show.
            let message = "the first line names no field of the record; it has to be a header such as `id,region`, \
                 with commas, semicolons or tabs between the names";
            return Err(RecordError::whole(Code::UnknownField, message));
        }
        let columns = by_name(&names)?;
        if let Some(UnknownField {
            field,
            did_you_mean,
        }) = unknown.first().filter(|_| strict)
        {
            let near = did_you_mean.as_ref();
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            let message = format!("the schema has no such field for a column{hint}");
            return Err(at(field, Code::UnknownField, message));
        }
        let id = schema.id.filter(|id| !schema.field(*id).private);
        let id = id.and_then(|id| columns.get(&*schema.field(id).path).copied());
        Ok(Columns {
            separator: scanner.separator(),
            nodes: nodes(schema, &schema.top, &columns),
            names: names.iter().map(|name| shown(name)).collect(),
            id,
            unknown,
        })
    }

    /// What stands between two cells.
    pub(super) fn separator(&self) -> u8 {
        self.separator
    }

    /// The columns that the schema does not know; their cells are not looked at.
    pub fn unknown(&self) -> &[UnknownField] {
        &self.unknown
    }

    /// Writes a row, which stands without its line end, as the JSON text of a record.
    pub(super) fn json(
        &self,
        row: &[u8],
        cells: &mut Cells,
        json: &mut Vec<u8>,
    ) -> Result<(), RecordError> {
        json.clear();
        let name = |column: usize| self.names.get(column).map_or("", |name| name);
        cells.read(row, self.separator).map_err(|fault| {
            let name = name(fault.cell).to_owned();
            fault.into_error(&name)
        })?;
        if cells.len() != self.names.len() {
            let message = format!(
                "the row has {} cells, but the header has {}",
                cells.len(),
                self.names.len()
            );
            return Err(RecordError::whole(Code::Syntax, message));
        }
        json.push(b'{');
        let written = self.nodes(&self.nodes, cells, json);
        json.push(b'}');
        written.map(|_| ()).map_err(|error| RecordError {
            id: self
                .id
                .and_then(|id| text(cells.get(id)).map(str::to_owned)),
            ..error
        })
    }

    /// Writes what stands between braces; whether there is anything.
    fn nodes(
        &self,
        nodes: &[Node],
        cells: &Cells,
        json: &mut Vec<u8>,
    ) -> Result<bool, RecordError> {
        let mut any = false;
        for node in nodes {
            let start = json.len();
            if any {
                json.push(b',');
            }
            let written = match node {
                Node::Cell { key, column, kind } => {
                    json.extend_from_slice(key.as_bytes());
                    let name = self.names.get(*column).map_or("", |name| name);
                    kind.write(cells.get(*column), name, json)?
                }
                Node::Group {
                    key,
                    nodes,
                    optional,
                } => {
                    json.extend_from_slice(key.as_bytes());
                    json.push(b'{');
                    let written = self.nodes(nodes, cells, json)?;
                    json.push(b'}');
                    written || !optional
                }
            };
            if !written {
                json.truncate(start);
            }
            any |= written;
        }
        Ok(any)
    }
}

impl Kind {
    fn of(shape: &Shape) -> Kind {
        match shape {
            Shape::Scalar(Scalar::Text) => Kind::Text,
            Shape::Scalar(Scalar::Bool) => Kind::Bool,
            Shape::Scalar(Scalar::Integer | Scalar::Number | Scalar::Percent) => Kind::Number,
            Shape::Scalar(_) => Kind::Word,
            Shape::List(_) | Shape::Rows { .. } | Shape::Group(_) => Kind::List,
        }
    }

    /// Writes a cell; false if it is empty. What is not as its type wants it is written as a text, and refused
    /// by the reader of records.
    fn write(self, cell: &[u8], name: &str, json: &mut Vec<u8>) -> Result<bool, RecordError> {
        if cell.is_empty() {
            return Ok(false);
        }
        let Some(text) = text(cell) else {
            let message = "the cell is no UTF-8; save the file as UTF-8";
            return Err(at(name, Code::NotUtf8, message));
        };
        match self {
            Kind::Text if is_scientific(text) => {
                let message = "a spreadsheet has made a number of this text, and digits are lost; give the column the format of a text before the file is saved";
                return Err(at(name, Code::NumberForText, message));
            }
            Kind::Bool if text.eq_ignore_ascii_case("true") => json.extend_from_slice(b"true"),
            Kind::Bool if text.eq_ignore_ascii_case("false") => json.extend_from_slice(b"false"),
            Kind::Number if is_number(text) => json.extend_from_slice(cell),
            Kind::List if text.trim_start().starts_with('[') => {
                check_json(cell).map_err(|error| {
                    let message = format!("the cell is no JSON: {}", error.message);
                    at(name, error.code, message)
                })?;
                json.extend_from_slice(cell);
            }
            _ => write_text(text, json),
        }
        Ok(true)
    }
}

/// The names of a header.
fn names(header: &[u8], separator: u8) -> Result<Vec<String>, RecordError> {
    let whole = |code, message: &str| Err(RecordError::whole(code, message));
    if header.len() > HEADER_BYTES {
        return whole(Code::TooLarge, "the header has more than 1 MiB");
    }
    let mut cells = Cells::default();
    cells
        .read(header, separator)
        .map_err(|fault| fault.into_error(""))?;
    if cells.len() > LENGTH_LIMIT {
        return whole(Code::TooLarge, "the header has more than 10,000 columns");
    }
    let names =
        (0..cells.len()).map(|cell| text(cells.get(cell)).map(|name| name.trim().to_owned()));
    match names.collect() {
        Some(names) => Ok(names),
        None => whole(
            Code::NotUtf8,
            "the header is no UTF-8; save the file as UTF-8",
        ),
    }
}

/// The columns by their names, each of which stands once.
fn by_name(names: &[String]) -> Result<HashMap<&str, usize>, RecordError> {
    let mut columns: HashMap<&str, usize> = HashMap::new();
    for (column, name) in names.iter().enumerate() {
        if name.is_empty() {
            let message = format!("column {} of the header has no name", column + 1);
            return Err(RecordError::whole(Code::Syntax, message));
        }
        if let Some(first) = columns.insert(name, column) {
            let message = format!(
                "the header names this column twice, as column {} and {}",
                first + 1,
                column + 1
            );
            return Err(at(name, Code::DuplicateKey, message));
        }
    }
    Ok(columns)
}

/// The columns that are no field, each with the nearest name.
fn unknown(schema: &Schema, names: &[String]) -> Vec<UnknownField> {
    let fields = schema.each_field().map(|(_, field)| field);
    let fields =
        fields.filter(|field| field.rows.is_none() && !matches!(field.shape, Shape::Group(_)));
    let paths: HashSet<&str> = fields.map(|field| &*field.path).collect();
    let unknown = names.iter().filter(|name| !paths.contains(name.as_str()));
    let near = |name: &str| {
        let within = format!("{name}.");
        let inside = schema.fields.iter().map(|field| &*field.path);
        let inside = inside.filter(|path| path.starts_with(&within) && paths.contains(path));
        let paths = schema.fields.iter().map(|field| &*field.path);
        inside.into_iter().next().or_else(|| nearest(name, paths))
    };
    unknown
        .map(|name| UnknownField {
            field: shown(name),
            did_you_mean: near(name).map(str::to_owned),
        })
        .collect()
}

/// The parts of a record that have columns, in the order of the schema.
fn nodes(schema: &Schema, fields: &[FieldId], columns: &HashMap<&str, usize>) -> Vec<Node> {
    let nodes = fields.iter().filter_map(|id| {
        let field = schema.field(*id);
        // Names of fields are letters, digits and `_`.
        let key = format!("\"{}\":", field.name);
        if let Shape::Group(children) = &field.shape {
            let nodes = nodes(schema, children, columns);
            let optional = field.optional;
            return (!nodes.is_empty()).then_some(Node::Group {
                key,
                nodes,
                optional,
            });
        }
        let column = *columns.get(&*field.path)?;
        let kind = Kind::of(&field.shape);
        Some(Node::Cell { key, column, kind })
    });
    nodes.collect()
}

fn text(cell: &[u8]) -> Option<&str> {
    std::str::from_utf8(cell).ok()
}

fn at(name: &str, code: Code, message: impl Into<String>) -> RecordError {
    RecordError {
        path: shown(name),
        ..RecordError::whole(code, message)
    }
}

/// A name from the file, made safe, and cut if it is long.
fn shown(name: &str) -> String {
    let mut shown = escape_controls(&name.chars().take(64).collect::<String>());
    if name.chars().nth(64).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether a spreadsheet wrote this: `4.40308E+17`.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let mantissa = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    let is_signed = exponent.starts_with(['+', '-']);
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let are_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // Without a sign or a fraction it may well be a number that somebody was given: `12E34567`.
    (is_signed || whole.len() < mantissa.len())
        && [whole, fraction, digits].into_iter().all(are_digits)
}

/// Whether it can stand in JSON as a number. What is wrong with it otherwise, the reader of records says.
fn is_number(text: &str) -> bool {
    check_json(text.as_bytes()).is_ok()
        && text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

fn write_text(text: &str, json: &mut Vec<u8>) {
    // Writing a text into memory cannot fail.
    let _ = serde_json::to_writer(json, text);
}
