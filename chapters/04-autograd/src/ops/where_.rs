//! Choosing between two, element by element.

use engine::{Array, Binary, Shape};

use super::{Case, Entry, broadcasting_pairs};
use crate::{Context, Operand, Operation, Tensor, apply};

/// a where the condition holds, else b.
///
/// Rule: the gradient goes to the element that was chosen; the other gets 0. The condition gets
/// none.
///
/// This is not c·a + (1 − c)·b, which would be NaN where the element that is not chosen is infinite or
/// NaN: 0 · ∞ is no number.
///
/// Applied by [`Tensor::where_`] and [`Tensor::masked_fill`].
pub struct Where {
    /// 1 where the condition holds.
    is_true: Array,
    /// 1 where it does not.
    is_false: Array,
    shapes: [Shape; 2],
}

impl Operation for Where {
    fn name(&self) -> &'static str {
        "Where"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        // Elsewhere the two are −0, the number that changes nothing when it is added, not even −0.
        let only = |x: &Array, mask| -(-x).zip(Binary::ReluBackward, mask);
        only(&inputs[0], &self.is_true) + only(&inputs[1], &self.is_false)
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let only = |mask| grad.zip(Binary::ReluBackward, mask);
        vec![
            ctx.needs(0).then(|| only(&self.is_true).sum_to(self.shapes[0])),
            ctx.needs(1).then(|| only(&self.is_false).sum_to(self.shapes[1])),
        ]
    }
}

impl Tensor {
    /// a where the condition is not 0, else b, element by element. PyTorch: `where(condition, a, b)`;
    /// in Rust `where` is a keyword.
    ///
    /// The condition is usually a comparison, such as [`gt`](Self::gt). a and b are tensors or numbers.
    /// A dimension of size 1 is broadcast. No gradient flows to the condition.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast, or the three differ in device, or a and b in precision.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// // √x, and 0 left of 0, where the root is NaN.
    /// let x = Tensor::vector(&[4.0, -1.0]).requires_grad_();
    /// let y = Tensor::where_(&x.gt(0.0), &x.sqrt(), 0.0);
    /// assert_eq!(y.to_vec(), [2.0, 0.0]);
    ///
    /// // The root of −1 gets the gradient 0, but its own rule divides that by NaN. So take care that
    /// // there is no such root: choose before.
    /// y.sum().backward();
    /// assert!(x.grad().unwrap().to_vec()[1].is_nan());
    /// x.zero_grad();
    /// let inside = Tensor::where_(&x.gt(0.0), &x, 1.0);
    /// Tensor::where_(&x.gt(0.0), &inside.sqrt(), 0.0).sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [0.25, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn where_<'a, 'b>(
        condition: &Tensor,
        a: impl Into<Operand<'a>>,
        b: impl Into<Operand<'b>>,
    ) -> Tensor {
        let (a, b, condition) = (a.into(), b.into(), condition.data());
        let options = a.options().or(b.options()).unwrap_or(condition.options());
        let (a, b) = (a.tensor(options), b.tensor(options));
        let shapes = [a.shape(), b.shape()];
        assert!(
            shapes[0].broadcast(shapes[1]).and_then(|ab| ab.broadcast(condition.shape())).is_some(),
            "where_: the shapes {} of the condition, {} and {} do not fit: each side must agree or be 1",
            condition.shape(),
            shapes[0],
            shapes[1]
        );
        let zero = Array::scalar(0.0, options);
        let is_false = condition.to_dtype(options.dtype).zip(Binary::Equal, &zero);
        let is_true = is_false.zip(Binary::Equal, &zero);
        apply(Where { is_true, is_false, shapes }, &[&a, &b])
    }

    /// This tensor, with `value` wherever the mask is not 0. No gradient flows to what was replaced.
    ///
    /// # Panics
    ///
    /// If the shapes do not broadcast, or the two differ in device.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::vector(&[1.0, 2.0, 3.0]).requires_grad_();
    /// let y = x.masked_fill(&x.ge(2.0), -1.0);
    /// assert_eq!(y.to_vec(), [1.0, -1.0, -1.0]);
    /// y.sum().backward();
    /// assert_eq!(x.grad().unwrap().to_vec(), [1.0, 0.0, 0.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn masked_fill(&self, mask: &Tensor, value: f64) -> Tensor {
        Self::where_(mask, value, self)
    }
}

/// A condition that holds for two elements of three.
fn two_of_three(shape: Shape, like: &Tensor) -> Tensor {
    let values: Vec<f64> = (0..shape.len()).map(|i| f64::from(u8::from(i % 3 != 1))).collect();
    Tensor::from_vec(&values, shape, like.data().options())
}

pub(super) fn entry() -> Entry {
    let choose =
        |x: &[Tensor]| Tensor::where_(&two_of_three(Shape::matrix(3, 4), &x[0]), &x[0], &x[1]);
    let column =
        |x: &[Tensor]| Tensor::where_(&two_of_three(Shape::matrix(3, 1), &x[0]), &x[0], &x[1]);
    let fill = |x: &[Tensor]| x[0].masked_fill(&two_of_three(Shape::vector(4), &x[0]), 3.0);
    let pairs = broadcasting_pairs();
    let mut cases: Vec<Case> =
        pairs.iter().map(|shapes| Case::new(shapes, -2.0, 2.0, choose)).collect();
    cases.push(Case::new(&[Shape::vector(4), Shape::scalar()], -2.0, 2.0, column));
    cases.push(Case::new(&[Shape::matrix(3, 4)], -2.0, 2.0, fill));
    Entry { name: "where_", cases }
}
