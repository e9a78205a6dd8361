//! Decisions and their parts that borrow nothing, so that they can be kept for as long as anybody likes.

use super::{Advice, Assumed, Decision, Grounds, MissingField, Next, Reason, Trace};
use std::borrow::Cow;

impl Decision<'_> {
    /// The same, with texts of its own.
    pub fn into_owned(self) -> Decision<'static> {
        Decision {
            id: self.id.map(own),
            decision: self.decision,
            policy: self.policy.map(own),
            version: self.version.map(own),
            at: self.at,
            today: self.today,
            timezone: own(self.timezone),
            reasons: each(self.reasons, Reason::into_owned),
            missing: each(self.missing, MissingField::into_owned),
            advice: each(self.advice, Advice::into_owned),
            grants: each(self.grants, own),
            next: self.next.into_owned(),
            unknown_fields: self.unknown_fields,
            trace: self.trace.map(|trace| each(trace, Trace::into_owned)),
            assumed: self
                .assumed
                .map(|assumed| each(assumed, Assumed::into_owned)),
            checked: own(self.checked),
            rules: own(self.rules),
        }
    }
}

impl Grounds<'_> {
    /// The same, with texts of its own.
    pub fn into_owned(self) -> Grounds<'static> {
        Grounds {
            source: self.source.map(own),
            condition: self.condition.map(own),
            values: each(self.values, |(name, value)| (own(name), own(value))),
        }
    }
}

impl Reason<'_> {
    fn into_owned(self) -> Reason<'static> {
        Reason {
            code: own(self.code),
            severity: self.severity,
            treated_from: self.treated_from,
            treated_because: self.treated_because.map(own),
            retry: self.retry,
            retry_at: self.retry_at.map(own),
            path: self.path.map(own),
            message: own(self.message),
            fix: self.fix.map(own),
            rule: self.rule.map(own),
            cites: own(self.cites),
            grounds: self.grounds.map(Grounds::into_owned),
        }
    }
}

impl Advice<'_> {
    fn into_owned(self) -> Advice<'static> {
        Advice {
            code: own(self.code),
            path: self.path.map(own),
            message: own(self.message),
            fix: self.fix.map(own),
            rule: own(self.rule),
            treated_from: self.treated_from,
            treated_because: self.treated_because.map(own),
            grounds: self.grounds.map(Grounds::into_owned),
        }
    }
}

impl MissingField<'_> {
    fn into_owned(self) -> MissingField<'static> {
        MissingField {
            field: own(self.field),
            needed_by: each(self.needed_by, own),
        }
    }
}

impl Next<'_> {
    fn into_owned(self) -> Next<'static> {
        Next {
            retry_at: self.retry_at.map(own),
            steps: each(self.steps, own),
            alternatives: each(self.alternatives, own),
            contact_support: self.contact_support,
            review_time: self.review_time.map(own),
        }
    }
}

impl Trace<'_> {
    /// The same, with texts of its own.
    pub fn into_owned(self) -> Trace<'static> {
        Trace {
            code: own(self.code),
            rule: own(self.rule),
            path: self.path.map(own),
            state: self.state,
            severity: self.severity,
            why: own(self.why),
            grounds: self.grounds.into_owned(),
        }
    }
}

impl Assumed<'_> {
    fn into_owned(self) -> Assumed<'static> {
        Assumed {
            field: own(self.field),
            taken_as: own(self.taken_as),
        }
    }
}

fn own<T: ToOwned + ?Sized + 'static>(value: Cow<'_, T>) -> Cow<'static, T> {
    Cow::Owned(value.into_owned())
}

fn each<T, U>(list: Vec<T>, own: impl Fn(T) -> U) -> Vec<U> {
    list.into_iter().map(own).collect()
}
