//! The names and types of a file's columns against the schema. A name is a field of its object, or below the record
//! itself a path, `document.expires_on`.

use super::kind::Reading;
use super::plan::{Leaf, List, Object, Otherwise, Plan, Presence, Site, Unknown};
use super::shape::{Elements, Level, Nature, count, elements, fields, is_repeated, nature};
use crate::decision::UnknownField;
use crate::diagnostic::nearest;
use crate::program::{FieldId, Schema, Shape};
use crate::record::{Goal, Kind, RecordError, RecordErrorCode as Code, Wants};
use crate::value::escape_controls;
use parquet::schema::types::{Type, TypePtr};
use std::collections::{HashMap, HashSet};

/// Binds the columns of a file.
pub(super) fn bind<'s>(schema: &'s Schema, root: &Type) -> Result<Plan<'s>, RecordError> {
    let mut bind = Bind {
        plan: Plan::new(schema),
        schema,
        column: 0,
        bound: HashMap::new(),
        groups: HashMap::new(),
        pieces: HashSet::new(),
        ends: HashMap::new(),
    };
    let here = Here {
        object: 0,
        list: None,
        level: Level::default(),
        path: "",
    };
    bind.children(fields(root), here)?;
    if bind.bound.is_empty() {
        let message = "no column is a field of the record; columns are named by the paths of fields, such as `id` or \
             `document.number`";
        return Err(RecordError::whole(Code::UnknownField, message));
    }
    Ok(bind.end())
}

struct Bind<'s> {
    plan: Plan<'s>,
    schema: &'s Schema,
    /// The next column.
    column: usize,
    /// Fields that have a column, with its name.
    bound: HashMap<FieldId, String>,
    /// The groups of the record itself, with their objects.
    groups: HashMap<FieldId, usize>,
    /// Objects of which some fields come as columns of their own.
    pieces: HashSet<usize>,
    /// The last column of each object.
    ends: HashMap<usize, usize>,
}

/// Where in the record and in the file something stands.
#[derive(Clone, Copy)]
struct Here<'p> {
    object: usize,
    list: Option<usize>,
    level: Level,
    /// The path of the columns that this is in, with its point.
    path: &'p str,
}

impl<'s> Bind<'s> {
    fn children(&mut self, nodes: &[TypePtr], here: Here<'_>) -> Result<(), RecordError> {
        let mut names = HashSet::new();
        for node in nodes {
            if !names.insert(node.name()) {
                return Err(twice(&format!("{}{}", here.path, node.name()), None));
            }
            if count(node) > 0 {
                self.child(node, here)?;
            }
        }
        Ok(())
    }

    fn child(&mut self, node: &Type, here: Here<'_>) -> Result<(), RecordError> {
        let name = node.name();
        let within = self
            .plan
            .objects
            .get(here.object)
            .and_then(|object| object.id);
        let tables = self.schema.tables();
        let keys = within.map_or(tables.top(), |id| tables.inside(id));
        if let Some(key) = keys.find(name.as_bytes()) {
            return self.field(key.id, node, here);
        }
        match self.by_path(name).filter(|_| here.path.is_empty()) {
            Some((groups, id)) => {
                let object = groups
                    .iter()
                    .fold(0, |parent, group| self.group(*group, parent));
                self.field(id, node, Here { object, ..here })
            }
            None => {
                self.unknown(node, here);
                Ok(())
            }
        }
    }

    /// The groups that a path names, and the field in the last of them.
    fn by_path(&self, path: &str) -> Option<(Vec<FieldId>, FieldId)> {
        let tables = self.schema.tables();
        let (mut keys, mut groups, mut found) = (tables.top(), Vec::new(), None);
        for name in path.split('.') {
            if let Some(id) = found {
                if !matches!(self.schema.field(id).shape, Shape::Group(_)) {
                    return None;
                }
                groups.push(id);
                keys = tables.inside(id);
            }
            found = Some(keys.find(name.as_bytes())?.id);
        }
        Some((groups, found?))
    }

    /// The object of a group whose fields come as columns of their own.
    fn group(&mut self, id: FieldId, parent: usize) -> usize {
        let object = match self.groups.get(&id) {
            Some(object) => *object,
            None => self.object(id, parent, None, Presence::Any(Vec::new())),
        };
        self.groups.insert(id, object);
        self.pieces.insert(object);
        object
    }

    fn object(
        &mut self,
        id: FieldId,
        parent: usize,
        list: Option<usize>,
        presence: Presence,
    ) -> usize {
        let field = self.schema.field(id);
        self.plan.objects.push(Object {
            id: Some(id),
            slot: field
                .slot
                .filter(|_| matches!(field.shape, Shape::Group(_))),
            list,
            parent,
            presence,
            otherwise: Otherwise::of(self.schema, id),
            missing: Vec::new(),
        });
        self.plan.objects.len() - 1
    }

    fn field(&mut self, id: FieldId, node: &Type, here: Here<'_>) -> Result<(), RecordError> {
        let name = format!("{}{}", here.path, node.name());
        // A group may come in pieces, as long as no field of it comes twice.
        if let Some(first) = self.bound.insert(id, name.clone()) {
            return Err(twice(&name, Some(&first)));
        }
        let first = self.column;
        let inside = here.level.inside(node);
        match &self.schema.field(id).shape {
            Shape::Group(_) if nature(node) == Nature::Object => {
                self.whole_group(id, node, here, &name)?;
            }
            Shape::Scalar(scalar) if nature(node) == Nature::Value => {
                let goal = Goal::new(self.schema, id, Wants::Value(*scalar));
                self.leaf(goal, None, here, inside.depth, site(here));
            }
            Shape::List(scalar) => match elements(node, here.level) {
                Some(elements) => {
                    let goal = Goal::new(self.schema, id, Wants::Value(*scalar));
                    let site = Site::Items {
                        within: here.list,
                        list: elements.list,
                        item: elements.element,
                        repetition: here.level.repetition + 1,
                    };
                    let kind = elements.nature.kind();
                    self.leaf(goal, kind, here, elements.level.depth, site);
                }
                None => self.other(id, node, here, Wants::List),
            },
            Shape::Rows { list, .. } => match elements(node, here.level) {
                Some(elements) if here.list.is_none() => {
                    self.rows(id, *list, &elements, here, &name)?;
                }
                _ => self.other(id, node, here, Wants::List),
            },
            Shape::Group(_) => self.other(id, node, here, Wants::Object),
            Shape::Scalar(scalar) => self.other(id, node, here, Wants::Value(*scalar)),
        }
        self.column = first + count(node);
        let mut object = here.object;
        loop {
            let end = self.ends.entry(object).or_default();
            *end = self.column.max(*end);
            match self.plan.objects.get(object) {
                Some(above) if object > 0 => object = above.parent,
                _ => break,
            }
        }
        Ok(())
    }

    /// A group that is a column with columns inside.
    fn whole_group(
        &mut self,
        id: FieldId,
        node: &Type,
        here: Here<'_>,
        name: &str,
    ) -> Result<(), RecordError> {
        let source = self.plan.source(self.column, None);
        let level = here.level.inside(node);
        let object = match (self.groups.get(&id), here.list) {
            (Some(object), None) => *object,
            (_, list) => self.object(id, here.object, list, Presence::Any(Vec::new())),
        };
        if here.list.is_none() {
            self.groups.insert(id, object);
        }
        self.joined(object, source, level.depth);
        if here.path.is_empty() {
            self.joined_above(here.object, source, level.depth);
        }
        let path = format!("{name}.");
        let inside = Here {
            object,
            level,
            path: &path,
            ..here
        };
        self.children(fields(node), inside)
    }

    /// An object is there if this source reaches so deep.
    fn joined(&mut self, object: usize, source: usize, depth: u8) {
        if let Some(Object {
            presence: Presence::Any(pieces),
            ..
        }) = self.plan.objects.get_mut(object)
        {
            pieces.push((source, depth));
        }
    }

    /// A list of records.
    fn rows(
        &mut self,
        id: FieldId,
        number: u16,
        elements: &Elements<'_>,
        here: Here<'_>,
        name: &str,
    ) -> Result<(), RecordError> {
        let source = self.plan.source(self.column, None);
        let place = self.plan.lists.len();
        self.plan.lists.push(List {
            id,
            slot: self.schema.field(id).slot,
            number,
            source,
            depths: [elements.list, elements.element, elements.level.depth],
            object: here.object,
            column: self.column as u32,
            otherwise: Otherwise::of(self.schema, id),
        });
        if here.path.is_empty() {
            self.joined_above(here.object, source, elements.list);
        }
        if elements.nature == Nature::Object {
            let object = self.object(id, here.object, Some(place), Presence::Always);
            let path = format!("{name}[].");
            return self.children(
                fields(elements.node),
                Here {
                    object,
                    list: Some(place),
                    level: elements.level,
                    path: &path,
                },
            );
        }
        let goal = Goal::new(self.schema, id, Wants::Object);
        let inside = Here {
            list: Some(place),
            ..here
        };
        let (kind, depth) = (elements.nature.kind(), elements.level.depth);
        self.leaf(goal, kind, inside, depth, Site::Element(place));
        Ok(())
    }

    /// What is of another kind than the schema wants, or a list as JSON text.
    fn other(&mut self, id: FieldId, node: &Type, here: Here<'_>, wants: Wants) {
        let nature = nature(node);
        let is_text = nature == Nature::Value && Reading::of(node).is_text();
        let is_json = is_text && wants == Wants::List;
        let wants = if is_json { Wants::Json } else { wants };
        let goal = Goal::new(self.schema, id, wants);
        // A bare list is there even where it is empty.
        let level = match is_repeated(node) {
            true => here.level,
            false => here.level.inside(node),
        };
        self.leaf(goal, nature.kind(), here, level.depth, site(here));
    }

    fn leaf(&mut self, goal: Goal<'s>, kind: Option<Kind>, here: Here<'_>, depth: u8, site: Site) {
        let real = kind.is_none().then_some(goal);
        let source = self.plan.source(self.column, real);
        let list = here.list.and_then(|list| self.plan.lists.get(list));
        let column = self.column as u32;
        let there = match site {
            Site::Items { list, .. } => list,
            _ => depth,
        };
        let leaf = Leaf {
            source,
            goal,
            kind,
            depth,
            site,
            object: here.object,
            column: list.map_or(column, |list| list.column),
            inside: column,
            otherwise: Otherwise::of(self.schema, goal.id),
        };
        if self.schema.id == Some(goal.id) && !self.schema.field(goal.id).private {
            self.plan.id = Some(column);
        }
        self.plan.leaves.push(leaf);
        if here.path.is_empty() {
            self.joined_above(here.object, source, there);
        }
    }

    /// Tells groups that come in pieces of one more.
    fn joined_above(&mut self, mut object: usize, source: usize, depth: u8) {
        while object > 0 {
            self.joined(object, source, depth);
            object = self
                .plan
                .objects
                .get(object)
                .map_or(0, |object| object.parent);
        }
    }

    fn unknown(&mut self, node: &Type, here: Here<'_>) {
        let list = here.list.and_then(|list| self.plan.lists.get(list));
        let column = self.column as u32;
        self.plan.unknown.push(Unknown {
            object: here.object,
            name: node.name().to_owned(),
            column: list.map_or(column, |list| list.column),
            inside: column,
        });
        let name = format!("{}{}", here.path, node.name());
        let paths = self.schema.fields.iter().map(|field| &*field.path);
        self.plan.notes.push(UnknownField {
            did_you_mean: nearest(&name, paths).map(str::to_owned),
            field: shown(&name),
        });
        self.column += count(node);
    }

    /// Fields without a column, groups in pieces that are always there, and when objects end.
    fn end(mut self) -> Plan<'s> {
        let schema = self.schema;
        for place in (0..self.plan.objects.len()).rev() {
            self.settle(place);
        }
        for place in 0..self.plan.objects.len() {
            let object = self.plan.objects.get(place);
            let Some((id, list)) = object.map(|object| (object.id, object.list)) else {
                continue;
            };
            let children = match id {
                None => &schema.top,
                Some(id) => schema.field(id).shape.children(),
            };
            let close = self.close(place, list);
            let missing = children
                .iter()
                .filter(|id| !self.bound.contains_key(id) && !self.groups.contains_key(id));
            let missing = missing.map(|id| (*id, Otherwise::of(schema, *id)));
            let missing = missing.filter(|(_, otherwise)| *otherwise != Otherwise::Leave);
            let missing = missing.collect();
            for id in children {
                if let Some(place) = self.plan.close.get_mut(id.0 as usize) {
                    *place = close;
                }
            }
            if let Some(object) = self.plan.objects.get_mut(place) {
                object.missing = missing;
            }
        }
        self.plan
    }

    /// A group that comes in pieces and has to be there is there, and so is the one that it is in.
    fn settle(&mut self, place: usize) {
        let Some(object) = self.plan.objects.get_mut(place) else {
            return;
        };
        let Some(id) = object.id.filter(|_| place > 0) else {
            return;
        };
        if !self.pieces.contains(&place) || self.schema.field(id).optional {
            return;
        }
        object.presence = Presence::Always;
        let parent = object.parent;
        if let Some(above) = self.plan.objects.get_mut(parent).filter(|_| parent > 0) {
            above.presence = Presence::Always;
        }
    }

    /// When an object ends, among all and within its element. Of those that end with the same column the innermost
    /// is the first.
    fn close(&self, place: usize, list: Option<usize>) -> (u32, u32) {
        if place == 0 {
            return (u32::MAX, 0);
        }
        let rank = |place: usize| {
            let mut depth = 0u32;
            let mut at = place;
            while at > 0 {
                depth += 1;
                at = self.plan.objects.get(at).map_or(0, |object| object.parent);
            }
            let end = self.ends.get(&place).copied().unwrap_or_default() as u32;
            end.saturating_mul(128).saturating_add(127 - depth.min(127))
        };
        let outer = list.and_then(|list| {
            let mut objects = self.plan.objects.iter();
            objects.position(|object| object.list == Some(list))
        });
        match outer {
            Some(outer) => (rank(outer), rank(place)),
            None => (rank(place), 0),
        }
    }
}

fn site(here: Here<'_>) -> Site {
    here.list.map_or(Site::Row, Site::Element)
}

fn twice(name: &str, first: Option<&str>) -> RecordError {
    let again = first.filter(|first| *first != name).map(shown);
    let message = match again {
        Some(first) => format!("two columns are this field; the other is `{first}`"),
        None => "two columns have this name".to_owned(),
    };
    RecordError {
        path: shown(name),
        ..RecordError::whole(Code::DuplicateKey, message)
    }
}

/// A name from the file, made safe, and cut if it is long.
fn shown(name: &str) -> String {
    let mut shown = escape_controls(&name.chars().take(64).collect::<String>());
    if name.chars().nth(64).is_some() {
        shown.push('…');
    }
    shown
}
