//! Blocks to parts on several threads: one of them reads and writes as well, and the order is kept.
//!
//! Parts are few and go round and round, so that memory does not grow with the input. It knows nothing of records
//! and rules. Whatever fails, no thread is left behind: what is waiting is given up, and that ends those who wait for it.

use super::block::{BLOCK_BYTES, Block, Part};
use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
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

/// Has all blocks worked on by so many threads, of which this is one. `worker` makes what each thread works with. After
/// a failure of the source what came before it is still taken; after a failure to take, everything stops.
pub fn run<E: Ends, W: FnMut(&mut Part)>(
    ends: &mut E,
    jobs: usize,
    worker: &(impl Fn() -> W + Sync),
) -> Result<(), E::Error> {
    let slots = match jobs {
        0 | 1 => 1,
        jobs => 2 * jobs + 1,
    };
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
    let mut free: Vec<Part> = (1..slots).map(|_| Part::new(size)).collect();
    free.push(part);
    on_threads(ends, (jobs - 1, worker), work, free)
}

fn on_threads<E: Ends, W: FnMut(&mut Part)>(
    ends: &mut E,
    (others, worker): (usize, &(impl Fn() -> W + Sync)),
    work: W,
    free: Vec<Part>,
) -> Result<(), E::Error> {
    let queue = Queue::default();
    // No send ever waits: there is room for every part there is.
    let (to_done, done) = sync_channel(free.len());
    thread::scope(|scope| {
        for _ in 0..others {
            let (done, queue) = (to_done.clone(), &queue);
            let thread = thread::Builder::new();
            // Where the system gives no thread, there are fewer.
            let _ = thread.spawn_scoped(scope, move || keep_working(worker(), queue, &done));
        }
        // Only the threads can give anything back: without them, waiting ends.
        drop(to_done);
        let conductor = Conductor {
            ends,
            work,
            queue: &queue,
            done,
            free,
            early: VecDeque::new(),
            sent: 0,
            taken: 0,
        };
        conductor.run()
    })
}

/// What a thread does until there is no more work.
fn keep_working(
    mut work: impl FnMut(&mut Part),
    queue: &Queue,
    done: &SyncSender<Result<Part, Panic>>,
) {
    while let Some(mut part) = queue.next() {
        let result = catch_unwind(AssertUnwindSafe(|| work(&mut part)));
        // Where nobody listens any more, there is nothing left to do.
        if done.send(result.map(|()| part)).is_err() {
            return;
        }
    }
}

/// Parts that wait to be worked on.
#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    parts: VecDeque<Part>,
    /// Nothing more comes, and what is there is given up.
    closed: bool,
}

impl Queue {
    fn put(&self, part: Part) {
        self.lock().parts.push_back(part);
        self.changed.notify_one();
    }

    /// The next part, if one is there.
    fn try_next(&self) -> Option<Part> {
        self.lock().parts.pop_front()
    }

    /// The next part, once there is one; none at the end.
    fn next(&self) -> Option<Part> {
        let mut waiting = self.lock();
        loop {
            if waiting.closed {
                return None;
            }
            if let Some(part) = waiting.parts.pop_front() {
                return Some(part);
            }
            let woken = self.changed.wait(waiting);
            waiting = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Nothing that is done meanwhile leaves a part half put.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread that reads and writes, and works while there is nothing of either to do.
struct Conductor<'e, E, W> {
    ends: &'e mut E,
    work: W,
    queue: &'e Queue,
    done: Receiver<Result<Part, Panic>>,
    free: Vec<Part>,
    /// Parts that are done before their turn; the first place is the turn of the next.
    early: VecDeque<Option<Part>>,
    sent: u64,
    taken: u64,
}

/// However it ends, nobody waits for more.
impl<E, W> Drop for Conductor<'_, E, W> {
    fn drop(&mut self) {
        self.queue.close();
    }
}

impl<E: Ends, W: FnMut(&mut Part)> Conductor<'_, E, W> {
    fn run(mut self) -> Result<(), E::Error> {
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
            } else if let Some(mut part) = self.queue.try_next() {
                (self.work)(&mut part);
                self.put(Ok(part))?;
            } else if self.taken == self.sent {
                return source.map(|_| ());
            } else {
                match self.done.recv() {
                    Ok(part) => self.put(part)?,
                    Err(closed) => resume_unwind(Box::new(closed)),
                }
            }
        }
    }

    fn send(&mut self, mut part: Part) {
        part.number = self.sent;
        self.sent += 1;
        self.queue.put(part);
    }

    /// Keeps a part until its turn, and takes all whose turn has come.
    fn put(&mut self, part: Result<Part, Panic>) -> Result<(), E::Error> {
        let part = part.unwrap_or_else(|panic| resume_unwind(panic));
        let place = (part.number - self.taken) as usize;
        if self.early.len() <= place {
            self.early.resize_with(place + 1, || None);
        }
        if let Some(slot) = self.early.get_mut(place) {
            *slot = Some(part);
        }
        while let Some(mut part) = self.early.front_mut().and_then(Option::take) {
            self.early.pop_front();
            self.taken += 1;
            self.ends.take(&part)?;
            part.clear();
            self.free.push(part);
        }
        Ok(())
    }
}
