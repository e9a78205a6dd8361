//! Expressions as written to typed ones.
//!
//! A value's type comes from the side that has one: fields, parameters, `let`s and calculations. Words of
//! enums, countries, literals and lists take the type that the other side wants. Whether an absent field
//! is settled is looked at later, by `settle`.

use super::Checker;
use super::resolve::{Scope, expr, faulty};
use super::types::{self, article};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Expr, ExprKind, Pattern, PatternClass, PatternItem, ReasonOf, Type};
use crate::source::Span;
use crate::syntax::ast::{self, IsTest, ItemKind, Literal};
use crate::value::Scalar;

/// Where the decision may be read.
pub(super) const DECIDED_HINT: &str =
    "Only `advise` rules and the lines of a policy can ask; a rule can name others in `unless`.";

/// Which values may meet in a comparison.
fn comparable(a: Scalar, b: Scalar) -> bool {
    let number = |scalar| matches!(scalar, Scalar::Integer | Scalar::Number);
    let date = |scalar| matches!(scalar, Scalar::Date | Scalar::DateOrLongTerm);
    a == b || number(a) && number(b) || date(a) && date(b)
}

/// Whether a value of a type can stand where another is wanted.
pub(super) fn fits(found: Type, wanted: Type) -> bool {
    match (found, wanted) {
        (Type::Faulty, _) | (_, Type::Faulty) => true,
        (Type::Scalar(found), Type::Scalar(wanted)) | (Type::List(found), Type::List(wanted)) => {
            comparable(found, wanted)
        }
        (found, wanted) => found == wanted,
    }
}

impl Checker<'_> {
    /// A condition: true, false or unknown.
    pub(super) fn condition(&mut self, written: &ast::Expr, scope: Scope<'_>) -> Expr {
        let found = self.infer(written, scope);
        match found.ty {
            Type::Scalar(Scalar::Bool) | Type::Faulty => found,
            _ => {
                let message = format!(
                    "this is {}, not a condition",
                    article(&self.type_name(found.ty))
                );
                let hint = if found.optional {
                    "Ask whether it is there with `is present`, or compare it with something."
                } else {
                    "A condition is true or false: compare the value with something."
                };
                self.report(Diagnostic::new(Code::NotACondition, written.span, message).hint(hint));
                faulty(written.span)
            }
        }
    }

    /// An expression of the wanted type.
    pub(super) fn expect(&mut self, written: &ast::Expr, wanted: Type, scope: Scope<'_>) -> Expr {
        if wanted == Type::Faulty {
            // What a word or literal should be depends on the side that has a fault already.
            return match self.has_type(written, scope) {
                true => self.infer(written, scope),
                false => faulty(written.span),
            };
        }
        match &written.kind {
            ast::ExprKind::Paren(inner) => return self.expect(inner, wanted, scope),
            ast::ExprKind::Literal(_) | ast::ExprKind::List(_) => {
                return self.constant(written, wanted);
            }
            ast::ExprKind::Path(path) => {
                if let Some(name) = path.single()
                    && let Some(word) = self.word(name, wanted, scope)
                {
                    return word;
                }
            }
            _ => {}
        }
        let found = self.infer(written, scope);
        if fits(found.ty, wanted) {
            return found;
        }
        self.mismatch(&found, wanted);
        faulty(written.span)
    }

    /// A bare name where an enum word or country may be meant. None: it is to be looked up as a value.
    pub(super) fn word(
        &mut self,
        name: &ast::Name,
        wanted: Type,
        scope: Scope<'_>,
    ) -> Option<Expr> {
        let Type::Scalar(scalar @ (Scalar::Enum(_) | Scalar::Country)) = wanted else {
            return None;
        };
        let written = ast::Expr {
            kind: ast::ExprKind::Path(ast::Path {
                names: vec![name.clone()],
                span: name.span,
            }),
            span: name.span,
        };
        let known = self.named(&name.text, scope).is_some();
        match types::find_word(&name.text, scalar, &self.program.schema) {
            None if known => None,
            None => Some(self.constant(&written, wanted)),
            Some(constant) => {
                if known && self.path_type(name, scope) == wanted {
                    let of = self.program.schema.type_name(scalar).to_owned();
                    self.report(
                        Diagnostic::new(
                            Code::Ambiguous,
                            name.span,
                            format!(
                                "`{}` could be the word of {of} or the value of that name",
                                name.text
                            ),
                        )
                        .hint("Give the field, parameter or `let` of this name another one."),
                    );
                }
                Some(expr(ExprKind::Constant(constant), wanted, name.span))
            }
        }
    }

    fn path_type(&mut self, name: &ast::Name, scope: Scope<'_>) -> Type {
        let path = ast::Path {
            names: vec![name.clone()],
            span: name.span,
        };
        self.path(&path, scope).ty
    }

    /// A value written out.
    pub(super) fn constant(&mut self, written: &ast::Expr, wanted: Type) -> Expr {
        match types::constant(written, wanted, &self.program.schema, self.diagnostics) {
            Some(constant) => expr(ExprKind::Constant(constant), wanted, written.span),
            None => faulty(written.span),
        }
    }

    /// An expression whose type nothing tells from outside.
    pub(super) fn infer(&mut self, written: &ast::Expr, scope: Scope<'_>) -> Expr {
        let span = written.span;
        if self.diagnostics.is_full() {
            return faulty(span);
        }
        match &written.kind {
            ast::ExprKind::Literal(literal) => self.literal(written, literal),
            ast::ExprKind::Path(path) => self.path(path, scope),
            ast::ExprKind::List(items) => self.bare_list(items, span),
            ast::ExprKind::Paren(inner) => self.infer(inner, scope),
            ast::ExprKind::Not(inner) => {
                let inner = self.condition(inner, scope);
                negate(inner, span)
            }
            ast::ExprKind::And(parts) => self.all_of(parts, ExprKind::And, span, scope),
            ast::ExprKind::Or(parts) => self.all_of(parts, ExprKind::Or, span, scope),
            ast::ExprKind::Compare {
                op,
                op_span,
                left,
                right,
            } => self.compare(*op, *op_span, (left, right), span, scope),
            ast::ExprKind::In {
                negated,
                needle,
                list,
            } => {
                let found = self.is_in(needle, list, span, scope);
                if *negated { negate(found, span) } else { found }
            }
            ast::ExprKind::Has {
                quantifier,
                list,
                wanted,
            } => self.has(*quantifier, list, wanted, span, scope),
            ast::ExprKind::Is { subject, test } => self.is(subject, *test, span, scope),
            ast::ExprKind::Matches { subject, pattern } => {
                let text = Box::new(self.expect(subject, Type::Scalar(Scalar::Text), scope));
                let pattern = lower_pattern(pattern);
                expr(ExprKind::Matches { text, pattern }, Type::BOOL, span)
            }
            ast::ExprKind::Otherwise { value, default } => {
                self.otherwise(value, default, span, scope)
            }
            ast::ExprKind::Shift {
                direction,
                op_span,
                base,
                by,
            } => self.shift(*direction, *op_span, (base, by), span, scope),
            ast::ExprKind::Age { birth, on } => self.age(birth, on, span, scope),
            ast::ExprKind::Call {
                function,
                arguments,
            } => self.call(function, arguments, span, scope),
            ast::ExprKind::IsReason { name, rejects } => {
                self.is_reason(name, *rejects, span, scope)
            }
        }
    }

    fn literal(&mut self, written: &ast::Expr, literal: &Literal) -> Expr {
        let scalar = match literal {
            Literal::Bool(_) => Scalar::Bool,
            Literal::Number(number) if number.fract().is_zero() => Scalar::Integer,
            Literal::Number(_) => Scalar::Number,
            Literal::Percent(_) => Scalar::Percent,
            Literal::Date(_) => Scalar::Date,
            Literal::LongTerm => Scalar::DateOrLongTerm,
            Literal::Instant(_) => Scalar::Instant,
            Literal::Period(_) => Scalar::Period,
            Literal::Duration(_) => Scalar::Duration,
            Literal::Text(_) | Literal::Absent => Scalar::Text,
        };
        self.constant(written, Type::Scalar(scalar))
    }

    fn bare_list(&mut self, items: &[ast::Expr], span: Span) -> Expr {
        self.report(
            Diagnostic::new(Code::NotHere, span, "a list cannot stand here by itself")
                .hint("A list comes after `in`, `has any of` or `has all of`.")
                .label(if items.is_empty() {
                    "it is empty, too"
                } else {
                    ""
                }),
        );
        faulty(span)
    }

    fn all_of(
        &mut self,
        parts: &[ast::Expr],
        kind: fn(Vec<Expr>) -> ExprKind,
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        let parts = parts
            .iter()
            .map(|part| self.condition(part, scope))
            .collect();
        expr(kind(parts), Type::BOOL, span)
    }

    /// Whether an expression has a type by itself. Literals, lists and words that name no value have not.
    pub(super) fn has_type(&self, written: &ast::Expr, scope: Scope<'_>) -> bool {
        match &written.kind {
            ast::ExprKind::Literal(_) | ast::ExprKind::List(_) => false,
            ast::ExprKind::Paren(inner) => self.has_type(inner, scope),
            ast::ExprKind::Path(path) => match path.single() {
                Some(name) => self.named(&name.text, scope).is_some(),
                None => true,
            },
            _ => true,
        }
    }

    fn is(&mut self, subject: &ast::Expr, test: IsTest, span: Span, scope: Scope<'_>) -> Expr {
        let subject = self.infer(subject, scope);
        match test {
            IsTest::Present | IsTest::Absent => {
                if !subject.optional && subject.ty != Type::Faulty {
                    self.always_there(&subject);
                }
                let present = expr(ExprKind::Present(Box::new(subject)), Type::BOOL, span);
                if test == IsTest::Absent {
                    negate(present, span)
                } else {
                    present
                }
            }
            IsTest::Empty | IsTest::NotEmpty => {
                let ok = matches!(
                    subject.ty,
                    Type::List(_) | Type::Rows(_) | Type::Scalar(Scalar::Text) | Type::Faulty
                );
                if !ok {
                    let message =
                        format!("{} is never empty", article(&self.type_name(subject.ty)));
                    let hint =
                        "Lists and texts can be empty; ask other values whether they are `absent`.";
                    self.report(
                        Diagnostic::new(Code::TypeMismatch, subject.span, message).hint(hint),
                    );
                }
                let empty = expr(ExprKind::Empty(Box::new(subject)), Type::BOOL, span);
                if test == IsTest::NotEmpty {
                    negate(empty, span)
                } else {
                    empty
                }
            }
        }
    }

    pub(super) fn always_there(&mut self, subject: &Expr) {
        let text = self.program.sources.text_of(subject.span);
        let message = format!("`{text}` is needed, so it never counts as absent");
        self.report(
            Diagnostic::new(Code::AlwaysThere, subject.span, message).hint(
                "Where it is missing the record is incomplete. If it may be absent, mark its field with `?`.",
            ),
        );
    }

    fn is_reason(&mut self, name: &ast::Name, rejects: bool, span: Span, scope: Scope<'_>) -> Expr {
        if !scope.decision_known {
            let does = if rejects { "rejects" } else { "fires" };
            let name = &name.text;
            let message =
                format!("whether `{name}` {does} is known only when all rules have been looked at");
            self.report(Diagnostic::new(Code::NotHere, span, message).hint(DECIDED_HINT));
            return faulty(span);
        }
        let of = match (self.names.ruleset(&name.text), self.names.rule(&name.text)) {
            (Some(ruleset), None) => ReasonOf::Ruleset(ruleset),
            (None, Some(rule)) => ReasonOf::Rule(rule),
            (Some(_), Some(_)) => {
                let message = format!("`{}` is a rule and a ruleset", name.text);
                self.report(
                    Diagnostic::new(Code::Ambiguous, name.span, message)
                        .hint("Give one of them another name."),
                );
                return faulty(span);
            }
            (None, None) => {
                self.unknown_rule(name, &[ItemKind::Ruleset, ItemKind::Rule]);
                return faulty(span);
            }
        };
        expr(ExprKind::IsReason { of, rejects }, Type::BOOL, span)
    }

    /// Reports a name that no rule, ruleset or policy of the wanted kinds has.
    pub(super) fn unknown_rule(&mut self, name: &ast::Name, kinds: &[ItemKind]) {
        if self.diagnostics.is_full() || self.names.may_be_broken(kinds, &name.text) {
            return;
        }
        let names = self.names;
        let rulesets = names.rulesets.iter().map(|each| each.name.text.as_str());
        let rules = names.rules.iter().map(|(each, _)| each.name.text.as_str());
        let policies = names.policies.iter().map(|each| each.name.text.as_str());
        let mut known: Vec<&str> = Vec::new();
        for kind in kinds {
            match kind {
                ItemKind::Ruleset => known.extend(rulesets.clone()),
                ItemKind::Rule => known.extend(rules.clone()),
                ItemKind::Policy => known.extend(policies.clone()),
                _ => {}
            }
        }
        let words: Vec<&str> = kinds
            .iter()
            .map(|kind| super::collect::kind_word(*kind))
            .collect();
        let message = format!("there is no {} `{}`", words.join(" or "), name.text);
        let message = Diagnostic::new(Code::UnknownRule, name.span, message);
        let other = names
            .ruleset(&name.text)
            .map(|_| "ruleset")
            .or(names.rule(&name.text).map(|_| "rule"));
        let hint = other.map(|kind| format!("`{}` is a {kind}.", name.text));
        self.report(message.maybe_hint(hint).did_you_mean(&name.text, known));
    }

    /// What a reader calls a type.
    pub(super) fn type_name(&self, ty: Type) -> String {
        match ty {
            Type::Scalar(scalar) => match scalar {
                Scalar::Enum(_) => format!("word of {}", self.program.schema.type_name(scalar)),
                _ => self.program.schema.type_name(scalar).to_owned(),
            },
            Type::List(scalar) => format!("list of {}", self.program.schema.type_name(scalar)),
            Type::Rows(_) => "list of records".to_owned(),
            Type::Group(_) => "nested record".to_owned(),
            Type::Reading { kind, .. } => format!("read {}", kind.noun()),
            Type::Faulty => "faulty value".to_owned(),
        }
    }

    fn mismatch(&mut self, found: &Expr, wanted: Type) {
        let message = format!(
            "{} is needed here, not {}",
            article(&self.type_name(wanted)),
            article(&self.type_name(found.ty))
        );
        let (code, hint) = mismatch_hint(found.ty, wanted);
        self.report(Diagnostic::new(code, found.span, message).maybe_hint(hint));
    }
}

pub(super) fn mismatch_hint(found: Type, wanted: Type) -> (Code, Option<String>) {
    let (Type::Scalar(a), Type::Scalar(b)) = (found, wanted) else {
        return (Code::TypeMismatch, None);
    };
    let pair = |one: Scalar, two: Scalar| (a, b) == (one, two) || (a, b) == (two, one);
    if pair(Scalar::Period, Scalar::Duration) {
        let hint = "A period counts calendar days, months or years; a duration counts hours, minutes or seconds.";
        return (Code::PeriodOrDuration, Some(hint.to_owned()));
    }
    let dates = [Scalar::Date, Scalar::DateOrLongTerm];
    let hint = if dates.iter().any(|date| pair(*date, Scalar::Instant)) {
        Some("Compare dates with `today` and instants with `now`.")
    } else if pair(Scalar::Percent, Scalar::Number) || pair(Scalar::Percent, Scalar::Integer) {
        Some("Give both the type `percent`.")
    } else {
        None
    };
    (Code::TypeMismatch, hint.map(str::to_owned))
}

fn negate(inner: Expr, span: Span) -> Expr {
    if inner.ty == Type::Faulty {
        return inner;
    }
    expr(ExprKind::Not(Box::new(inner)), Type::BOOL, span)
}

fn lower_pattern(pattern: &ast::Pattern) -> Pattern {
    let items = pattern.items.iter().map(|item| PatternItem {
        least: item.count.0,
        most: item.count.1,
        class: match &item.class {
            ast::PatternClass::Text(text) => PatternClass::Text(text.as_str().into()),
            ast::PatternClass::Digits => PatternClass::Digits,
            ast::PatternClass::Letters => PatternClass::Letters,
            ast::PatternClass::Characters => PatternClass::Characters,
            ast::PatternClass::Of(chars) => PatternClass::Of(chars.chars().collect()),
        },
    });
    Pattern {
        items: items.collect(),
    }
}
