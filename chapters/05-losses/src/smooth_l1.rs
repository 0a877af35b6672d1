//! Absolute errors, rounded off near the target.

use autograd::{
    Context, Operation, Tensor, apply,
    ops::{Case, Entry},
};
use engine::{Array, Shape};

use crate::{L1Loss, Reduction, shapes::same_shape};

/// The mean of |x − t| − ½β for errors of at least β in size, and of (x − t)²/2β for smaller ones.
///
/// Far from the target it is [`L1Loss`], less a constant: every error pulls with the
/// force 1, whatever β is. Near the target the gradient shrinks with the error, so that training
/// settles. With β = 0 it *is* L1. Object detectors fit the corners of boxes with it (Girshick 2015,
/// equation 3); there, as in PyTorch's default, β = 1.
///
/// [`HuberLoss`](crate::HuberLoss) with δ = β is the same times β. The two differ in what happens when
/// you change the threshold: here the force of large errors stays, there the curvature at 0 does.
///
/// ```
/// use autograd::Tensor;
/// use losses::SmoothL1Loss;
///
/// let x = Tensor::vector(&[1.0, 5.0]).requires_grad_();
/// let loss = SmoothL1Loss::new().beta(2.0).forward(&x, &Tensor::vector(&[0.0, 0.0]));
/// assert_eq!(loss.item(), (0.25 + (5.0 - 1.0)) / 2.0);
/// loss.backward();
/// assert_eq!(x.grad().unwrap().to_vec(), [0.25, 0.5]); // (1/β)/2 and 1/2
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SmoothL1Loss {
    reduction: Reduction,
    beta: f64,
}

impl Default for SmoothL1Loss {
    fn default() -> Self {
        Self { reduction: Reduction::Mean, beta: 1.0 }
    }
}

impl SmoothL1Loss {
    /// The loss with the mean over all elements, and β = 1.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reduction: a sum, a mean, or a table with the error of each element.
    #[must_use]
    pub fn reduction(self, reduction: Reduction) -> Self {
        Self { reduction, ..self }
    }

    /// Sets β, below which errors are squared. Default 1.
    ///
    /// # Panics
    ///
    /// If β is negative or not finite.
    #[track_caller]
    #[must_use]
    pub fn beta(self, beta: f64) -> Self {
        let allowed = (0.0..f64::INFINITY).contains(&beta);
        assert!(allowed, "beta = {beta} is not allowed: it must be finite and not negative");
        Self { beta, ..self }
    }

    /// The loss of `input` against `target`, both of the same shape.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, target: &Tensor) -> Tensor {
        same_shape("SmoothL1Loss", input, target);
        let Self { reduction, beta } = *self;
        if beta == 0.0 {
            return L1Loss::new().reduction(reduction).forward(input, target);
        }
        apply(SmoothL1 { reduction, beta }, &[input, target])
    }
}

/// ℓ = Σ c(d − ½βc) / n, where d = x − t is the error, and c is d/β clamped to [−1, 1]: for a small
/// error the term is d²/2β, and for a large one |d| − ½β. Rule: ∂ℓ/∂x = c/n and ∂ℓ/∂t = −∂ℓ/∂x.
struct SmoothL1 {
    reduction: Reduction,
    beta: f64,
}

impl Operation for SmoothL1 {
    fn name(&self) -> &'static str {
        "SmoothL1Loss"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let error = &inputs[0] - &inputs[1];
        let clamped = (&error / self.beta).clamp(-1.0, 1.0);
        ctx.save(&clamped);
        let count = error.shape().len();
        self.reduction.apply(&((error - &clamped * (0.5 * self.beta)) * &clamped), count)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let clamped = ctx.saved(0);
        let grad = clamped * self.reduction.factor(clamped.shape().len()) * grad;
        let target = ctx.needs(1).then(|| -&grad);
        vec![Some(grad), target]
    }
}

pub(crate) fn entry() -> Entry {
    let table = Shape::matrix(4, 3);
    Entry {
        name: "smooth_l1",
        cases: vec![
            Case::new(&[table, table], -2.0, 2.0, |x| SmoothL1Loss::new().forward(&x[0], &x[1])),
            Case::new(&[table, table], -2.0, 2.0, |x| {
                SmoothL1Loss::new().beta(0.5).reduction(Reduction::Sum).forward(&x[0], &x[1])
            }),
            Case::new(&[table, table], -2.0, 2.0, |x| {
                SmoothL1Loss::new().beta(1.5).reduction(Reduction::None).forward(&x[0], &x[1])
            }),
            Case::new(&[table, table], -2.0, 2.0, |x| {
                SmoothL1Loss::new().beta(0.0).forward(&x[0], &x[1])
            }),
        ],
    }
}
