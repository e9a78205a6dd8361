//! Which keys of the objects that are open have been read: the keys of the schema by their place, a bit each.

use crate::program::Keys;

/// How many keys share one [`Seen`].
pub(super) const BLOCK: usize = 64;

/// What is known of up to [`BLOCK`] keys of an open object.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    /// Those with a value other than null.
    pub(super) supplied: u64,
    /// Those with null.
    null: u64,
}

impl Seen {
    /// How many keys from a place on have not been read, of the few that are looked at.
    #[inline]
    pub(super) fn ahead(self, place: usize) -> usize {
        let rest = (self.supplied | self.null) >> (place % BLOCK);
        let unread = rest.trailing_zeros() as usize;
        unread.min(BLOCK - place % BLOCK)
    }

    /// Whether the key at a place has been read.
    #[inline]
    pub(super) fn has(self, place: usize) -> bool {
        (self.supplied | self.null) & bit(place) != 0
    }

    /// Notes that it has.
    #[inline]
    pub(super) fn note(&mut self, place: usize, is_supplied: bool) {
        match is_supplied {
            true => self.supplied |= bit(place),
            false => self.null |= bit(place),
        }
    }
}

#[inline]
fn bit(place: usize) -> u64 {
    1 << (place % BLOCK)
}

/// That of all open objects, the innermost last.
#[derive(Clone, Default)]
pub(super) struct Stack(Vec<Seen>);

impl Stack {
    /// Starts an object; where it stands in the stack.
    #[inline]
    pub(super) fn open(&mut self, keys: &Keys) -> usize {
        let object = self.0.len();
        for _ in 0..keys.count().div_ceil(BLOCK) {
            self.0.push(Seen::default());
        }
        object
    }

    /// Ends the innermost object.
    #[inline]
    pub(super) fn close(&mut self, object: usize) {
        self.0.truncate(object);
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// What is known of the block of keys with a place in it.
    #[inline]
    pub(super) fn get(&self, object: usize, place: usize) -> Seen {
        let block = self.0.get(object + place / BLOCK);
        block.copied().unwrap_or_default()
    }

    /// Puts it back.
    #[inline]
    pub(super) fn set(&mut self, object: usize, place: usize, seen: Seen) {
        if let Some(block) = self.0.get_mut(object + place / BLOCK) {
            *block = seen;
        }
    }
}
