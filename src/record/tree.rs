//! A JSON text to a tree, by the same rules as records: for samples, which are changed before they are bound.

use super::cursor::{Cursor, Turn};
use super::encoding::decode;
use super::error::Fault;
use super::fill::check_length;
use super::lexer::{Lexed, Part};
use super::names::Spans;
use super::{RecordError, SIZE_LIMIT};
use crate::value::Tree;

/// Reads one JSON document without binding it to a schema.
///
/// ```
/// let tree = admit::record::read_tree(b"{\"share\": 0.10}").unwrap();
/// assert_eq!(tree.to_json(), "{\"share\":0.10}");
/// ```
pub fn read_tree(bytes: &[u8]) -> Result<Tree, RecordError> {
    let text = decode(bytes, SIZE_LIMIT)?;
    let mut cursor = Cursor::new(text, Spans::default());
    document(&mut cursor).map_err(|fault| fault.into_error(text))
}

fn document(cursor: &mut Cursor<'_>) -> Result<Tree, Fault> {
    let first = cursor.value()?;
    let tree = tree(cursor, first)?;
    cursor.end()?;
    Ok(tree)
}

/// The value that starts with a part. As deep as the cursor lets anything nest.
fn tree(cursor: &mut Cursor<'_>, first: Lexed<'_>) -> Result<Tree, Fault> {
    Ok(match first.part {
        Part::ObjectOpen => object(cursor, first.at)?,
        Part::ListOpen => list(cursor, first.at)?,
        Part::Text(text) => Tree::Text(cursor.name(text).into()),
        Part::Number(number) => Tree::Number(number.into()),
        Part::Bool(bool) => Tree::Bool(bool),
        // `Cursor` hands out no other parts as the start of a value.
        _ => Tree::Null,
    })
}

fn object(cursor: &mut Cursor<'_>, at: usize) -> Result<Tree, Fault> {
    cursor.enter(at)?;
    cursor.open_names();
    let mut fields = Vec::new();
    let mut turn = Turn::First;
    while cursor.at_key(turn)? {
        turn = Turn::Later;
        let key = cursor.key()?;
        cursor.add_name(key)?;
        let first = cursor.value()?;
        fields.push((cursor.name(key).into(), tree(cursor, first)?));
    }
    cursor.close_names();
    Ok(Tree::Object(fields))
}

fn list(cursor: &mut Cursor<'_>, at: usize) -> Result<Tree, Fault> {
    cursor.enter(at)?;
    let mut items = Vec::new();
    let mut turn = Turn::First;
    while cursor.at_element(turn)? {
        turn = Turn::Later;
        let first = cursor.value()?;
        check_length(items.len() as u32, first.at)?;
        items.push(tree(cursor, first)?);
    }
    Ok(Tree::List(items))
}
