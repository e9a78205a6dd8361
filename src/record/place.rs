//! Where in a record something stands, as people write it: `images[1].glare`.

use super::fill::Row;
use crate::program::{FieldId, Schema, Shape};
use crate::value::escape_controls;

/// The path of a field; `item` is the element of the field's own list.
pub(super) fn path(schema: &Schema, id: FieldId, row: Row, item: Option<u32>) -> String {
    let field = schema.field(id);
    let path = match (field.rows, row) {
        (Some(_), Some(element)) => field
            .path
            .replacen("[]", &format!("[{}]", element.index), 1),
        _ => field.path.to_string(),
    };
    match item {
        Some(item) => format!("{path}[{item}]"),
        None => path,
    }
}

/// The path of a key, known or not, in the object that a field holds; in the record itself if there is none.
pub(super) fn key_path(schema: &Schema, within: Option<FieldId>, row: Row, name: &str) -> String {
    let shown = show_name(name);
    let Some(id) = within else {
        return shown;
    };
    let item = match schema.field(id).shape {
        Shape::Rows { .. } => row.map(|element| element.index),
        _ => None,
    };
    format!("{}.{shown}", path(schema, id, row, item))
}

/// A name from the record, made safe, and cut if it is long.
pub(super) fn show_name(name: &str) -> String {
    let mut shown = escape_controls(&name.chars().take(64).collect::<String>());
    if name.chars().nth(64).is_some() {
        shown.push('…');
    }
    shown
}
