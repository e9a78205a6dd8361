//! Parameters, and the settings of the set.

use super::Checker;
use super::types;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{DatedValues, Param, Type};
use crate::syntax::ast;
use crate::value::{Constant, Decimal, parse_zone};
use chrono_tz::{TZ_VARIANTS, Tz};

fn timezone(checker: &mut Checker<'_>) -> Tz {
    let Some(settings) = checker.names.settings else {
        return Tz::UTC;
    };
    let name = &settings.timezone;
    if let Some(zone) = parse_zone(&name.text) {
        return zone;
    }
    let cities = TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .filter(|zone| zone.contains('/'));
    let hint =
        "Zones are named after a region and one of its cities; all of China has `Asia/Shanghai`.";
    let message = format!("there is no time zone `{}`", name.text);
    checker.report(
        Diagnostic::new(Code::UnknownZone, name.span, message)
            .hint(hint)
            .did_you_mean(&name.text, cities),
    );
    Tz::UTC
}

/// Compiles the settings and all parameters.
pub(super) fn build(checker: &mut Checker<'_>) {
    checker.program.timezone = timezone(checker);
    for (written, ruleset) in &checker.names.params {
        let (ty, range) = checker.type_expr(&written.ty);
        let values = checker.dated_values(&written.values, ty, range);
        checker.program.params.push(Param {
            name: written.name.text.as_str().into(),
            ruleset: *ruleset,
            ty,
            range,
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

    /// The values of a parameter with the days from which they count, as declared or as a policy sets them.
    /// None after a reported fault.
    pub(super) fn dated_values(
        &mut self,
        written: &[ast::ParamValue],
        ty: Type,
        range: Option<(Decimal, Decimal)>,
    ) -> Option<DatedValues> {
        let mut sound = self.dates_rise(written);
        let mut values = Vec::new();
        for each in written {
            let span = each.value.span;
            match types::constant(&each.value, ty, &self.program.schema, self.diagnostics) {
                Some(value) => {
                    sound &= types::check_range(&value, ty, range, span, self.diagnostics);
                    values.push((each.from.map(|(from, _)| from), value));
                }
                None => sound = false,
            }
        }
        let mut values = values.into_iter();
        let (_, first) = values.next().filter(|_| sound)?;
        let later = values.map(|(from, value)| Some((from?, value)));
        Some(DatedValues {
            first,
            later: later.collect::<Option<_>>()?,
        })
    }

    /// Whether the first value has no day, and each further one has a later day than the one before it.
    fn dates_rise(&mut self, written: &[ast::ParamValue]) -> bool {
        let mut sound = true;
        let mut last = None;
        for (nth, each) in written.iter().enumerate() {
            let (span, message, hint) = match (nth, each.from) {
                (0, Some((_, span))) => (
                    span,
                    "the first value has to count from the beginning",
                    "Give the value that counts before this day first, without a date.",
                ),
                (1.., None) => (
                    each.value.span,
                    "nothing says from which day this value counts",
                    "Write the day after it: `48 hours from 2027-01-01`.",
                ),
                (1.., Some((from, span))) if last.is_some_and(|last| from <= last) => (
                    span,
                    "this day is not after the one before it",
                    "Give the values in the order of their days.",
                ),
                (_, from) => {
                    last = from.map(|(from, _)| from);
                    continue;
                }
            };
            last = each.from.map(|(from, _)| from).or(last);
            self.report(Diagnostic::new(Code::ParamDates, span, message).hint(hint));
            sound = false;
        }
        sound
    }
}
