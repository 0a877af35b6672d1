//! A training step written by hand: the same products and the same loops on buffers that are
//! made once, without tensors, graph or optimizer objects. What autograd costs is the difference.
//!
//! Matrices have one row per image, and columns are contiguous, as in the engine.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for wide registers")]

use engine::threads::join;
use faer::{Accum, Mat, MatMut, MatRef, Par, linalg::matmul::matmul, prelude::ReborrowMut};
use workloads::numbers;

/// Parts with fewer multiplications are not worth a second thread.
const WORTH_SPLITTING: usize = 1 << 21;

struct Layer {
    /// (out, in).
    weight: Mat<f32>,
    /// (1, out).
    bias: Mat<f32>,
    weight_grad: Mat<f32>,
    bias_grad: Mat<f32>,
    weight_velocity: Mat<f32>,
    bias_velocity: Mat<f32>,
    /// What the layer makes of a batch, (images, out).
    output: Mat<f32>,
    /// The gradient of the loss at the output, before the ReLU.
    delta: Mat<f32>,
}

/// A network with its batch and all its buffers.
pub struct Step {
    images: Mat<f32>,
    classes: Vec<usize>,
    layers: Vec<Layer>,
    /// One number per image: the largest logit, then the logarithm of the sum.
    largest: Vec<f32>,
    total: Vec<f32>,
}

impl Step {
    /// The network of [`crate::networks::step`], with SGD.
    pub fn new(sizes: &[usize], count: usize) -> Self {
        let matrix = |values: &[f32], rows, cols| {
            MatRef::from_row_major_slice(values, rows, cols).to_owned()
        };
        let pairs = (0..).zip(sizes.windows(2));
        let layers = pairs.map(|(layer, pair)| {
            let (inputs, outputs) = (pair[0], pair[1]);
            let (weight, bias) = numbers::layer(layer, inputs, outputs);
            Layer {
                weight: matrix(&weight, outputs, inputs),
                bias: matrix(&bias, 1, outputs),
                weight_grad: Mat::zeros(outputs, inputs),
                bias_grad: Mat::zeros(1, outputs),
                weight_velocity: Mat::zeros(outputs, inputs),
                bias_velocity: Mat::zeros(1, outputs),
                output: Mat::zeros(count, outputs),
                delta: Mat::zeros(count, outputs),
            }
        });
        Self {
            images: matrix(&numbers::normalized(count, sizes[0]), count, sizes[0]),
            classes: numbers::classes(count).into_iter().map(usize::from).collect(),
            layers: layers.collect(),
            largest: vec![0.0; count],
            total: vec![0.0; count],
        }
    }

    /// Forward, loss, backward, SGD with momentum at `pace` times its usual rate; returns the loss.
    pub fn run(&mut self, pace: f64) -> f64 {
        self.forward();
        let loss = self.loss();
        self.backward();
        #[expect(clippy::cast_possible_truncation, reason = "the numbers are single")]
        self.update((0.01 * pace) as f32);
        loss
    }

    fn forward(&mut self) {
        let last = self.layers.len() - 1;
        for l in 0..=last {
            let (before, rest) = self.layers.split_at_mut(l);
            let input = before.last().map_or(self.images.as_ref(), |layer| layer.output.as_ref());
            let Layer { weight, bias, output, .. } = &mut rest[0];
            multiply(output.as_mut(), Some(bias.as_ref()), input, weight.transpose());
            if l < last {
                wide(|| {
                    for j in 0..output.ncols() {
                        output.col_as_slice_mut(j).iter_mut().for_each(|x| *x = x.max(0.0));
                    }
                });
            }
        }
    }

    /// The mean cross-entropy; leaves its gradient, (softmax − one-hot) / images, in `delta`.
    fn loss(&mut self) -> f64 {
        let Self { classes, layers, largest, total, .. } = self;
        let Some(Layer { output, delta, .. }) = layers.last_mut() else { return f64::NAN };
        wide(|| {
            largest.fill(f32::NEG_INFINITY);
            for j in 0..output.ncols() {
                let column = output.col_as_slice(j).iter();
                largest.iter_mut().zip(column).for_each(|(most, &x)| *most = most.max(x));
            }
            total.fill(0.0);
            for j in 0..output.ncols() {
                let column = output.col_as_slice(j).iter().zip(&*largest);
                let delta = delta.col_as_slice_mut(j);
                for ((delta, total), (&x, &most)) in delta.iter_mut().zip(&mut *total).zip(column) {
                    *delta = (x - most).exp();
                    *total += *delta;
                }
            }
            let share = 1.0 / classes.len() as f32;
            for j in 0..delta.ncols() {
                let column = delta.col_as_slice_mut(j).iter_mut();
                column.zip(&*total).for_each(|(delta, total)| *delta *= share / total);
            }
            let mut loss = 0.0;
            for (i, &class) in classes.iter().enumerate() {
                delta[(i, class)] -= share;
                loss += f64::from(total[i].ln() + largest[i] - output[(i, class)]);
            }
            loss / classes.len() as f64
        })
    }

    fn backward(&mut self) {
        for l in (0..self.layers.len()).rev() {
            let (before, rest) = self.layers.split_at_mut(l);
            let Layer { weight, weight_grad, bias_grad, delta, .. } = &mut rest[0];
            let input = before.last().map_or(self.images.as_ref(), |layer| layer.output.as_ref());
            multiply(weight_grad.as_mut(), None, delta.transpose(), input);
            wide(|| {
                for j in 0..delta.ncols() {
                    bias_grad[(0, j)] = sum(delta.col_as_slice(j));
                }
            });
            let Some(Layer { output, delta: above, .. }) = before.last_mut() else { return };
            multiply(above.as_mut(), None, delta.as_ref(), weight.as_ref());
            wide(|| {
                for j in 0..above.ncols() {
                    let column = above.col_as_slice_mut(j).iter_mut().zip(output.col_as_slice(j));
                    column.for_each(|(delta, &y)| *delta = if y > 0.0 { *delta } else { 0.0 });
                }
            });
        }
    }

    fn update(&mut self, lr: f32) {
        wide(|| {
            for layer in &mut self.layers {
                momentum(&mut layer.weight, &mut layer.weight_velocity, &layer.weight_grad, lr);
                momentum(&mut layer.bias, &mut layer.bias_velocity, &layer.bias_grad, lr);
            }
        });
    }
}

#[inline(always)]
fn momentum(parameter: &mut Mat<f32>, velocity: &mut Mat<f32>, grad: &Mat<f32>, lr: f32) {
    for j in 0..parameter.ncols() {
        let parameter = parameter.col_as_slice_mut(j).iter_mut();
        let velocity = velocity.col_as_slice_mut(j).iter_mut();
        for ((p, v), &g) in parameter.zip(velocity).zip(grad.col_as_slice(j)) {
            *v = 0.9 * *v + g;
            *p -= lr * *v;
        }
    }
}

/// In eight sums side by side, so that no addition waits for the one before.
#[inline(always)]
fn sum(values: &[f32]) -> f32 {
    let (blocks, rest) = values.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for block in blocks {
        for (sum, x) in sums.iter_mut().zip(block) {
            *sum += x;
        }
    }
    sums.iter().sum::<f32>() + rest.iter().sum::<f32>()
}

/// Compiles a loop for the widest registers that the processor has.
fn wide<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

/// Products leave numbers in the upper halves of wide registers, and until they are cleared, older
/// instructions, such as those of the system's `exp`, take several times as long. Code compiled
/// for wide registers clears them when it returns.
fn clear_wide_registers() {
    wide(|| {
        let mut numbers = std::hint::black_box([1.0_f32; 16]);
        for x in &mut numbers {
            *x += 1.0;
        }
        std::hint::black_box(numbers);
    });
}

/// A product by faer, cut where the engine cuts it, plus a bias (1, columns) in every row.
fn multiply(
    c: MatMut<'_, f32>,
    bias: Option<MatRef<'_, f32>>,
    a: MatRef<'_, f32>,
    b: MatRef<'_, f32>,
) {
    let part = (a.nrows() * a.ncols() * b.ncols() / 16).max(WORTH_SPLITTING);
    share_out(c, bias, a, b, part);
}

fn share_out(
    mut c: MatMut<'_, f32>,
    bias: Option<MatRef<'_, f32>>,
    a: MatRef<'_, f32>,
    b: MatRef<'_, f32>,
    part: usize,
) {
    let (m, k, n) = (a.nrows(), a.ncols(), b.ncols());
    if m * k * n < 2 * part {
        let accum = if let Some(bias) = bias {
            c.rb_mut().col_iter_mut().zip(bias.col_iter()).for_each(|(mut c, b)| c.fill(b[0]));
            Accum::Add
        } else {
            Accum::Replace
        };
        matmul(c, accum, a, b, 1.0, Par::Seq);
        clear_wide_registers();
    } else if m >= 192 || m >= n {
        let cut = if m >= 192 { (m + 96) / 192 * 96 } else { m / 2 };
        let (above, below) = a.split_at_row(cut);
        let (c_above, c_below) = c.split_at_row_mut(cut);
        join(
            || share_out(c_above, bias, above, b, part),
            || share_out(c_below, bias, below, b, part),
        );
    } else {
        let (left, right) = b.split_at_col(n / 2);
        let (c_left, c_right) = c.split_at_col_mut(n / 2);
        let (bias_left, bias_right) = bias.map(|bias| bias.split_at_col(n / 2)).unzip();
        join(
            || share_out(c_left, bias_left, a, left, part),
            || share_out(c_right, bias_right, a, right, part),
        );
    }
}

#[cfg(test)]
mod tests {
    use engine::Device;
    use workloads::Optimizer;

    use super::*;
    use crate::networks;

    #[test]
    fn autograd_and_the_hand_take_the_same_steps() {
        crate::on_all_threads(|| {
            for sizes in [&[20, 10][..], &[20, 16, 10], &[784, 32, 32, 32, 10]] {
                let mut by_hand = Step::new(sizes, 60);
                let mut by_autograd = networks::step(sizes, 60, Optimizer::Sgd, Device::Nalgebra);
                let first = by_hand.run(1.0);
                assert!((first - by_autograd(1.0)).abs() < 1e-5);
                let mut last = first;
                for _ in 0..40 {
                    last = by_hand.run(1.0);
                    let other = by_autograd(1.0);
                    assert!((last - other).abs() < 1e-4, "{sizes:?}: {last} or {other}");
                }
                assert!(last < first, "{sizes:?}: from {first} to {last}");
            }
        });
    }
}
