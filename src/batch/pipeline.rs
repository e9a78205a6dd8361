//! Blocks to parts on several threads: one reads and writes, the others work, and the order is kept.
//!
//! Parts are few and go round and round, so that memory does not grow with the input. It knows nothing of records
//! and rules. Whatever fails, no thread is left behind: a channel that closes ends those who wait on it.

use super::block::{BLOCK_BYTES, Block, Part};
use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// How many bytes all blocks have together, where there are many threads; each has at least so many.
const ALL_BYTES: usize = 4 << 20;
const LEAST_BYTES: usize = 16 << 10;

/// What a panic carries.
type Panic = Box<dyn Any + Send>;

/// Where blocks come from and where parts go.
pub trait Ends {
    /// Why it cannot go on.
    type Error;

    /// Fills a block with whole records; false at the end.
    fn fill(&mut self, block: &mut Block) -> Result<bool, Self::Error>;

    /// Takes what was decided, in the order of the input.
    fn take(&mut self, part: &Part) -> Result<(), Self::Error>;
}

/// Has all blocks worked on by so many threads. `worker` makes what each thread works with. After a failure of the
/// source what came before it is still taken; after a failure to take, everything stops.
pub fn run<E: Ends, W: FnMut(&mut Part)>(
    ends: &mut E,
    jobs: usize,
    worker: &(impl Fn() -> W + Sync),
) -> Result<(), E::Error> {
    let slots = 2 * jobs.max(1) + 1;
    let size = (ALL_BYTES / slots).clamp(LEAST_BYTES, BLOCK_BYTES);
    let mut part = Part::new(size);
    let mut work = worker();
    // Where one block is all there is, no thread is started.
    let mut blocks = 0;
    while blocks == 0 || jobs <= 1 {
        part.clear();
        if !ends.fill(&mut part.block)? {
            return Ok(());
        }
        work(&mut part);
        ends.take(&part)?;
        blocks += 1;
    }
    part.clear();
    if !ends.fill(&mut part.block)? {
        return Ok(());
    }
    let parts = (1..slots).map(|_| Part::new(size)).collect();
    on_threads(ends, jobs, worker, part, parts)
}

fn on_threads<E: Ends, W: FnMut(&mut Part)>(
    ends: &mut E,
    jobs: usize,
    worker: &(impl Fn() -> W + Sync),
    first: Part,
    free: Vec<Part>,
) -> Result<(), E::Error> {
    // No send ever waits: there is room for every part there is.
    let room = free.len() + 1;
    let (to_work, work) = sync_channel(room);
    let (to_done, done) = sync_channel(room);
    let work = Mutex::new(work);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let mut started = 0;
        for _ in 0..jobs {
            let (done, work, stop) = (to_done.clone(), &work, &stop);
            let thread = thread::Builder::new();
            let spawned =
                thread.spawn_scoped(scope, move || keep_working(worker(), work, &done, stop));
            started += usize::from(spawned.is_ok());
        }
        // Only the threads can give anything back: without them, waiting ends.
        drop(to_done);
        let mut conductor = Conductor {
            ends,
            to_work,
            done,
            free,
            waiting: VecDeque::new(),
            sent: 0,
            taken: 0,
        };
        let result = if started > 0 {
            conductor.run(first)
        } else {
            conductor.run_alone(first, worker())
        };
        stop.store(true, Ordering::Relaxed);
        result
    })
}

/// What a thread does until there is no more work.
fn keep_working(
    mut work: impl FnMut(&mut Part),
    parts: &Mutex<Receiver<Part>>,
    done: &SyncSender<Result<Part, Panic>>,
    stop: &AtomicBool,
) {
    loop {
        let part = parts.lock().ok().and_then(|parts| parts.recv().ok());
        let Some(mut part) = part.filter(|_| !stop.load(Ordering::Relaxed)) else {
            return;
        };
        let result = catch_unwind(AssertUnwindSafe(|| work(&mut part)));
        // Where nobody listens any more, there is nothing left to do.
        if done.send(result.map(|()| part)).is_err() {
            return;
        }
    }
}

/// The thread that reads and writes.
struct Conductor<'e, E> {
    ends: &'e mut E,
    to_work: SyncSender<Part>,
    done: Receiver<Result<Part, Panic>>,
    free: Vec<Part>,
    /// Parts that are done before their turn; the first place is the turn of the next.
    waiting: VecDeque<Option<Part>>,
    sent: u64,
    taken: u64,
}

impl<E: Ends> Conductor<'_, E> {
    fn run(&mut self, first: Part) -> Result<(), E::Error> {
        self.send(first);
        let mut source = Ok(true);
        loop {
            // What is done goes out before more comes in, which may take its time.
            while let Ok(part) = self.done.try_recv() {
                self.put(part)?;
            }
            if matches!(source, Ok(true))
                && let Some(mut part) = self.free.pop()
            {
                source = self.ends.fill(&mut part.block);
                if matches!(source, Ok(true)) {
                    self.send(part);
                }
                continue;
            }
            if self.taken == self.sent {
                return source.map(|_| ());
            }
            match self.done.recv() {
                Ok(part) => self.put(part)?,
                Err(closed) => resume_unwind(Box::new(closed)),
            }
        }
    }

    /// Where the system gives no thread at all.
    fn run_alone(
        &mut self,
        mut part: Part,
        mut work: impl FnMut(&mut Part),
    ) -> Result<(), E::Error> {
        loop {
            work(&mut part);
            self.ends.take(&part)?;
            part.clear();
            if !self.ends.fill(&mut part.block)? {
                return Ok(());
            }
        }
    }

    fn send(&mut self, mut part: Part) {
        part.number = self.sent;
        self.sent += 1;
        // It fails only where all workers are gone, which shows when nothing comes back.
        let _ = self.to_work.send(part);
    }

    /// Keeps a part until its turn, and takes all whose turn has come.
    fn put(&mut self, part: Result<Part, Panic>) -> Result<(), E::Error> {
        let part = part.unwrap_or_else(|panic| resume_unwind(panic));
        let place = (part.number - self.taken) as usize;
        if self.waiting.len() <= place {
            self.waiting.resize_with(place + 1, || None);
        }
        if let Some(slot) = self.waiting.get_mut(place) {
            *slot = Some(part);
        }
        while let Some(mut part) = self.waiting.front_mut().and_then(Option::take) {
            self.waiting.pop_front();
            self.taken += 1;
            self.ends.take(&part)?;
            part.clear();
            self.free.push(part);
        }
        Ok(())
    }
}
