//! From the lines of a zone to its fields.
//!
//! In: lines that fit a plan. Out: a zone with all that is wrong with it.

use super::check::check;
use super::layout::{Checked, Places, Plan};
use super::{Check, Checks, Fault, Name, Sex, State, Zone, date};
use crate::value::Date;

/// Goes through the fields and keeps what is wrong with them.
pub(super) struct Reader<'a> {
    plan: &'static Plan,
    lines: Vec<&'a str>,
    form: Vec<Fault>,
}

/// A document number, its check digit, and what is left of the optional data beside it.
struct Number<'a> {
    places: String,
    check: Check,
    optional: &'a str,
}

impl<'a> Reader<'a> {
    /// The lines have the number and the widths of the plan, and are ASCII.
    pub(super) fn new(plan: &'static Plan, lines: Vec<&'a str>) -> Reader<'a> {
        Reader {
            plan,
            lines,
            form: Vec::new(),
        }
    }

    pub(super) fn zone(mut self, today: Date) -> Zone {
        let plan = self.plan;
        let code = self.at(plan.code);
        self.expect(
            Fault::DocumentCode,
            plan.codes.iter().any(|start| code.starts_with(start)),
        );
        let issuer = self.field(plan.issuer, Fault::Issuer, State::read);
        let nationality = plan
            .nationality
            .filter(|places| !is_empty(self.at(*places)));
        let nationality = self.field(nationality, Fault::Nationality, State::read);
        let name = self.field(plan.name, Fault::Name, Name::read);
        let number = self.number();
        self.expect(Fault::DocumentNumber, !number.places.starts_with('<'));
        let birth = |field: &str| date::birth(field, today).ok();
        let birth_date = self.field(Some(plan.birth.field), Fault::BirthDate, birth);
        let sex = self.field(plan.sex, Fault::Sex, sex);
        let expiry = |field: &str| date::expiry(field).ok();
        let expiry_date = self.field(Some(plan.expiry.field), Fault::ExpiryDate, expiry);
        let empty = plan.fillers.iter().all(|places| is_empty(self.at(*places)));
        self.expect(Fault::Filler, empty);
        Zone {
            layout: plan.layout,
            document_code: spaced(code),
            issuer,
            nationality,
            document_number: spaced(&number.places),
            birth_date: birth_date.flatten(),
            expiry_date,
            sex,
            name,
            optional_data: self.optional_data(&number),
            checks: self.checks(&number),
            form: self.form,
        }
    }

    fn at(&self, places: Places) -> &'a str {
        places.of(&self.lines)
    }

    /// What a field says, if the layout has it. None is a fault.
    fn field<T>(
        &mut self,
        places: Option<Places>,
        fault: Fault,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Option<T> {
        let value = read(self.at(places?));
        self.expect(fault, value.is_some());
        value
    }

    fn expect(&mut self, fault: Fault, fine: bool) {
        if !fine {
            self.form.push(fault);
        }
    }

    /// The number. A filler in the place of its check digit says that it is longer than nine places: the rest,
    /// its check digit and a filler stand at the beginning of the optional data (Doc 9303-5 and -6, 4.2.2,
    /// note j).
    fn number(&self) -> Number<'a> {
        let Checked { field, digit } = self.plan.number;
        let (head, digit) = (self.at(field), self.at(digit));
        let optional = self.plan.optional.map_or("", |places| self.at(places));
        let runs_on = self.plan.long_numbers && digit == "<" && !head.ends_with('<');
        let rest = runs_on.then(|| rest_of_number(optional)).flatten();
        let (tail, digit, optional) = rest.unwrap_or(("", digit, optional));
        let places = format!("{head}{tail}");
        Number {
            check: check(&places, digit),
            places,
            optional,
        }
    }

    fn optional_data(&self, number: &Number<'_>) -> String {
        let more = self.plan.more_optional.map_or("", |places| self.at(places));
        let parts = [number.optional, more].map(spaced);
        parts.join(" ").trim().to_owned()
    }

    fn checks(&self, number: &Number<'_>) -> Checks {
        let checked = |Checked { field, digit }| check(self.at(field), self.at(digit));
        let fields = self.plan.composite_of.iter();
        let composite: String = fields.map(|places| self.at(*places)).collect();
        Checks {
            document_number: number.check,
            birth_date: checked(self.plan.birth),
            expiry_date: checked(self.plan.expiry),
            optional_data: self.optional_check(),
            composite: check(&composite, self.at(self.plan.composite)),
        }
    }

    /// Where the optional data are empty, a filler may stand in the place of their check digit (Doc 9303-4,
    /// 4.2.2.2).
    fn optional_check(&self) -> Check {
        let (Some(optional), Some(digit)) = (self.plan.optional, self.plan.optional_check) else {
            return Check::NotThere;
        };
        match (self.at(optional), self.at(digit)) {
            (optional, "<") if is_empty(optional) => Check::NotThere,
            (optional, digit) => check(optional, digit),
        }
    }
}

/// The rest of a long number, its check digit, and what follows the filler behind them.
fn rest_of_number(optional: &str) -> Option<(&str, &str, &str)> {
    let (run, left) = optional.split_once('<')?;
    let (tail, digit) = run.split_at_checked(run.len().checked_sub(1)?)?;
    (!tail.is_empty()).then_some((tail, digit, left))
}

fn is_empty(places: &str) -> bool {
    places.bytes().all(|byte| byte == b'<')
}

/// The places without fillers at the end, and with a space for each of the others.
fn spaced(places: &str) -> String {
    places.trim_end_matches('<').replace('<', " ")
}

fn sex(place: &str) -> Option<Sex> {
    match place {
        "F" => Some(Sex::Female),
        "M" => Some(Sex::Male),
        "<" => Some(Sex::Unspecified),
        _ => None,
    }
}
