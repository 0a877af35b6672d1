//! The sigmoid-weighted linear unit, also called swish: y = x·σ(x).

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// x·σ(x), element by element, with σ(x) = 1 / (1 + e⁻ˣ).
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y · σ(x)(1 + x(1 − σ(x))), by the product rule and σ′ = σ(1 − σ).
///
/// Like a ReLU far from 0 but smooth, and slightly negative for negative x (Elfwing, Uchibe & Doya
/// 2018, section 2.1; Ramachandran, Zoph & Le 2017).
///
/// Applied by [`Tensor::silu`].
pub struct Silu;

fn sigmoid(x: &Array) -> Array {
    1.0 / (1.0 + (-x).exp())
}

impl Operation for Silu {
    fn name(&self) -> &'static str {
        "Silu"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let x = &inputs[0];
        ctx.save(x);
        x * sigmoid(x)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let x = ctx.saved(0);
        let s = sigmoid(x);
        vec![Some(grad * (&s * (1.0 + x * (1.0 - &s))))]
    }
}

impl Tensor {
    /// x·σ(x), element by element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[-1000.0, 0.0, 1000.0]).requires_grad_();
    /// let y = x.silu();
    /// assert_eq!(y.to_vec(), [0.0, 0.0, 1000.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.0, 0.5, 1.0]);
    /// ```
    #[must_use]
    pub fn silu(&self) -> Tensor {
        apply(Silu, &[self])
    }
}

pub(super) fn entry() -> Entry {
    Entry {
        name: "silu",
        cases: vec![Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, |x| x[0].silu())],
    }
}
