//! Worker threads that spin for a moment before they sleep.
//!
//! An idle thread goes to sleep, and waking it takes 40 to 60 µs. That is as long as a whole product
//! of a small network, and a training step has several, with short pauses between them. So a worker
//! that has been woken spins for a moment and looks for more work. The OpenMP threads behind
//! PyTorch's products do the same, for much longer.

use std::{
    cell::Cell,
    sync::{
        LazyLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Instant,
};

/// How long a worker spins, in microseconds since the last request or the end of its last work:
/// longer than the pauses between the products of a step, and too short to waste much energy.
const SPIN_TIME: u64 = 1000;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);
static SPIN_UNTIL: AtomicU64 = AtomicU64::new(0);
static SPINNING: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Whether this thread is computing, or spinning already.
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

/// Asks for one more spinning worker, unless all of them are.
pub(super) fn wake_worker() {
    let outside = usize::from(rayon::current_thread_index().is_none());
    let workers = rayon::current_num_threads() - 1 + outside;
    SPIN_UNTIL.store(microseconds() + SPIN_TIME, Ordering::Relaxed);
    let one_more = |spinning| (spinning < workers).then_some(spinning + 1);
    if SPINNING.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_ok() {
        rayon::spawn(spin);
    }
}

/// Runs the pool's work until there has been none for [`SPIN_TIME`].
fn spin() {
    struct Stopped;
    impl Drop for Stopped {
        fn drop(&mut self) {
            SPINNING.fetch_sub(1, Ordering::Relaxed);
        }
    }
    let _stopped = Stopped;
    // This thread waits inside `join` for the other half of a product, and rayon lets it run other
    // work meanwhile. It must not spin there: the half may be done at any moment.
    if BUSY.get() {
        return;
    }
    let _busy = Busy::start();
    let mut last_work = 0;
    while microseconds() < SPIN_UNTIL.load(Ordering::Relaxed).max(last_work + SPIN_TIME) {
        if rayon::yield_now() == Some(rayon::Yield::Executed) {
            last_work = microseconds();
        } else {
            std::thread::yield_now();
        }
    }
}

fn microseconds() -> u64 {
    u64::try_from(START.elapsed().as_micros()).unwrap_or(u64::MAX - SPIN_TIME)
}
