//! A list as JSON text into a record that is partly filled: what columns hold that have no lists of their own.

use super::Record;
use super::error::Fault;
use super::fill::{Fill, Object, Row, check_length};
use super::scalar::{Raw, wrong_kind};
use super::{ReadOptions, RecordErrorCode as Code, read_tree};
use crate::program::{FieldId, Schema, Shape};
use crate::value::{Scalar, Tree};

/// Puts the list that a text holds into a field; `false` if the text is `null`.
pub(super) fn graft(
    schema: &Schema,
    options: ReadOptions,
    record: &mut Record,
    (id, row): (FieldId, Row),
    text: &str,
) -> Result<bool, Fault> {
    let tree = read_tree(text.as_bytes()).map_err(|error| {
        let message = format!("the text is no JSON: {}", error.message);
        Fault::new(error.code, 0, message)
    })?;
    let mut graft = Graft {
        fill: Fill::further(schema, options, record),
    };
    let done = graft.value(id, row, &tree);
    graft.fill.pause();
    done
}

struct Graft<'s, 'r> {
    fill: Fill<'s, 'r>,
}

impl<'s> Graft<'s, '_> {
    /// A value of a field; `false` if it is null.
    fn value(&mut self, id: FieldId, row: Row, tree: &Tree) -> Result<bool, Fault> {
        let field = self.fill.schema.field(id);
        match (&field.shape, tree) {
            (_, Tree::Null) => return Ok(false),
            (Shape::Scalar(scalar), _) => self.fill.scalar(field, *scalar, row, raw(tree), 0)?,
            (Shape::List(scalar), Tree::List(items)) => self.list(id, *scalar, row, items)?,
            (Shape::Rows { width, .. }, Tree::List(items)) => self.rows(id, *width, items)?,
            (Shape::Group(_), Tree::Object(fields)) => {
                let group = self.fill.group(id, row);
                self.object(&group, fields)?;
            }
            (Shape::Group(_), _) => return Err(wrong_kind("an object", raw(tree), 0)),
            (Shape::List(_) | Shape::Rows { .. }, _) => {
                return Err(wrong_kind("a list", raw(tree), 0));
            }
        }
        Ok(true)
    }

    fn object(&mut self, object: &Object<'s>, fields: &[(Box<str>, Tree)]) -> Result<(), Fault> {
        for (at, (name, tree)) in fields.iter().enumerate() {
            let place = object.keys.find(name.as_bytes());
            let read = match place.and_then(|place| object.keys.get(place)) {
                Some(key) => {
                    let read = self.value(key.id, object.row, tree);
                    read.map(|is_supplied| self.fill.note(key.id, at, is_supplied))
                }
                None => self.fill.unknown(object, name, 0),
            };
            read.map_err(|fault| fault.within(|| self.fill.key_path(object, name)))?;
        }
        self.fill.close(object);
        Ok(())
    }

    fn list(&mut self, id: FieldId, scalar: Scalar, row: Row, items: &[Tree]) -> Result<(), Fault> {
        let field = self.fill.schema.field(id);
        let from = self.fill.next_item();
        for (count, tree) in (0..).zip(items) {
            check_length(count, 0)?;
            self.fill
                .item(field, scalar, raw(tree), 0)
                .map_err(|fault| fault.within(|| self.fill.path(id, row, Some(count))))?;
        }
        self.fill.close_list(field, row, from);
        Ok(())
    }

    fn rows(&mut self, id: FieldId, width: u32, items: &[Tree]) -> Result<(), Fault> {
        let from = self.fill.next_row();
        for (count, tree) in (0..).zip(items) {
            check_length(count, 0)?;
            let Tree::Object(fields) = tree else {
                let fault = wrong_kind("an object", raw(tree), 0);
                return Err(fault.within(|| self.fill.path(id, None, Some(count))));
            };
            let element = self.fill.element(id, width, count);
            self.object(&element, fields)?;
        }
        let field = self.fill.schema.field(id);
        self.fill.close_rows(field, from, items.len() as u32);
        Ok(())
    }
}

fn raw(tree: &Tree) -> Raw<'_> {
    match tree {
        Tree::Null => Raw::Null,
        Tree::Bool(bool) => Raw::Bool(*bool),
        Tree::Number(number) => Raw::Number(number),
        Tree::Text(text) => Raw::Text(text),
        Tree::List(_) => Raw::List,
        Tree::Object(_) => Raw::Object,
    }
}

/// What is said of a text that is too long for one record.
pub(super) fn too_large() -> Fault {
    let message = "the texts of the record have more than 16 MiB, and no more are read";
    Fault::new(Code::TooLarge, 0, message)
}
