//! The leaky rectifier: y = x for x > 0, else a·x.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// x for x > 0, else a·x, element by element, with a small constant a, the *negative slope*.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y for x > 0, else a · ∂ℓ/∂y. At 0 the derivative is taken to be a.
///
/// A unit with a negative input still passes some gradient, so it cannot die (Maas, Hannun & Ng
/// 2013, section 2).
///
/// Applied by [`Tensor::leaky_relu`].
pub struct LeakyRelu {
    negative_slope: f64,
}

impl Operation for LeakyRelu {
    fn name(&self) -> &'static str {
        "LeakyRelu"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let x = &inputs[0];
        ctx.save(x);
        x.clamp(0.0, f64::INFINITY) + self.negative_slope * x.clamp(f64::NEG_INFINITY, 0.0)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let positive = ctx.saved(0).gt(0.0);
        let derivative = &positive + self.negative_slope * (1.0 - &positive);
        vec![Some(grad * derivative)]
    }
}

impl Tensor {
    /// x for x > 0, else `negative_slope` · x, element by element. PyTorch's default is 0.01.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[-4.0, 0.0, 3.0]).requires_grad_();
    /// let y = x.leaky_relu(0.25);
    /// assert_eq!(y.to_vec(), [-1.0, 0.0, 3.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.25, 0.25, 1.0]);
    /// ```
    #[must_use]
    pub fn leaky_relu(&self, negative_slope: f64) -> Tensor {
        apply(LeakyRelu { negative_slope }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry {
        name: "leaky_relu",
        cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].leaky_relu(0.01))],
    }
}
