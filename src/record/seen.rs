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

impl Marks {
    /// Those that have been read.
    #[inline]
    pub(super) fn read(self) -> u64 {
        self.supplied | self.null
    }
}

/// The blocks of all open objects but the first of each, the innermost object last. Most objects have only one.
#[derive(Clone, Default)]
pub(super) struct Stack(Vec<Marks>);

impl Stack {
    /// Starts an object with these keys.
    #[inline]
    pub(super) fn open(&mut self, keys: &Keys) {
        if keys.blocks() > 1 {
            let end = self.0.len() + keys.blocks() - 1;
            self.0.resize(end, Marks::default());
        }
    }

    /// Ends the innermost object, which has these keys.
    #[inline]
    pub(super) fn close(&mut self, keys: &Keys) {
        if keys.blocks() > 1 {
            let end = self.0.len() + 1 - keys.blocks();
            self.0.truncate(end);
        }
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// A block, not the first, of the innermost object, which has these keys.
    #[cold]
    pub(super) fn block(&mut self, keys: &Keys, block: usize) -> Option<&mut Marks> {
        let place = (self.0.len() + block).checked_sub(keys.blocks())?;
        self.0.get_mut(place)
    }
}
