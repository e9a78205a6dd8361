//! What may stand at a place, said in a few words.
//!
//! In: the rules that pest tried there. Out: "a value", "`,` or the end of the line". What only goes on with
//! something that is complete already (a dot, a bracket after a name) is not worth a word.

use super::grammar::{Described, Rule, describe};

/// More is no help.
const MOST: usize = 4;

/// What may stand after a value.
const OPERATORS: &[&str] = &[
    "and",
    "or",
    "in",
    "not",
    "has",
    "is",
    "matches",
    "rejects",
    "fires",
    "otherwise",
    "+",
    "-",
];

/// What a value may start with.
const VALUES: &[&str] = &[
    "(",
    "[",
    "not",
    "age",
    "read",
    "absent",
    "long_term",
    "true",
    "false",
    "any",
    "..",
];

/// What may stand after a field's type.
const MARKS: &[&str] = &["?", "private", "fixed", "otherwise", "or", ".."];

/// Lines of one kind: two words that show them, all their words, and what they are called together.
struct Lines {
    signs: [&'static str; 2],
    words: &'static [&'static str],
    name: &'static str,
    /// Whether they start anew, so that a line may end before them.
    anew: bool,
}

const LINES: &[Lines] = &[
    Lines {
        signs: ["because", "cites"],
        words: &[
            "reject", "review", "advise", "require", "unless", "because", "fix", "cites", "retry",
            "final", "}",
        ],
        name: "a line of the rule such as `because`",
        anew: true,
    },
    Lines {
        signs: ["applies", "title"],
        words: &[
            "title",
            "applies",
            "version",
            "use",
            "treat",
            "skip",
            "on",
            "always",
            "otherwise",
            "}",
        ],
        name: "a line of the policy such as `use`",
        anew: true,
    },
    Lines {
        signs: ["ruleset", "enum"],
        words: &[
            "settings", "enum", "record", "param", "let", "table", "ruleset", "policy", "sample",
            "test",
        ],
        name: "a declaration such as `ruleset`",
        anew: true,
    },
    Lines {
        signs: ["rule", "param"],
        words: &["rule", "param", "}"],
        name: "a rule",
        anew: true,
    },
    Lines {
        signs: ["given", "expect"],
        words: &["given", "at", "param", "expect", "}"],
        name: "a line of the test such as `expect`",
        anew: true,
    },
    Lines {
        signs: ["incomplete", "advice"],
        words: &[
            "accept",
            "review",
            "incomplete",
            "reject",
            "advice",
            "missing",
            "grants",
            "alternatives",
            "message",
            "fix",
            "retry",
            "step",
            "contact",
            "policy",
            "no",
        ],
        name: "an outcome such as `accept`",
        anew: false,
    },
    Lines {
        signs: ["grant", "contact"],
        words: &["grant", "retry", "step", "contact", "review", "offer"],
        name: "an action such as `grant` or `step`",
        anew: false,
    },
];

/// What was expected; empty if there is nothing to say. `starts_line`: whether what stands there instead is the
/// first on its line.
pub(super) fn expectation(expected: &[Rule], starts_line: bool) -> String {
    let mut all = Expected::of(expected);
    let lines = all.take_lines();
    let operators = all.take_operators();
    all.leave_out_parts();
    let mut shown = Vec::new();
    if operators && !(starts_line && lines.is_some()) {
        shown.push("an operator such as `==` or `and`".to_owned());
    }
    shown.extend(all.things.iter().map(|thing| (*thing).to_owned()));
    shown.extend(all.words.iter().map(|word| format!("`{word}`")));
    match lines {
        Some(lines) if lines.anew && !starts_line && !shown.is_empty() => {
            shown.push("the end of the line".to_owned());
        }
        Some(lines) => shown.push(lines.name.to_owned()),
        None if shown.is_empty() && all.end => shown.push("the end".to_owned()),
        None => {}
    }
    joined(&shown)
}

struct Expected {
    things: Vec<&'static str>,
    words: Vec<&'static str>,
    end: bool,
}

impl Expected {
    fn of(rules: &[Rule]) -> Expected {
        let mut all = Expected {
            things: Vec::new(),
            words: Vec::new(),
            end: false,
        };
        for rule in rules {
            match describe(*rule) {
                Described::Thing(thing) => add(&mut all.things, thing),
                Described::Keyword(word) | Described::Sign(word) => add(&mut all.words, word),
                Described::Words(words) => words.iter().for_each(|word| add(&mut all.words, word)),
                Described::End => all.end = true,
                Described::Nothing => {}
            }
        }
        all
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    fn leave_out(&mut self, words: &[&str]) {
        self.words.retain(|word| !words.contains(word));
    }

    /// Lines that may follow, said in one word for all of them.
    fn take_lines(&mut self) -> Option<&'static Lines> {
        let lines = LINES
            .iter()
            .find(|lines| lines.signs.iter().all(|sign| self.has(sign)))?;
        self.leave_out(lines.words);
        Some(lines)
    }

    /// Whether operators may follow.
    fn take_operators(&mut self) -> bool {
        let operators = |word: &&&str| OPERATORS.contains(word);
        let found = self.words.iter().filter(operators).count() > 3;
        if found {
            self.leave_out(OPERATORS);
            self.leave_out(&[".", "where"]);
            self.things.retain(|thing| *thing != "a comparison");
        }
        found
    }

    /// What goes without saying beside the rest.
    fn leave_out_parts(&mut self) {
        if self.things.contains(&"a value") {
            self.leave_out(VALUES);
            self.things = vec!["a value"];
        }
        if self.has("private") && self.has("fixed") {
            self.leave_out(MARKS);
            self.things.retain(|thing| *thing == "a field");
        }
        if self.has(")") || self.has("]") {
            self.leave_out(&["}"]);
        }
        self.leave_out(&["(", "["]);
        if self.end || self.words.len() + self.things.len() > 1 {
            self.leave_out(&["."]);
        }
        self.words.truncate(MOST);
    }
}

fn add(all: &mut Vec<&'static str>, one: &'static str) {
    if !all.contains(&one) {
        all.push(one);
    }
}

fn joined(shown: &[String]) -> String {
    match shown.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        // An operator is said with an "or" of its own.
        Some((last, rest)) if rest.iter().any(|each| each.contains(" or ")) => {
            format!("{}, or {last}", rest.join(", "))
        }
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
