//! How many cores the large products use.

/// Runs `work` with at most `count` threads for every product inside it.
///
/// Without this, products share all cores. The results are the same to the last bit, for
/// any `count`.
///
/// ```
/// let four = engine::threads::with_threads(1, || 2 + 2);
/// assert_eq!(four, 4);
/// ```
///
/// # Panics
///
/// If `count` is zero, or the system refuses to start that many threads.
#[cfg(feature = "threads")]
#[track_caller]
pub fn with_threads<R: Send>(count: usize, work: impl FnOnce() -> R + Send) -> R {
    assert!(count > 0, "at least one thread is needed");
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(count)
        .build()
        .unwrap_or_else(|error| panic!("cannot start {count} threads: {error}"));
    pool.install(work)
}

/// Runs `work`; this build has one thread.
#[cfg(not(feature = "threads"))]
pub fn with_threads<R>(_count: usize, work: impl FnOnce() -> R) -> R {
    work()
}

/// How many cores there are to use.
pub fn available() -> usize {
    #[cfg(feature = "threads")]
    return std::thread::available_parallelism().map_or(1, usize::from);
    #[cfg(not(feature = "threads"))]
    1
}

/// Runs both, side by side if there is a core to spare.
#[cfg(feature = "threads")]
pub(crate) fn join(left: impl FnOnce() + Send, right: impl FnOnce() + Send) {
    rayon::join(left, right);
}

#[cfg(not(feature = "threads"))]
pub(crate) fn join(left: impl FnOnce(), right: impl FnOnce()) {
    left();
    right();
}
