//! Which keys of an object that is being read have been read: the keys of the schema by their place, a bit each.

use crate::program::Keys;

/// What is known of a block of keys of an object.
#[derive(Clone, Copy, Default)]
pub(super) struct Marks {
    /// Those with a value other than null.
    pub(super) supplied: u64,
    /// Those with null.
    pub(super) null: u64,
}

/// The blocks of an object: the first, which most have only, and where the others stand in the [`Stack`].
pub(super) struct Seen {
    first: Marks,
    others: usize,
}

/// The blocks of all open objects but the first of each, the innermost object last.
#[derive(Clone, Default)]
pub(super) struct Stack(Vec<Marks>);

impl Stack {
    /// Starts an object.
    #[inline]
    pub(super) fn open(&mut self, keys: &Keys) -> Seen {
        let others = self.0.len();
        if keys.blocks() > 1 {
            let end = others + keys.blocks() - 1;
            self.0.resize(end, Marks::default());
        }
        Seen {
            first: Marks::default(),
            others,
        }
    }

    /// Ends the innermost object.
    pub(super) fn close(&mut self, seen: &Seen) {
        self.0.truncate(seen.others);
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// What is known of a block.
    #[inline]
    pub(super) fn marks(&self, seen: &Seen, block: usize) -> Marks {
        match block.checked_sub(1) {
            None => seen.first,
            Some(other) => self.0.get(seen.others + other).copied().unwrap_or_default(),
        }
    }

    /// What is known of a block, to be changed.
    #[inline]
    pub(super) fn marks_mut<'m>(&'m mut self, seen: &'m mut Seen, block: usize) -> &'m mut Marks {
        match block.checked_sub(1) {
            None => &mut seen.first,
            Some(other) => match self.0.get_mut(seen.others + other) {
                Some(marks) => marks,
                None => &mut seen.first,
            },
        }
    }
}
