//! Squared errors near the target, absolute errors far from it.

use autograd::{
    Context, Operation, Tensor, apply,
    ops::{Case, Entry},
};
use engine::{Array, Shape};

use crate::{Reduction, shapes::same_shape};

/// The mean of ½(x − t)² for errors of at most δ in size, and of δ(|x − t| − ½δ) for larger ones.
///
/// Near the target it is [`L2Loss`](crate::L2Loss): the gradient shrinks with the error, and training
/// settles. Far from it, it grows as slowly as [`L1Loss`](crate::L1Loss), so outliers don't dominate.
/// The two parts meet at δ with the same value and the same gradient (Huber 1964). Choose δ as the
/// size up to which an error is an ordinary one; the default is 1.
///
/// [`SmoothL1Loss`](crate::SmoothL1Loss) is the same divided by δ.
///
/// ```
/// use autograd::Tensor;
/// use losses::HuberLoss;
///
/// let x = Tensor::vector(&[1.0, 5.0]).requires_grad_();
/// let loss = HuberLoss::new().delta(2.0).forward(&x, &Tensor::vector(&[0.0, 0.0]));
/// assert_eq!(loss.item(), (0.5 * 1.0 + 2.0 * (5.0 - 1.0)) / 2.0);
/// loss.backward();
/// assert_eq!(x.grad().unwrap().to_vec(), [0.5, 1.0]); // 1/2 and δ/2
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HuberLoss {
    reduction: Reduction,
    delta: f64,
}

impl Default for HuberLoss {
    fn default() -> Self {
        Self { reduction: Reduction::Mean, delta: 1.0 }
    }
}

impl HuberLoss {
    /// The loss with the mean over all elements, and δ = 1.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reduction: a sum, a mean, or a table with the error of each element.
    #[must_use]
    pub fn reduction(self, reduction: Reduction) -> Self {
        Self { reduction, ..self }
    }

    /// Sets δ, from which on errors are no longer squared. Default 1.
    ///
    /// # Panics
    ///
    /// If δ is not positive.
    #[track_caller]
    #[must_use]
    pub fn delta(self, delta: f64) -> Self {
        assert!(delta > 0.0, "delta = {delta} is not allowed: it must be positive");
        Self { delta, ..self }
    }

    /// The loss of `input` against `target`, both of the same shape.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, target: &Tensor) -> Tensor {
        same_shape("HuberLoss", input, target);
        let Self { reduction, delta } = *self;
        apply(Huber { reduction, delta }, &[input, target])
    }
}

/// ℓ = Σ c(d − ½c) / n, where d = x − t is the error, and c is d clamped to [−δ, δ]: for a small
/// error c = d, and the term is ½d²; for a large one it is δ(|d| − ½δ). Rule: ∂ℓ/∂x = c/n and
/// ∂ℓ/∂t = −∂ℓ/∂x.
struct Huber {
    reduction: Reduction,
    delta: f64,
}

impl Operation for Huber {
    fn name(&self) -> &'static str {
        "HuberLoss"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let error = &inputs[0] - &inputs[1];
        let clamped = error.clamp(-self.delta, self.delta);
        ctx.save(&clamped);
        let count = error.shape().len();
        self.reduction.apply(&((error - &clamped * 0.5) * &clamped), count)
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
        name: "huber",
        cases: vec![
            Case::new(&[table, table], -2.0, 2.0, |x| HuberLoss::new().forward(&x[0], &x[1])),
            Case::new(&[table, table], -2.0, 2.0, |x| {
                HuberLoss::new().delta(0.5).reduction(Reduction::Sum).forward(&x[0], &x[1])
            }),
            Case::new(&[table, table], -2.0, 2.0, |x| {
                HuberLoss::new().delta(1.5).reduction(Reduction::None).forward(&x[0], &x[1])
            }),
        ],
    }
}
