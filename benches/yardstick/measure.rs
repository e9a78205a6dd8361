//! Times of parts that take turns: round after round, so that a busy moment falls on all of them.
//!
//! A round is short, so that few are interrupted, and there are many, so that the median is not one of those.

use crate::random::Random;
use std::time::{Duration, Instant};

/// Something to be timed.
pub struct Part<'a> {
    name: &'static str,
    /// Is told which round it is.
    run: Box<dyn FnMut(usize) + 'a>,
}

/// The times of all parts, round by round, in seconds.
pub struct Times(Vec<(&'static str, Vec<f64>)>);

impl<'a> Part<'a> {
    pub fn new(name: &'static str, run: impl FnMut(usize) + 'a) -> Part<'a> {
        Part {
            name,
            run: Box::new(run),
        }
    }
}

/// Runs the parts in turn, after a round that does not count. Each round has an order of its own, so that nothing
/// always runs in the wake of the same other part.
pub fn take_turns(rounds: usize, mut parts: Vec<Part<'_>>) -> Times {
    let mut times = Times(parts.iter().map(|part| (part.name, Vec::new())).collect());
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let mut random = Random::new(0);
    parts.iter_mut().for_each(|part| (part.run)(0));
    for round in 0..rounds {
        random.shuffle(&mut order);
        for &place in &order {
            let time = seconds(|| (parts[place].run)(round));
            times.0[place].1.push(time);
        }
    }
    times
}

impl Times {
    fn of(&self, name: &str) -> &[f64] {
        let found = self.0.iter().find(|(part, _)| *part == name);
        found.map_or(&[], |(_, times)| times)
    }

    /// The median time of a part, in seconds.
    pub fn median(&self, name: &str) -> f64 {
        middle(self.of(name).to_vec())
    }

    /// How often the time of the second goes into that of the first: the median over the rounds.
    pub fn ratio(&self, part: &str, to: &str) -> f64 {
        let rounds = self.of(part).iter().zip(self.of(to));
        middle(rounds.map(|(a, b)| a / b).collect())
    }

    /// How much longer the first takes: the median over the rounds, in seconds.
    pub fn difference(&self, part: &str, from: &str) -> f64 {
        let rounds = self.of(part).iter().zip(self.of(from));
        middle(rounds.map(|(a, b)| a - b).collect())
    }

    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(name, _)| *name)
    }
}

/// How long something takes that is not compared, in seconds.
#[derive(Clone, Copy)]
pub struct Alone {
    pub median: f64,
    /// What it takes where nobody else is working.
    pub fastest: f64,
}

/// Times something by itself.
pub fn alone(times: usize, mut run: impl FnMut()) -> Alone {
    run();
    let times: Vec<f64> = (0..times).map(|_| seconds(&mut run)).collect();
    Alone {
        fastest: times.iter().copied().fold(f64::INFINITY, f64::min),
        median: middle(times),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement needs a clock; the library has none"
)]
fn seconds(mut run: impl FnMut()) -> f64 {
    let before = Instant::now();
    run();
    before.elapsed().max(Duration::from_nanos(1)).as_secs_f64()
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
