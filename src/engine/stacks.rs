//! Threads with stacks for the deepest nesting that the limits allow, also in a build without optimisation: what rules
//! mean must not depend on the thread that loads them.

use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Scope, ScopedJoinHandle};

const STACK_BYTES: usize = 8 << 20;

/// Runs work on a thread of its own.
pub(super) fn on_own_stack<T: Send>(work: impl Fn() -> T + Sync) -> T {
    let done = thread::scope(|scope| {
        let running = start(scope, &work)?;
        Some(running.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    // Where there are no threads, the stack at hand has to do.
    done.unwrap_or_else(work)
}

/// Does so many pieces of work on so many threads at most, of which this one, which has such a stack, is one. What came of
/// them comes back in their order.
pub(super) fn on_own_stacks<T: Send>(
    threads: usize,
    count: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(count));
    let work_on = || {
        let places = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        for place in places.take_while(|place| *place < count) {
            let result = work(place);
            // Nobody panics while it is locked.
            if let Ok(mut done) = done.lock() {
                done.push((place, result));
            }
        }
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(count))
            .map_while(|_| start(scope, &work_on))
            .collect();
        work_on();
        for other in others {
            other.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

fn start<'s, T: Send + 's>(
    scope: &'s Scope<'s, '_>,
    work: &'s (impl Fn() -> T + Sync),
) -> Option<ScopedJoinHandle<'s, T>> {
    let thread = thread::Builder::new().stack_size(STACK_BYTES);
    thread.spawn_scoped(scope, work).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn what_comes_of_work_comes_back_in_its_order() {
        for threads in [1, 2, 7] {
            for count in [0, 1, 6, 100] {
                let squares = on_own_stacks(threads, count, |place| place * place);
                let expected: Vec<usize> = (0..count).map(|place| place * place).collect();
                assert_eq!(squares, expected, "{threads} threads");
            }
        }
    }

    #[test]
    #[should_panic(expected = "elsewhere")]
    fn a_panic_on_another_thread_is_passed_on() {
        let (here, both) = (thread::current().id(), Barrier::new(2));
        on_own_stacks(2, 2, |_| {
            // Each of the two waits for the other, so that no thread can have both.
            both.wait();
            assert!(thread::current().id() == here, "elsewhere");
        });
    }
}
