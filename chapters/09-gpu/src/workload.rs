//! How much work a call is, in bytes and operations.

/// Bytes of a number in single precision.
const F32: f64 = 4.0;

/// The work of one call, or of many together.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
// ANCHOR: workload
pub struct Workload {
    /// How many calls.
    pub calls: f64,
    /// Bytes transferred to the device or back.
    pub moved: f64,
    /// Bytes read and written in the device's own memory.
    pub touched: f64,
    /// Floating-point operations.
    pub operations: f64,
}
// ANCHOR_END: workload

impl Workload {
    /// A transfer of bytes, to the device or back.
    ///
    /// ```
    /// assert_eq!(gpu::Workload::transfer(4000).moved, 4000.0);
    /// ```
    pub fn transfer(bytes: usize) -> Self {
        Self { calls: 1.0, moved: bytes as f64, ..Self::default() }
    }

    /// A product of an m × k and a k × n matrix, in single precision: a multiplication and an
    /// addition for each of m·k·n triples, and each matrix touched once.
    ///
    /// ```
    /// let work = gpu::Workload::product(2, 3, 4);
    /// assert_eq!(work.operations, 48.0);
    /// assert_eq!(work.touched, 4.0 * (6.0 + 12.0 + 8.0));
    /// ```
    // ANCHOR: product
    pub fn product(m: usize, k: usize, n: usize) -> Self {
        let [m, k, n] = [m, k, n].map(|size| size as f64);
        Self {
            calls: 1.0,
            touched: F32 * (m * k + k * n + m * n),
            operations: 2.0 * m * k * n,
            ..Self::default()
        }
    }
    // ANCHOR_END: product

    /// One operation on each of n elements, with this many arrays read and written.
    ///
    /// ```
    /// let relu = gpu::Workload::elementwise(2, 1000);
    /// assert_eq!((relu.touched, relu.operations), (8000.0, 1000.0));
    /// ```
    pub fn elementwise(arrays: usize, n: usize) -> Self {
        Self {
            calls: 1.0,
            touched: F32 * (arrays * n) as f64,
            operations: n as f64,
            ..Self::default()
        }
    }

    /// Operations for each byte of memory touched: the *arithmetic intensity*.
    ///
    /// It is NaN for a workload that touches no memory.
    ///
    /// ```
    /// assert_eq!(gpu::Workload::product(60, 60, 60).intensity(), 10.0); // n/6
    /// ```
    pub fn intensity(&self) -> f64 {
        self.operations / self.touched
    }
}
