//! The matrix product: y = a · b.

use engine::{Array, Shape};

use super::{Case, Entry};
use crate::{Context, Operation, Tensor, apply};

/// yᵢⱼ = Σₖ aᵢₖ bₖⱼ, with a of shape (n, k), b of shape (k, m) and y of shape (n, m).
///
/// Rule: ∂ℓ/∂a = ∂ℓ/∂y · bᵀ, of shape (n, m)·(m, k) = (n, k), and
/// ∂ℓ/∂b = aᵀ · ∂ℓ/∂y, of shape (k, n)·(n, m) = (k, m).
///
/// Why: aᵢₖ contributes to every yᵢⱼ of its row, each time multiplied by bₖⱼ. So its gradient is
/// Σⱼ (∂ℓ/∂yᵢⱼ) bₖⱼ, which is the product with bᵀ. Likewise bₖⱼ contributes to every row i of its
/// column, multiplied by aᵢₖ. If you forget which side the transpose goes on, the shapes
/// leave only one way to write it.
///
/// A vector on the left is a matrix of one row, a vector on the right one of a single column; see
/// [`MatVec`] and [`Dot`].
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
            ctx.needs(0).then(|| grad.matmul_nt(b).reshape(a.shape())), // ∂ℓ/∂y · bᵀ
            ctx.needs(1).then(|| a.matmul_tn(&grad)),                   // aᵀ · ∂ℓ/∂y
        ]
    }
}
// ANCHOR_END: rule

/// yᵢ = Σₖ aᵢₖ xₖ: a matrix a of shape (n, k) times a vector x of shape (k,) gives y of shape (n,).
///
/// Rule: ∂ℓ/∂a is the outer product of ∂ℓ/∂y and x, and ∂ℓ/∂x = aᵀ · ∂ℓ/∂y.
pub struct MatVec;

impl Operation for MatVec {
    fn name(&self) -> &'static str {
        "Mv"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let (a, x) = (&inputs[0], &inputs[1]);
        ctx.save(a);
        ctx.save(x);
        a.matmul(x)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let (a, x) = (ctx.saved(0), ctx.saved(1));
        vec![
            ctx.needs(0).then(|| grad.matmul_tn(x)), // both are single rows
            ctx.needs(1).then(|| grad.matmul(a)),    // gᵀ·a is aᵀ·g as a row
        ]
    }
}

/// y = Σₖ aₖ bₖ, for two vectors of shape (k,).
///
/// Rule: ∂ℓ/∂a = ∂ℓ/∂y · b, and ∂ℓ/∂b = ∂ℓ/∂y · a.
pub struct Dot;

impl Operation for Dot {
    fn name(&self) -> &'static str {
        "Dot"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let (a, b) = (&inputs[0], &inputs[1]);
        ctx.save(a);
        ctx.save(b);
        a.matmul(b)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let (a, b) = (ctx.saved(0), ctx.saved(1));
        vec![ctx.needs(0).then(|| &grad * b), ctx.needs(1).then(|| &grad * a)]
    }
}

impl Tensor {
    /// The product of matrices and vectors, with PyTorch's shapes: (n, k)·(k, m) gives (n, m),
    /// (n, k)·(k,) gives (n,), (k,)·(k, m) gives (m,), and (k,)·(k,) gives a scalar.
    ///
    /// # Panics
    ///
    /// If the inner dimensions k differ, or one of the two is a scalar.
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
    ///
    /// let v = Tensor::vector(&[1.0, 2.0]);
    /// assert_eq!(b.matmul(&v).to_vec(), [3.0, 8.0]); // v as a column
    /// assert_eq!(v.matmul(&b).to_vec(), [3.0, 8.0]); // v as a row
    /// assert_eq!(v.matmul(&v).item(), 5.0);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn matmul(&self, other: &Tensor) -> Tensor {
        match (self.shape().rank(), other.shape().rank()) {
            (1, 1) => apply(Dot, &[self, other]),
            (2, 1) => apply(MatVec, &[self, other]),
            _ => apply(MatMul, &[self, other]),
        }
    }
}

pub(super) fn entry() -> Entry {
    let (vector, matrix) = (Shape::vector, Shape::matrix);
    let shapes = [
        [matrix(3, 4), matrix(4, 2)],
        [matrix(1, 5), matrix(5, 1)],
        [matrix(5, 1), matrix(1, 5)],
        [matrix(0, 3), matrix(3, 2)],
        [vector(4), matrix(4, 2)],
        [matrix(3, 4), vector(4)],
        [vector(4), vector(4)],
    ];
    let cases = shapes.map(|shapes| Case::new(&shapes, -2.0, 2.0, |x| x[0].matmul(&x[1])));
    Entry { name: "matmul", cases: cases.into() }
}
