//! Keeping a second core awake between two products.
//!
//! A thread with nothing to do goes to sleep, and takes 40 to 60 µs to wake up. That is as long as
//! a whole product of a small network, and a training step has several, with short pauses between
//! them. So a core that has been asked to help stays awake for a moment, and looks out for more.
//! The OpenMP threads behind PyTorch's products do the same, for much longer.

use std::{
    cell::Cell,
    sync::{
        LazyLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Instant,
};

/// In microseconds, since the last call or the end of the last work: longer than the pauses between
/// the products of a step, and too short to be noticed.
const LINGER: u64 = 1000;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);
static UNTIL: AtomicU64 = AtomicU64::new(0);
static AWAKE: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Whether this thread is at work, or looks out for work already.
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// Marks this thread as busy until it is dropped.
pub(super) struct Busy {
    before: bool,
}

impl Busy {
    pub(super) fn start() -> Self {
        Self { before: BUSY.replace(true) }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        BUSY.set(self.before);
    }
}

/// Asks for one more helper to stay awake, unless all of them are.
pub(super) fn call_a_helper() {
    let outside = usize::from(rayon::current_thread_index().is_none());
    let helpers = rayon::current_num_threads() - 1 + outside;
    UNTIL.store(microseconds() + LINGER, Ordering::Relaxed);
    let one_more = |awake| (awake < helpers).then_some(awake + 1);
    if AWAKE.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_ok() {
        rayon::spawn(look_out);
    }
}

/// Takes on work until none has come up for a while.
fn look_out() {
    struct Asleep;
    impl Drop for Asleep {
        fn drop(&mut self) {
            AWAKE.fetch_sub(1, Ordering::Relaxed);
        }
    }
    let _asleep = Asleep;
    // Whoever waits for the other half of a product must return as soon as that is done.
    if BUSY.get() {
        return;
    }
    let _busy = Busy::start();
    let mut last_work = 0;
    while microseconds() < UNTIL.load(Ordering::Relaxed).max(last_work + LINGER) {
        if rayon::yield_now() == Some(rayon::Yield::Executed) {
            last_work = microseconds();
        } else {
            std::thread::yield_now();
        }
    }
}

fn microseconds() -> u64 {
    u64::try_from(START.elapsed().as_micros()).unwrap_or(u64::MAX - LINGER)
}
