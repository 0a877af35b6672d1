//! How many cores the large products use.

#[cfg(feature = "threads")]
mod spin;

use std::fmt;

/// Runs `work` with at most `count` threads for every product inside it.
///
/// Otherwise, products use all cores. The results are the same to the last bit, for
/// any `count`. `work` may run on a thread of its own, so `no_grad` goes inside it.
///
/// # Errors
///
/// If the system refuses to start that many threads.
///
/// # Panics
///
/// If `count` is zero.
///
/// ```
/// use engine::{Array, Options, threads::with_threads};
///
/// let x = Array::matrix(&[[1.0, 2.0]], Options::default());
/// let alone = with_threads(1, || x.matmul_nt(&x))?;
/// assert_eq!(alone, x.matmul_nt(&x));
/// # Ok::<(), engine::threads::ThreadsError>(())
/// ```
#[cfg(feature = "threads")]
#[track_caller]
pub fn with_threads<R: Send>(
    count: usize,
    work: impl FnOnce() -> R + Send,
) -> Result<R, ThreadsError> {
    assert!(count > 0, "with_threads: at least one thread is needed");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
    let pool = pool.map_err(|error| ThreadsError { count, problem: error.to_string() })?;
    Ok(pool.install(work))
}

/// Runs `work` on the only thread of this build.
///
/// # Errors
///
/// Never. The return type is that of a build with threads.
#[cfg(not(feature = "threads"))]
pub fn with_threads<R>(_count: usize, work: impl FnOnce() -> R) -> Result<R, ThreadsError> {
    Ok(work())
}

/// The system could not start the requested number of threads.
///
/// The message says how many and why, and advises trying fewer. See [`with_threads`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThreadsError {
    count: usize,
    problem: String,
}

impl fmt::Display for ThreadsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} threads could not be started ({}); try fewer", self.count, self.problem)
    }
}

impl std::error::Error for ThreadsError {}

/// How many cores are available.
///
/// ```
/// assert!(engine::threads::available() >= 1);
/// ```
pub fn available() -> usize {
    #[cfg(feature = "threads")]
    return std::thread::available_parallelism().map_or(1, usize::from);
    #[cfg(not(feature = "threads"))]
    1
}

/// Runs both closures, in parallel if there is a second core.
///
/// The worker thread spins for a moment after its work, so that it starts at once when it is needed
/// again.
///
/// ```
/// let (mut left, mut right) = (0, 0);
/// engine::threads::join(|| left = 1 + 2, || right = 3 + 4);
/// assert_eq!((left, right), (3, 7));
/// ```
#[cfg(feature = "threads")]
pub fn join(left: impl FnOnce() + Send, right: impl FnOnce() + Send) {
    if rayon::current_num_threads() == 1 {
        left();
        return right();
    }
    spin::wake_worker();
    let _busy = spin::Busy::start();
    if rayon::current_thread_index().is_some() {
        rayon::join(left, right);
    } else {
        // On a thread outside the pool, `rayon::join` would hand both to workers and sleep.
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| right());
            left();
        });
    }
}

/// Runs both closures one after the other, on the only thread of this build.
#[cfg(not(feature = "threads"))]
pub fn join(left: impl FnOnce(), right: impl FnOnce()) {
    left();
    right();
}
