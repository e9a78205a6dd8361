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
use crate::value::{Cell, Date, Day, DayNumber, Days, EnumId, Instant, Value, Word};
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
    pub now: Instant,
    pub today: Date,
    /// The same as a number.
    pub day: DayNumber,
    pub privacy: Privacy,
    /// The element of the list that a rule or a `where` looks at.
    pub element: Option<Element>,
    /// A word that stands in for a field's own value.
    pub replaced: Option<(FieldId, Word)>,
    /// The decision, once it is known.
    pub verdict: Option<&'c Verdict>,
    lets: &'c Lets<'a>,
}

/// The decision and the rules that led to it, as advice and the lines of a policy ask for them.
#[derive(Debug)]
pub(super) struct Verdict {
    pub outcome: Outcome,
    pub fired: Vec<(RuleId, Severity)>,
}

impl Verdict {
    /// No rule found anything.
    pub const CLEAR: Verdict = Verdict {
        outcome: Outcome::Accept,
        fired: Vec::new(),
    };
}

/// The texts that were read so far, by the derived value that reads each. Apart from [`Lets`], so that the values
/// there can borrow from them.
#[derive(Default)]
pub(super) struct Readings {
    kept: Places<Box<Reading>>,
}

/// What lasts for one evaluation: the derived values that were asked for so far, and who watches.
pub(super) struct Lets<'a> {
    kept: Places<Kept<'a>>,
    readings: &'a Readings,
    watch: Option<&'a Watch<'a>>,
    /// How many are being worked out just now, one for the sake of another.
    nested: std::cell::Cell<u32>,
}

/// A place for each derived value, made when the first is asked for.
type Places<T> = OnceCell<Vec<OnceCell<T>>>;

/// The place of a derived value among so many.
fn place<T>(places: &Places<T>, count: usize, id: LetId) -> Option<&OnceCell<T>> {
    let made = places.get_or_init(|| {
        let mut made = Vec::new();
        made.resize_with(count, OnceCell::new);
        made
    });
    made.get(id.0 as usize)
}

/// Memory that one evaluation leaves to the next: whoever decides many records keeps one.
#[derive(Default)]
pub struct Workspace {
    pub(super) days: Days,
    pub(super) readings: Vec<Readings>,
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
}

impl Scratch {
    /// Makes it ready for a group of records.
    pub fn clear(&mut self, contexts: &[Context<'_, '_>]) {
        if let Some(first) = contexts.first() {
            let code = &first.program.plan.code;
            self.ranks.form(code, contexts);
            self.registers.clear(code, contexts);
        }
        self.findings.resize_with(contexts.len(), Findings::default);
        self.findings.iter_mut().for_each(Findings::clear);
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
    pub fn new(readings: &'a Readings, watch: Option<&'a Watch<'a>>) -> Lets<'a> {
        Lets {
            kept: OnceCell::new(),
            readings,
            watch,
            nested: std::cell::Cell::new(0),
        }
    }
}

impl<'c, 'a> Context<'c, 'a> {
    pub fn new(
        program: &'a Program,
        record: RecordRef<'a>,
        policy: &'a Policy,
        When { now, today, .. }: When,
        privacy: Privacy,
        lets: &'c Lets<'a>,
    ) -> Context<'c, 'a> {
        Context {
            program,
            record,
            policy,
            now,
            today: today.date,
            day: today.number,
            privacy,
            element: None,
            replaced: None,
            verdict: None,
            lets,
        }
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
        self.verdict
            .map_or(Outcome::Accept, |verdict| verdict.outcome)
    }

    /// Who is told what the evaluation comes upon. Nobody while a word stands in for a field.
    pub fn watch(&self) -> Option<&'a Watch<'a>> {
        self.lets.watch
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
            now: self.now,
            today: self.today,
            day: self.day,
            privacy: self.privacy,
            element: self.element,
            replaced: Some((field, word)),
            verdict: self.verdict,
            lets,
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
        values.map_or(Value::Missing, |values| values.on(self.today).value())
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
        place(&lets.kept, self.program.lets.len(), id)
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
        let place = place(&self.lets.readings.kept, self.program.lets.len(), id);
        place.map_or(Read::Missing, |place| {
            Read::Known(place.get_or_init(|| Box::new(reading)))
        })
    }

    pub fn decision(&self) -> Value<'a> {
        self.verdict.map_or(Value::Missing, |verdict| {
            Value::Word(Word {
                of: EnumId::DECISION,
                index: verdict.outcome as u16,
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
        self.verdict.map_or(Value::Missing, |verdict| {
            let mut fired = verdict.fired.iter();
            Value::Bool(
                fired.any(|(id, severity)| {
                    (!rejects || *severity == Severity::Reject) && speaks(*id)
                }),
            )
        })
    }
}
