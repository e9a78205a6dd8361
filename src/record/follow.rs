//! Keys of an object that stand in the order of the schema, where some may be left out: how nearly all objects are
//! written.

use super::lexer::is_space;
use crate::program::FieldKey;
use std::slice::Iter;

/// The key that comes next, if it is one of these and all before it were left out; and what follows it.
#[inline(always)]
pub(super) fn follow<'t, 's>(
    keys: &mut Iter<'s, FieldKey>,
    before: u8,
    rest: &'t [u8],
) -> Option<(&'s FieldKey, &'t [u8])> {
    loop {
        let key = keys.next()?;
        if let Some(value) = key.strip(before, rest) {
            return Some((key, value));
        }
        if rest.first() != Some(&before) {
            return None;
        }
    }
}

/// As [`follow`] behind a comma, where white space may stand before the key and behind it.
#[inline(never)]
pub(super) fn follow_spaced<'t, 's>(
    keys: &mut Iter<'s, FieldKey>,
    rest: &'t [u8],
) -> Option<(&'s FieldKey, &'t [u8])> {
    let spaces = rest.strip_prefix(b",")?.iter();
    let spaces = spaces.take_while(|byte| is_space(**byte)).count();
    let rest = rest.get(spaces..)?;
    let (key, value) = follow(keys, *rest.first()?, rest)?;
    Some((key, value.strip_prefix(b" ").unwrap_or(value)))
}
