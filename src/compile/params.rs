//! Parameters, and the settings of the set.

use super::Checker;
use super::types;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::program::{DatedValues, Param, Type};
use crate::syntax::ast;
use crate::value::{Constant, parse_zone};
use chrono_tz::{TZ_VARIANTS, Tz};

fn timezone(checker: &mut Checker<'_>) -> Tz {
    let Some(settings) = checker.names.settings else {
        return Tz::UTC;
    };
    let name = &settings.timezone;
    if let Some(zone) = parse_zone(&name.text) {
        return zone;
    }
    // Next to the name of another city, a like-sounding one is no help.
    let near = nearest(&name.text, TZ_VARIANTS.iter().map(|zone| zone.name()))
        .filter(|near| near.len() == name.text.len() || near.eq_ignore_ascii_case(&name.text))
        .filter(|_| name.text.contains('/') && !name.text.ends_with("Beijing"));
    let hint = near.map_or_else(
        || "Zones are named after a region and one of its cities; all of China has `Asia/Shanghai`.".to_owned(),
        |near| format!("Did you mean `{near}`?"),
    );
    let message = format!("there is no time zone `{}`", name.text);
    checker.report(Diagnostic::new(Code::UnknownZone, name.span, message).hint(hint));
    Tz::UTC
}

/// Compiles the settings and all parameters.
pub(super) fn build(checker: &mut Checker<'_>) {
    checker.program.timezone = timezone(checker);
    for (written, ruleset) in &checker.names.params {
        let (ty, range) = checker.type_expr(&written.ty);
        let values = checker.dated_values(&written.values, ty);
        for (written, value) in written
            .values
            .iter()
            .zip(values.iter().flat_map(DatedValues::each))
        {
            types::check_range(value, ty, range, written.value.span, checker.diagnostics);
        }
        checker.program.params.push(Param {
            name: written.name.text.as_str().into(),
            ruleset: *ruleset,
            ty,
            values: values.unwrap_or_else(|| DatedValues {
                first: Constant::Absent,
                later: Vec::new(),
            }),
            span: written.name.span,
        });
    }
}

impl Checker<'_> {
    /// The type of a parameter or table key, with the bounds of its values.
    pub(super) fn type_expr(&mut self, written: &ast::TypeExpr) -> types::Bounded {
        types::resolve(written, &self.program.schema, self.names, self.diagnostics)
    }

    /// The values of a parameter with the days from which they count. None after a reported fault.
    pub(super) fn dated_values(
        &mut self,
        written: &[ast::ParamValue],
        ty: Type,
    ) -> Option<DatedValues> {
        let (first, later) = written.split_first()?;
        if let Some((_, span)) = first.from {
            self.report(
                Diagnostic::new(
                    Code::ParamDates,
                    span,
                    "the first value has to count from the beginning",
                )
                .hint("Give the value that counts before this day first, without a date."),
            );
        }
        let mut values = Vec::new();
        let mut last = None;
        let mut sound = true;
        let first = types::constant(&first.value, ty, &self.program.schema, self.diagnostics);
        for each in later {
            let value = types::constant(&each.value, ty, &self.program.schema, self.diagnostics);
            let Some((from, span)) = each.from else {
                self.report(
                    Diagnostic::new(
                        Code::ParamDates,
                        each.value.span,
                        "nothing says from which day this value counts",
                    )
                    .hint("Write the day after it: `48 hours from 2027-01-01`."),
                );
                sound = false;
                continue;
            };
            if last.is_some_and(|last| from <= last) {
                self.report(
                    Diagnostic::new(
                        Code::ParamDates,
                        span,
                        "this day is not after the one before it",
                    )
                    .hint("Give the values in the order of their days."),
                );
                sound = false;
            }
            last = Some(from);
            match value {
                Some(value) => values.push((from, value)),
                None => sound = false,
            }
        }
        let first = first.filter(|_| sound)?;
        Some(DatedValues {
            first,
            later: values,
        })
    }
}
