//! The type of a column from the values that stand in it.
//!
//! In: the values as written. Out: the one type that all of them can have, or a fault that says what to write.

use crate::compile::Checker;
use crate::diagnostic::{Code, Diagnostic, one_of};
use crate::program::{Schema, Type};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Literal, Name};
use crate::value::{Country, EnumId, Scalar};
use std::collections::HashSet;

/// What is looked at.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// The column of a key.
    Key(&'a Name),
    /// The results of the table of this name.
    Result(&'a Name),
    /// The items of such results.
    Items(&'a Name),
    /// The list of a `grant`.
    Grant(Span),
}

impl Subject<'_> {
    fn span(self) -> Span {
        match self {
            Subject::Key(name) | Subject::Result(name) | Subject::Items(name) => name.span,
            Subject::Grant(span) => span,
        }
    }

    fn described(self) -> String {
        match self {
            Subject::Key(key) => format!("column `{}`", key.text),
            Subject::Result(table) | Subject::Items(table) => format!("result of `{}`", table.text),
            Subject::Grant(_) => "grant".to_owned(),
        }
    }

    fn hint(self, ty: &str) -> String {
        match self {
            Subject::Key(key) => format!("Write its type: `by {}: {ty}`.", key.text),
            Subject::Result(table) => format!("Write its type: `table {}: {ty} by`.", table.text),
            Subject::Items(table) => {
                format!("Write its type: `table {}: list of {ty} by`.", table.text)
            }
            Subject::Grant(_) => {
                format!("Let a table have it as its result: `table grants: list of {ty} by`.")
            }
        }
    }
}

/// The type of the values; none where a fault was reported.
pub fn infer(checker: &mut Checker<'_>, subject: Subject<'_>, values: &[&Expr]) -> Option<Type> {
    let is_list = values.iter().any(|value| list_items(value).is_some());
    let items: Vec<&Expr> = values
        .iter()
        .flat_map(|value| match list_items(value) {
            Some(items) => items.iter().collect(),
            None => vec![*value],
        })
        .collect();
    let subject = match subject {
        Subject::Result(name) if is_list => Subject::Items(name),
        subject => subject,
    };
    match infer_scalar(&checker.program.schema, subject, &items) {
        Ok(scalar) if is_list => Some(Type::List(scalar)),
        Ok(scalar) => Some(Type::Scalar(scalar)),
        Err(fault) => {
            checker.report(*fault);
            None
        }
    }
}

fn list_items(expr: &Expr) -> Option<&Vec<Expr>> {
    match &expr.kind {
        ExprKind::List(items) => Some(items),
        _ => None,
    }
}

fn infer_scalar(
    schema: &Schema,
    subject: Subject<'_>,
    values: &[&Expr],
) -> Result<Scalar, Box<Diagnostic>> {
    let words: Vec<&Name> = values.iter().filter_map(|value| word(value)).collect();
    if !words.is_empty() {
        return infer_words(schema, subject, &words);
    }
    let scalars = values.iter().filter_map(|value| literal_type(value));
    scalars.reduce(common).ok_or_else(|| {
        let message = format!("nothing says what the {} holds", subject.described());
        let fault = Diagnostic::new(Code::Ambiguous, subject.span(), message);
        Box::new(fault.hint(subject.hint("integer")))
    })
}

fn word(expr: &Expr) -> Option<&Name> {
    match &expr.kind {
        ExprKind::Path(path) => path.single(),
        _ => None,
    }
}

fn literal_type(expr: &Expr) -> Option<Scalar> {
    let ExprKind::Literal(literal) = &expr.kind else {
        return None;
    };
    Some(match literal {
        Literal::Bool(_) => Scalar::Bool,
        Literal::Number(number) if number.is_integer() => Scalar::Integer,
        Literal::Number(_) => Scalar::Number,
        Literal::Percent(_) => Scalar::Percent,
        Literal::Date(_) => Scalar::Date,
        Literal::Instant(_) => Scalar::Instant,
        Literal::Period(_) => Scalar::Period,
        Literal::Duration(_) => Scalar::Duration,
        Literal::Text(_) => Scalar::Text,
        Literal::LongTerm => Scalar::DateOrLongTerm,
        Literal::Absent => return None,
    })
}

/// The type of both; where there is none, the first, and the checker refuses the second as it reads it.
fn common(first: Scalar, second: Scalar) -> Scalar {
    match (first, second) {
        (Scalar::Integer, Scalar::Number) => Scalar::Number,
        (Scalar::Date, Scalar::DateOrLongTerm) => Scalar::DateOrLongTerm,
        _ => first,
    }
}

fn infer_words(
    schema: &Schema,
    subject: Subject<'_>,
    words: &[&Name],
) -> Result<Scalar, Box<Diagnostic>> {
    let wanted: HashSet<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let candidates: Vec<Scalar> = scalars_with_words(schema)
        .filter(|scalar| known(schema, *scalar, &wanted) == wanted.len())
        .collect();
    match candidates.as_slice() {
        [only] => Ok(*only),
        [] => Err(Box::new(no_candidate(schema, subject, words))),
        [first, ..] => {
            let names = candidates.iter().map(|scalar| schema.type_name(*scalar));
            let message = format!("the {} could be of {}", subject.described(), one_of(names));
            let fault = Diagnostic::new(Code::Ambiguous, subject.span(), message);
            Err(Box::new(fault.hint(subject.hint(schema.type_name(*first)))))
        }
    }
}

fn scalars_with_words(schema: &Schema) -> impl Iterator<Item = Scalar> {
    let enums = (0..schema.enums.len() as u16).map(|index| Scalar::Enum(EnumId(index)));
    enums.chain([Scalar::Country])
}

fn has_word(schema: &Schema, scalar: Scalar, word: &str) -> bool {
    match scalar {
        Scalar::Country => Country::parse(word).is_some(),
        Scalar::Enum(id) => schema.enumeration(id).find(word).is_some(),
        _ => false,
    }
}

/// How many of the words a type has.
fn known(schema: &Schema, scalar: Scalar, wanted: &HashSet<&str>) -> usize {
    match scalar {
        Scalar::Enum(id) => {
            let words = schema.enumeration(id).words.iter();
            words.filter(|word| wanted.contains(&***word)).count()
        }
        _ => {
            let words = wanted.iter();
            words.filter(|word| has_word(schema, scalar, word)).count()
        }
    }
}

/// No type has all the words: the first word that the likeliest one lacks is at fault.
fn no_candidate(schema: &Schema, subject: Subject<'_>, words: &[&Name]) -> Diagnostic {
    let wanted: HashSet<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let likeliest = scalars_with_words(schema)
        .map(|scalar| (known(schema, scalar, &wanted), scalar))
        .max_by_key(|(count, _)| *count);
    let Some((1.., scalar)) = likeliest else {
        let word = words.first().map_or("", |word| &word.text);
        let span = words.first().map_or(subject.span(), |word| word.span);
        let message = format!("`{word}` is neither a country nor a word of an enum");
        let every = schema.enums.iter().flat_map(|each| &each.words);
        return Diagnostic::new(Code::UnknownEnumWord, span, message)
            .did_you_mean(word, every.map(|word| &**word));
    };
    let strange = words
        .iter()
        .find(|word| !has_word(schema, scalar, &word.text));
    let (word, span) = strange.map_or(("", subject.span()), |word| (&word.text, word.span));
    let name = schema.type_name(scalar);
    let message = format!(
        "`{word}` is no word of `{name}`, as the others in the {} are",
        subject.described()
    );
    let words = match scalar {
        Scalar::Enum(id) => schema.enumeration(id).words.as_slice(),
        _ => &[],
    };
    Diagnostic::new(Code::UnknownEnumWord, span, message)
        .did_you_mean(word, words.iter().map(|word| &**word))
}
