//! What an expression can look at: the record, the instant, the policy's parameters and the element at hand.
//!
//! Derived values are worked out when they are first asked for and kept for the rest of the evaluation.

use super::Privacy;
use super::findings::Findings;
use super::group::Round;
use super::rank::Ranks;
use super::registers::Registers;
use super::rows::Membership;
use super::watch::Watch;
use crate::builtins::Reading;
use crate::decision::{Outcome, Severity};
use crate::program::{
    FieldId, Let, LetId, ParamId, Plan, Policy, Program, ReasonOf, RuleId, Schema, Table, TableId,
};
use crate::record::{Element, RecordRef};
use crate::value::{Cell, Date, Day, Days, EnumId, Instant, Value, Word};
use std::cell::OnceCell;

/// How deep derived values are worked out for one another before it is done in their order instead, so that a long
/// chain of them needs no deep stack.
const MOST_NESTED: u32 = 2;

/// Where an expression is evaluated. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Context<'c, 'a> {
    pub program: &'a Program,
    pub record: RecordRef<'a>,
    pub policy: &'a Policy,
    pub when: &'c When,
    pub privacy: Privacy,
    /// The element of the list that a rule or a `where` looks at.
    pub element: Option<Element>,
    /// A word that stands in for a field's own value.
    pub replaced: Option<(FieldId, Word)>,
    /// The decisions, once they are known.
    verdicts: Option<&'c Verdicts>,
    lets: &'c Lets<'a>,
    /// Which of the records it is that share derived values and decisions.
    number: u32,
}

/// Records that are decided side by side, each with what its rules can look at.
#[derive(Clone, Copy)]
pub(super) struct Group<'g, 'a> {
    pub program: &'a Program,
    /// Each with the instant from which it is looked at.
    pub records: &'g [(RecordRef<'a>, When)],
    pub privacy: Privacy,
    /// By record, once they are chosen.
    pub policies: &'g [&'a Policy],
    /// What stands in for a policy that is not chosen.
    pub stand_in: &'a Policy,
    /// The decisions, once they are known.
    pub verdicts: Option<&'g Verdicts>,
    pub lets: &'g Lets<'a>,
}

/// The decisions of records and the rules that led to them, as advice and the lines of a policy ask for them.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    /// By record: what is decided, and how far its part of the rules reaches.
    each: Vec<(Outcome, usize)>,
    fired: Vec<(RuleId, Severity)>,
}

impl Verdicts {
    /// Forgets them.
    pub fn clear(&mut self) {
        self.each.clear();
        self.fired.clear();
    }

    /// Adds the rules that fired at the record whose decision comes next.
    pub fn extend_fired(&mut self, fired: impl Iterator<Item = (RuleId, Severity)>) {
        self.fired.extend(fired);
    }

    /// Adds the decision of the next record.
    #[inline]
    pub fn add(&mut self, outcome: Outcome) {
        self.each.push((outcome, self.fired.len()));
    }

    fn outcome(&self, number: u32) -> Outcome {
        let found = self.each.get(number as usize);
        found.map_or(Outcome::Accept, |(outcome, _)| *outcome)
    }

    fn fired(&self, number: u32) -> &[(RuleId, Severity)] {
        let end = |at: usize| self.each.get(at).map_or(0, |(_, end)| *end);
        let from = (number as usize).checked_sub(1).map_or(0, end);
        self.fired.get(from..end(number as usize)).unwrap_or(&[])
    }
}

/// The texts that were read so far, by the derived value that reads each. Apart from [`Lets`], so that the values
/// there can borrow from them.
#[derive(Default)]
pub(super) struct Readings {
    kept: PlacesOfAll<Box<Reading>>,
}

/// What lasts for the evaluation of some records: the derived values that were asked for so far, and who watches.
pub(super) struct Lets<'a> {
    kept: PlacesOfAll<Kept<'a>>,
    /// Of how many records.
    records: usize,
    readings: &'a Readings,
    watch: Option<&'a Watch<'a>>,
    /// How many are being worked out just now, one for the sake of another.
    nested: std::cell::Cell<u32>,
}

/// A place for each of so many, made when the first is asked for.
type Places<T> = OnceCell<Vec<OnceCell<T>>>;

/// By record a place for each derived value.
type PlacesOfAll<T> = Places<Vec<OnceCell<T>>>;

/// One of so many places.
fn place<T>(places: &Places<T>, count: usize, at: u32) -> Option<&OnceCell<T>> {
    let made = places.get_or_init(|| {
        let mut made = Vec::new();
        made.resize_with(count, OnceCell::new);
        made
    });
    made.get(at as usize)
}

/// Memory that one evaluation leaves to the next: whoever decides many records keeps one.
#[derive(Default)]
pub struct Workspace {
    pub(super) days: Days,
    pub(super) readings: Readings,
    pub(super) scratch: Scratch,
}

/// What evaluations write down on their way.
#[derive(Default)]
pub(super) struct Scratch {
    pub ranks: Ranks,
    pub registers: Registers,
    pub round: Round,
    /// By record.
    pub findings: Vec<Findings>,
    pub verdicts: Verdicts,
}

impl Scratch {
    /// Makes it ready for a group of records.
    pub fn clear(&mut self, group: &Group<'_, '_>) {
        let code = &group.program.plan.code;
        self.ranks.form(code, group);
        self.registers.clear(code, group);
        self.findings
            .resize_with(group.records.len(), Findings::default);
        self.findings.iter_mut().for_each(Findings::clear);
        self.verdicts.clear();
    }
}

/// The instant of an evaluation, and its day where the rules are at home.
#[derive(Clone, Copy)]
pub(super) struct When {
    pub now: Instant,
    pub today: Day,
    /// How many seconds the clock there is ahead of UTC.
    pub ahead: i64,
}

impl When {
    pub fn new(program: &Program, now: Instant) -> When {
        When {
            now,
            today: now.date_in(program.timezone).into(),
            ahead: now.offset_in(program.timezone),
        }
    }
}

/// A derived value that was worked out.
#[derive(Clone)]
pub(super) enum Kept<'a> {
    Value(Value<'a>),
    /// For each element of the list whether it meets the condition; `None` where that is unknown.
    Membership(Membership),
    Read(Read<'a>),
}

/// What is known of a text that is to be read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Read<'a> {
    /// The text or the word that chooses its scheme is not supplied.
    Missing,
    /// There is no text, or its type has no scheme.
    Absent,
    Known(&'a Reading),
}

impl<'a> Lets<'a> {
    /// Of so many records.
    pub fn new(records: usize, readings: &'a Readings, watch: Option<&'a Watch<'a>>) -> Lets<'a> {
        Lets {
            kept: OnceCell::new(),
            records,
            readings,
            watch,
            nested: std::cell::Cell::new(0),
        }
    }
}

impl<'g, 'a> Group<'g, 'a> {
    /// A record.
    #[inline(always)]
    pub fn record(&self, at: usize) -> Option<RecordRef<'a>> {
        self.records.get(at).map(|(record, _)| *record)
    }

    /// Its policy.
    #[inline(always)]
    pub fn policy(&self, at: usize) -> &'a Policy {
        self.policies.get(at).copied().unwrap_or(self.stand_in)
    }

    /// Its day.
    #[inline(always)]
    pub fn today(&self, at: usize) -> Option<Date> {
        self.records.get(at).map(|(_, when)| when.today.date)
    }

    /// What its expressions can look at.
    #[inline(always)]
    pub fn context(&self, at: usize) -> Option<Context<'g, 'a>> {
        let (record, when) = self.records.get(at)?;
        Some(Context {
            program: self.program,
            record: *record,
            policy: self.policy(at),
            when,
            privacy: self.privacy,
            element: None,
            replaced: None,
            verdicts: self.verdicts,
            lets: self.lets,
            number: at as u32,
        })
    }

    /// What is made ready of the program, where it may be asked in place of the expressions: nobody is told what they say.
    pub fn plan(&self) -> Option<&'a Plan> {
        let plan = &self.program.plan;
        let is_made = !plan.rules.is_empty();
        (is_made && self.lets.watch.is_none()).then_some(plan)
    }

    /// Who is told what the evaluation comes upon.
    pub fn watch(&self) -> Option<&'a Watch<'a>> {
        self.lets.watch
    }
}

impl<'c, 'a> Context<'c, 'a> {
    pub fn now(&self) -> Instant {
        self.when.now
    }

    pub fn today(&self) -> Date {
        self.when.today.date
    }

    pub fn at(self, element: Option<Element>) -> Context<'c, 'a> {
        Context { element, ..self }
    }

    /// The same, with another policy.
    pub fn under(self, policy: &'a Policy) -> Context<'c, 'a> {
        Context { policy, ..self }
    }

    /// The decision, where it is known.
    pub fn outcome(&self) -> Outcome {
        self.verdicts
            .map_or(Outcome::Accept, |all| all.outcome(self.number))
    }

    /// Who is told what the evaluation comes upon. Nobody while a word stands in for a field.
    pub fn watch(&self) -> Option<&'a Watch<'a>> {
        self.lets.watch
    }

    /// A place for derived values that are worked out anew.
    pub fn lets_anew<'d>(&self, readings: &'d Readings) -> Lets<'d> {
        Lets::new(self.number as usize + 1, readings, None)
    }

    /// As this, but with a word in a field; derived values are worked out anew.
    pub fn replacing<'d>(self, field: FieldId, word: Word, lets: &'d Lets<'d>) -> Context<'d, 'd>
    where
        'c: 'd,
    {
        Context {
            program: self.program,
            record: self.record,
            policy: self.policy,
            when: self.when,
            privacy: self.privacy,
            element: self.element,
            replaced: Some((field, word)),
            verdicts: self.verdicts,
            lets,
            number: self.number,
        }
    }

    /// What is made ready of the program, where it may be asked in place of the expressions: nobody is told what they
    /// say, and every field has its own value.
    pub fn plan(&self) -> Option<&'a Plan> {
        let plain = self.lets.watch.is_none() && self.replaced.is_none();
        let plan = &self.program.plan;
        (plain && !plan.rules.is_empty()).then_some(plan)
    }

    pub fn schema(&self) -> &'a Schema {
        &self.program.schema
    }

    /// The cell of a field: of the record, or of the element at hand.
    pub fn cell(&self, id: FieldId) -> Cell {
        if let Some((field, word)) = self.replaced
            && field == id
        {
            return Cell::Word(word);
        }
        let field = self.schema().field(id);
        let Some(slot) = field.slot else {
            return Cell::Missing;
        };
        match (field.rows, self.element) {
            (None, _) => self.record.cell(slot),
            (Some(_), Some(element)) => self.record.element_cell(element, slot),
            (Some(_), None) => Cell::Missing,
        }
    }

    pub fn field(&self, id: FieldId) -> Value<'a> {
        self.record.value(self.cell(id))
    }

    pub fn param(&self, id: ParamId) -> Value<'a> {
        let values = self.policy.params.get(id.0 as usize);
        values.map_or(Value::Missing, |values| values.on(self.today()).value())
    }

    /// Whether a parameter is the same in all policies, on every day.
    pub fn is_shared(&self, id: ParamId) -> bool {
        let shared = self.program.plan.params.get(id.0 as usize);
        shared.is_some_and(Option::is_some)
    }

    pub fn declared_let(&self, id: LetId) -> Option<&'a Let> {
        self.program.lets.get(id.0 as usize)
    }

    pub fn table(&self, id: TableId) -> Option<&'a Table> {
        self.program.tables.get(id.0 as usize)
    }

    /// A derived value; no element is at hand while it is worked out.
    pub fn kept(&self, id: LetId) -> Option<&'c Kept<'a>> {
        let place = self.place(id)?;
        if place.get().is_none() {
            if self.lets.nested.get() >= MOST_NESTED {
                // Each uses only earlier ones: in their order, none has to wait for another.
                (0..id.0).for_each(|earlier| self.work_out(LetId(earlier)));
            }
            self.work_out(id);
        }
        place.get()
    }

    fn place(&self, id: LetId) -> Option<&'c OnceCell<Kept<'a>>> {
        let lets: &'c Lets<'a> = self.lets;
        let own = place(&lets.kept, lets.records, self.number)?;
        place(own, self.program.lets.len(), id.0)
    }

    fn work_out(&self, id: LetId) {
        let (place, declared) = (self.place(id), self.declared_let(id));
        if let (Some(place), Some(declared)) = (place, declared)
            && place.get().is_none()
        {
            let nested = &self.lets.nested;
            nested.set(nested.get() + 1);
            let kept = self.at(None).derive(id, &declared.value);
            nested.set(nested.get() - 1);
            // A derived value does not use itself, so nobody has filled the place meanwhile.
            let _ = place.set(kept);
        }
    }

    /// Keeps what a derived value has read.
    pub fn keep(&self, id: LetId, reading: Reading) -> Read<'a> {
        let Lets {
            readings, records, ..
        } = *self.lets;
        let own = place(&readings.kept, records, self.number);
        let place = own.and_then(|own| place(own, self.program.lets.len(), id.0));
        place.map_or(Read::Missing, |place| {
            Read::Known(place.get_or_init(|| Box::new(reading)))
        })
    }

    pub fn decision(&self) -> Value<'a> {
        self.verdicts.map_or(Value::Missing, |all| {
            Value::Word(Word {
                of: EnumId::DECISION,
                index: all.outcome(self.number) as u16,
            })
        })
    }

    /// Whether a rule, or a rule of a ruleset, fired; with `rejects` only as a reject.
    pub fn is_reason(&self, of: ReasonOf, rejects: bool) -> Value<'a> {
        let speaks = |id: RuleId| match of {
            ReasonOf::Rule(rule) => rule == id,
            ReasonOf::Ruleset(ruleset) => {
                let rule = self.program.rules.get(id.0 as usize);
                rule.is_some_and(|rule| rule.ruleset == ruleset)
            }
        };
        self.verdicts.map_or(Value::Missing, |all| {
            let mut fired = all.fired(self.number).iter();
            Value::Bool(
                fired.any(|(id, severity)| {
                    (!rejects || *severity == Severity::Reject) && speaks(*id)
                }),
            )
        })
    }
}
