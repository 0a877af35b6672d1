//! All the calls of a training step, as workloads.

use crate::Workload;

/// A training step of a multilayer perceptron with ReLUs, cross-entropy and SGD with momentum, as
/// calls to a device that holds the data set as bytes. `sizes` is the number of inputs, of the
/// units of every layer, and of classes at the end; the last layer has no ReLU.
///
/// An engine may divide or join calls in its own way. What matters is that there are some dozens,
/// and that their number depends on the depth and not on the width.
///
/// # Panics
///
/// If there are fewer than two sizes.
///
/// ```
/// use gpu::step::{calls, training_step};
///
/// let (narrow, wide) = (training_step(&[784, 32, 10], 512), training_step(&[784, 1024, 10], 512));
/// assert_eq!(calls(&narrow), calls(&wide));
/// ```
#[track_caller]
// ANCHOR: training_step
pub fn training_step(sizes: &[usize], batch: usize) -> Vec<Workload> {
    assert!(sizes.len() >= 2, "a network needs an input and an output, found {sizes:?}");
    let layers = sizes.len() - 1;
    let classes = sizes[layers];
    // Which images: an index for each. The bytes are there already, and become numbers there.
    let mut calls = vec![Workload::transfer(4 * batch), gather(batch, sizes[0])];
    for (i, pair) in sizes.windows(2).enumerate() {
        let (d, m) = (pair[0], pair[1]);
        calls.push(Workload::product(batch, d, m));
        // The bias, and with it the ReLU, if there is one.
        calls.push(Workload::elementwise(2, batch * m));
        if i > 0 {
            calls.push(Workload::product(batch, m, d)); // the gradient of the layer's input
            calls.push(Workload::elementwise(3, batch * d)); // through the ReLU before it
        }
        calls.push(Workload::product(m, batch, d)); // the gradient of the weights
        calls.push(Workload::elementwise(1, batch * m)); // and of the biases
        for parameters in [m * d, m] {
            calls.push(Workload::elementwise(3, parameters)); // the momentum
            calls.push(Workload::elementwise(3, parameters)); // the step
        }
    }
    // Cross-entropy: a maximum, a sum of exponentials, the loss, the gradient.
    calls.push(Workload::transfer(4 * batch));
    calls.extend([Workload::elementwise(2, batch * classes); 4]);
    calls
}
// ANCHOR_END: training_step

/// A batch from bytes: for each element one byte read, four written.
fn gather(batch: usize, pixels: usize) -> Workload {
    let numbers = (batch * pixels) as f64;
    Workload {
        calls: 1.0,
        touched: 5.0 * numbers,
        operations: 2.0 * numbers,
        ..Workload::default()
    }
}

/// How many calls there are.
///
/// ```
/// use gpu::step::{calls, training_step};
///
/// assert_eq!(calls(&training_step(&[784, 10], 1)), 15);
/// ```
pub fn calls(workloads: &[Workload]) -> usize {
    workloads.len()
}

/// How many floating-point operations there are.
///
/// ```
/// use gpu::step::{operations, training_step};
///
/// assert!(operations(&training_step(&[784, 10], 1)) > 4.0 * 784.0 * 10.0);
/// ```
pub fn operations(workloads: &[Workload]) -> f64 {
    workloads.iter().map(|work| work.operations).sum()
}
