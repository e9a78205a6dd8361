//! Parameters that a test sets: they exist, and the values fit them.

use super::Maker;
use crate::compile::types;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Param, ParamId};
use crate::syntax::ast;
use crate::value::Constant;

impl<'a> Maker<'a, '_> {
    pub(super) fn params(&mut self, written: &[ast::SetParam]) -> Vec<(ParamId, Constant)> {
        let mut set = Vec::new();
        for (nth, each) in written.iter().enumerate() {
            let earlier = written.iter().take(nth);
            if let Some(first) = earlier
                .rev()
                .find(|other| other.name.text == each.name.text)
            {
                self.repeated(&each.name.text, first.name.span, each.name.span);
            }
            set.extend(self.param(each));
        }
        set
    }

    fn param(&mut self, written: &ast::SetParam) -> Option<(ParamId, Constant)> {
        let program = self.program;
        let (id, param) = self.param_named(&written.name)?;
        let value = types::constant(&written.value, param.ty, &program.schema, self.diagnostics)?;
        let span = written.value.span;
        types::check_range(&value, param.ty, param.range, span, self.diagnostics)
            .then_some((id, value))
    }

    /// The parameter of a name, at the top of a file or in a ruleset; reports none, and more than one.
    fn param_named(&mut self, name: &ast::Name) -> Option<(ParamId, &'a Param)> {
        let params = &self.program.params;
        let all = params.iter().zip(0..);
        let mut found = all.filter(|(each, _)| *each.name == *name.text);
        match (found.next(), found.next()) {
            (Some((param, id)), None) => Some((ParamId(id), param)),
            (None, _) => {
                let message = format!("no parameter is called `{}`", name.text);
                let known = params.iter().map(|param| &*param.name);
                self.report(
                    Diagnostic::new(Code::UnknownName, name.span, message)
                        .hint("A test sets what the rules declare with `param`.")
                        .did_you_mean(&name.text, known),
                );
                None
            }
            (Some((first, _)), Some(_)) => {
                let message = format!("more than one parameter is called `{}`", name.text);
                self.report(
                    Diagnostic::new(Code::Ambiguous, name.span, message)
                        .also(first.span, "one of them is here")
                        .hint("Give each a name of its own: a test cannot say which is meant."),
                );
                None
            }
        }
    }
}
