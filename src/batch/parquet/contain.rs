//! What a crate does with bytes from strangers: where it panics, that is an error like any other, and nothing is
//! printed.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether this thread is at such work.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Does the work; `None` if it panics. Panics of other threads, and of this one at other work, are told as before.
pub(super) fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if !CONTAINED.get() {
                before(info);
            }
        }));
    });
    CONTAINED.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    CONTAINED.set(false);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_result_and_work_goes_on() {
        assert_eq!(contained(|| 1), Some(1));
        assert_eq!(contained(|| -> u8 { panic!("not told") }), None);
        assert!(!CONTAINED.get());
        assert_eq!(contained(|| 2), Some(2));
    }
}
