//! How the keys of a record and the words of an enum are found: by their bytes, without going through them in turn.

use super::{Enum, FieldId, Schema};
use crate::value::EnumId;
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
    words: Vec<Names>,
}

/// The keys of an object, in the order of the schema.
#[derive(Debug, Default)]
pub struct Keys {
    names: Names,
    /// Each as JSON nearly always writes it behind its first quote: `name":`.
    written: Vec<Box<[u8]>>,
}

/// Names that no two of are the same.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<Box<[u8]>>,
    /// Twice as many places as names, a power of two. A name stands where its hash says, or in the next free place
    /// after that. What is kept is its number, counted from 1; 0 is a free place.
    places: Vec<u32>,
}

impl Schema {
    /// How its keys and words are found.
    pub fn tables(&self) -> &Tables {
        self.lookup.0.get_or_init(|| Tables::new(self))
    }
}

impl Tables {
    fn new(schema: &Schema) -> Tables {
        let keys = |ids: &[FieldId]| Keys::new(ids.iter().map(|id| &*schema.field(*id).name));
        let words = |each: &Enum| Names::new(each.words.iter().map(|word| &**word));
        let fields = schema.fields.iter();
        Tables {
            top: keys(&schema.top),
            inside: fields.map(|field| keys(field.shape.children())).collect(),
            words: schema.enums.iter().map(words).collect(),
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

    /// The words of an enum.
    #[expect(
        clippy::indexing_slicing,
        reason = "there are as many as enums, which ids count"
    )]
    pub fn words(&self, id: EnumId) -> &Names {
        &self.words[id.0 as usize]
    }
}

impl Keys {
    fn new<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Keys {
        Keys {
            written: names
                .clone()
                .map(|name| format!("{name}\":").into_bytes().into())
                .collect(),
            names: Names::new(names),
        }
    }

    /// The place of a key.
    pub fn find(&self, name: &[u8]) -> Option<usize> {
        self.names.find(name)
    }

    /// Whether bytes start with the key of a place, its closing quote and a colon; how many bytes that are.
    #[inline]
    pub fn starts(&self, place: usize, bytes: &[u8]) -> Option<usize> {
        let written = self.written.get(place)?;
        let found = bytes.get(..written.len())?;
        same(found, written).then_some(written.len())
    }
}

impl Names {
    fn new<'n>(names: impl Iterator<Item = &'n str>) -> Names {
        let names: Vec<Box<[u8]>> = names.map(|name| name.as_bytes().into()).collect();
        let mut made = Names {
            places: vec![0; (names.len() * 2).next_power_of_two()],
            names: Vec::new(),
        };
        for (name, number) in names.iter().zip(1..) {
            if let Some(place) = made.free(name) {
                *place = number;
            }
        }
        made.names = names;
        made
    }

    fn free(&mut self, name: &[u8]) -> Option<&mut u32> {
        let first = self.first(name);
        let (before, after) = self.places.split_at_mut(first);
        let mut all = after.iter_mut().chain(before);
        all.find(|place| **place == 0)
    }

    /// Where the search for a name starts.
    fn first(&self, name: &[u8]) -> usize {
        hash(name) as usize & self.places.len().wrapping_sub(1)
    }

    /// The place of a name.
    pub fn find(&self, name: &[u8]) -> Option<usize> {
        let mut place = self.first(name);
        loop {
            let number = *self.places.get(place)?;
            let found = (number as usize).checked_sub(1)?;
            if self.names.get(found).is_some_and(|each| same(each, name)) {
                return Some(found);
            }
            place = (place + 1) & (self.places.len() - 1);
        }
    }
}

/// Whether the bytes are the same. Most names are short: they are compared in two steps that may overlap, without
/// a call.
#[inline]
fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    if let (Some(ends), Some(others)) = (ends::<8>(one), ends::<8>(other)) {
        return ends == others && (one.len() <= 16 || one == other);
    }
    match (ends::<4>(one), ends::<4>(other)) {
        (Some(ends), Some(others)) => ends == others,
        _ => one.iter().eq(other),
    }
}

/// The first so many bytes and the last, if there are so many.
#[inline]
fn ends<const N: usize>(bytes: &[u8]) -> Option<(&[u8; N], &[u8; N])> {
    bytes.first_chunk().zip(bytes.last_chunk())
}

/// A number that is rarely the same for two names.
#[inline]
fn hash(name: &[u8]) -> u32 {
    let mut mixed = name.len() as u64;
    let mut mix = |bytes: u64| {
        mixed = (mixed ^ bytes).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^= mixed >> 32;
    };
    if let Some((_, last)) = ends::<8>(name) {
        let (chunks, _) = name.as_chunks::<8>();
        chunks
            .iter()
            .for_each(|chunk| mix(u64::from_le_bytes(*chunk)));
        mix(u64::from_le_bytes(*last));
    } else if let Some((first, last)) = ends::<4>(name) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        mix(u64::from(first) << 32 | u64::from(last));
    } else {
        name.iter().for_each(|byte| mix(u64::from(*byte)));
    }
    mixed as u32
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
        let keys = Keys::new(names.iter().map(|name| &**name));
        for (place, name) in names.iter().enumerate() {
            let written = format!("{name}\":1");
            assert_eq!(keys.starts(place, written.as_bytes()), Some(name.len() + 2));
            for at in 0..name.len() + 2 {
                let mut other = written.clone().into_bytes();
                other[at] ^= 1;
                assert_eq!(keys.starts(place, &other), None, "{name} {at}");
                assert_eq!(keys.starts(place, &written.as_bytes()[..at]), None);
            }
        }
        assert_eq!(keys.starts(names.len(), b"a\":"), None);
    }
}
