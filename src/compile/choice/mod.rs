//! Whether exactly one policy applies: policies that meet, records that none covers, days without a version.
//!
//! In: a program and its policies. Out: faults with an example. Exact for questions about single values; what
//! else a condition asks counts as free to be true or false, so that two policies may be taken to meet which
//! never do, but no two that do are overlooked.

mod formula;
#[cfg(test)]
mod tests;
mod versions;

use crate::compile::cover::show_constant;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Expr, ExprKind, Policy, Program};
use crate::source::Span;
use crate::value::Constant;
use formula::{Formula, Needs, Search, Space, TooComplex, exclude_each_other};

/// Most steps for all pairs of policies together, a step being one question: about a second.
const MOST_STEPS: usize = 1 << 24;

/// A value for each subject that matters.
type Witness = Vec<(usize, Constant)>;

/// The faults in the choice among policies. Complete only when every policy as written is among them.
pub fn check_choice(program: &Program, policies: &[Policy]) -> Vec<Diagnostic> {
    let mut space = Space::new(program);
    let formulas: Vec<Formula> = policies
        .iter()
        .map(|policy| space.formula(&policy.applies))
        .collect();
    let mut faults = versions::gaps(policies);
    if let ([first, second, ..], true) = (policies, space.is_too_large()) {
        faults.push(too_complex(first, second));
        return faults;
    }
    let needs: Vec<Needs> = formulas.iter().map(|each| space.needs(each)).collect();
    let mut search = Search::new(&space, MOST_STEPS);
    for (place, ((second, applies), needed)) in
        policies.iter().zip(&formulas).zip(&needs).enumerate()
    {
        let earlier = policies.iter().zip(&formulas).zip(&needs).take(place);
        for ((first, other), others) in earlier {
            if !versions::meet(first, second) || exclude_each_other(others, needed) {
                continue;
            }
            match search.solve(&[other, applies]) {
                Ok(None) => {}
                Ok(Some(witness)) => {
                    faults.push(overlap(&space, program, first, second, &witness));
                    // One fault a policy is enough to start with.
                    break;
                }
                Err(TooComplex) => {
                    faults.push(too_complex(first, second));
                    return faults;
                }
            }
        }
    }
    // A gap is worth a note only: where it takes too long to find one, nothing is said. Dates do not count:
    // days without a version are told apart.
    let any = Formula::Not(Box::new(Formula::Or(formulas)));
    if let (Ok(Some(witness)), Some(first)) = (search.solve(&[&any]), policies.first()) {
        faults.push(gap(&space, program, first, &witness));
    }
    faults
}

/// The fault of a set without any policy, at the place that stands for the set.
pub fn no_policy(place: Span) -> Diagnostic {
    Diagnostic::new(
        Code::NoPolicy,
        place,
        "there is no policy, so nothing can be decided",
    )
    .hint("Declare one: `policy NAME { applies when ... use ... }`.")
}

fn overlap(
    space: &Space<'_>,
    program: &Program,
    first: &Policy,
    second: &Policy,
    witness: &Witness,
) -> Diagnostic {
    let when = match shown(space, program, witness) {
        None => "to every record".to_owned(),
        Some(shown) => format!("when {shown}"),
    };
    let (code, message, hint) = if first.name == second.name {
        (
            Code::VersionOverlap,
            format!(
                "two versions of `{}` are in force on one day, and both apply {when}",
                first.name
            ),
            "Let one version end on the day before the next one starts.",
        )
    } else {
        (
            Code::PolicyOverlap,
            format!("`{}` and `{}` both apply {when}", first.name, second.name),
            "Narrow one of the two conditions so that only one policy applies.",
        )
    };
    Diagnostic::new(code, second.applies.span, message)
        .label(title(second))
        .also(first.applies.span, title(first))
        .hint(hint)
}

fn title(policy: &Policy) -> String {
    match &policy.version {
        Some(version) => format!("`{}`, version \"{version}\"", policy.name),
        None => format!("`{}`", policy.name),
    }
}

fn too_complex(first: &Policy, second: &Policy) -> Diagnostic {
    let message = format!(
        "it takes too long to tell whether `{}` and `{}` can both apply",
        first.name, second.name
    );
    Diagnostic::new(Code::PolicyOverlap, second.applies.span, message)
        .label(title(second))
        .also(first.applies.span, title(first))
        .hint("Let `applies` compare few fields, each with fixed values.")
}

fn gap(space: &Space<'_>, program: &Program, first: &Policy, witness: &Witness) -> Diagnostic {
    let when = match shown(space, program, witness) {
        None => "to any record".to_owned(),
        Some(shown) => format!("to some records, for example when {shown}"),
    };
    Diagnostic::new(
        Code::PolicyGap,
        first.applies.span,
        format!("no policy applies {when}"),
    )
    .hint("Such a record is rejected with `no_policy_applies`.")
}

/// The witness in words: `account.region is CN and document.type is hk_id`; none where nothing matters.
fn shown(space: &Space<'_>, program: &Program, witness: &Witness) -> Option<String> {
    let parts: Vec<String> = witness
        .iter()
        .filter_map(|(place, value)| {
            let subject = space.subjects.get(*place)?;
            let value = match value {
                Constant::Text(_) if !space.is_named(*place, value) => "any other text".to_owned(),
                Constant::Period(_) if !space.is_named(*place, value) => {
                    "any other period".to_owned()
                }
                value => show_constant(&program.schema, subject.kind.scalar, value),
            };
            Some(format!(
                "{} is {value}",
                subject_text(program, subject.expr)
            ))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(" and "))
}

fn subject_text(program: &Program, expr: &Expr) -> String {
    match expr.kind {
        ExprKind::Field(id) => program.schema.field(id).path.to_string(),
        _ => {
            let text = program.sources.text_of(expr.span);
            let words: Vec<&str> = text.split_whitespace().collect();
            format!("`{}`", words.join(" "))
        }
    }
}
