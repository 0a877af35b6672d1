//! A training step written by hand: the engine's products and exponential, and plain loops, on buffers
//! that are made once, without tensors, a graph or an optimizer. What autograd costs is the difference.
//!
//! Every element is computed by the same operations in the same order as with autograd, so the two
//! take the same steps to the last bit. Matrices have one row per image, and are column-major.

#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for wide SIMD registers"
)]

use engine::kernels::{exp, matmul_into, parallel_chunks};
use nalgebra::DMatrix;
use workloads::numbers;

struct Layer {
    /// (out, in).
    weight: DMatrix<f32>,
    /// (out,).
    bias: Vec<f32>,
    weight_grad: DMatrix<f32>,
    bias_grad: Vec<f32>,
    weight_velocity: DMatrix<f32>,
    bias_velocity: Vec<f32>,
    /// The output for a batch, (images, out), after the ReLU if there is one.
    output: DMatrix<f32>,
    /// The gradient of the loss with respect to the output before the ReLU, (images, out).
    output_grad: DMatrix<f32>,
}

/// A network with its batch and all its buffers.
pub struct Step {
    images: DMatrix<f32>,
    classes: Vec<usize>,
    layers: Vec<Layer>,
    /// Of each image, the largest logit, the sum of exponentials, and the loss.
    largest: Vec<f32>,
    total: Vec<f32>,
    losses: Vec<f32>,
}

impl Step {
    /// The network of [`crate::networks::step`], with SGD.
    pub fn new(sizes: &[usize], count: usize) -> Self {
        let matrix = |values: &[f32], rows, cols| {
            DMatrix::from_row_iterator(rows, cols, values.iter().copied())
        };
        let pairs = (0..).zip(sizes.windows(2));
        let layers = pairs.map(|(layer, pair)| {
            let (inputs, outputs) = (pair[0], pair[1]);
            let (weight, bias) = numbers::layer(layer, inputs, outputs);
            Layer {
                weight: matrix(&weight, outputs, inputs),
                bias,
                weight_grad: DMatrix::zeros(outputs, inputs),
                bias_grad: vec![0.0; outputs],
                weight_velocity: DMatrix::zeros(outputs, inputs),
                bias_velocity: vec![0.0; outputs],
                output: DMatrix::zeros(count, outputs),
                output_grad: DMatrix::zeros(count, outputs),
            }
        });
        Self {
            images: matrix(&numbers::normalized(count, sizes[0]), count, sizes[0]),
            classes: numbers::classes(count).into_iter().map(usize::from).collect(),
            layers: layers.collect(),
            largest: vec![0.0; count],
            total: vec![0.0; count],
            losses: vec![0.0; count],
        }
    }

    /// Forward, loss, backward, SGD with momentum at `pace` times its usual rate; returns the loss.
    pub fn run(&mut self, pace: f64) -> f64 {
        self.forward();
        let loss = self.loss();
        self.backward();
        self.update(single(0.01 * pace));
        loss
    }

    fn forward(&mut self) {
        let last = self.layers.len() - 1;
        for l in 0..=last {
            let (before, rest) = self.layers.split_at_mut(l);
            let input = before.last().map_or(&self.images, |layer| &layer.output);
            let Layer { weight, bias, output, .. } = &mut rest[0];
            matmul_into(output, Some(bias), (input, false), (weight, true));
            if l < last {
                parallel_chunks(MIN_CHUNK_LEN, output.as_mut_slice(), &|_, y| {
                    vectorized(|| y.iter_mut().for_each(|y| *y = if *y <= 0.0 { 0.0 } else { *y }));
                });
            }
        }
    }

    /// The mean cross-entropy; leaves its gradient, (softmax − one-hot) / images, in `output_grad`.
    fn loss(&mut self) -> f64 {
        let Self { classes, layers, largest, total, losses, .. } = self;
        let Some(Layer { output, output_grad, .. }) = layers.last_mut() else { return f64::NAN };
        let share = single(1.0 / classes.len() as f64);
        vectorized(|| {
            largest.fill(f32::NEG_INFINITY);
            for column in columns(output) {
                largest.iter_mut().zip(column).for_each(|(most, &x)| *most = most.max(x));
            }
            total.fill(0.0);
            for (column, grad) in columns(output).zip(columns_mut(output_grad)) {
                for ((grad, total), (&x, &most)) in
                    grad.iter_mut().zip(&mut *total).zip(column.iter().zip(&*largest))
                {
                    *grad = exp(x - most);
                    *total += *grad;
                }
            }
            for column in columns_mut(output_grad) {
                column.iter_mut().zip(&*total).for_each(|(grad, total)| *grad /= total);
            }
            for (i, &class) in classes.iter().enumerate() {
                losses[i] = total[i].ln() - (output[(i, class)] - largest[i]);
                output_grad[(i, class)] -= 1.0;
            }
            output_grad.as_mut_slice().iter_mut().for_each(|grad| *grad *= share);
            f64::from(single(sum(losses)) * share)
        })
    }

    fn backward(&mut self) {
        for l in (0..self.layers.len()).rev() {
            let (before, rest) = self.layers.split_at_mut(l);
            let Layer { weight, weight_grad, bias_grad, output_grad, .. } = &mut rest[0];
            let input = before.last().map_or(&self.images, |layer| &layer.output);
            matmul_into(weight_grad, None, (output_grad, true), (input, false));
            let rows = output_grad.nrows();
            parallel_chunks(MIN_CHUNK_LEN / rows, bias_grad, &|first, sums| {
                vectorized(|| {
                    let columns = output_grad.as_slice().chunks_exact(rows).skip(first);
                    for (total, column) in sums.iter_mut().zip(columns) {
                        *total = single(sum(column));
                    }
                });
            });
            let Some(Layer { output, output_grad: input_grad, .. }) = before.last_mut() else {
                return;
            };
            matmul_into(input_grad, None, (output_grad, false), (weight, false));
            parallel_chunks(MIN_CHUNK_LEN, input_grad.as_mut_slice(), &|start, grad| {
                let y = &output.as_slice()[start..];
                vectorized(|| {
                    let pairs = grad.iter_mut().zip(y);
                    pairs.for_each(|(grad, &y)| *grad = if y <= 0.0 { 0.0 } else { *grad });
                });
            });
        }
    }

    fn update(&mut self, lr: f32) {
        for layer in &mut self.layers {
            let weights = layer.weight.as_mut_slice();
            momentum(
                weights,
                layer.weight_velocity.as_mut_slice(),
                layer.weight_grad.as_slice(),
                lr,
            );
            momentum(&mut layer.bias, &mut layer.bias_velocity, &layer.bias_grad, lr);
        }
    }
}

/// Shorter loops run on one core, as in the engine.
const MIN_CHUNK_LEN: usize = 1 << 15;

/// The same for the loops over parameters.
const MIN_UPDATE_LEN: usize = 1 << 13;

fn momentum(parameter: &mut [f32], velocity: &mut [f32], grad: &[f32], lr: f32) {
    parallel_chunks(MIN_UPDATE_LEN, velocity, &|start, velocity| {
        let grad = &grad[start..];
        vectorized(|| {
            for (v, &g) in velocity.iter_mut().zip(grad) {
                let new = *v * 0.9 + g;
                // A velocity to which nothing is added does not stay subnormal.
                *v = if g == 0.0 && new.abs() < f32::MIN_POSITIVE { 0.0 } else { new };
            }
        });
    });
    parallel_chunks(MIN_UPDATE_LEN, parameter, &|start, parameter| {
        let velocity = &velocity[start..];
        vectorized(|| parameter.iter_mut().zip(velocity).for_each(|(p, &v)| *p -= lr * v));
    });
}

#[expect(clippy::cast_possible_truncation, reason = "rounding to single precision is the point")]
fn single(x: f64) -> f32 {
    x as f32
}

fn columns(x: &DMatrix<f32>) -> impl Iterator<Item = &[f32]> {
    x.as_slice().chunks_exact(x.nrows())
}

fn columns_mut(x: &mut DMatrix<f32>) -> impl Iterator<Item = &mut [f32]> {
    let rows = x.nrows();
    x.as_mut_slice().chunks_exact_mut(rows)
}

/// In eight running sums, so that no addition waits for the one before, in double precision.
#[inline(always)]
fn sum(values: &[f32]) -> f64 {
    let (blocks, rest) = values.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for block in blocks {
        sums.iter_mut().zip(block).for_each(|(sum, &x)| *sum += f64::from(x));
    }
    sums.iter().sum::<f64>() + rest.iter().map(|&x| f64::from(x)).sum::<f64>()
}

/// Compiles a loop for the widest SIMD registers that the processor has.
#[inline(always)]
fn vectorized<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

#[cfg(test)]
mod tests {
    use engine::Device;
    use workloads::Optimizer;

    use super::*;
    use crate::networks;

    #[test]
    fn autograd_and_the_hand_take_the_same_steps_to_the_last_bit() {
        crate::on_all_threads(|| {
            for sizes in [&[20, 10][..], &[20, 16, 10], &[784, 32, 32, 32, 10], &[784, 1024, 10]] {
                let mut by_hand = Step::new(sizes, 60);
                let mut by_autograd = networks::step(sizes, 60, Optimizer::Sgd, Device::Faer);
                let first = by_hand.run(1.0);
                assert_eq!(first, by_autograd(1.0), "{sizes:?}, the first step");
                let mut last = first;
                for step in 1..40 {
                    last = by_hand.run(1.0);
                    assert_eq!(last, by_autograd(1.0), "{sizes:?}, step {step}");
                }
                assert!(last < first, "{sizes:?}: from {first} to {last}");
            }
        });
    }
}
