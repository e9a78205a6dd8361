//! `admit snap review`: each snapshot that waits is shown, and a person says what becomes of it.
//!
//! On a terminal a single key is the answer. Where standard input or output is none, letters are read from standard
//! input. Whoever goes away leaves the rest waiting.

use super::files::shown;
use super::output::Output;
use super::snapshot_files::SnapshotFile;
use super::{Status, Stop};
use crate::report::comparison_text;
use crate::snapshot::Comparison;
use console::{Key, Term};
use std::io::{self, BufRead, IsTerminal, Read};

const QUESTION: &str = "a accept, r reject, s skip (A, R, S: all that follow), q quit > ";

/// What a person says to a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Accept,
    Reject,
    Skip,
}

/// What a key means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meaning {
    /// This one, or this one and all that follow.
    Answer { answer: Answer, all: bool },
    /// The person goes.
    Quit,
    /// Nothing: it is asked for again.
    Nothing,
}

impl Meaning {
    fn of(key: char) -> Meaning {
        let answer = match key.to_ascii_lowercase() {
            'a' => Answer::Accept,
            'r' => Answer::Reject,
            's' => Answer::Skip,
            // Ctrl-C and Ctrl-D, which a terminal hands over as keys while one is asked for.
            'q' | '\u{3}' | '\u{4}' => return Meaning::Quit,
            _ => return Meaning::Nothing,
        };
        let all = key.is_ascii_uppercase();
        Meaning::Answer { answer, all }
    }
}

/// Goes through what waits.
pub(super) fn review(shots: &[SnapshotFile], output: &mut Output) -> Result<Status, Stop> {
    let mut keys = Keys::at_hand();
    let mut done = Done::default();
    let mut for_all = None;
    for (number, shot) in shots.iter().enumerate() {
        show(shot, number + 1, shots.len(), output)?;
        let answer = match for_all {
            Some(answer) => answer,
            None => match ask(&mut keys, output)? {
                Some((answer, all)) => {
                    for_all = all.then_some(answer);
                    answer
                }
                None => break,
            },
        };
        output.write(&format!("{}\n\n", done.carry_out(answer, shot)?))?;
    }
    let waiting = shots.len() - done.accepted - done.rejected;
    let Done { accepted, rejected } = done;
    output.write(&format!(
        "{accepted} accepted, {rejected} rejected, {waiting} still waiting\n"
    ))?;
    Ok(match waiting {
        0 => Status::Fine,
        _ => Status::Found,
    })
}

fn show(shot: &SnapshotFile, number: usize, of: usize, output: &mut Output) -> Result<(), Stop> {
    let comparison = Comparison::of(shot.accepted()?.as_ref(), &shot.pending()?);
    let name = format!("{} ({number} of {of})", shown(&shot.snap));
    let text = comparison_text(&name, &comparison, output.colour());
    output.write(&format!("{text}\n"))
}

/// Asks until there is an answer; none from somebody who goes away.
fn ask(keys: &mut Keys, output: &mut Output) -> Result<Option<(Answer, bool)>, Stop> {
    loop {
        output.write(QUESTION)?;
        output.finish()?;
        match keys.next().map_or(Meaning::Quit, Meaning::of) {
            Meaning::Answer { answer, all } => return Ok(Some((answer, all))),
            Meaning::Quit => {
                output.write("left as it is\n\n")?;
                return Ok(None);
            }
            Meaning::Nothing => output.write("\n")?,
        }
    }
}

#[derive(Default)]
struct Done {
    accepted: usize,
    rejected: usize,
}

impl Done {
    fn carry_out(&mut self, answer: Answer, shot: &SnapshotFile) -> Result<&'static str, Stop> {
        match answer {
            Answer::Accept => {
                shot.accept()?;
                self.accepted += 1;
                Ok("accepted")
            }
            Answer::Reject => {
                shot.reject()?;
                self.rejected += 1;
                Ok("rejected")
            }
            Answer::Skip => Ok("skipped"),
        }
    }
}

/// Where keys come from.
enum Keys {
    /// A person's terminal. It is as it was whenever no key is being asked for.
    Terminal(Term),
    /// Anything else, a letter an answer.
    Letters(io::Bytes<Box<dyn BufRead>>),
}

impl Keys {
    fn at_hand() -> Keys {
        if io::stdin().is_terminal() && io::stdout().is_terminal() {
            return Keys::Terminal(Term::stdout());
        }
        Keys::of(Box::new(io::stdin().lock()))
    }

    fn of(input: Box<dyn BufRead>) -> Keys {
        Keys::Letters(input.bytes())
    }

    /// The next key; none at the end of the input.
    fn next(&mut self) -> Option<char> {
        match self {
            Keys::Letters(bytes) => {
                let mut bytes = bytes.map_while(Result::ok);
                bytes
                    .find(|byte| !byte.is_ascii_whitespace())
                    .map(char::from)
            }
            Keys::Terminal(terminal) => match terminal.read_key_raw().ok()? {
                Key::Char(char) => Some(char),
                Key::CtrlC => None,
                // No letter, which means nothing.
                _ => Some(' '),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_come_with_and_without_ends_of_lines() {
        let mut keys = Keys::of(Box::new(&b"a\n r\r\nS"[..]));
        let found: String = std::iter::from_fn(|| keys.next()).collect();
        assert_eq!(found, "arS");
    }

    #[test]
    fn a_capital_is_for_all_that_follow() {
        let (answer, all) = (Answer::Reject, true);
        assert_eq!(Meaning::of('R'), Meaning::Answer { answer, all });
        assert_eq!(Meaning::of('Q'), Meaning::Quit);
        assert_eq!(Meaning::of(' '), Meaning::Nothing);
    }
}
