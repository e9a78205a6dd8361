//! Which fields and which values stand near a declaration: in it, in what uses it, in what it uses.
//!
//! A search for a record that shows a change starts with these.

use super::expression::inside;
use crate::syntax::ast::{
    self, Action, Effect, Expr, ExprKind, Item, LetValue, Literal, Name, Path, PolicyLine, Rule,
    Ruleset,
};
use std::collections::{HashMap, HashSet, VecDeque};

/// What a declaration mentions.
#[derive(Default)]
pub(super) struct Mentions {
    /// Paths as written, elements of a list by the path of the list: `images.glare`.
    pub(super) paths: Vec<String>,
    pub(super) literals: Vec<Literal>,
    names: HashSet<String>,
}

/// All declarations by their names.
pub(super) struct Reach {
    nodes: HashMap<String, Mentions>,
    users: HashMap<String, Vec<String>>,
}

impl Reach {
    pub(super) fn new(files: &[ast::File]) -> Reach {
        let mut reach = Reach {
            nodes: HashMap::new(),
            users: HashMap::new(),
        };
        for item in files.iter().flat_map(|file| &file.items) {
            reach.item(item);
        }
        let mut users: HashMap<String, Vec<String>> = HashMap::new();
        for (user, mentions) in &reach.nodes {
            for name in &mentions.names {
                users.entry(name.clone()).or_default().push(user.clone());
            }
        }
        users.values_mut().for_each(|names| names.sort_unstable());
        reach.users = users;
        reach
    }

    /// What stands near a declaration, the nearest first.
    pub(super) fn near(&self, owner: &str) -> Vec<&Mentions> {
        let users = walk(owner, |name| {
            self.users.get(name).cloned().unwrap_or_default()
        });
        let mut seen = HashSet::new();
        let mut near = Vec::new();
        for user in users {
            for name in walk(&user, |name| {
                let names = self.nodes.get(name).map(|mentions| &mentions.names);
                let mut names: Vec<String> = names.into_iter().flatten().cloned().collect();
                names.sort_unstable();
                names
            }) {
                if seen.insert(name.clone()) {
                    near.extend(self.nodes.get(&name));
                }
            }
        }
        near
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Param(param) => {
                let values = param.values.iter().map(|each| &each.value);
                self.node(&param.name, values, &[]);
            }
            Item::Let(each) => match &each.value {
                LetValue::Expr(value) => self.node(&each.name, [value], &[]),
                LetValue::Where { list, condition } => {
                    self.node(&each.name, [condition], &[(None, list)]);
                    self.inside_list(&each.name, list);
                }
                LetValue::Read { number, scheme } => {
                    self.node(&each.name, [number], &[(None, scheme)]);
                }
            },
            Item::Table(table) => {
                let results = table.rows.iter().map(|row| &row.result);
                let cells = table.rows.iter().flat_map(|row| row.cells.iter().flatten());
                let patterns = cells.flat_map(|cell| &cell.alternatives);
                let ends = patterns.flat_map(|pattern| match pattern {
                    ast::CellPattern::Any(_) => [None, None],
                    ast::CellPattern::Value(value) => [Some(value), None],
                    ast::CellPattern::Range { least, most, .. } => [least.as_ref(), most.as_ref()],
                });
                let keys: Vec<_> = table.keys.iter().map(|key| (None, &key.path)).collect();
                self.node(&table.name, results.chain(ends.flatten()), &keys);
            }
            Item::Ruleset(ruleset) => {
                for param in &ruleset.params {
                    let values = param.values.iter().map(|each| &each.value);
                    self.node(&param.name, values, &[]);
                }
                for rule in &ruleset.rules {
                    self.rule(ruleset, rule);
                }
                self.node(&ruleset.name, &ruleset.guard, &[]);
                self.names(&ruleset.name, ruleset.rules.iter().map(|rule| &rule.name));
            }
            Item::Policy(policy) => {
                let lines = policy.lines.iter();
                self.node(&policy.name, lines.clone().flat_map(of_line), &[]);
                self.names(&policy.name, lines.flat_map(named));
            }
            _ => {}
        }
    }

    fn rule(&mut self, ruleset: &Ruleset, rule: &Rule) {
        let conditions = rule.effects.iter().filter_map(|effect| match effect {
            Effect::Finding { condition, .. } => Some(condition),
            Effect::Require { condition, .. } => condition.as_ref(),
        });
        let guards = ruleset.guard.iter().chain(&rule.guard);
        let exprs = conditions.chain(guards).chain(&rule.retry_at);
        let required = rule.effects.iter().filter_map(|effect| match effect {
            Effect::Require { field, .. } => Some((None, field)),
            Effect::Finding { .. } => None,
        });
        let list = ruleset.for_each.iter();
        let list = list.map(|each| (Some(each.element.text.as_str()), &each.list));
        let paths: Vec<_> = required.chain(list).collect();
        self.node(&rule.name, exprs, &paths);
    }

    /// Takes in what a declaration mentions; a path with a name is what that name stands for.
    fn node<'e>(
        &mut self,
        name: &Name,
        exprs: impl IntoIterator<Item = &'e Expr>,
        paths: &[(Option<&str>, &Path)],
    ) {
        let node = self.nodes.entry(name.text.clone()).or_default();
        for (_, path) in paths {
            node.path(&path.text());
        }
        let aliases: Vec<(&str, String)> = paths
            .iter()
            .filter_map(|(alias, path)| Some((alias.as_ref().copied()?, path.text())))
            .collect();
        for expr in exprs {
            node.expr(expr, &aliases);
        }
    }

    fn names<'e>(&mut self, owner: &Name, names: impl Iterator<Item = &'e Name>) {
        let node = self.nodes.entry(owner.text.clone()).or_default();
        node.names.extend(names.map(|name| name.text.clone()));
    }

    /// The fields that a filter asks are those of an element.
    fn inside_list(&mut self, name: &Name, list: &Path) {
        if let Some(node) = self.nodes.get_mut(&name.text) {
            let inner: Vec<String> = node
                .paths
                .iter()
                .map(|path| format!("{}.{path}", list.text()))
                .collect();
            node.paths.extend(inner);
        }
    }
}

impl Mentions {
    fn expr(&mut self, expr: &Expr, aliases: &[(&str, String)]) {
        match &expr.kind {
            ExprKind::Literal(literal) => self.literals.push(literal.clone()),
            ExprKind::Path(path) => {
                let text = path.text();
                let (first, rest) = text.split_once('.').unwrap_or((&text, ""));
                match aliases.iter().find(|(alias, _)| *alias == first) {
                    Some((_, list)) => self.path(&format!("{list}.{rest}")),
                    None => self.path(&text),
                }
            }
            ExprKind::Call { function, .. } => {
                self.names.insert(function.text.clone());
            }
            ExprKind::IsReason { name, .. } => {
                self.names.insert(name.text.clone());
            }
            _ => {}
        }
        for inner in inside(expr) {
            self.expr(inner, aliases);
        }
    }

    fn path(&mut self, path: &str) {
        if !self.paths.iter().any(|each| each == path) {
            self.paths.push(path.to_owned());
        }
        let first = path.split('.').next().unwrap_or(path);
        self.names.insert(first.to_owned());
    }
}

fn named(line: &PolicyLine) -> &[Name] {
    match line {
        PolicyLine::Use { rulesets, .. } => rulesets,
        PolicyLine::Treat { rules, .. } | PolicyLine::Skip { rules, .. } => rules,
        _ => &[],
    }
}

fn of_line(line: &PolicyLine) -> Vec<&Expr> {
    match line {
        PolicyLine::Applies(condition, _) => vec![condition],
        PolicyLine::On {
            action, condition, ..
        } => {
            let value = match action {
                Action::Grant(value) | Action::RetryAt(value) | Action::ReviewTime(value) => {
                    Some(value)
                }
                Action::Offer { condition, .. } => Some(condition),
                Action::Step(_) | Action::ContactSupport => None,
            };
            value.into_iter().chain(condition).collect()
        }
        _ => Vec::new(),
    }
}

/// A name and all that follow from it, breadth first.
fn walk(start: &str, next: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    let mut seen = HashSet::from([start.to_owned()]);
    let mut found = Vec::new();
    let mut queue = VecDeque::from([start.to_owned()]);
    while let Some(name) = queue.pop_front() {
        for each in next(&name) {
            if seen.insert(each.clone()) {
                queue.push_back(each);
            }
        }
        found.push(name);
    }
    found
}
