//! Reading one record from JSON against serde_json reading the same bytes into borrowed typed structs.
//!
//! `cargo bench --bench reading`. It asserts nothing about time; `benches/README.md` has figures. With the
//! argument `admit` or `serde_json` it reads with that one only, for `valgrind --tool=callgrind`.
#![allow(
    clippy::unwrap_used,
    reason = "a measurement stops at the first surprise"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "a measurement needs a clock; the library has none"
)]

mod records;
mod typed;

use admit::engine::PolicySet;
use admit::record::{ReadOptions, Record};
use std::hint::black_box;
use std::time::Instant;

/// How many records are read in a row.
const RECORDS: usize = 2_000;
/// How often all of them are read; odd, so that there is a middle.
const TIMES: usize = 101;

fn main() {
    let set = PolicySet::load([("rules.admit", include_str!("rules.admit"))]);
    let set = set.map_err(|faults| faults.render(false)).unwrap();
    let lines = records::lines(RECORDS);
    let mut record = Record::default();
    let mut with_admit = || {
        for line in &lines {
            let options = ReadOptions::default();
            set.read_json_into(line.as_bytes(), options, &mut record)
                .unwrap();
            black_box(&record);
        }
    };
    let mut with_serde_json = || {
        for line in &lines {
            black_box(serde_json::from_str::<typed::Application<'_>>(line).unwrap());
        }
    };
    match std::env::args().nth(1).as_deref() {
        Some("admit") => (0..5).for_each(|_| with_admit()),
        Some("serde_json") => (0..5).for_each(|_| with_serde_json()),
        _ => {
            let bytes: usize = lines.iter().map(String::len).sum();
            println!(
                "{RECORDS} records of {} bytes on average\n",
                bytes / RECORDS
            );
            compare(&mut with_admit, &mut with_serde_json);
        }
    }
}

/// Both in turns, so that whatever else the machine does falls on both alike.
fn compare(with_admit: &mut dyn FnMut(), with_serde_json: &mut dyn FnMut()) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        ours.push(per_record(with_admit));
        theirs.push(per_record(with_serde_json));
    }
    let yardstick = show("serde_json, typed", &mut theirs, None);
    show("admit", &mut ours, Some(yardstick));
}

/// The nanoseconds that one record takes.
fn per_record(read_all: &mut dyn FnMut()) -> f64 {
    let before = Instant::now();
    read_all();
    before.elapsed().as_secs_f64() * 1e9 / RECORDS as f64
}

/// Prints the least and the middle, and gives back the least.
fn show(name: &str, times: &mut [f64], yardstick: Option<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let least = times.first().copied().unwrap_or_default();
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    print!(
        "{name:<18} {least:>7.0} ns a record, {middle:>7.0} in the middle, {:>9.0} records/s",
        1e9 / least
    );
    match yardstick {
        Some(yardstick) => println!(", {:.2} times as fast", yardstick / least),
        None => println!(),
    }
    least
}
