//! Powers: y = xᵖ.

use engine::{Array, Shape, Unary};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// xᵖ, element by element, for a fixed exponent p.
///
/// Rule: ∂ℓ/∂x = ∂ℓ/∂y · p·xᵖ⁻¹.
///
/// For p = 0 the result is constant and the derivative 0, even at x = 0.
///
/// Applied by [`Tensor::pow`].
pub struct Pow {
    exponent: f64,
}

impl Operation for Pow {
    fn name(&self) -> &'static str {
        "Pow"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        inputs[0].map(Unary::Pow(self.exponent))
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let x = ctx.saved(0);
        if self.exponent == 0.0 {
            return vec![Some(Array::zeros(x.shape(), x.options()))];
        }
        let slope = x.map(Unary::Pow(self.exponent - 1.0)).scale(self.exponent);
        vec![Some(grad.mul(&slope))]
    }
}

impl Tensor {
    /// xᵖ, element by element.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[2.0, -1.0]).requires_grad_();
    /// let y = x.pow(3.0);
    /// assert_eq!(y.to_vec(), [8.0, -1.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [12.0, 3.0]);
    /// ```
    #[must_use]
    pub fn pow(&self, exponent: f64) -> Tensor {
        apply(Pow { exponent }, &[self])
    }
}

pub(super) fn entry() -> Entry {
    let table = [Shape::matrix(3, 4)];
    Entry {
        name: "pow",
        cases: vec![
            Case::new(&table, -2.0, 2.0, |x| x[0].pow(2.0)),
            Case::new(&table, -2.0, 2.0, |x| x[0].pow(3.0)),
            Case::new(&table, -2.0, 2.0, |x| x[0].pow(0.0)),
            Case::new(&table, 0.5, 2.0, |x| x[0].pow(-1.0)),
            Case::new(&table, 0.5, 2.0, |x| x[0].pow(0.5)),
            Case::new(&table, 0.5, 2.0, |x| x[0].pow(1.7)),
        ],
    }
}
