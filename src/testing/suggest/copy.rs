//! Values of records as a test writes them, so that they can be written once more. None of a private field is.

use crate::program::{FieldId, Program, Shape};
use crate::testing::search::shown_number;
use crate::value::{Instant, Scalar, Step, Tree, parse_decimal};

/// A value that a test puts in a place, as it is written there.
pub(super) fn written(program: &Program, place: &[Step], value: &Tree) -> Option<String> {
    let mut path = String::new();
    for step in place {
        match step {
            Step::Field(name) if path.is_empty() => path.push_str(name),
            Step::Field(name) => path.push_str(&format!(".{name}")),
            Step::Element(_) => path.push_str("[]"),
        }
    }
    let is_it = |field: &crate::program::Field, path: &str| &*field.path == path;
    let fields = || program.schema.each_field();
    if let Some((_, field)) = fields().find(|(_, field)| is_it(field, &path)) {
        let text = of_shape(program, &field.shape, value).map(|(_, text)| text);
        return text.filter(|_| !field.private);
    }
    let list = path.strip_suffix("[]")?;
    let (id, _) = fields().find(|(_, field)| is_it(field, list))?;
    copied(program, id, value).map(|(_, text)| text)
}

/// An element with all that the record declares of it, and its text. None where that would show something private.
pub(super) fn copied(program: &Program, list: FieldId, element: &Tree) -> Option<(Tree, String)> {
    let field = program.schema.field(list);
    if field.private {
        return None;
    }
    match &field.shape {
        Shape::List(scalar) => scalar_of(program, *scalar, element),
        Shape::Rows { children, .. } => group(program, children, element),
        Shape::Scalar(_) | Shape::Group(_) => None,
    }
}

fn group(program: &Program, children: &[FieldId], tree: &Tree) -> Option<(Tree, String)> {
    let Tree::Object(values) = tree else {
        return None;
    };
    let (mut kept, mut texts) = (Vec::new(), Vec::new());
    for child in children {
        let field = program.schema.field(*child);
        let value = values.iter().find(|(name, _)| *name == field.name);
        let Some((name, value)) = value.filter(|(_, value)| *value != Tree::Null) else {
            continue;
        };
        if field.private {
            return None;
        }
        let (value, text) = of_shape(program, &field.shape, value)?;
        kept.push((name.clone(), value));
        texts.push(format!("{name} = {text}"));
    }
    Some((Tree::Object(kept), format!("{{ {} }}", texts.join(", "))))
}

fn of_shape(program: &Program, shape: &Shape, tree: &Tree) -> Option<(Tree, String)> {
    match (shape, tree) {
        (Shape::Scalar(scalar), _) => scalar_of(program, *scalar, tree),
        (Shape::Group(children), _) => group(program, children, tree),
        (Shape::List(scalar), Tree::List(items)) => {
            list(items, |item| scalar_of(program, *scalar, item))
        }
        (Shape::Rows { children, .. }, Tree::List(items)) => {
            list(items, |item| group(program, children, item))
        }
        _ => None,
    }
}

fn list(items: &[Tree], each: impl Fn(&Tree) -> Option<(Tree, String)>) -> Option<(Tree, String)> {
    let items: Option<Vec<_>> = items.iter().map(each).collect();
    let (items, texts): (Vec<Tree>, Vec<String>) = items?.into_iter().unzip();
    Some((Tree::List(items), format!("[{}]", texts.join(", "))))
}

fn scalar_of(program: &Program, scalar: Scalar, tree: &Tree) -> Option<(Tree, String)> {
    let shown = match tree {
        Tree::Bool(bool) => bool.to_string(),
        Tree::Number(number) => {
            let number = parse_decimal(number).ok()?;
            shown_number(number.normalize(), scalar == Scalar::Percent)
        }
        Tree::Text(text) if scalar == Scalar::Text => format!("{text:?}"),
        // A word that only `other` takes cannot be written in a test.
        Tree::Text(text) => match scalar {
            Scalar::Enum(id) if program.schema.enumeration(id).find(text).is_none() => return None,
            Scalar::Instant => Instant::parse(text).ok()?.rfc3339_in(program.timezone),
            _ => text.to_string(),
        },
        Tree::Null | Tree::List(_) | Tree::Object(_) => return None,
    };
    Some((tree.clone(), shown))
}
