//! The columns of a file, bound to the schema once: what each fills, which objects and lists they make up, and what
//! stands where a value is missing.

use crate::decision::UnknownField;
use crate::program::{FieldId, Schema, Shape};
use crate::record::{Goal, Kind};
use crate::value::{self, Cell};

/// What the columns of a file mean. Objects stand before those inside them; the first is the record.
pub(super) struct Plan<'s> {
    pub(super) sources: Vec<Source<'s>>,
    pub(super) objects: Vec<Object>,
    pub(super) lists: Vec<List>,
    pub(super) leaves: Vec<Leaf<'s>>,
    pub(super) unknown: Vec<Unknown>,
    /// The columns that the schema does not know, as people write them.
    pub(super) notes: Vec<UnknownField>,
    /// The column of the record's own id.
    pub(super) id: Option<u32>,
    /// By field: when the object that holds it ends.
    pub(super) close: Vec<(u32, u32)>,
}

/// A column that is read.
pub(super) struct Source<'s> {
    /// Its place in the file.
    pub(super) column: usize,
    /// What its values are for; none if it only tells what is there.
    pub(super) goal: Option<Goal<'s>>,
}

/// Where values stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Site {
    /// One in each record.
    Row,
    /// One in each element of a list of records.
    Element(usize),
    /// In lists of values, one in each of those. A list is there from the first depth on, and has an item from the
    /// second on.
    Items {
        within: Option<usize>,
        list: u8,
        item: u8,
        /// Which repetition goes on with the list.
        repetition: u8,
    },
}

/// How it is known whether an object is there.
pub(super) enum Presence {
    Always,
    /// Where one of these sources reaches so deep.
    Any(Vec<(usize, u8)>),
}

/// What stands where a value is missing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Otherwise {
    Leave,
    /// These cells are absent.
    Absent(Vec<u32>),
    /// The schema's default, with its kind and key where it has one.
    Default(Option<(value::Kind, i64)>),
}

/// A record, or a part of one that holds fields.
pub(super) struct Object {
    /// Its field; none for the record.
    pub(super) id: Option<FieldId>,
    pub(super) slot: Option<u32>,
    /// The list of records it is in.
    pub(super) list: Option<usize>,
    pub(super) parent: usize,
    pub(super) presence: Presence,
    pub(super) otherwise: Otherwise,
    /// Fields without a column, where that makes a difference.
    pub(super) missing: Vec<(FieldId, Otherwise)>,
}

/// A list of records.
pub(super) struct List {
    pub(super) id: FieldId,
    pub(super) slot: Option<u32>,
    /// Its number in the schema.
    pub(super) number: u16,
    /// Says of each element that it is there.
    pub(super) source: usize,
    /// The depth from which on the list is there, an element is, and what the element holds.
    pub(super) depths: [u8; 3],
    /// The object that holds it.
    pub(super) object: usize,
    pub(super) column: u32,
    pub(super) otherwise: Otherwise,
}

/// A column of values.
pub(super) struct Leaf<'s> {
    pub(super) source: usize,
    pub(super) goal: Goal<'s>,
    /// It holds something that is no value, of this kind.
    pub(super) kind: Option<Kind>,
    /// The depth from which on a value is there.
    pub(super) depth: u8,
    pub(super) site: Site,
    pub(super) object: usize,
    /// The column of the field, or of the list of records that it is in.
    pub(super) column: u32,
    /// The same inside the list.
    pub(super) inside: u32,
    pub(super) otherwise: Otherwise,
}

/// A column that the schema does not know.
pub(super) struct Unknown {
    pub(super) object: usize,
    pub(super) name: String,
    pub(super) column: u32,
    pub(super) inside: u32,
}

impl Otherwise {
    pub(super) fn of(schema: &Schema, id: FieldId) -> Otherwise {
        let field = schema.field(id);
        if let Some(default) = &field.default {
            let cell = Cell::of(default.value());
            let parts = cell.map(|cell| value::Kind::parts(&cell));
            return Otherwise::Default(parts.filter(|(kind, _)| *kind != value::Kind::Other));
        }
        let mut slots = Vec::new();
        if field.optional {
            collect(schema, id, &mut slots);
        }
        match slots.is_empty() {
            true => Otherwise::Leave,
            false => Otherwise::Absent(slots),
        }
    }
}

/// The cells of a field and of all inside a group.
fn collect(schema: &Schema, id: FieldId, slots: &mut Vec<u32>) {
    let field = schema.field(id);
    slots.extend(field.slot);
    if let Shape::Group(children) = &field.shape {
        for child in children {
            collect(schema, *child, slots);
        }
    }
}

impl<'s> Plan<'s> {
    pub(super) fn new(schema: &'s Schema) -> Plan<'s> {
        Plan {
            sources: Vec::new(),
            objects: vec![Object {
                id: None,
                slot: None,
                list: None,
                parent: 0,
                presence: Presence::Always,
                otherwise: Otherwise::Leave,
                missing: Vec::new(),
            }],
            lists: Vec::new(),
            leaves: Vec::new(),
            unknown: Vec::new(),
            notes: Vec::new(),
            id: None,
            close: vec![(u32::MAX, 0); schema.fields.len()],
        }
    }

    /// The source of a column.
    pub(super) fn source(&mut self, column: usize, goal: Option<Goal<'s>>) -> usize {
        let known = self
            .sources
            .iter()
            .position(|source| source.column == column);
        let place = known.unwrap_or_else(|| {
            self.sources.push(Source { column, goal: None });
            self.sources.len() - 1
        });
        if let Some(source) = self.sources.get_mut(place)
            && source.goal.is_none()
        {
            source.goal = goal;
        }
        place
    }
}
