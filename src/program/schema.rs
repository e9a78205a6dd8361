//! What a record holds, with every field numbered once.
//!
//! A read record keeps its values in *cells*: one row of cells for the record itself, and for each list of
//! records one row for each element. A field that some rule names has a slot, its place in its row; a field
//! that none names has none: a reader checks its value and lets it go.

use super::Lookup;
use crate::source::Span;
use crate::value::{Constant, Decimal, EnumId, Scalar, Word};

/// A field, by its place in [`Schema::fields`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FieldId(pub u32);

/// What a record holds.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The record's name.
    pub name: Box<str>,
    /// The first is the language's own `Decision`.
    pub enums: Vec<Enum>,
    /// All fields, each before the fields inside it, in the order written.
    pub fields: Vec<Field>,
    /// The fields at the top.
    pub top: Vec<FieldId>,
    /// How many cells a record's own row has.
    pub width: u32,
    /// The record's own name for itself: its field `id`, a text.
    pub id: Option<FieldId>,
    /// The evaluation instant if none is given: its field `submitted_at`, an instant.
    pub instant: Option<FieldId>,
    /// How keys and words are found; empty until a record is read.
    pub lookup: Lookup,
}

/// An enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its name.
    pub name: Box<str>,
    /// In the order written.
    pub words: Vec<Box<str>>,
    /// The word `other`, which takes every word that is not among them.
    pub other: Option<u16>,
    /// Where it is declared; none for the language's own.
    pub span: Option<Span>,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: Box<str>,
    /// Its path: `document.expires_on`; inside a list `images[].glare`.
    pub path: Box<str>,
    /// The group or list that it stands in.
    pub parent: Option<FieldId>,
    /// The list of records that it stands in, directly or inside a group.
    pub rows: Option<FieldId>,
    /// What it holds.
    pub shape: Shape,
    /// `?`
    pub optional: bool,
    /// `private`
    pub private: bool,
    /// `fixed`
    pub fixed: bool,
    /// `otherwise ...`
    pub default: Option<Constant>,
    /// The least and the greatest value.
    pub range: Option<(Decimal, Decimal)>,
    /// Its place in its row, if some rule names it.
    pub slot: Option<u32>,
    /// Where it is declared.
    pub span: Span,
}

/// What a field holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// One value.
    Scalar(Scalar),
    /// Several values of one type.
    List(Scalar),
    /// A nested record. Its slot, if any, says whether it is there.
    Group(Vec<FieldId>),
    /// A list of records.
    Rows {
        /// The fields of an element.
        children: Vec<FieldId>,
        /// How many cells an element's row has.
        width: u32,
        /// Its number among the lists of records of the schema.
        list: u16,
    },
}

impl Shape {
    /// The fields inside; none for values.
    pub fn children(&self) -> &[FieldId] {
        match self {
            Shape::Group(children) | Shape::Rows { children, .. } => children,
            Shape::Scalar(_) | Shape::List(_) => &[],
        }
    }
}

impl Schema {
    /// The field of an id. Ids of another schema give the first field.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made together with the fields they count"
    )]
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.0 as usize]
    }

    /// Whether a field may be absent without the record being incomplete: it, or a record that it stands in,
    /// has a `?`, and the schema names no value to take instead.
    pub fn may_be_absent(&self, id: FieldId) -> bool {
        let field = self.field(id);
        let itself = field.optional && field.default.is_none();
        itself || self.optional_group(id).is_some()
    }

    /// The innermost optional record that a field stands in, within its list.
    pub fn optional_group(&self, id: FieldId) -> Option<FieldId> {
        let mut at = self.field(id).parent;
        while let Some(parent) = at {
            let field = self.field(parent);
            if matches!(field.shape, Shape::Rows { .. }) {
                return None;
            }
            if field.optional {
                return Some(parent);
            }
            at = field.parent;
        }
        None
    }

    /// The enum of an id.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made together with the enums they count"
    )]
    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.0 as usize]
    }

    /// The text of an enum word.
    pub fn word(&self, word: Word) -> &str {
        let words = &self.enumeration(word.of).words;
        words.get(word.index as usize).map_or("", |text| text)
    }

    /// All ids with their fields, each before the fields inside it.
    pub fn each_field(&self) -> impl Iterator<Item = (FieldId, &Field)> {
        self.fields
            .iter()
            .enumerate()
            .map(|(index, field)| (FieldId(index as u32), field))
    }

    /// The name of a type as rule files write it.
    pub fn type_name(&self, scalar: Scalar) -> &str {
        match scalar {
            Scalar::Enum(id) => &self.enumeration(id).name,
            other => other.name(),
        }
    }
}

impl Enum {
    /// The place of a word; `other`'s for an unknown one, if the enum has it.
    pub fn find_or_other(&self, word: &str) -> Option<u16> {
        self.find(word).or(self.other)
    }

    /// The place of a word.
    pub fn find(&self, word: &str) -> Option<u16> {
        let place = self.words.iter().position(|each| &**each == word);
        place.map(|place| place as u16)
    }
}
