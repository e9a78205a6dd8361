//! How the keys of a record and the words of an enum are found: by their bytes, without going through them in turn.

use super::{Bounds, Enum, Field, FieldId, Schema, Shape};
use crate::value::{EnumId, Scalar};
use std::sync::OnceLock;

/// The tables of a schema, made when they are first asked for. The copy of a schema makes its own, so that it may
/// be changed before.
#[derive(Debug, Default)]
pub struct Lookup(OnceLock<Tables>);

impl Clone for Lookup {
    fn clone(&self) -> Lookup {
        Lookup::default()
    }
}

/// The tables of a schema.
#[derive(Debug, Default)]
pub struct Tables {
    top: Keys,
    /// By field; without keys where it holds no fields.
    inside: Vec<Keys>,
    /// By enum.
    words: Vec<Words>,
    /// By the number of a list of records: how many cells an element has.
    lists: Vec<u32>,
}

/// The keys of an object.
#[derive(Debug, Default)]
pub struct Keys {
    names: Names,
    /// In the order of the schema.
    keys: Vec<FieldKey>,
    blocks: usize,
}

/// So many keys make a block.
const BLOCK: usize = 64;

/// A key.
#[derive(Debug)]
pub struct FieldKey {
    written: Written,
    /// Its block among those of its object.
    pub block: usize,
    /// Its place in its block, as one bit.
    pub bit: u64,
    /// Its field.
    pub id: FieldId,
    /// Where the value goes.
    pub target: Target,
}

/// What the reader of a value has to know of its field.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// What it holds.
    pub form: Form,
    /// Its place in its row; [`NO_SLOT`] if no rule names it.
    pub slot: u32,
    /// What bounds a number.
    pub bounds: Bounds,
}

/// As [`Shape`], without what stands inside.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// One value.
    One(Scalar),
    /// Several values of one type.
    List(Scalar),
    /// A nested record.
    Group,
    /// A list of records, by its number in the schema.
    Rows(u16),
}

/// The slot of a field that no rule names: no row is so wide.
pub const NO_SLOT: u32 = u32::MAX;

/// The words of an enum.
#[derive(Debug)]
pub struct Words {
    names: Names,
    /// As JSON writes them, if they are so few that they are best tried in turn.
    few: Vec<Written>,
}

/// Some bytes to be compared with others eight at a time, with any byte before them.
#[derive(Debug)]
struct Written {
    /// With the byte before.
    length: usize,
    /// The first eight bytes, as a number; a comma for the one before, and 0 for those that do not belong to it.
    head: u64,
    /// The bits of these that belong to it, and those of the one before.
    mask: u64,
    /// What stands between the first eight and the last eight bytes.
    middle: Box<[u8]>,
    /// The last eight bytes, if there are more than eight.
    tail: [u8; 8],
}

/// Names that no two of are the same.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<Box<[u8]>>,
    /// Twice as many places as names, a power of two. A name stands where its hash says, or in the next free place
    /// after that.
    places: Vec<Place>,
}

/// A name in a table, or none.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// As [`head`] says.
    head: u64,
    length: u32,
    /// Counted from 1; 0 is a free place.
    number: u32,
}

impl Schema {
    /// How its keys and words are found.
    pub fn tables(&self) -> &Tables {
        self.lookup.0.get_or_init(|| Tables::new(self))
    }
}

impl Tables {
    fn new(schema: &Schema) -> Tables {
        let key = |id: &FieldId| {
            let field = schema.field(*id);
            (*id, &*field.name, Target::of(field))
        };
        let keys = |ids: &[FieldId]| Keys::new(ids.iter().map(key));
        let fields = || schema.fields.iter();
        let lists = fields().filter_map(|field| match field.shape {
            Shape::Rows { width, list, .. } => Some((list, width)),
            _ => None,
        });
        let mut lists: Vec<(u16, u32)> = lists.collect();
        lists.sort_unstable();
        Tables {
            top: keys(&schema.top),
            inside: fields().map(|field| keys(field.shape.children())).collect(),
            words: schema.enums.iter().map(Words::new).collect(),
            lists: lists.into_iter().map(|(_, width)| width).collect(),
        }
    }

    /// The keys of the record itself.
    pub fn top(&self) -> &Keys {
        &self.top
    }

    /// The keys of what a group or list of records holds.
    #[expect(
        clippy::indexing_slicing,
        reason = "there are as many as fields, which ids count"
    )]
    pub fn inside(&self, id: FieldId) -> &Keys {
        &self.inside[id.0 as usize]
    }

    /// How many cells an element has, of each list of records by its number.
    pub fn lists(&self) -> &[u32] {
        &self.lists
    }

    /// The words of an enum.
    #[expect(
        clippy::indexing_slicing,
        reason = "there are as many as enums, which ids count"
    )]
    pub fn words(&self, id: EnumId) -> &Words {
        &self.words[id.0 as usize]
    }
}

impl Target {
    fn of(field: &Field) -> Target {
        Target {
            form: match field.shape {
                Shape::Scalar(scalar) => Form::One(scalar),
                Shape::List(scalar) => Form::List(scalar),
                Shape::Group(_) => Form::Group,
                Shape::Rows { list, .. } => Form::Rows(list),
            },
            slot: field.slot.unwrap_or(NO_SLOT),
            bounds: Bounds::of(field),
        }
    }
}

impl Keys {
    fn new<'n>(fields: impl Iterator<Item = (FieldId, &'n str, Target)> + Clone) -> Keys {
        let keys = fields
            .clone()
            .enumerate()
            .map(|(place, (id, name, target))| FieldKey {
                written: Written::new(&format!("\"{name}\":")),
                block: place / BLOCK,
                bit: 1 << (place % BLOCK),
                id,
                target,
            });
        let keys: Vec<FieldKey> = keys.collect();
        Keys {
            names: Names::new(fields.map(|(_, name, _)| name)),
            blocks: keys.len().div_ceil(BLOCK),
            keys,
        }
    }

    /// The key of a name.
    pub fn find(&self, name: &[u8]) -> Option<&FieldKey> {
        self.keys.get(self.names.find(name)?)
    }

    /// The keys of a block, at most 64, in the order of the schema.
    #[inline]
    pub fn block(&self, block: usize) -> &[FieldKey] {
        let from = block * BLOCK;
        let to = self.keys.len().min(from + BLOCK);
        self.keys.get(from..to).unwrap_or(&[])
    }

    /// The keys of a block behind one of them.
    #[inline]
    pub fn behind(&self, key: &FieldKey) -> &[FieldKey] {
        let place = key.bit.trailing_zeros() as usize;
        self.block(key.block).get(place + 1..).unwrap_or(&[])
    }

    /// How many blocks there are.
    #[inline]
    pub fn blocks(&self) -> usize {
        self.blocks
    }
}

impl FieldKey {
    /// What follows the key, its quotes and a colon, if bytes start with one byte and then these.
    #[inline]
    pub fn strip<'b>(&self, before: u8, bytes: &'b [u8]) -> Option<&'b [u8]> {
        self.written.strip(before, bytes)
    }
}

impl Words {
    const FEW: usize = 8;

    fn new(each: &Enum) -> Words {
        let words = || each.words.iter().map(|word| &**word);
        let is_few = each.words.len() <= Words::FEW;
        let few = words().filter(|_| is_few);
        Words {
            names: Names::new(words()),
            few: few.map(|word| Written::new(&format!("{word}\""))).collect(),
        }
    }

    /// The place of the word that bytes start with, in quotes, and what follows it; if it is one of a few.
    #[inline]
    pub fn strip<'b>(&self, bytes: &'b [u8]) -> Option<(usize, &'b [u8])> {
        let mut tried = self.few.iter().enumerate();
        tried.find_map(|(place, word)| Some((place, word.strip(b'"', bytes)?)))
    }

    /// The place of a word.
    pub fn find(&self, word: &[u8]) -> Option<usize> {
        self.names.find(word)
    }
}

impl Written {
    fn new(text: &str) -> Written {
        let written = format!(",{text}").into_bytes();
        let length = written.len();
        let mut head = [0; 8];
        head.iter_mut()
            .zip(&written)
            .for_each(|(to, from)| *to = *from);
        let middle = written.get(8..length.saturating_sub(8)).unwrap_or(&[]);
        Written {
            length,
            head: u64::from_le_bytes(head),
            mask: u64::MAX >> (8 * 8usize.saturating_sub(length)),
            middle: middle.into(),
            tail: written.last_chunk().copied().unwrap_or_default(),
        }
    }

    #[inline]
    fn strip<'b>(&self, before: u8, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let head = u64::from_le_bytes(*bytes.first_chunk()?);
        if head & self.mask != self.head ^ u64::from(before ^ b',') {
            return None;
        }
        let (found, rest) = bytes.split_at_checked(self.length)?;
        let ends = self.length <= 8
            || found.last_chunk() == Some(&self.tail)
                && (self.length <= 16 || found.get(8..)?.starts_with(&self.middle));
        ends.then_some(rest)
    }
}

impl Names {
    fn new<'n>(names: impl Iterator<Item = &'n str>) -> Names {
        let names: Vec<Box<[u8]>> = names.map(|name| name.as_bytes().into()).collect();
        let mut made = Names {
            places: vec![Place::default(); (names.len() * 2).next_power_of_two()],
            names: Vec::new(),
        };
        for (name, number) in names.iter().zip(1..) {
            if let Some(place) = made.free(name) {
                *place = Place {
                    head: head(name),
                    length: name.len() as u32,
                    number,
                };
            }
        }
        made.names = names;
        made
    }

    fn free(&mut self, name: &[u8]) -> Option<&mut Place> {
        let first = self.first(head(name), name);
        let (before, after) = self.places.split_at_mut(first);
        let mut all = after.iter_mut().chain(before);
        all.find(|place| place.number == 0)
    }

    /// Where the search for a name starts.
    #[inline]
    fn first(&self, head: u64, name: &[u8]) -> usize {
        let hash = mix(head ^ name.len() as u64);
        let hash = match name.len() {
            0..=8 => hash,
            _ => hash_of_long(hash, name),
        };
        hash as usize & self.places.len().wrapping_sub(1)
    }

    /// The place of a name.
    #[inline]
    pub fn find(&self, name: &[u8]) -> Option<usize> {
        let head = head(name);
        let mut at = self.first(head, name);
        loop {
            let place = *self.places.get(at)?;
            let found = (place.number as usize).checked_sub(1)?;
            let alike = place.head == head && place.length as usize == name.len();
            if alike
                && (name.len() <= 8 || self.names.get(found).is_some_and(|each| **each == *name))
            {
                return Some(found);
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }
}

/// A number that is the same for two names of the same length only if their first eight bytes are.
#[inline]
fn head(name: &[u8]) -> u64 {
    if let Some(first) = name.first_chunk() {
        return u64::from_le_bytes(*first);
    }
    // The two parts may overlap.
    if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return u64::from(first) << 32 | u64::from(last);
    }
    name.iter()
        .fold(0, |head, byte| head << 8 | u64::from(*byte))
}

/// A number that is rarely the same for two names of more than eight bytes, with one that is not for their first.
fn hash_of_long(hash: u64, name: &[u8]) -> u64 {
    let (chunks, _) = name.as_chunks();
    let ends = chunks.iter().skip(1).chain(name.last_chunk());
    ends.fold(hash, |hash, chunk| mix(hash ^ u64::from_le_bytes(*chunk)))
}

#[inline]
fn mix(bytes: u64) -> u64 {
    let mixed = bytes.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ mixed >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of all lengths, some alike at both ends, some that are the start of others.
    fn names() -> Vec<String> {
        let lengths = (0..40).flat_map(|length| {
            let plain = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
            let middle = plain.replace('j', "J");
            [plain, &middle].map(|name| name.chars().take(length).collect())
        });
        let mut names: Vec<String> = lengths.collect();
        names.extend((0..2_000).map(|number| format!("category_{number:05}_of_documents")));
        names.sort();
        names.dedup();
        names
    }

    #[test]
    fn each_name_is_found_and_no_other() {
        let names = names();
        let (known, unknown): (Vec<_>, Vec<_>) = (0..names.len()).partition(|place| place % 3 != 0);
        let table = Names::new(known.iter().map(|place| &*names[*place]));
        for (place, name) in known.iter().enumerate() {
            assert_eq!(table.find(names[*name].as_bytes()), Some(place));
        }
        for name in unknown {
            assert_eq!(table.find(names[name].as_bytes()), None, "{}", names[name]);
        }
        assert_eq!(Names::default().find(b"a"), None);
        assert_eq!(Names::new(std::iter::empty()).find(b""), None);
    }

    #[test]
    fn a_key_is_known_by_all_of_its_bytes() {
        let names = names();
        let target = Target {
            form: Form::Group,
            slot: NO_SLOT,
            bounds: Bounds::ALL,
        };
        let fields = (0..).zip(&names);
        let keys = Keys::new(fields.map(|(id, name)| (FieldId(id), &**name, target)));
        for (place, name) in names.iter().enumerate() {
            let key = keys.find(name.as_bytes()).unwrap();
            assert_eq!(key.id.0, place as u32);
            assert_eq!(keys.block(key.block)[place % BLOCK].id, key.id);
            assert_eq!(key.bit.trailing_zeros() as usize, place % BLOCK);
            let written = format!(",\"{name}\":12345678");
            let after = b"12345678".as_slice();
            assert_eq!(key.strip(b',', written.as_bytes()), Some(after));
            assert_eq!(key.strip(b'{', written.as_bytes()), None);
            for at in 0..name.len() + 4 {
                let mut other = written.clone().into_bytes();
                other[at] ^= 1;
                assert_eq!(key.strip(b',', &other), None, "{name} {at}");
                let cut = &written.as_bytes()[..at];
                assert_eq!(key.strip(b',', cut), None, "{name} {at}");
            }
        }
    }
}
