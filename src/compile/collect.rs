//! All declarations of all files by name, whatever file they stand in and in whatever order.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::program::{LetId, ParamId, RuleId, RulesetId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Item, ItemKind};
use std::collections::{HashMap, HashSet};

/// The declarations of a policy set. The order of each list is that of the files' names and, in a file, as
/// written: ids count it. The `let`s alone are put in another order afterwards, by what they use.
#[derive(Default)]
pub(super) struct Names<'a> {
    pub settings: Option<&'a ast::Settings>,
    pub record: Option<&'a ast::Record>,
    pub enums: Vec<&'a ast::Enum>,
    /// Global ones first, then those of each ruleset.
    pub params: Vec<(&'a ast::Param, Option<RulesetId>)>,
    pub lets: Vec<&'a ast::Let>,
    pub tables: Vec<&'a ast::Table>,
    pub rulesets: Vec<&'a ast::Ruleset>,
    pub rules: Vec<(&'a ast::Rule, RulesetId)>,
    pub policies: Vec<&'a ast::Policy>,
    index: HashMap<(ItemKind, &'a str), usize>,
    ruleset_params: HashMap<(RulesetId, &'a str), usize>,
    broken: HashSet<(ItemKind, &'a str)>,
    /// Names that two things have which are used by their bare names.
    clashing: HashSet<&'a str>,
    /// Kinds of which a declaration is broken so badly that not even its name is known.
    nameless: HashSet<ItemKind>,
}

impl<'a> Names<'a> {
    /// Numbers the `let`s anew: those listed first, in that order, then the others.
    pub fn order_lets(&mut self, order: &[usize]) {
        let listed: HashSet<usize> = order.iter().copied().collect();
        let others = (0..self.lets.len()).filter(|at| !listed.contains(at));
        let order = order.iter().copied().chain(others);
        let lets: Vec<&'a ast::Let> = order.filter_map(|at| self.lets.get(at).copied()).collect();
        for (number, each) in lets.iter().enumerate() {
            self.index.insert((ItemKind::Let, &each.name.text), number);
        }
        self.lets = lets;
    }

    pub fn enumeration(&self, name: &str) -> Option<usize> {
        self.find(ItemKind::Enum, name)
    }

    pub fn global_param(&self, name: &str) -> Option<ParamId> {
        self.find(ItemKind::Param, name)
            .map(|at| ParamId(at as u32))
    }

    pub fn ruleset_param(&self, ruleset: RulesetId, name: &str) -> Option<ParamId> {
        let at = self.ruleset_params.get(&(ruleset, name))?;
        Some(ParamId(*at as u32))
    }

    pub fn let_id(&self, name: &str) -> Option<LetId> {
        self.find(ItemKind::Let, name).map(|at| LetId(at as u32))
    }

    pub fn table(&self, name: &str) -> Option<TableId> {
        self.find(ItemKind::Table, name)
            .map(|at| TableId(at as u32))
    }

    pub fn ruleset(&self, name: &str) -> Option<RulesetId> {
        self.find(ItemKind::Ruleset, name)
            .map(|at| RulesetId(at as u32))
    }

    pub fn rule(&self, name: &str) -> Option<RuleId> {
        self.find(ItemKind::Rule, name).map(|at| RuleId(at as u32))
    }

    fn find(&self, kind: ItemKind, name: &str) -> Option<usize> {
        self.index.get(&(kind, name)).copied()
    }

    /// Whether a thing of one of these kinds and this name may be missing only because its declaration is
    /// broken, which is reported already.
    pub fn may_be_broken(&self, kinds: &[ItemKind], name: &str) -> bool {
        kinds
            .iter()
            .any(|kind| self.nameless.contains(kind) || self.broken.contains(&(*kind, name)))
    }

    /// Whether a name stands for two things, which is reported already.
    pub fn clashes(&self, name: &str) -> bool {
        self.clashing.contains(name)
    }

    /// Whether any declaration of a kind is broken.
    pub fn any_broken(&self, kind: ItemKind) -> bool {
        self.nameless.contains(&kind) || self.broken.iter().any(|(each, _)| *each == kind)
    }

    /// A place that stands for the whole set; none in an empty one.
    pub fn first_place(&self) -> Option<Span> {
        let rulesets = self.rulesets.iter().map(|each| each.name.span);
        let policies = self.policies.iter().map(|each| each.name.span);
        let params = self.params.iter().map(|(each, _)| each.name.span);
        let enums = self.enums.iter().map(|each| each.name.span);
        let lets = self.lets.iter().map(|each| each.name.span);
        rulesets
            .chain(policies)
            .chain(params)
            .chain(enums)
            .chain(lets)
            .min()
    }
}

/// Sorts all declarations by kind and reports names that are declared twice.
pub(super) fn collect<'a>(files: &'a [ast::File], diagnostics: &mut Diagnostics) -> Names<'a> {
    let mut collector = Collector {
        names: Names::default(),
        seen: HashMap::new(),
        ruleset_params: Vec::new(),
        diagnostics,
    };
    for item in files.iter().flat_map(|file| &file.items) {
        collector.item(item);
    }
    collector.finish()
}

struct Collector<'a, 'd> {
    names: Names<'a>,
    /// Where each name was declared first.
    seen: HashMap<(ItemKind, &'a str), Span>,
    ruleset_params: Vec<(&'a ast::Param, RulesetId)>,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> Collector<'a, '_> {
    fn item(&mut self, item: &'a Item) {
        match item {
            Item::Settings(settings) => self.settings(settings),
            Item::Enum(each) => {
                if self.declare(ItemKind::Enum, &each.name, self.names.enums.len()) {
                    self.names.enums.push(each);
                }
            }
            Item::Record(record) => self.record(record),
            Item::Param(each) => {
                if self.declare(ItemKind::Param, &each.name, self.names.params.len()) {
                    self.names.params.push((each, None));
                }
            }
            Item::Let(each) => {
                if self.declare(ItemKind::Let, &each.name, self.names.lets.len()) {
                    self.names.lets.push(each);
                }
            }
            Item::Table(each) => {
                if self.declare(ItemKind::Table, &each.name, self.names.tables.len()) {
                    self.names.tables.push(each);
                }
            }
            Item::Ruleset(each) => self.ruleset(each),
            // Policies may share a name if their versions differ: `policies` looks at that.
            Item::Policy(each) => self.names.policies.push(each),
            // What tests need is collected by `suite`.
            Item::Sample(_) | Item::Test(_) => {}
            Item::Broken(each) => self.broken(each),
        }
    }

    fn settings(&mut self, settings: &'a ast::Settings) {
        match self.names.settings {
            None => self.names.settings = Some(settings),
            Some(first) => self.diagnostics.push(
                Diagnostic::new(
                    Code::DeclaredTwice,
                    settings.span,
                    "the settings stand in this rule set twice",
                )
                .also(first.span, "first here")
                .hint("Keep one `settings` block; the files of a folder are one rule set."),
            ),
        }
    }

    fn record(&mut self, record: &'a ast::Record) {
        match self.names.record {
            None => self.names.record = Some(record),
            Some(first) => self.diagnostics.push(
                Diagnostic::new(
                    Code::OneRecord,
                    record.name.span,
                    format!("`{}` is a second record", record.name.text),
                )
                .also(first.name.span, "the record is declared here")
                .hint("A rule set describes one record; put these fields into it."),
            ),
        }
    }

    fn ruleset(&mut self, ruleset: &'a ast::Ruleset) {
        let id = self.names.rulesets.len();
        if !self.declare(ItemKind::Ruleset, &ruleset.name, id) {
            return;
        }
        let id = RulesetId(id as u32);
        self.names.rulesets.push(ruleset);
        let mut own: HashMap<&str, Span> = HashMap::new();
        for param in &ruleset.params {
            match own.insert(&param.name.text, param.name.span) {
                None => self.ruleset_params.push((param, id)),
                Some(first) => self.twice(ItemKind::Param, &param.name, first),
            }
        }
        for rule in &ruleset.rules {
            if self.declare(ItemKind::Rule, &rule.name, self.names.rules.len()) {
                self.names.rules.push((rule, id));
            }
        }
        for each in &ruleset.broken {
            self.broken(each);
        }
    }

    fn broken(&mut self, broken: &'a ast::Broken) {
        match &broken.name {
            Some(name) => {
                self.names.broken.insert((broken.kind, &name.text));
            }
            None => {
                self.names.nameless.insert(broken.kind);
            }
        }
        if broken.kind == ItemKind::Ruleset {
            // Its rules are unknown with it.
            self.names.nameless.insert(ItemKind::Rule);
        }
    }

    /// Takes a name for the thing with this number; false if the name is taken.
    fn declare(&mut self, kind: ItemKind, name: &'a ast::Name, number: usize) -> bool {
        match self.seen.get(&(kind, name.text.as_str())) {
            Some(first) => {
                let first = *first;
                self.twice(kind, name, first);
                false
            }
            None => {
                self.seen.insert((kind, &name.text), name.span);
                self.names.index.insert((kind, &name.text), number);
                true
            }
        }
    }

    fn twice(&mut self, kind: ItemKind, name: &ast::Name, first: Span) {
        self.diagnostics.push(
            Diagnostic::new(
                Code::DeclaredTwice,
                name.span,
                format!("the {} `{}` is declared twice", kind_word(kind), name.text),
            )
            .also(first, "first declared here")
            .hint("Give one of them another name, or delete it."),
        );
    }

    fn finish(mut self) -> Names<'a> {
        for (param, ruleset) in std::mem::take(&mut self.ruleset_params) {
            let number = self.names.params.len();
            self.names.params.push((param, Some(ruleset)));
            self.names
                .ruleset_params
                .insert((ruleset, &param.name.text), number);
        }
        self.report_clashes();
        self.names
    }

    /// Fields at the top, parameters, `let`s and tables are all used by their bare names.
    fn report_clashes(&mut self) {
        let mut taken: HashMap<&str, (&str, Span)> = HashMap::new();
        let fields = self.names.record.iter().flat_map(|record| &record.fields);
        let globals = self
            .names
            .params
            .iter()
            .filter(|(_, owner)| owner.is_none());
        let all = fields
            .map(|field| ("field", &field.name))
            .chain(globals.map(|(param, _)| ("parameter", &param.name)))
            .chain(self.names.lets.iter().map(|each| ("`let`", &each.name)))
            .chain(self.names.tables.iter().map(|each| ("table", &each.name)));
        let mut clashes = Vec::new();
        for (kind, name) in all {
            match taken.get(name.text.as_str()) {
                Some((other, first)) if *other != kind => {
                    clashes.push((name, kind, *other, *first))
                }
                Some(_) => {}
                None => {
                    taken.insert(&name.text, (kind, name.span));
                }
            }
        }
        let owned = self
            .names
            .params
            .iter()
            .filter(|(_, owner)| owner.is_some());
        for (param, _) in owned {
            if let Some((other, first)) = taken.get(param.name.text.as_str()) {
                clashes.push((&param.name, "parameter", *other, *first));
            }
        }
        for (name, kind, other, first) in clashes {
            self.names.clashing.insert(&name.text);
            self.diagnostics.push(
                Diagnostic::new(
                    Code::DeclaredTwice,
                    name.span,
                    format!("the {kind} `{}` has the name of a {other}", name.text),
                )
                .also(first, format!("the {other} is declared here"))
                .hint("Give one of them another name: rules use both by their bare names."),
            );
        }
    }
}

/// What a reader calls a thing of this kind.
pub(super) fn kind_word(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Settings => "settings",
        ItemKind::Enum => "enum",
        ItemKind::Record => "record",
        ItemKind::Param => "parameter",
        ItemKind::Let => "`let`",
        ItemKind::Table => "table",
        ItemKind::Ruleset => "ruleset",
        ItemKind::Rule => "rule",
        ItemKind::Policy => "policy",
        ItemKind::Sample => "sample",
        ItemKind::Test => "test",
    }
}
