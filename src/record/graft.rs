//! A list as JSON text into a record that is partly filled: what columns hold that have no lists of their own.

use super::error::Fault;
use super::fill::{Fill, Object, Row, Target, check_length};
use super::scalar::{Raw, wrong_kind};
use super::{ReadOptions, RecordErrorCode as Code, read_tree};
use crate::program::{FieldId, FieldKey, Form, Schema};
use crate::value::{Scalar, Tree};

/// Puts the list that a text holds into a field; `false` if the text is `null`.
pub(super) fn graft(
    schema: &Schema,
    options: ReadOptions,
    target: Target<'_>,
    (id, row): (FieldId, Row),
    text: &str,
) -> Result<bool, Fault> {
    let tree = read_tree(text.as_bytes()).map_err(|error| {
        let message = format!("the text is no JSON: {}", error.message);
        Fault::new(error.code, 0, message)
    })?;
    let mut graft = Graft {
        fill: Fill::new(schema, options, target),
    };
    let (field, tables) = (schema.field(id), schema.tables());
    let keys = field.parent.map_or(tables.top(), |id| tables.inside(id));
    match keys.find(field.name.as_bytes()) {
        Some(key) => graft.value(key, row, &tree),
        None => Ok(false),
    }
}

struct Graft<'s, 'r> {
    fill: Fill<'s, 'r>,
}

impl<'s> Graft<'s, '_> {
    /// A value of a field; `false` if it is null.
    fn value(&mut self, key: &'s FieldKey, row: Row, tree: &Tree) -> Result<bool, Fault> {
        match (key.target.form, tree) {
            (_, Tree::Null) => return Ok(false),
            (Form::One(scalar), _) => {
                let field = self.fill.schema.field(key.id);
                self.fill.scalar(field, scalar, row, raw(tree), 0)?;
            }
            (Form::List(scalar), Tree::List(items)) => self.list(key, scalar, row, items)?,
            (Form::Rows(list), Tree::List(items)) => self.rows(key, list, items)?,
            (Form::Group, Tree::Object(fields)) => {
                let group = self.fill.group(key, row);
                self.object(group, fields)?;
            }
            (Form::Group, _) => return Err(wrong_kind("an object", raw(tree), 0)),
            (Form::List(_) | Form::Rows(_), _) => {
                return Err(wrong_kind("a list", raw(tree), 0));
            }
        }
        Ok(true)
    }

    fn object(&mut self, mut object: Object<'s>, fields: &[(Box<str>, Tree)]) -> Result<(), Fault> {
        for (name, tree) in fields {
            let read = match object.keys.find(name.as_bytes()) {
                Some(key) => match self.value(key, object.row, tree) {
                    Ok(true) => {
                        self.fill.supplied(&mut object, key.block, key.bit);
                        Ok(())
                    }
                    read => read.map(|_| ()),
                },
                None => self.fill.unknown(&object, name, 0),
            };
            read.map_err(|fault| fault.within(|| self.fill.key_path(&object, name)))?;
        }
        self.fill.close(&mut object);
        Ok(())
    }

    fn list(
        &mut self,
        key: &FieldKey,
        scalar: Scalar,
        row: Row,
        items: &[Tree],
    ) -> Result<(), Fault> {
        let field = self.fill.schema.field(key.id);
        let from = self.fill.next_item();
        for (count, tree) in (0..).zip(items) {
            check_length(count, 0)?;
            self.fill
                .item(field, scalar, raw(tree), 0)
                .map_err(|fault| fault.within(|| self.fill.path(key.id, row, Some(count))))?;
        }
        self.fill.close_list(key, row, from);
        Ok(())
    }

    fn rows(&mut self, key: &FieldKey, list: u16, items: &[Tree]) -> Result<(), Fault> {
        let from = self.fill.next_row(list);
        for (count, tree) in (0..).zip(items) {
            check_length(count, 0)?;
            let Tree::Object(fields) = tree else {
                let fault = wrong_kind("an object", raw(tree), 0);
                return Err(fault.within(|| self.fill.path(key.id, None, Some(count))));
            };
            let element = self.fill.element(key, list, count);
            self.object(element, fields)?;
        }
        self.fill.close_rows(key, list, from, items.len() as u32);
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
