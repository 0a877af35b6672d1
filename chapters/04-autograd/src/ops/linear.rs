//! The affine map of a layer: y = x·Wᵀ + b, in one operation.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// y = x·Wᵀ + b, with x (n, in), W (out, in), b (out,) and y (n, out).
///
/// Rule, with g = ∂ℓ/∂y of shape (n, out): ∂ℓ/∂x = g·W, ∂ℓ/∂W = gᵀ·x, and ∂ℓ/∂b sums g over
/// the n rows, because the same bias was added to each.
///
/// W has shape (out, in), not (in, out), because that is how PyTorch stores it.
///
/// Applied by [`Tensor::linear`].
pub struct Linear;

// ANCHOR: rule
impl Operation for Linear {
    fn name(&self) -> &'static str {
        "Linear"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let (x, w) = (&inputs[0], &inputs[1]);
        ctx.save(x);
        ctx.save(w);
        let product = x.matmul(&w.transpose());
        match inputs.get(2) {
            Some(b) => product + b,
            None => product,
        }
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let (x, w) = (ctx.saved(0), ctx.saved(1));
        vec![
            ctx.needs(0).then(|| grad.matmul(w)),
            ctx.needs(1).then(|| grad.matmul_tn(x)), // gᵀ·x without a transposed copy
            ctx.needs(2).then(|| grad.sum_to(Shape::vector(w.shape().rows()))),
        ]
    }

    fn forward_fused(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        ctx.save(&inputs[1]);
        inputs[0].linear(&inputs[1], inputs.get(2))
    }
}
// ANCHOR_END: rule

impl Tensor {
    /// x·Wᵀ + b: a batch (n, in) through a weight (out, in) and a bias (out,) gives (n, out).
    ///
    /// # Panics
    ///
    /// If the weight is not a matrix or the bias not a vector, or if the features of input and weight,
    /// or the outputs of weight and bias, disagree.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 1.0]);
    /// let w = Tensor::matrix(&[[1.0, 0.0], [0.0, 2.0]]);
    /// let b = Tensor::vector(&[10.0, -10.0]);
    /// assert_eq!(x.linear(&w, Some(&b)).to_vec(), [11.0, -8.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn linear(&self, weight: &Tensor, bias: Option<&Tensor>) -> Tensor {
        match bias {
            Some(bias) => apply(Linear, &[self, weight, bias]),
            None => apply(Linear, &[self, weight]),
        }
    }
}

pub(super) fn entry() -> Entry {
    let (x, w, b) = (Shape::matrix(5, 3), Shape::matrix(2, 3), Shape::vector(2));
    Entry {
        name: "linear",
        cases: vec![
            Case::new(&[x, w, b], -2.0, 2.0, |x| x[0].linear(&x[1], Some(&x[2]))),
            Case::new(&[x, w], -2.0, 2.0, |x| x[0].linear(&x[1], None)),
            Case::new(&[Shape::vector(3), w, b], -2.0, 2.0, |x| x[0].linear(&x[1], Some(&x[2]))),
            Case::new(&[Shape::matrix(0, 3), w, b], -2.0, 2.0, |x| x[0].linear(&x[1], Some(&x[2]))),
        ],
    }
}
