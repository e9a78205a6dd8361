//! Texts by the places where they stand: those of one record or of many, and those that they share with others.

use super::Kind;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Texts one behind the other, each known by the places of its first byte and of the byte behind its last. Some may be
/// shared: they belong to others as well, stand behind all places that own texts can have, and are no copies.
///
/// ```
/// use admit::value::{Kind, Texts};
/// use std::sync::Arc;
///
/// let mut texts = Texts::from("own".to_owned());
/// texts.share(Some(Arc::new("shared".to_owned())));
/// assert_eq!(texts.get(0, 3), Some("own"));
/// assert_eq!(texts.get(Texts::SHARED, Texts::SHARED + 5), Some("share"));
/// let (_, key) = Kind::text(0, 2);
/// assert_eq!((texts.text(key), Texts::is_shared(key)), ("ow", false));
/// ```
#[derive(Clone, Default)]
pub struct Texts {
    own: String,
    shared: Option<Arc<String>>,
}

impl Texts {
    /// The place of the first byte of shared texts. All places of own texts are below.
    pub const SHARED: u32 = 1 << 31;

    /// The text between two places; none where there is no such text.
    #[inline]
    pub fn get(&self, from: u32, to: u32) -> Option<&str> {
        let (all, range) = self.find(from, to)?;
        all.get(range)
    }

    /// The text of a key of [`Kind::Text`]; empty where there is no such text.
    #[inline]
    pub fn text(&self, key: i64) -> &str {
        let (from, to) = Kind::to_text(key);
        self.get(from, to).unwrap_or("")
    }

    /// The bytes of the text of a key, which are what it takes to compare it.
    #[inline(always)]
    pub fn bytes(&self, key: i64) -> &[u8] {
        let (from, to) = Kind::to_text(key);
        let found = self.find(from, to);
        let bytes = found.and_then(|(all, range)| all.as_bytes().get(range));
        bytes.unwrap_or(&[])
    }

    /// Whether a key is that of a shared text.
    #[inline(always)]
    pub fn is_shared(key: i64) -> bool {
        Kind::to_text(key).0 >= Texts::SHARED
    }

    #[inline(always)]
    fn find(&self, from: u32, to: u32) -> Option<(&str, Range<usize>)> {
        if from < Texts::SHARED {
            return Some((&self.own, from as usize..to as usize));
        }
        let range = (from - Texts::SHARED) as usize..to.checked_sub(Texts::SHARED)? as usize;
        Some((self.shared.as_deref()?, range))
    }

    /// The texts of its own.
    #[inline(always)]
    pub fn own(&self) -> &str {
        &self.own
    }

    /// The same, to add to them.
    #[inline(always)]
    pub fn own_mut(&mut self) -> &mut String {
        &mut self.own
    }

    /// Has others be shared than before, or none.
    pub fn share(&mut self, shared: Option<Arc<String>>) {
        self.shared = shared;
    }

    /// Empties them and keeps their memory. None are shared then.
    pub fn clear(&mut self) {
        self.own.clear();
        self.shared = None;
    }
}

impl From<String> for Texts {
    fn from(own: String) -> Texts {
        Texts { own, shared: None }
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("texts")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nowhere_is_no_text() {
        let mut texts = Texts::from("añb".to_owned());
        let of = |texts: &Texts, from, to| texts.get(from, to).map(str::to_owned);
        assert_eq!(of(&texts, 0, 4).as_deref(), Some("añb"));
        let (start, most) = (Texts::SHARED, u32::MAX);
        for (from, to) in [
            (0, 5),
            (2, 4),
            (3, 1),
            (0, start),
            (start, start),
            (most, most),
        ] {
            assert_eq!(of(&texts, from, to), None, "{from} {to}");
        }
        texts.share(Some(Arc::new("xyz".to_owned())));
        assert_eq!(of(&texts, start, start + 3).as_deref(), Some("xyz"));
        assert_eq!(of(&texts, start + 3, start + 3).as_deref(), Some(""));
        for (from, to) in [
            (start, start + 4),
            (start + 1, 2),
            (start + 2, start + 1),
            (4, start),
        ] {
            assert_eq!(of(&texts, from, to), None, "{from} {to}");
        }
        let key = |from: u32, to: u32| Kind::text(from as usize, to as usize).1;
        assert_eq!(texts.bytes(key(start + 1, start + 2)), b"y");
        assert_eq!(texts.bytes(key(1, 9)), b"");
        assert!(Texts::is_shared(key(start, start)) && !Texts::is_shared(key(start - 1, start)));
        texts.clear();
        assert_eq!(of(&texts, start, start + 3), None);
        assert_eq!(format!("{texts:?}"), "texts");
    }
}
