//! The order is kept, and no failure leaves a thread behind or a caller waiting.

use super::super::pipeline::{Ends, run};
use super::super::{Block, Part};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::Duration;

/// Numbers from 0 on as blocks; what is taken is kept.
struct Numbers {
    next: u32,
    most: u32,
    taken: Vec<u32>,
    /// After how many blocks the source fails, and after how many parts nothing is taken any more.
    source_fails: Option<u32>,
    taking_fails: Option<usize>,
    largest: usize,
}

impl Numbers {
    fn new(most: u32) -> Numbers {
        Numbers {
            next: 0,
            most,
            taken: Vec::new(),
            source_fails: None,
            taking_fails: None,
            largest: 0,
        }
    }
}

impl Ends for Numbers {
    type Error = &'static str;

    fn fill(&mut self, block: &mut Block) -> Result<bool, &'static str> {
        if self.source_fails == Some(self.next) {
            return Err("source");
        }
        if self.next == self.most {
            return Ok(false);
        }
        block.bytes.clear();
        block.bytes.extend(self.next.to_le_bytes());
        self.next += 1;
        self.largest = self.largest.max(self.next as usize - self.taken.len());
        Ok(true)
    }

    fn take(&mut self, part: &Part) -> Result<(), &'static str> {
        if self.taking_fails == Some(self.taken.len()) {
            return Err("target");
        }
        let rows = part.rows.as_slice().try_into().unwrap();
        self.taken.push(u32::from_le_bytes(rows));
        Ok(())
    }
}

fn number(part: &Part) -> u32 {
    u32::from_le_bytes(part.block.bytes.as_slice().try_into().unwrap())
}

/// Takes longer for some than for others.
fn work(part: &mut Part) {
    let number = number(part);
    std::thread::sleep(Duration::from_micros(u64::from(number * 7919 % 5) * 50));
    part.rows.extend(number.to_le_bytes());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_order_is_that_of_the_source_and_few_parts_are_under_way(count in 0u32..80, jobs in 1usize..9) {
        let mut numbers = Numbers::new(count);
        run(&mut numbers, jobs, &|| work).unwrap();
        prop_assert_eq!(numbers.taken, Vec::from_iter(0..count));
        prop_assert!(numbers.largest <= 2 * jobs + 1);
    }

    #[test]
    fn what_came_before_a_failure_of_the_source_is_taken(fails in 0u32..50, jobs in 1usize..5) {
        let mut numbers = Numbers::new(50);
        numbers.source_fails = Some(fails);
        prop_assert_eq!(run(&mut numbers, jobs, &|| work), Err("source"));
        prop_assert_eq!(numbers.taken, Vec::from_iter(0..fails));
    }

    #[test]
    fn a_target_that_fails_stops_everything(fails in 0usize..30, jobs in 1usize..5) {
        let mut numbers = Numbers::new(100_000);
        numbers.taking_fails = Some(fails);
        prop_assert_eq!(run(&mut numbers, jobs, &|| work), Err("target"));
        prop_assert_eq!(numbers.taken.len(), fails);
        prop_assert!(numbers.next as usize <= fails + 2 * jobs + 2);
    }

    #[test]
    fn a_panic_of_a_worker_is_the_caller_s_and_nobody_waits(at in 0u32..40, jobs in 1usize..5) {
        let mut numbers = Numbers::new(40);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            run(&mut numbers, jobs, &|| |part: &mut Part| {
                if number(part) == at {
                    std::panic::resume_unwind(Box::new("a fault of ours"));
                }
                work(part);
            })
        }));
        prop_assert_eq!(*outcome.unwrap_err().downcast::<&str>().unwrap(), "a fault of ours");
        prop_assert!(numbers.taken.len() <= at as usize);
    }
}

#[test]
fn threads_that_cannot_begin_leave_nobody_waiting() {
    let here = std::thread::current().id();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        run(&mut Numbers::new(9), 3, &|| {
            if std::thread::current().id() != here {
                std::panic::resume_unwind(Box::new("a fault of ours"));
            }
            work
        })
    }));
    assert!(outcome.is_err());
}

#[test]
fn one_block_needs_no_thread_and_more_need_no_more_than_were_asked_for() {
    for (blocks, jobs) in [(1, 8), (200, 1), (200, 2), (200, 4)] {
        let threads = Mutex::new(HashSet::from([std::thread::current().id()]));
        let work = |part: &mut Part| {
            threads.lock().unwrap().insert(std::thread::current().id());
            work(part);
        };
        run(&mut Numbers::new(blocks), jobs, &|| work).unwrap();
        let most = if blocks == 1 { 1 } else { jobs };
        let threads = threads.into_inner().unwrap().len();
        assert!(threads <= most, "{threads} threads for {jobs} jobs");
    }
}

#[test]
fn whoever_reads_and_writes_works_too() {
    let here = std::thread::current().id();
    let works = Mutex::new(HashMap::new());
    let work = |part: &mut Part| {
        let here = std::thread::current().id() == here;
        *works.lock().unwrap().entry(here).or_insert(0) += 1;
        work(part);
    };
    run(&mut Numbers::new(300), 2, &|| work).unwrap();
    let works = works.into_inner().unwrap();
    assert_eq!(works[&true] + works[&false], 300);
    assert!(works[&true] > 0 && works[&false] > 0, "{works:?}");
}
