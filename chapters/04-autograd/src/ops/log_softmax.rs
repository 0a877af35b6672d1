//! The logarithm of softmax, computed without taking the logarithm of a tiny number.

use engine::{Array, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// yⱼ = xⱼ − ln Σₖ e^xₖ, along one dimension.
///
/// Rule: ∂ℓ/∂xⱼ = gⱼ − e^yⱼ Σₖ gₖ, with g = ∂ℓ/∂y; e^y is the softmax.
///
/// Taking the logarithm of a softmax that has underflowed to 0 gives −∞. Written as above,
/// nothing underflows: for x = (1000, −1000) the answer is (0, −2000).
///
/// Applied by [`Tensor::log_softmax`].
pub struct LogSoftmax {
    dim: isize,
}

impl Operation for LogSoftmax {
    fn name(&self) -> &'static str {
        "LogSoftmax"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let x = &inputs[0];
        let shifted = x - x.max(Some(self.dim));
        let y = &shifted - shifted.exp().sum(Some(self.dim)).map(Unary::Log);
        ctx.save(&y);
        y
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let y = ctx.saved(0);
        let total = grad.sum(Some(self.dim));
        vec![Some(grad - y.exp() * total)]
    }

    fn forward_fused(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let y = inputs[0].log_softmax(self.dim);
        ctx.save(&y);
        y
    }
}

impl Tensor {
    /// ln softmax along `dim`: for a matrix, 1 or −1 treats each row as one sample's classes, 0 each
    /// column.
    ///
    /// # Panics
    ///
    /// If there is no such dimension.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let y = Tensor::matrix(&[[1000.0, -1000.0]]).log_softmax(1);
    /// assert_eq!(y.to_vec(), [0.0, -2000.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn log_softmax(&self, dim: isize) -> Tensor {
        apply(LogSoftmax { dim }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    let table = [Shape::matrix(3, 4)];
    Entry {
        name: "log_softmax",
        cases: vec![
            Case::new(&table, -2.0, 2.0, |x| x[0].log_softmax(0)),
            Case::new(&table, -2.0, 2.0, |x| x[0].log_softmax(1)),
            Case::new(&[Shape::vector(4)], -2.0, 2.0, |x| x[0].log_softmax(-1)),
        ],
    }
}
