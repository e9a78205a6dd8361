//! What the cases came upon, held against all that the rules have.
//!
//! In: sights of the evaluator, from any number of threads. Out: a [`Coverage`]. Items are named by what they are in the
//! program or by where they stand, so that what policies share is counted once.

use crate::coverage::{Coverage, Item, Kind, Way};
use crate::decision::{FindingState, SourceLocation};
use crate::eval::Sight;
use crate::program::{Effect, Expr, ExprKind, Policy, Program, Rule, RuleId, TableId, Type};
use crate::source::Span;
use crate::value::Constant;
use std::collections::{HashMap, HashSet};

/// What a [`Sight`] is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Key {
    Rule(RuleId),
    Condition(Span),
    Row(TableId, usize),
    Excuse(RuleId, RuleId),
    Policy(Span),
    Line(Span),
}

/// What was seen of each item so far.
#[derive(Debug, Default)]
pub(super) struct Seen(HashMap<Key, Ways>);

/// The ways in which an item came out.
#[derive(Clone, Copy, Default, Debug)]
struct Ways {
    yes: bool,
    no: bool,
    unknown: bool,
}

impl Seen {
    pub fn take(&mut self, sight: Sight) {
        let (key, way) = match sight {
            Sight::Policy(span) => (Key::Policy(span), Some(true)),
            Sight::Rule(rule, FindingState::Fired) => (Key::Rule(rule), Some(true)),
            Sight::Rule(rule, FindingState::Clear) => (Key::Rule(rule), Some(false)),
            Sight::Rule(rule, FindingState::Undecided) => (Key::Rule(rule), None),
            Sight::Rule(_, FindingState::Excused | FindingState::Skipped) => return,
            Sight::Excuse { rule, by } => (Key::Excuse(rule, by), Some(true)),
            Sight::Condition(span, truth) => (Key::Condition(span), truth),
            Sight::Row(table, row) => (Key::Row(table, row), Some(true)),
            Sight::Line(span) => (Key::Line(span), Some(true)),
        };
        let ways = self.0.entry(key).or_default();
        match way {
            Some(true) => ways.yes = true,
            Some(false) => ways.no = true,
            None => ways.unknown = true,
        }
    }

    /// Adds what another thread saw.
    pub fn join(&mut self, other: Seen) {
        for (key, ways) in other.0 {
            let own = self.0.entry(key).or_default();
            own.yes |= ways.yes;
            own.no |= ways.no;
            own.unknown |= ways.unknown;
        }
    }

    /// All items of a program with what was seen of them.
    pub fn against(&self, program: &Program) -> Coverage {
        let mut list = List {
            program,
            seen: self,
            listed: HashSet::new(),
            items: Vec::new(),
        };
        list.rules();
        list.conditions();
        list.rows();
        program.policies.iter().for_each(|each| list.policy(each));
        let mut items = list.items;
        // Stable: excuses stand at the name of their rule, in the order written.
        items.sort_by_key(|item| (item.kind, item.span));
        Coverage { items }
    }
}

/// The items of a program, listed.
struct List<'a> {
    program: &'a Program,
    seen: &'a Seen,
    /// Lines and conditions that policies share stand in each of them.
    listed: HashSet<Key>,
    items: Vec<Item>,
}

impl List<'_> {
    fn add(&mut self, key: Key, of: &str, words: String, span: Span) {
        if !self.listed.insert(key) {
            return;
        }
        let ways = self.seen.0.get(&key).copied().unwrap_or_default();
        let wanted = |name, met| Way {
            name,
            met,
            wanted: true,
        };
        let undecided = Way {
            name: "undecided",
            met: ways.unknown,
            wanted: false,
        };
        let (kind, ways) = match key {
            Key::Rule(id) => {
                let clear = self.can_be_clear(id).then(|| wanted("clear", ways.no));
                let ways = [wanted("fired", ways.yes)].into_iter().chain(clear);
                (Kind::Rule, ways.chain([undecided]).collect())
            }
            Key::Condition(_) => {
                let ways = [wanted("true", ways.yes), wanted("false", ways.no)];
                (
                    Kind::Condition,
                    ways.into_iter().chain([undecided]).collect(),
                )
            }
            Key::Row(..) => (Kind::Row, vec![wanted("hit", ways.yes)]),
            Key::Excuse(..) => (Kind::Excuse, vec![wanted("excused", ways.yes)]),
            Key::Policy(_) => (Kind::Policy, vec![wanted("chosen", ways.yes)]),
            Key::Line(_) => (Kind::Line, vec![wanted("taken", ways.yes)]),
        };
        self.items.push(Item {
            kind,
            of: of.to_owned(),
            words,
            place: self.place(span),
            span,
            ways,
        });
    }

    /// Whether anything is asked: `reject when true` comes out one way only.
    fn can_be_clear(&self, id: RuleId) -> bool {
        let rule = self.program.rules.get(id.0 as usize);
        rule.is_none_or(|rule| {
            let ruleset = self.program.rulesets.get(rule.ruleset.0 as usize);
            let always =
                |each: &Expr| matches!(each.kind, ExprKind::Constant(Constant::Bool(true)));
            let unasked = match &rule.effect {
                Effect::Finding { conditions, .. } => conditions.iter().any(always),
                Effect::Require(_) => false,
            };
            let guarded = ruleset.is_some_and(|each| each.guard.is_some());
            !unasked || guarded || rule.guard.is_some()
        })
    }

    fn place(&self, span: Span) -> SourceLocation {
        self.program.place_of(span)
    }

    /// The words of a row or a line, without what it cites.
    fn written(&self, span: Span, cites: &[Box<str>]) -> String {
        let words = self.program.sources.words_of(span);
        match words.split_once(" cites \"") {
            Some((before, _)) if !cites.is_empty() => before.to_owned(),
            _ => words.into_owned(),
        }
    }

    fn rules(&mut self) {
        for (rule, id) in self.program.rules.iter().zip(0..) {
            let of = self.name(rule);
            self.add(Key::Rule(RuleId(id)), &of, rule.name.to_string(), rule.span);
            for excuser in &rule.unless {
                let by = self.program.rules.get(excuser.0 as usize);
                let words = by.map_or("", |by| &by.name).to_owned();
                self.add(Key::Excuse(RuleId(id), *excuser), &of, words, rule.span);
            }
        }
    }

    fn name(&self, rule: &Rule) -> String {
        let ruleset = self.program.rulesets.get(rule.ruleset.0 as usize);
        let ruleset = ruleset.map_or("", |ruleset| &ruleset.name);
        format!("rule {ruleset}.{}", rule.name)
    }

    /// The parts of the conditions of rulesets, rules and derived values.
    fn conditions(&mut self) {
        let program = self.program;
        for ruleset in &program.rulesets {
            self.parts(&format!("ruleset {}", ruleset.name), ruleset.guard.iter());
        }
        for rule in &program.rules {
            let of = self.name(rule);
            self.parts(&of, rule.guard.iter());
            match &rule.effect {
                Effect::Finding { conditions, .. } => self.parts(&of, conditions.iter()),
                Effect::Require(each) => {
                    let conditions = each.iter().filter_map(|each| each.condition.as_ref());
                    self.parts(&of, conditions);
                }
            }
        }
        for declared in &program.lets {
            let condition = match &declared.value.kind {
                ExprKind::Where { condition, .. } => Some(&**condition),
                _ => (declared.value.ty == Type::BOOL).then_some(&declared.value),
            };
            self.parts(&format!("let {}", declared.name), condition.into_iter());
        }
    }

    fn parts<'e>(&mut self, of: &str, conditions: impl Iterator<Item = &'e Expr>) {
        for part in conditions.flat_map(Expr::parts) {
            // What is written out comes out one way only.
            if !matches!(part.kind, ExprKind::Constant(_)) {
                let words = self.program.sources.words_of(part.span);
                self.add(Key::Condition(part.span), of, words.into_owned(), part.span);
            }
        }
    }

    fn rows(&mut self) {
        for (table, id) in self.program.tables.iter().zip(0..) {
            for (place, row) in table.rows.iter().enumerate() {
                let words = self.written(row.span, &row.cites);
                let of = format!("table {}", table.name);
                self.add(Key::Row(TableId(id), place), &of, words, row.span);
            }
        }
    }

    fn policy(&mut self, policy: &Policy) {
        let version = policy.version.as_ref();
        let version = version.map_or(String::new(), |version| format!(" {version}"));
        let of = format!("policy {}{version}", policy.name);
        self.add(
            Key::Policy(policy.span),
            &of,
            policy.name.to_string(),
            policy.span,
        );
        for line in &policy.actions {
            let words = self.written(line.span, &line.cites);
            self.add(Key::Line(line.span), &of, words, line.span);
            self.parts(&of, line.condition.iter());
        }
    }
}
