//! A record as a tree, before it is bound to a schema: for records that people make up by changing others.
//!
//! Numbers stay as they are written, so that no digit is lost. Its `Debug` shows kinds only.

use std::fmt;

/// A value of a record with all that is inside it.
#[derive(Clone, PartialEq, Eq)]
pub enum Tree {
    /// `null`: the same as not there.
    Null,
    /// `true` or `false`
    Bool(bool),
    /// As written.
    Number(Box<str>),
    /// A text; dates and words of enums are texts, too.
    Text(Box<str>),
    /// Several values.
    List(Vec<Tree>),
    /// Fields in the order given; no name twice.
    Object(Vec<(Box<str>, Tree)>),
}

/// A part of a path into a [`Tree`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A field of an object.
    Field(Box<str>),
    /// An element of a list, counted from 0.
    Element(u32),
}

/// Why a place in a tree cannot be changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misplaced {
    /// The list has only so many elements.
    NoElement(usize),
    /// There is nothing to remove.
    Nothing,
    /// Another kind of value stands on the way.
    OtherKind,
}

impl Misplaced {
    /// In words; `place` is what was to be changed.
    pub fn explain(self, place: &[Step]) -> String {
        let place = place_text(place);
        match self {
            Misplaced::NoElement(0) => format!("there is no `{place}`: the list is empty"),
            Misplaced::NoElement(1) => format!("there is no `{place}`: the list has 1 element"),
            Misplaced::NoElement(count) => {
                format!("there is no `{place}`: the list has {count} elements")
            }
            Misplaced::Nothing => format!("there is no `{place}` that could be removed"),
            Misplaced::OtherKind => format!("there is no `{place}`: the record has another shape"),
        }
    }
}

/// A place as people write it: `images[1].glare`.
pub fn place_text(place: &[Step]) -> String {
    let mut text = String::new();
    for step in place {
        match step {
            Step::Field(name) if text.is_empty() => text.push_str(name),
            Step::Field(name) => text.push_str(&format!(".{name}")),
            Step::Element(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

impl Tree {
    /// Puts a value at a place. Objects and lists on the way are made where there are none, and the element
    /// after the last is added.
    ///
    /// ```
    /// use admit::value::{Step, Tree};
    /// let mut tree = Tree::Object(Vec::new());
    /// let place = [Step::Field("tags".into()), Step::Element(0)];
    /// tree.set(&place, Tree::Bool(true)).unwrap();
    /// assert_eq!(tree.to_json(), r#"{"tags":[true]}"#);
    /// ```
    pub fn set(&mut self, place: &[Step], value: Tree) -> Result<(), Misplaced> {
        let mut at = self;
        for step in place {
            at = at.enter(step)?;
        }
        *at = value;
        Ok(())
    }

    fn enter(&mut self, step: &Step) -> Result<&mut Tree, Misplaced> {
        if *self == Tree::Null {
            *self = match step {
                Step::Field(_) => Tree::Object(Vec::new()),
                Step::Element(_) => Tree::List(Vec::new()),
            };
        }
        match (self, step) {
            (Tree::Object(fields), Step::Field(name)) => {
                let place = fields.iter().position(|(each, _)| each == name);
                let place = place.unwrap_or_else(|| {
                    fields.push((name.clone(), Tree::Null));
                    fields.len() - 1
                });
                let found = fields.get_mut(place).map(|(_, value)| value);
                found.ok_or(Misplaced::Nothing)
            }
            (Tree::List(items), Step::Element(index)) => {
                let count = items.len();
                if *index as usize == count {
                    items.push(Tree::Null);
                }
                let found = items.get_mut(*index as usize);
                found.ok_or(Misplaced::NoElement(count))
            }
            _ => Err(Misplaced::OtherKind),
        }
    }

    /// Takes away what stands at a place; the elements after it move up.
    pub fn remove(&mut self, place: &[Step]) -> Result<(), Misplaced> {
        let Some((last, way)) = place.split_last() else {
            return Err(Misplaced::Nothing);
        };
        let mut at = self;
        for step in way {
            at = at.find(step)?;
        }
        at.find(last)?;
        match (at, last) {
            (Tree::Object(fields), Step::Field(name)) => fields.retain(|(each, _)| each != name),
            (Tree::List(items), Step::Element(index)) => {
                items.remove(*index as usize);
            }
            _ => {}
        }
        Ok(())
    }

    fn find(&mut self, step: &Step) -> Result<&mut Tree, Misplaced> {
        match (self, step) {
            (Tree::Null, _) => Err(Misplaced::Nothing),
            (Tree::Object(fields), Step::Field(name)) => {
                let found = fields.iter_mut().find(|(each, _)| each == name);
                let value = found.map(|(_, value)| value);
                value
                    .filter(|value| **value != Tree::Null)
                    .ok_or(Misplaced::Nothing)
            }
            (Tree::List(items), Step::Element(index)) => {
                let count = items.len();
                let found = items.get_mut(*index as usize);
                found.ok_or(Misplaced::NoElement(count))
            }
            _ => Err(Misplaced::OtherKind),
        }
    }

    /// The tree as JSON, without spaces.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Tree::Null => out.push_str("null"),
            Tree::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
            Tree::Number(number) => out.push_str(number),
            Tree::Text(text) => write_text(text, out),
            Tree::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    item.write(out);
                }
                out.push(']');
            }
            Tree::Object(fields) => {
                out.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    write_text(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            char if char < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => out.push(char),
        }
    }
    out.push('"');
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Tree::Null => "null",
            Tree::Bool(_) => "bool",
            Tree::Number(_) => "number",
            Tree::Text(_) => "text",
            Tree::List(_) => "list",
            Tree::Object(_) => "object",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str) -> Step {
        Step::Field(name.into())
    }

    #[test]
    fn objects_and_lists_grow_on_the_way() {
        let mut tree = Tree::Null;
        let place = [field("images"), Step::Element(0), field("side")];
        tree.set(&place, Tree::Text("a \"b\"\n".into())).unwrap();
        assert_eq!(tree.to_json(), r#"{"images":[{"side":"a \"b\"\u000a"}]}"#);
        let beyond = [field("images"), Step::Element(2)];
        assert_eq!(tree.set(&beyond, Tree::Null), Err(Misplaced::NoElement(1)));
        let inside = [field("images"), field("side")];
        assert_eq!(tree.set(&inside, Tree::Null), Err(Misplaced::OtherKind));
    }

    #[test]
    fn what_is_removed_has_to_be_there() {
        let mut tree = Tree::Object(vec![
            (
                "a".into(),
                Tree::List(vec![Tree::Bool(true), Tree::Number("1.50".into())]),
            ),
            ("b".into(), Tree::Null),
        ]);
        tree.remove(&[field("a"), Step::Element(0)]).unwrap();
        assert_eq!(tree.to_json(), r#"{"a":[1.50],"b":null}"#);
        assert_eq!(tree.remove(&[field("b")]), Err(Misplaced::Nothing));
        assert_eq!(tree.remove(&[field("c")]), Err(Misplaced::Nothing));
        let beyond = [field("a"), Step::Element(1)];
        assert_eq!(tree.remove(&beyond), Err(Misplaced::NoElement(1)));
        tree.remove(&[field("a")]).unwrap();
        assert_eq!(tree.to_json(), r#"{"b":null}"#);
    }
}
