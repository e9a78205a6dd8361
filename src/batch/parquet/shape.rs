//! What the nodes of a file's schema are: values, objects and lists, in the forms that writers have given them over
//! the years. It knows nothing of our schema.

use crate::record::Kind;
use parquet::basic::{ConvertedType, LogicalType, Repetition};
use parquet::schema::types::{Type, TypePtr};

/// How often something may be left out on the way to a place in the file, and how many lists there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Level {
    pub(super) depth: u8,
    pub(super) repetition: u8,
}

impl Level {
    /// Inside a node.
    pub(super) fn inside(self, node: &Type) -> Level {
        let repeated = is_repeated(node);
        let optional = repeated || node.is_optional();
        Level {
            depth: self.depth.saturating_add(u8::from(optional)),
            repetition: self.repetition.saturating_add(u8::from(repeated)),
        }
    }
}

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Nature {
    Value,
    Object,
    List,
}

impl Nature {
    /// Of a node that comes once, or not at all.
    fn of(node: &Type) -> Nature {
        if is_marked(node) {
            Nature::List
        } else if node.is_group() {
            Nature::Object
        } else {
            Nature::Value
        }
    }

    /// As the kind of what is no value.
    pub(super) fn kind(self) -> Option<Kind> {
        match self {
            Nature::Value => None,
            Nature::Object => Some(Kind::Object),
            Nature::List => Some(Kind::List),
        }
    }
}

/// What a node is, as it stands.
pub(super) fn nature(node: &Type) -> Nature {
    match is_repeated(node) {
        true => Nature::List,
        false => Nature::of(node),
    }
}

/// What a list is made of.
pub(super) struct Elements<'t> {
    /// The depth from which on the list is there, and from which on it has an element.
    pub(super) list: u8,
    pub(super) element: u8,
    /// One element, and what it is. It may be missing where its level is deeper than that of the last.
    pub(super) node: &'t Type,
    pub(super) nature: Nature,
    pub(super) level: Level,
}

/// The elements of a list, in the form that the format asks for and in the older ones.
pub(super) fn elements(node: &Type, here: Level) -> Option<Elements<'_>> {
    let inside = here.inside(node);
    if is_repeated(node) {
        return Some(Elements {
            list: here.depth,
            element: inside.depth,
            node,
            nature: Nature::of(node),
            level: inside,
        });
    }
    let [repeated] = fields(node) else {
        return None;
    };
    if !is_marked(node) || !is_repeated(repeated) {
        return None;
    }
    let within = inside.inside(repeated);
    let is_old = |only: &Type| {
        let name = repeated.name();
        is_repeated(only) || name == "array" || name == format!("{}_tuple", node.name())
    };
    let (node, nature, level) = match fields(repeated) {
        [only] if !is_old(only) => (&**only, Nature::of(only), within.inside(only)),
        _ => (&**repeated, Nature::of(repeated), within),
    };
    Some(Elements {
        list: inside.depth,
        element: within.depth,
        node,
        nature,
        level,
    })
}

/// The nodes inside a node.
pub(super) fn fields(node: &Type) -> &[TypePtr] {
    match node {
        Type::GroupType { fields, .. } => fields,
        Type::PrimitiveType { .. } => &[],
    }
}

/// How many columns a node has.
pub(super) fn count(node: &Type) -> usize {
    match node {
        Type::GroupType { fields, .. } => fields.iter().map(|field| count(field)).sum(),
        Type::PrimitiveType { .. } => 1,
    }
}

pub(super) fn is_repeated(node: &Type) -> bool {
    let info = node.get_basic_info();
    info.has_repetition() && info.repetition() == Repetition::REPEATED
}

/// Whether a node says that it is a list.
fn is_marked(node: &Type) -> bool {
    let info = node.get_basic_info();
    matches!(info.logical_type_ref(), Some(LogicalType::List))
        || info.converted_type() == ConvertedType::LIST
}
