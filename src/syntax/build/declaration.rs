//! Settings, enums, records, parameters and `let`.
//!
//! In: the pair of a declaration. Out: its tree.

use super::Builder;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{
    Enum, Expr, ExprKind, Field, Let, LetValue, Literal, Param, ParamValue, Record, Settings,
    TypeExpr, TypeKind,
};
use crate::syntax::cursor::{Built, Cursor, Fault, range};
use crate::syntax::grammar::{Pair, Rule};
use crate::value::Date;

impl Builder<'_> {
    pub(super) fn settings(&self, pair: Pair<'_>) -> Built<Settings> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let timezone = match children.maybe(Rule::zone) {
            Some(zone) => self.name(&zone),
            None => {
                let message = "these settings set nothing";
                self.report(
                    Diagnostic::new(Code::Unexpected, span, message)
                        .hint("Name the time zone: `settings { timezone Asia/Shanghai }`."),
                );
                return Err(Fault::Reported);
            }
        };
        children.take_end()?;
        Ok(Settings { timezone, span })
    }

    pub(super) fn enumeration(&self, pair: Pair<'_>) -> Built<Enum> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.declared(&children.take(Rule::word)?);
        let words = children.rest().map(|word| self.declared(&word)).collect();
        Ok(Enum { name, words, span })
    }

    pub(super) fn record(&self, pair: Pair<'_>) -> Built<Record> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.name(&children.take(Rule::word)?);
        let fields = self.group(children.take(Rule::group)?)?;
        children.take_end()?;
        for field in &fields {
            self.check_top_field(field);
        }
        Ok(Record { name, fields, span })
    }

    /// Below a group every word is a field's name; at the top it has to be one that can start an expression.
    fn check_top_field(&self, field: &Field) {
        if super::RESERVED.contains(&field.name.text.as_str()) {
            let word = &field.name.text;
            let message = format!("`{word}` is a word of the language and cannot be a name here");
            self.report(
                Diagnostic::new(Code::ReservedName, field.name.span, message)
                    .hint(format!("Choose another, for example `{word}_value`.")),
            );
        }
    }

    fn group(&self, pair: Pair<'_>) -> Built<Vec<Field>> {
        Cursor::new(pair)
            .rest()
            .map(|field| self.field(field))
            .collect()
    }

    fn field(&self, pair: Pair<'_>) -> Built<Field> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.name(&children.take(Rule::word)?);
        let ty = self.type_expr(children.take(Rule::type_expr)?)?;
        let mut field = Field {
            name,
            ty,
            optional: false,
            private: false,
            fixed: false,
            default: None,
            span,
        };
        let mut marks = Vec::new();
        for modifier in children.rest() {
            self.modifier(&mut field, modifier, &mut marks)?;
        }
        Ok(field)
    }

    fn modifier(
        &self,
        field: &mut Field,
        pair: Pair<'_>,
        marks: &mut Vec<(Rule, Span)>,
    ) -> Built<()> {
        let span = self.span(&pair);
        let text = pair.as_str();
        let Some(mark) = pair.clone().into_inner().next().map(|mark| mark.as_rule()) else {
            return Err(Fault::Internal(range(&pair)));
        };
        if let Some((_, first)) = marks.iter().find(|(seen, _)| *seen == mark) {
            let word = text.split_whitespace().next().unwrap_or(text);
            self.repeated(&format!("`{word}`"), *first, span);
        }
        marks.push((mark, span));
        match mark {
            Rule::p_question => field.optional = true,
            Rule::kw_private => field.private = true,
            Rule::kw_fixed => field.fixed = true,
            _ => {
                let mut children = Cursor::new(pair);
                field.default = Some(self.default(children.take(Rule::default)?)?);
                children.take_end()?;
            }
        }
        Ok(())
    }

    /// A line or mark that stands twice.
    pub(super) fn repeated(&self, what: &str, first: Span, second: Span) {
        let message = format!("{what} stands here a second time");
        self.report(
            Diagnostic::new(Code::Repeated, second, message)
                .also(first, "the first is here")
                .hint("Keep one of them."),
        );
    }

    pub(super) fn default(&self, pair: Pair<'_>) -> Built<Expr> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let expr = self.list_or_constant(children.any()?, span)?;
        children.take_end()?;
        Ok(expr)
    }

    pub(super) fn list_or_constant(&self, pair: Pair<'_>, span: Span) -> Built<Expr> {
        match pair.as_rule() {
            Rule::list => Ok(Expr {
                kind: ExprKind::List(self.list(pair)?),
                span,
            }),
            _ => self.constant(pair),
        }
    }

    pub(super) fn type_expr(&self, pair: Pair<'_>) -> Built<TypeExpr> {
        let mut children = Cursor::new(pair);
        let ty = self.type_of(children.any()?)?;
        children.take_end()?;
        Ok(ty)
    }

    fn type_of(&self, pair: Pair<'_>) -> Built<TypeExpr> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::date_or_long_term => TypeKind::DateOrLongTerm,
            Rule::group => TypeKind::Group(self.group(pair)?),
            Rule::list_of => {
                let mut children = Cursor::new(pair);
                let element = self.type_of(children.any()?)?;
                children.take_end()?;
                TypeKind::List(Box::new(element))
            }
            Rule::element_type => {
                let mut children = Cursor::new(pair);
                return self.type_of(children.take(Rule::named_type)?);
            }
            _ => return self.named_type(pair),
        };
        Ok(TypeExpr { kind, span })
    }

    fn named_type(&self, pair: Pair<'_>) -> Built<TypeExpr> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.name(&children.take(Rule::word)?);
        let kind = if let Some(bounds) = children.maybe(Rule::bounds) {
            let mut ends = Cursor::new(bounds);
            let least = self.bound(ends.take(Rule::bound)?)?;
            let most = self.bound(ends.take(Rule::bound)?)?;
            TypeKind::Ranged { name, least, most }
        } else if children.maybe(Rule::or_long_term).is_some() {
            if name.text != "date" {
                let message = format!("`{}` cannot be long term; only a date can", name.text);
                self.report(
                    Diagnostic::new(Code::Unexpected, name.span, message)
                        .hint("Write `(date or long_term)`."),
                );
            }
            TypeKind::DateOrLongTerm
        } else {
            TypeKind::Named(name)
        };
        children.take_end()?;
        Ok(TypeExpr { kind, span })
    }

    fn bound(&self, pair: Pair<'_>) -> Built<Literal> {
        let mut children = Cursor::new(pair);
        self.literal(&children.any()?)
    }

    pub(super) fn param(&self, pair: Pair<'_>) -> Built<Param> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.declared(&children.take(Rule::word)?);
        let ty = self.type_expr(children.take(Rule::type_expr)?)?;
        let values = self.param_values(children.take(Rule::param_values)?)?;
        children.take_end()?;
        Ok(Param {
            name,
            ty,
            values,
            span,
        })
    }

    pub(super) fn param_values(&self, pair: Pair<'_>) -> Built<Vec<ParamValue>> {
        Cursor::new(pair)
            .rest()
            .map(|value| match value.as_rule() {
                Rule::dated_value => self.dated_value(value),
                _ => Ok(ParamValue {
                    value: self.default(value)?,
                    from: None,
                }),
            })
            .collect()
    }

    fn dated_value(&self, pair: Pair<'_>) -> Built<ParamValue> {
        let mut children = Cursor::new(pair);
        let value = self.default(children.take(Rule::default)?)?;
        let day = children.take(Rule::day)?;
        let span = self.span(&day);
        children.take_end()?;
        Ok(ParamValue {
            value,
            from: Some((self.day(&day)?, span)),
        })
    }

    pub(super) fn day(&self, pair: &Pair<'_>) -> Built<Date> {
        self.date(pair.as_str(), self.span(pair))
    }

    pub(super) fn let_item(&self, pair: Pair<'_>) -> Built<Let> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.declared(&children.take(Rule::word)?);
        let value = match children.maybe(Rule::read_number) {
            Some(read) => self.read_number(read)?,
            None => {
                let value = self.expression(children.take(Rule::expression)?)?;
                match children.maybe(Rule::filter) {
                    Some(filter) => LetValue::Where {
                        list: self.expect_path(value)?,
                        condition: self.only_expression(filter)?,
                    },
                    None => LetValue::Expr(value),
                }
            }
        };
        children.take_end()?;
        Ok(Let { name, value, span })
    }

    fn read_number(&self, pair: Pair<'_>) -> Built<LetValue> {
        let mut children = Cursor::new(pair);
        let number = self.operand(children.any()?)?.expr;
        let scheme = self.path(children.take(Rule::path)?)?;
        children.take_end()?;
        Ok(LetValue::Read { number, scheme })
    }
}
