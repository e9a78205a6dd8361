//! A name that nothing has: what it may have been meant to be.

use super::Checker;
use super::collect::Names;
use super::expression::DECIDED_HINT;
use super::resolve::Scope;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::program::RulesetId;
use crate::syntax::ast::{self, ItemKind};

impl Checker<'_> {
    /// Reports a name that nothing has, unless a declaration that could not be read may have it.
    pub(super) fn unknown_name(&mut self, name: &ast::Name, scope: Scope<'_>) {
        let kinds = [
            ItemKind::Record,
            ItemKind::Param,
            ItemKind::Let,
            ItemKind::Table,
        ];
        let no_record = self.names.record.is_none() || self.names.any_broken(ItemKind::Record);
        if no_record || self.diagnostics.is_full() || self.names.may_be_broken(&kinds, &name.text) {
            return;
        }
        if name.text == "decision" {
            let message = "`decision` is known only when all rules have been looked at";
            let fault = Diagnostic::new(Code::NotHere, name.span, message);
            self.report(fault.hint(DECIDED_HINT));
            return;
        }
        let known = self.known_names(scope);
        let near = nearest(&name.text, known.iter().map(String::as_str));
        let hint = self.param_elsewhere(&name.text).unwrap_or_else(|| {
            let below = || self.somewhere_below(&name.text);
            match near.map(str::to_owned).or_else(below) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => {
                    "A name is a field of the record, a parameter, a `let` or a table.".to_owned()
                }
            }
        });
        let message = format!("nothing here is called `{}`", name.text);
        self.report(Diagnostic::new(Code::UnknownName, name.span, message).hint(hint));
    }

    /// Where the name is that of another ruleset's parameter.
    fn param_elsewhere(&self, name: &str) -> Option<String> {
        let mut params = self.names.params.iter();
        let (_, owner) = params.find(|(param, _)| param.name.text == name)?;
        let owner = self.names.rulesets.get((*owner)?.0 as usize)?;
        Some(format!(
            "It is a parameter of the ruleset `{}`: move it to the top of the file to use it here, too.",
            owner.name.text
        ))
    }

    /// A field of this name deeper in the record: its author may have left out the beginning of the path.
    fn somewhere_below(&self, name: &str) -> Option<String> {
        let mut found = self
            .program
            .schema
            .fields
            .iter()
            .filter(|field| &*field.name == name);
        let first = found.next()?;
        (found.next().is_none() && first.rows.is_none()).then(|| first.path.to_string())
    }

    fn known_names(&self, scope: Scope<'_>) -> Vec<String> {
        let Names {
            params,
            lets,
            tables,
            ..
        } = self.names;
        let visible = |owner: &Option<RulesetId>| owner.is_none() || *owner == scope.ruleset;
        let fields = self
            .program
            .schema
            .top
            .iter()
            .map(|id| self.program.schema.field(*id).name.to_string());
        let of_filter = scope
            .filter
            .map(|rows| self.program.schema.field(rows).shape.children());
        let of_filter = of_filter
            .into_iter()
            .flatten()
            .map(|id| self.program.schema.field(*id).name.to_string());
        fields
            .chain(of_filter)
            .chain(scope.element.iter().map(|(name, _)| (*name).to_owned()))
            .chain(
                params
                    .iter()
                    .filter(|(_, owner)| visible(owner))
                    .map(|(each, _)| each.name.text.clone()),
            )
            .chain(lets.iter().map(|each| each.name.text.clone()))
            .chain(tables.iter().map(|each| each.name.text.clone()))
            .chain(["now", "today"].map(str::to_owned))
            .collect()
    }
}
