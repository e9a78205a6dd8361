//! The library beside the same rules written by hand: ratios within one run, after both agree on every record.
//!
//! `cargo bench --bench yardstick`; `-- --help` lists what else it can do. It asserts nothing about time.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a measurement stops at the first surprise"
)]

mod adapter;
mod again;
mod agree;
#[allow(dead_code, reason = "tests ask for the rest")]
#[path = "../../tests/support/parquet.rs"]
mod columns;
mod findings;
mod generate;
mod hand;
mod measure;
mod pack;
mod process;
mod random;
mod scale;
mod stages;
mod table;
mod values;

use adapter::{Detail, Rules, Slate};
use again::Again;
use generate::Lines;
use measure::{Alone, Part, Times, alone, take_turns};
use stages::{Corpus, FILE_STAGES, STAGES, Stage, decide_all, slates};
use std::hint::black_box;
use table::Goal::{AtLeast, AtMost, Shown};
use table::Row;

const HELP: &str = "\
Options, after --:
  --records N    records in a round (100)
  --rounds N     rounds, of which the median counts (1000)
  --agree N      records on which both sides have to agree before (20000)
  --memory       also run the command over 100,000 and 1,000,000 records
  --cores        compare two cores with one and end
  --parquet      compare Parquet with NDJSON and end
  --lines N      print so many records and end
  --stages       list the stages and end
  --stage NAME   run one stage once, to be counted, and end
  --times N      run it so many times, to be sampled";

/// How many corpora the rounds go through.
const CORPORA: u64 = 100;

/// How often the records are gone through for two cores against one.
const CORES_TIMES: usize = 10;

/// What the command line asks for.
struct Asked {
    records: usize,
    rounds: usize,
    agree: usize,
    memory: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| arguments.iter().any(|argument| argument == name);
    let text = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)
    };
    let number = |name: &str, usual: usize| text(name).map_or(usual, |text| text.parse().unwrap());
    let asked = Asked {
        records: number("--records", 100),
        rounds: number("--rounds", 1_000),
        agree: number("--agree", 20_000),
        memory: flag("--memory"),
    };
    if flag("--help") {
        println!("{HELP}");
    } else if flag("--stages") {
        all_stages().for_each(|(name, _)| println!("{name}"));
    } else if let Some(stage) = text("--stage") {
        run_stage(stage, &asked, number("--times", 1));
    } else if flag("--cores") {
        let [together, apart] = cores_ratios(&asked, &Rules::yardstick());
        println!("{together:.2} x; of two runs that share nothing {apart:.2} x");
    } else if flag("--parquet") {
        println!("{:.2} x", parquet_ratio(&asked, &Rules::yardstick()));
    } else if flag("--lines") {
        let lines = Lines::applications(2, number("--lines", 0));
        print!("{}", String::from_utf8_lossy(&lines.text));
    } else {
        measure_all(&asked);
    }
}

fn run_stage(name: &str, asked: &Asked, times: usize) {
    let lines = Lines::applications(2, asked.records);
    let rules = Rules::yardstick();
    let corpus = Corpus::new(&rules, &lines);
    let (_, stage) = all_stages().find(|(stage, _)| *stage == name).unwrap();
    corpus.file();
    (0..times).for_each(|_| staged(*stage, &corpus));
}

fn all_stages() -> impl Iterator<Item = &'static Stage> {
    STAGES.iter().chain(&FILE_STAGES)
}

/// Instructions are counted from here on, and no further than its end: `benches/instructions`.
#[inline(never)]
fn staged(stage: fn(&Corpus<'_>), corpus: &Corpus<'_>) {
    stage(black_box(corpus));
}

fn measure_all(asked: &Asked) {
    match agree::compare(&Rules::yardstick(), &Lines::applications(1, asked.agree)) {
        Ok(counts) => println!(
            "both sides agree on {} records: {} accepted, {} for review, {} incomplete, {} rejected\n",
            asked.agree, counts.accept, counts.review, counts.incomplete, counts.reject
        ),
        Err(difference) => panic!("{difference}"),
    }
    let rules = Rules::yardstick();
    let times = measure_stages(asked, &rules);
    measure_shipped(asked);
    let mut rows = compared(&times);
    rows.extend(batch_rows(asked, &rules));
    rows.extend(scale_rows(asked));
    rows.extend(start_rows(asked));
    table::print(&rows);
}

/// All stages, each round over other records than the last: so many that they do not stay in the cache.
fn measure_stages(asked: &Asked, rules: &Rules) -> Times {
    let lines = (0..CORPORA).map(|corpus| Lines::applications(2 + corpus, asked.records));
    let lines: Vec<Lines> = lines.collect();
    let corpora: Vec<_> = lines
        .iter()
        .map(|lines| Corpus::new(rules, lines))
        .collect();
    let parts = STAGES
        .iter()
        .map(|(name, stage)| Part::new(name, |round| stage(&corpora[round % corpora.len()])));
    let times = take_turns(asked.rounds, parts.collect());
    println!(
        "medians of {} rounds of {} records of {:.0} bytes\n",
        asked.rounds,
        asked.records,
        lines.iter().map(Lines::mean_bytes).sum::<f64>() / lines.len() as f64
    );
    print_stages(&times, asked.records);
    times
}

fn print_stages(times: &Times, records: usize) {
    println!("| stage | ns a record | records a second |\n|---|---|---|");
    for name in times.names() {
        let each = times.median(name) / records as f64;
        println!("| {name} | {:.0} | {:.0} |", each * 1e9, 1.0 / each);
    }
    println!();
}

/// The rows that come from the stages.
fn compared(times: &Times) -> Vec<Row> {
    let codes = "rows, library, codes";
    let explained = times.ratio("rows, library, reasons", codes);
    let text = times.ratio(
        "text to decision, library",
        "text to decision, by hand, serde_json",
    );
    let row = |what, unit, value, goal| Row {
        what,
        unit,
        value: Some(value),
        goal,
    };
    vec![
        row(
            "NDJSON to codes, 1 core: speed against serde_json by hand",
            "x",
            times.ratio("rows, by hand, serde_json", codes),
            AtLeast(1.5, 1.9),
        ),
        row(
            "the same against sonic-rs by hand",
            "x",
            times.ratio("rows, by hand, sonic-rs", codes),
            Shown,
        ),
        row(
            "decision on a read record: time against by hand",
            "x",
            times.ratio("decide, library", "decide, by hand"),
            AtMost(3.7, 1.9),
        ),
        row(
            "JSON text to decision: time against serde_json by hand",
            "x",
            text,
            AtMost(0.65, 0.5),
        ),
        row(
            "full explanations instead of codes: more time",
            "%",
            (explained - 1.0) * 100.0,
            AtMost(30.0, 15.0),
        ),
    ]
}

/// The rows that need runs over many records.
fn batch_rows(asked: &Asked, rules: &Rules) -> Vec<Row> {
    let [together, apart] = cores_ratios(asked, rules);
    vec![
        Row {
            what: "2 cores: speed against 1",
            unit: "x",
            value: Some(together),
            goal: AtLeast(1.8, 1.9),
        },
        Row {
            what: "the same of two runs side by side that share nothing",
            unit: "x",
            value: Some(apart),
            goal: Shown,
        },
        Row {
            what: "Parquet to codes: speed against NDJSON",
            unit: "x",
            value: Some(parquet_ratio(asked, rules)),
            goal: AtLeast(2.0, 3.0),
        },
    ]
}

/// How much faster two threads are than one, over so many records that starting and ending are no part of it; and how
/// much faster two runs are that have half of the records each and share nothing, which is what the machine has to give.
fn cores_ratios(asked: &Asked, rules: &Rules) -> [f64; 2] {
    let lines = Lines::applications(7, 20_000);
    let decide = |rules: &Rules, times, threads, out: &mut Vec<u8>| {
        out.clear();
        adapter::batch(rules, Again::new(&lines.text, times), threads, out);
        black_box(out);
    };
    let run = |threads| {
        let mut out = Vec::new();
        move |_| decide(rules, CORES_TIMES, threads, &mut out)
    };
    let mut runs = [(); 2].map(|()| (Rules::yardstick(), Vec::new()));
    let decide = &decide;
    let side_by_side = |_| {
        std::thread::scope(|scope| {
            for (rules, out) in &mut runs {
                scope.spawn(move || decide(rules, CORES_TIMES / 2, 1, out));
            }
        });
    };
    let parts = vec![
        Part::new("1 core", run(1)),
        Part::new("2 cores", run(2)),
        Part::new("2 runs side by side", side_by_side),
    ];
    let times = take_turns(asked.rounds.min(15), parts);
    print_stages(&times, lines.len() * CORES_TIMES);
    ["2 cores", "2 runs side by side"].map(|part| times.ratio("1 core", part))
}

/// How much faster rows come from Parquet than from NDJSON, on one core.
fn parquet_ratio(asked: &Asked, rules: &Rules) -> f64 {
    let lines = Lines::applications(7, 20_000);
    let file = adapter::parquet(rules, &lines);
    let (mut expected, mut found) = (Vec::new(), Vec::new());
    adapter::batch(rules, &*lines.text, 1, &mut expected);
    adapter::batch_parquet(rules, &file, 1, &mut found);
    assert!(expected == found, "rows from Parquet are others");
    let parts = vec![
        Part::new("NDJSON", |_| {
            expected.clear();
            adapter::batch(rules, &*lines.text, 1, &mut expected);
        }),
        Part::new("Parquet", |_| {
            found.clear();
            adapter::batch_parquet(rules, &file, 1, &mut found);
        }),
        Part::new("Parquet, read alone", |_| {
            adapter::read_parquet(rules, &file)
        }),
    ];
    let times = take_turns(asked.rounds.min(50), parts);
    let each = |bytes: usize| bytes / lines.len();
    println!(
        "NDJSON has {} bytes a record, Parquet {}\n",
        each(lines.text.len()),
        each(file.len())
    );
    print_stages(&times, lines.len());
    times.ratio("NDJSON", "Parquet")
}

fn scale_rows(asked: &Asked) -> Vec<Row> {
    let row = |what, unit, value, goal| Row {
        what,
        unit,
        value: Some(value),
        goal,
    };
    let regions = |form| regional_ratio(asked, form);
    vec![
        row(
            "decision time, a policy a region: 3,000 rules against 30",
            "x",
            regions(scale::Form::Policies),
            AtMost(12.0, 8.0),
        ),
        row(
            "decision time, a guarded ruleset a region: 3,000 rules against 30",
            "x",
            regions(scale::Form::Guards),
            AtMost(12.0, 8.0),
        ),
        row(
            "a rule that applies and stays silent",
            "ns",
            silent_cost(asked),
            AtMost(8.0, 4.0),
        ),
    ]
}

/// How much longer a decision takes where there are a hundred times as many regions, each with its own rules.
fn regional_ratio(asked: &Asked, form: scale::Form) -> f64 {
    let [few, many] = [3, 300].map(|regions| {
        let text = scale::regional_text(form, regions);
        let rules = Rules::load(&[("regions.admit", &text)]);
        let slates = slates(&rules, &scale::orders(regions, 5));
        (rules, slates)
    });
    let parts = vec![
        Part::new("few", |_| decide_all(&few.0, &few.1)),
        Part::new("many", |_| decide_all(&many.0, &many.1)),
    ];
    take_turns(asked.rounds, parts).ratio("many", "few")
}

/// What 200 more silent rules add to a decision, for each of them, in nanoseconds.
fn silent_cost(asked: &Asked) -> f64 {
    let lines = Lines::applications(4, 30);
    let [few, many] = [1, 201].map(|count| {
        let rules = scale::with_silent_rules(count);
        let slates = slates(&rules, &lines);
        (rules, slates)
    });
    let parts = vec![
        Part::new("few", |_| decide_all(&few.0, &few.1)),
        Part::new("many", |_| decide_all(&many.0, &many.1)),
    ];
    let more = take_turns(asked.rounds, parts).difference("many", "few");
    more * 1e9 / 200.0 / lines.len() as f64
}

/// What starts once: loading rules, and the command.
fn start_rows(asked: &Asked) -> Vec<Row> {
    let many = scale::regional_text(scale::Form::Policies, 300);
    let elsewhere = tempfile::tempdir().unwrap();
    let parts = [
        (
            "load of 3,000 rules",
            alone(15, || drop(Rules::load(&[("many.admit", &many)]))),
            AtMost(60.0, 25.0),
        ),
        (
            "load of the shipped pack",
            alone(50, || drop(Rules::shipped())),
            AtMost(10.0, 3.0),
        ),
        (
            "whole process, one record, rules in the binary",
            alone(50, || process::one_record(elsewhere.path())),
            AtMost(15.0, 4.0),
        ),
    ];
    for (what, Alone { median, fastest }, _) in parts {
        println!(
            "{what}: median {:.1} ms, fastest {:.1} ms",
            median * 1e3,
            fastest * 1e3
        );
    }
    println!();
    let rows = parts.map(|(what, times, goal)| Row {
        what,
        unit: "ms",
        value: Some(1e3 * times.median),
        goal,
    });
    rows.into_iter().chain(memory_rows(asked)).collect()
}

fn memory_rows(asked: &Asked) -> Vec<Row> {
    let row = |what, most: fn() -> Option<f64>, goal| Row {
        what,
        unit: "MiB",
        value: asked.memory.then(most).flatten(),
        goal,
    };
    vec![
        row(
            "peak memory, 100,000 records",
            || process::memory_of_lines(100_000),
            AtMost(16.0, 8.0),
        ),
        row(
            "peak memory, 1,000,000 records",
            || process::memory_of_lines(1_000_000),
            AtMost(16.0, 8.0),
        ),
        row(
            "peak memory, 1,000,000 records of Parquet",
            || process::memory_of_columns(10, 100_000),
            Shown,
        ),
    ]
}

/// The shipped pack over its own samples, changed: nothing to compare it with, so times alone.
fn measure_shipped(asked: &Asked) {
    const RECORDS: usize = 20;
    let rules = Rules::shipped();
    let corpora = (0..CORPORA).map(|corpus| {
        let lines = pack::submissions(corpus, RECORDS);
        let slates = slates(&rules, &lines);
        (lines, slates)
    });
    let corpora: Vec<(Lines, Vec<Slate>)> = corpora.collect();
    let corpus = |round: usize| &corpora[round % corpora.len()];
    let parts = vec![
        Part::new("read", |round| {
            let mut slate = Slate::default();
            let (lines, _) = corpus(round);
            let mut lines = lines.iter();
            while rules.read(&mut lines, &mut slate) {}
        }),
        Part::new("decide", |round| decide_all(&rules, &corpus(round).1)),
        Part::new("rows, codes", |round| {
            let mut out = Vec::new();
            let lines = corpus(round).0.iter();
            rules.rows(lines, Detail::Codes, &mut out);
            black_box(out);
        }),
    ];
    let times = take_turns(asked.rounds, parts);
    let bytes: f64 = corpora.iter().map(|(lines, _)| lines.mean_bytes()).sum();
    println!(
        "the shipped pack, over changed samples of {:.0} bytes\n",
        bytes / corpora.len() as f64
    );
    print_stages(&times, RECORDS);
}
