//! The Gaussian error linear unit: y = x·Φ(x).

use std::{f64::consts::FRAC_2_PI, fmt};

use engine::{Array, Shape, Unary};
use unit::activation::{gelu, gelu_derivative};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// Whether GELU is computed exactly or approximated by a formula with tanh.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Approximate {
    /// x·Φ(x), with the error function; PyTorch's `'none'`.
    #[default]
    None,
    /// ½x(1 + tanh(√(2/π)(x + 0.044715x³))), which is off by less than 0.0005; PyTorch's `'tanh'`.
    Tanh,
}

impl fmt::Display for Approximate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::None { "none" } else { "tanh" })
    }
}

/// x·Φ(x), element by element, where Φ is the distribution function of the standard normal
/// distribution.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y · (Φ(x) + x·φ(x)), where φ = Φ′ is the density.
///
/// x is multiplied by the probability that a standard normal variable is smaller than x (Hendrycks
/// & Gimpel 2016, section 2). The error function behind Φ is not one of the engine's functions, so
/// this runs chapter 1's on the host, element by element.
///
/// Applied by [`Tensor::gelu`].
pub struct Gelu;

impl Operation for Gelu {
    fn name(&self) -> &'static str {
        "Gelu"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        inputs[0].apply(gelu)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad * ctx.saved(0).apply(gelu_derivative))]
    }
}

/// ½x(1 + t) with t = tanh u and u = √(2/π)(x + cx³), element by element, c = 0.044715.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y · [½(1 + t) + ½x(1 − t²)·√(2/π)(1 + 3cx²)], by the product rule and the
/// chain rule.
///
/// For |x| > 20, t is ±1 exactly, so x is clamped there before it is cubed and might overflow.
///
/// The constant is that of Hendrycks & Gimpel 2016, section 2.
pub struct GeluTanh;

const C: f64 = 0.044715;

impl GeluTanh {
    /// tanh u, and du/dx.
    fn tanh(x: &Array) -> (Array, Array) {
        let x = x.clamp(-20.0, 20.0);
        let square = &x * &x;
        let u = FRAC_2_PI.sqrt() * (&x * (1.0 + C * &square));
        (u.map(Unary::Tanh), FRAC_2_PI.sqrt() * (1.0 + 3.0 * C * square))
    }
}

impl Operation for GeluTanh {
    fn name(&self) -> &'static str {
        "Gelu"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let x = &inputs[0];
        ctx.save(x);
        let (t, _) = Self::tanh(x);
        0.5 * x * (1.0 + t)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let x = ctx.saved(0);
        let (t, du_dx) = Self::tanh(x);
        let derivative = 0.5 * (1.0 + &t) + 0.5 * x * (1.0 - &t * &t) * du_dx;
        vec![Some(grad * derivative)]
    }
}

impl Tensor {
    /// x·Φ(x), element by element, exactly or approximately.
    ///
    /// ```
    /// use autograd::{Tensor, ops::gelu::Approximate};
    ///
    /// let x = Tensor::vector(&[-1000.0, 0.0, 1000.0]).requires_grad_();
    /// let y = x.gelu(Approximate::None);
    /// assert_eq!(y.to_vec(), [0.0, 0.0, 1000.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.0, 0.5, 1.0]);
    ///
    /// let one = Tensor::vector(&[1.0]);
    /// assert_eq!(one.gelu(Approximate::None).to_string(), "tensor([0.8413])");
    /// assert_eq!(one.gelu(Approximate::Tanh).to_string(), "tensor([0.8412])");
    /// ```
    #[must_use]
    pub fn gelu(&self, approximate: Approximate) -> Tensor {
        match approximate {
            Approximate::None => apply(Gelu, &[self]),
            Approximate::Tanh => apply(GeluTanh, &[self]),
        }
    }
}

pub(super) fn entry() -> Entry {
    let table = [Shape::matrix(3, 4)];
    Entry {
        name: "gelu",
        cases: vec![
            Case::new(&table, -3.0, 3.0, |x| x[0].gelu(Approximate::None)),
            Case::new(&table, -3.0, 3.0, |x| x[0].gelu(Approximate::Tanh)),
        ],
    }
}
