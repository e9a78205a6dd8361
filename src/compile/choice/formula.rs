//! Conditions as boolean formulas over what they look at, and the search for values that make one true.
//!
//! A condition is cut into questions about *subjects*: expressions such as `account.region`, each with the
//! patterns it is compared with. A subject's values fall into a few classes that no question tells apart.
//! What cannot be put so (a match, a built-in, a comparison of two fields) is a subject of its own that is
//! true or false, the same wherever the same expression stands.

use crate::compile::cover::{Bits, Domain, Kind, kind_of_expr};
use crate::program::{CellPattern, Comparison, Expr, ExprKind, Program, Type};
use crate::value::{Constant, Country};
use std::cell::OnceCell;
use std::collections::HashSet;

/// A condition.
pub(super) enum Formula {
    /// The value of a subject is among those of a question.
    Ask(usize, usize),
    Not(Box<Formula>),
    And(Vec<Formula>),
    Or(Vec<Formula>),
}

impl Formula {
    /// The questions that have to hold for the whole to hold.
    fn needed(&self) -> Vec<(usize, usize)> {
        match self {
            Formula::Ask(subject, question) => vec![(*subject, *question)],
            Formula::And(parts) => parts.iter().flat_map(Formula::needed).collect(),
            Formula::Not(_) | Formula::Or(_) => Vec::new(),
        }
    }
}

/// What a formula needs of some subjects.
pub(super) type Needs = Vec<Need>;

/// A subject with those of its classes that a formula leaves possible.
pub(super) struct Need {
    subject: usize,
    possible: Bits,
    /// The only possible one, if there is only one.
    lone: Option<usize>,
}

impl Need {
    fn excludes(&self, other: &Need) -> bool {
        match (self.lone, other.lone) {
            (Some(class), _) => !other.possible.contains(class),
            (None, Some(class)) => !self.possible.contains(class),
            (None, None) => !self.possible.meets(&other.possible),
        }
    }
}

/// Whether two formulas need different values of one subject, so that no search is needed to tell them apart.
pub(super) fn exclude_each_other(first: &Needs, second: &Needs) -> bool {
    first.iter().any(|ours| {
        let mut same = second.iter().filter(|each| each.subject == ours.subject);
        same.any(|theirs| ours.excludes(theirs))
    })
}

/// Something that conditions look at.
pub(super) struct Subject<'a> {
    pub expr: &'a Expr,
    pub kind: Kind,
    questions: Vec<Question>,
    classes: OnceCell<Vec<(Constant, Bits)>>,
}

/// The values with which a comparison holds.
#[derive(PartialEq)]
struct Question {
    patterns: Vec<CellPattern>,
    /// Whether the patterns are those with which it does not hold.
    negated: bool,
    /// Whether it holds where the value is absent.
    absent: bool,
}

impl Question {
    fn among(patterns: Vec<CellPattern>) -> Question {
        Question {
            patterns,
            negated: false,
            absent: false,
        }
    }

    /// Holds for every value but these.
    fn not_among(patterns: Vec<CellPattern>) -> Question {
        Question {
            negated: true,
            ..Question::among(patterns)
        }
    }
}

/// All that the conditions of a program's policies look at.
pub(super) struct Space<'a> {
    program: &'a Program,
    pub subjects: Vec<Subject<'a>>,
    /// How many `let`s were written out so far.
    inlined: usize,
}

/// How deep a formula may be, and how many `let`s may be written out: a `let` may name another twice, and so
/// on. Beyond that a condition counts as one that is free to be true or false.
const MOST_DEPTH: usize = 64;
const MOST_INLINED: usize = 10_000;
/// Most answers that are kept about one subject, a bit each: 10,000 comparisons fit.
const MOST_ANSWERS: usize = 1 << 28;
/// Most questions of one policy that are looked at before a search.
const MOST_NEEDS: usize = 4;

impl<'a> Space<'a> {
    pub fn new(program: &'a Program) -> Space<'a> {
        Space {
            program,
            subjects: Vec::new(),
            inlined: 0,
        }
    }

    /// The formula of a condition. All are made before the first search.
    pub fn formula(&mut self, condition: &'a Expr) -> Formula {
        self.formula_at(condition, 0)
    }

    fn formula_at(&mut self, condition: &'a Expr, depth: usize) -> Formula {
        match &condition.kind {
            _ if depth > MOST_DEPTH => self.is_true(condition),
            ExprKind::Constant(Constant::Bool(true)) => Formula::And(Vec::new()),
            ExprKind::Constant(Constant::Bool(false)) => Formula::Or(Vec::new()),
            ExprKind::And(parts) => Formula::And(self.formulas(parts, depth)),
            ExprKind::Or(parts) => Formula::Or(self.formulas(parts, depth)),
            ExprKind::Not(inner) => Formula::Not(Box::new(self.formula_at(inner, depth + 1))),
            ExprKind::Let(id) if self.inlined < MOST_INLINED => {
                self.inlined += 1;
                match self.program.lets.get(id.0 as usize) {
                    Some(derived) => self.formula_at(&derived.value, depth + 1),
                    None => self.is_true(condition),
                }
            }
            ExprKind::Compare { op, left, right } => self.comparison(condition, *op, left, right),
            ExprKind::In { needle, list } => match constant(list) {
                Some(Constant::List(items)) => {
                    let patterns = items.iter().cloned().map(CellPattern::Value);
                    self.ask(needle, Question::among(patterns.collect()))
                }
                _ => self.is_true(condition),
            },
            // Holds for every value, and not where there is none.
            ExprKind::Present(inner) if matches!(inner.ty, Type::Scalar(_)) => {
                self.ask_of(self.resolved(inner), Question::not_among(Vec::new()))
            }
            _ => self.is_true(condition),
        }
    }

    fn formulas(&mut self, parts: &'a [Expr], depth: usize) -> Vec<Formula> {
        let parts = parts.iter();
        parts.map(|part| self.formula_at(part, depth + 1)).collect()
    }

    fn comparison(
        &mut self,
        condition: &'a Expr,
        op: Comparison,
        left: &'a Expr,
        right: &'a Expr,
    ) -> Formula {
        let (subject, op, value) = match (constant(left), constant(right)) {
            (_, Some(value)) => (left, op, value),
            (Some(value), _) => (right, op.mirrored(), value),
            _ => return self.is_true(condition),
        };
        self.ask(subject, question(op, value))
    }

    fn is_true(&mut self, condition: &'a Expr) -> Formula {
        let patterns = vec![CellPattern::Value(Constant::Bool(true))];
        self.ask(condition, Question::among(patterns))
    }

    /// A question about a subject. `X otherwise D` asks about X, and where X is absent, about D.
    fn ask(&mut self, subject: &'a Expr, mut question: Question) -> Formula {
        let subject = self.resolved(subject);
        if let ExprKind::Otherwise { value, default } = &subject.kind
            && let Some(default) = constant(default)
            && let Type::Scalar(scalar) = value.ty
        {
            let kind = Kind {
                scalar,
                optional: false,
                bounds: None,
            };
            let own = CellPattern::Value(default.clone());
            let patterns = question.patterns.iter();
            let domain = Domain::new(kind, &self.program.schema, patterns.chain([&own]));
            let own = domain.places(&own);
            let mut places = question.patterns.iter().map(|each| domain.places(each));
            let is_among = places.any(|places| !own.is_empty() && places.contains(&own.start));
            question.absent = is_among != question.negated;
            return self.ask_of(self.resolved(value), question);
        }
        self.ask_of(subject, question)
    }

    fn ask_of(&mut self, subject: &'a Expr, question: Question) -> Formula {
        let place = match self
            .subjects
            .iter()
            .position(|each| each.expr.says_the_same(subject))
        {
            Some(place) => place,
            None => {
                self.subjects.push(Subject {
                    expr: subject,
                    kind: kind_of_expr(subject, &self.program.schema),
                    questions: Vec::new(),
                    classes: OnceCell::new(),
                });
                self.subjects.len() - 1
            }
        };
        let questions = self
            .subjects
            .get_mut(place)
            .map(|subject| &mut subject.questions);
        let number = questions.map_or(0, |questions| {
            let known = questions.iter().position(|each| *each == question);
            known.unwrap_or_else(|| {
                questions.push(question);
                questions.len() - 1
            })
        });
        Formula::Ask(place, number)
    }

    /// The expression that a `let` stands for, through any number of them.
    fn resolved(&self, mut expr: &'a Expr) -> &'a Expr {
        while let ExprKind::Let(id) = expr.kind
            && let Some(derived) = self.program.lets.get(id.0 as usize)
            && matches!(derived.value.ty, Type::Scalar(_))
        {
            expr = &derived.value;
        }
        expr
    }

    /// A value of each class of a subject, with the questions that hold for it.
    pub fn classes(&self, subject: usize) -> &[(Constant, Bits)] {
        let subject = self.subjects.get(subject);
        subject.map_or(&[], |subject| {
            subject.classes.get_or_init(|| self.cut(subject))
        })
    }

    fn cut(&self, subject: &Subject<'_>) -> Vec<(Constant, Bits)> {
        let patterns = subject
            .questions
            .iter()
            .flat_map(|question| &question.patterns);
        let domain = Domain::new(subject.kind, &self.program.schema, patterns);
        let size = subject.questions.len();
        let mut holding = vec![Bits::none(size); domain.size()];
        let witnesses = domain.witnesses();
        for (number, question) in subject.questions.iter().enumerate() {
            let mut among = Bits::none(domain.size());
            let places = question.patterns.iter();
            let places = places.flat_map(|each| domain.places(each));
            places.for_each(|place| among.insert(place));
            for (place, (bits, witness)) in holding.iter_mut().zip(&witnesses).enumerate() {
                let holds = match witness {
                    Some(Constant::Absent) => question.absent,
                    _ => among.contains(place) != question.negated,
                };
                if holds {
                    bits.insert(number);
                }
            }
        }
        let mut seen = HashSet::new();
        let segments = witnesses.into_iter().zip(holding);
        segments
            .filter_map(|(witness, bits)| Some((witness?, bits)))
            .filter(|(_, bits)| seen.insert(bits.clone()))
            .collect()
    }

    /// What a formula needs of some subjects. Not all of it: a few are enough to tell most policies apart.
    pub fn needs(&self, formula: &Formula) -> Needs {
        let questions = formula.needed().into_iter().take(MOST_NEEDS);
        let needs = questions.map(|(subject, question)| {
            let classes = self.classes(subject);
            let mut possible = Bits::none(classes.len());
            let held = classes.iter().enumerate();
            held.filter(|(_, (_, bits))| bits.contains(question))
                .for_each(|(place, _)| possible.insert(place));
            let first = possible.iter().next();
            let lone = first.filter(|_| possible.iter().nth(1).is_none());
            Need {
                subject,
                lone,
                possible,
            }
        });
        needs.collect()
    }

    /// Whether some subject is compared with more values than there is room for.
    pub fn is_too_large(&self) -> bool {
        self.subjects.iter().any(|subject| {
            let questions = subject.questions.iter();
            let patterns: usize = questions.map(|question| question.patterns.len()).sum();
            let segments = (2 * patterns).max(Country::all().count());
            segments.saturating_mul(subject.questions.len()) > MOST_ANSWERS
        })
    }

    /// Whether a value of a subject is one that the patterns of some question name.
    pub fn is_named(&self, subject: usize, value: &Constant) -> bool {
        let questions = self.subjects.get(subject).map(|subject| &subject.questions);
        let mut patterns = questions
            .into_iter()
            .flatten()
            .flat_map(|each| &each.patterns);
        patterns.any(|each| matches!(each, CellPattern::Value(named) if named == value))
    }
}

fn constant(expr: &Expr) -> Option<&Constant> {
    match &expr.kind {
        ExprKind::Constant(constant) => Some(constant),
        _ => None,
    }
}

fn question(op: Comparison, value: &Constant) -> Question {
    let value = value.clone();
    match op {
        Comparison::Equal => Question::among(vec![CellPattern::Value(value)]),
        Comparison::NotEqual => Question::not_among(vec![CellPattern::Value(value)]),
        Comparison::AtMost => Question::among(vec![CellPattern::Range(None, Some(value))]),
        Comparison::Greater => Question::not_among(vec![CellPattern::Range(None, Some(value))]),
        Comparison::AtLeast => Question::among(vec![CellPattern::Range(Some(value), None)]),
        Comparison::Less => Question::not_among(vec![CellPattern::Range(Some(value), None)]),
    }
}

/// What a formula comes to while some subjects have no value yet.
enum Answer {
    True,
    False,
    /// It hangs on this subject first.
    Open(usize),
}

/// How the parts of a formula are joined.
#[derive(Clone, Copy)]
enum Join {
    And,
    Or,
}

/// The search took more steps than allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct TooComplex;

/// A search for values; the steps are shared by all searches of one set.
pub(super) struct Search<'s> {
    space: &'s Space<'s>,
    steps: usize,
    chosen: Vec<Option<usize>>,
}

impl<'s> Search<'s> {
    pub fn new(space: &'s Space<'s>, steps: usize) -> Search<'s> {
        Search {
            space,
            steps,
            chosen: vec![None; space.subjects.len()],
        }
    }

    /// Values of the subjects that matter, with which all formulas hold; none if there are none.
    pub fn solve(
        &mut self,
        formulas: &[&Formula],
    ) -> Result<Option<Vec<(usize, Constant)>>, TooComplex> {
        let mut trail = Vec::new();
        let found = self.extend(formulas, &mut trail)?;
        let mut values = Vec::new();
        for subject in trail {
            let class = self.chosen.get(subject).copied().flatten();
            let class = class.and_then(|class| self.space.classes(subject).get(class));
            values.extend(class.map(|(value, _)| (subject, value.clone())));
            self.choose(subject, None);
        }
        Ok(found.then_some(values))
    }

    /// Chooses a class for one subject after the other, and steps back where no formula is left to hold.
    /// Without recursion: there may be as many subjects as policies.
    fn extend(
        &mut self,
        formulas: &[&Formula],
        trail: &mut Vec<usize>,
    ) -> Result<bool, TooComplex> {
        loop {
            let moved = match self.answer_each(formulas)? {
                Answer::True => return Ok(true),
                Answer::Open(subject) if !self.space.classes(subject).is_empty() => {
                    self.choose(subject, Some(0));
                    trail.push(subject);
                    true
                }
                Answer::Open(_) | Answer::False => self.step_back(trail),
            };
            if !moved {
                return Ok(false);
            }
        }
    }

    /// The next class of the subject chosen last, or of the one before it.
    fn step_back(&mut self, trail: &mut Vec<usize>) -> bool {
        while let Some(subject) = trail.last().copied() {
            let class = self.chosen.get(subject).copied().flatten();
            let next = class.map_or(0, |class| class + 1);
            if next < self.space.classes(subject).len() {
                self.choose(subject, Some(next));
                return true;
            }
            self.choose(subject, None);
            trail.pop();
        }
        false
    }

    fn answer_each(&mut self, formulas: &[&Formula]) -> Result<Answer, TooComplex> {
        let mut open = None;
        for formula in formulas {
            match self.answer(formula)? {
                Answer::False => return Ok(Answer::False),
                Answer::True => {}
                Answer::Open(subject) => open = open.or(Some(subject)),
            }
        }
        Ok(open.map_or(Answer::True, Answer::Open))
    }

    fn choose(&mut self, subject: usize, class: Option<usize>) {
        if let Some(slot) = self.chosen.get_mut(subject) {
            *slot = class;
        }
    }

    fn answer(&mut self, formula: &Formula) -> Result<Answer, TooComplex> {
        self.steps = self.steps.checked_sub(1).ok_or(TooComplex)?;
        match formula {
            Formula::Ask(subject, question) => Ok(self.ask(*subject, *question)),
            Formula::Not(inner) => Ok(match self.answer(inner)? {
                Answer::True => Answer::False,
                Answer::False => Answer::True,
                open => open,
            }),
            Formula::And(parts) => self.answer_all(parts, Join::And),
            Formula::Or(parts) => self.answer_all(parts, Join::Or),
        }
    }

    fn ask(&self, subject: usize, question: usize) -> Answer {
        let class = self.chosen.get(subject).copied().flatten();
        match class.and_then(|class| self.space.classes(subject).get(class)) {
            None => Answer::Open(subject),
            Some((_, bits)) if bits.contains(question) => Answer::True,
            Some(_) => Answer::False,
        }
    }

    fn answer_all(&mut self, parts: &[Formula], join: Join) -> Result<Answer, TooComplex> {
        let mut open = None;
        for part in parts {
            match (self.answer(part)?, join) {
                (Answer::False, Join::And) => return Ok(Answer::False),
                (Answer::True, Join::Or) => return Ok(Answer::True),
                (Answer::Open(subject), _) => open = open.or(Some(subject)),
                _ => {}
            }
        }
        Ok(match (open, join) {
            (Some(subject), _) => Answer::Open(subject),
            (None, Join::And) => Answer::True,
            (None, Join::Or) => Answer::False,
        })
    }
}
