//! The mean squared error.

use autograd::{
    Context, Operation, Tensor, apply,
    ops::{Case, Entry},
};
use engine::{Array, Shape};

use crate::{Reduction, shapes::same_shape};

/// The mean of (x − t)² over all elements of the prediction x and the target t.
///
/// Minimizing it gives the maximum-likelihood parameters if the errors of t are normally
/// distributed and all have the same variance. Unlike [`L2Loss`](crate::L2Loss) it has no ½, and it
/// averages.
///
/// ```
/// use autograd::Tensor;
/// use losses::MSELoss;
///
/// let x = Tensor::vector(&[1.0, 5.0]).requires_grad_();
/// let loss = MSELoss::new().forward(&x, &Tensor::vector(&[0.0, 2.0]));
/// assert_eq!(loss.item(), (1.0 + 9.0) / 2.0);
/// loss.backward();
/// assert_eq!(x.grad().unwrap().to_vec(), [1.0, 3.0]); // 2(x − t)/2
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct MSELoss {
    reduction: Reduction,
}

impl MSELoss {
    /// The loss with the mean over all elements.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reduction: a sum, a mean, or a table with the error of each element.
    #[must_use]
    pub fn reduction(self, reduction: Reduction) -> Self {
        Self { reduction }
    }

    /// The loss of `input` against `target`, both of the same shape.
    ///
    /// # Panics
    ///
    /// If the shapes differ. PyTorch broadcasts here, with a warning, because a target of shape
    /// (n,) against predictions of shape (n, 1) is nearly always a mistake.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, target: &Tensor) -> Tensor {
        same_shape("MSELoss", input, target);
        apply(MseLoss { reduction: self.reduction }, &[input, target])
    }
}

/// ℓ = Σ (x − t)² / n. Rule: ∂ℓ/∂x = 2(x − t)/n and ∂ℓ/∂t = −∂ℓ/∂x.
struct MseLoss {
    reduction: Reduction,
}

// ANCHOR: mse
impl Operation for MseLoss {
    fn name(&self) -> &'static str {
        "MseLoss"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let difference = &inputs[0] - &inputs[1];
        ctx.save(&difference);
        self.reduction.apply(&(&difference * &difference), difference.shape().len())
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let difference = ctx.saved(0);
        let factor = 2.0 * self.reduction.factor(difference.shape().len());
        let grad = difference * factor * grad;
        let target = ctx.needs(1).then(|| -&grad);
        vec![Some(grad), target]
    }
}
// ANCHOR_END: mse

pub(crate) fn entry() -> Entry {
    let table = Shape::matrix(4, 3);
    Entry {
        name: "mse",
        cases: vec![
            Case::new(&[table, table], -2.0, 2.0, |x| MSELoss::new().forward(&x[0], &x[1])),
            Case::new(&[table, table], -2.0, 2.0, |x| {
                MSELoss::new().reduction(Reduction::Sum).forward(&x[0], &x[1])
            }),
            Case::new(&[table, table], -2.0, 2.0, |x| {
                MSELoss::new().reduction(Reduction::None).forward(&x[0], &x[1])
            }),
        ],
    }
}
