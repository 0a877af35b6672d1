//! The matrix product: y = a · b.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// yᵢⱼ = Σₖ aᵢₖ bₖⱼ, with a of shape (n, k), b of shape (k, m) and y of shape (n, m).
///
/// Rule: ∂ℓ/∂a = ∂ℓ/∂y · bᵀ, of shape (n, m)·(m, k) = (n, k), and
/// ∂ℓ/∂b = aᵀ · ∂ℓ/∂y, of shape (k, n)·(n, m) = (k, m).
///
/// Why: aᵢₖ takes part in every yᵢⱼ of its row, each time multiplied by bₖⱼ. So its gradient is
/// Σⱼ (∂ℓ/∂yᵢⱼ) bₖⱼ, which is the product with bᵀ. Likewise bₖⱼ takes part in every row i of its
/// column, multiplied by aᵢₖ. If you forget which side the transpose goes on, the shapes
/// leave only one way to write it.
///
/// Applied by [`Tensor::matmul`].
pub struct MatMul;

// ANCHOR: rule
impl Operation for MatMul {
    fn name(&self) -> &'static str {
        "Mm"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let (a, b) = (&inputs[0], &inputs[1]);
        ctx.save(a);
        ctx.save(b);
        a.matmul(b)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let (a, b) = (ctx.saved(0), ctx.saved(1));
        vec![
            ctx.needs(0).then(|| grad.matmul_nt(b).reshape(a.shape())),
            ctx.needs(1).then(|| a.matmul_tn(&grad)),
        ]
    }
}
// ANCHOR_END: rule

impl Tensor {
    /// The matrix product of (n, k) and (k, m), of shape (n, m). A vector counts as one row.
    ///
    /// # Panics
    ///
    /// If `other` is not a matrix, or the columns of `self` are not as many as its rows.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let a = Tensor::matrix(&[[1.0, 2.0]]).requires_grad_();
    /// let b = Tensor::matrix(&[[3.0, 0.0], [0.0, 4.0]]).requires_grad_();
    /// let y = a.matmul(&b);
    /// assert_eq!(y.to_vec(), [3.0, 8.0]);
    /// y.sum().backward();
    /// assert_eq!(a.grad().unwrap().to_vec(), [3.0, 4.0]);
    /// assert_eq!(b.grad().unwrap().to_vec(), [1.0, 1.0, 2.0, 2.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn matmul(&self, other: &Tensor) -> Tensor {
        assert!(
            other.shape().rank() == 2,
            "matmul: the right side must be a matrix, but its shape is {}",
            other.shape()
        );
        apply(MatMul, &[self, other])
    }
}

pub(super) fn entry() -> Entry {
    let shapes = [((3, 4), (4, 2)), ((1, 5), (5, 1)), ((5, 1), (1, 5)), ((0, 3), (3, 2))];
    let cases = shapes.map(|((n, k), (k2, m))| {
        Case::new(&[Shape::matrix(n, k), Shape::matrix(k2, m)], -2.0, 2.0, |x| x[0].matmul(&x[1]))
    });
    Entry { name: "matmul", cases: cases.into() }
}
