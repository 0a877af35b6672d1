//! The operations, one file each: the value, the rule, a worked example.
//!
//! Every file ends with its entry in the [`registry`]. One test checks the gradient of every
//! operation in the registry against central differences; another checks that no file is
//! missing there.
//!
//! Reading order: [`add`], [`sub`], [`mul`], [`div`], [`neg`], [`pow`], [`exp`], [`log`], [`sqrt`],
//! [`abs`], [`clamp`], [`maximum`], [`minimum`], [`where_`], element by element; [`matmul`], [`transpose`], [`linear`], the products;
//! [`sum`], [`mean`], [`max`], the reductions; [`relu`], [`leaky_relu`], [`elu`], [`softplus`],
//! [`softsign`], [`gelu`], [`silu`], [`sigmoid`], [`tanh`], [`softmax`], [`log_softmax`], the
//! activations; [`layer_norm`], [`batch_norm`], the normalizations; [`reshape`], [`expand`],
//! [`index_select`], [`gather`], [`narrow`], [`cat`], which only rearrange elements.

pub mod abs;
pub mod add;
pub mod batch_norm;
pub mod cat;
pub mod clamp;
pub mod div;
pub mod elu;
pub mod exp;
pub mod expand;
pub mod gather;
pub mod gelu;
pub mod index_select;
pub mod layer_norm;
pub mod leaky_relu;
pub mod linear;
pub mod log;
pub mod log_softmax;
pub mod matmul;
pub mod max;
pub mod maximum;
pub mod mean;
pub mod minimum;
pub mod mul;
pub mod narrow;
pub mod neg;
pub mod pow;
pub mod relu;
pub mod reshape;
pub mod sigmoid;
pub mod silu;
pub mod softmax;
pub mod softplus;
pub mod softsign;
pub mod sqrt;
pub mod sub;
pub mod sum;
pub mod tanh;
pub mod transpose;
pub mod where_;

use engine::Shape;

use crate::Tensor;

/// An operation, and the cases to test it with.
///
/// ```
/// use engine::Shape;
///
/// let registry = autograd::ops::registry();
/// let exp = registry.iter().find(|entry| entry.name == "exp").unwrap();
/// assert_eq!(exp.cases[0].inputs, [Shape::matrix(3, 4)]);
/// assert_eq!(exp.cases[0].range, (-2.0, 2.0));
/// ```
// ANCHOR: case
pub struct Entry {
    /// The name of the operation and of its file.
    pub name: &'static str,
    /// The shapes and ranges to test it with.
    pub cases: Vec<Case>,
}

/// One test case of an operation: its inputs, and how to call it.
pub struct Case {
    /// The shapes of the inputs.
    pub inputs: Vec<Shape>,
    /// The inputs are drawn uniformly from this range, in which the operation is smooth.
    pub range: (f64, f64),
    /// Calls the operation.
    pub compute: fn(&[Tensor]) -> Tensor,
}
// ANCHOR_END: case

impl Case {
    /// Inputs of the given shapes, drawn from `low..high`.
    ///
    /// ```
    /// use autograd::{gradcheck, ops::Case};
    /// use engine::{Array, Options, Shape};
    ///
    /// let case = Case::new(&[Shape::vector(2)], -2.0, 2.0, |x| x[0].exp());
    /// let x = Array::vector(&[0.0, 1.0], Options::f64());
    /// assert!(gradcheck(case.compute, &[x], 1e-8).is_ok());
    /// ```
    pub fn new(inputs: &[Shape], low: f64, high: f64, compute: fn(&[Tensor]) -> Tensor) -> Self {
        Self { inputs: inputs.to_vec(), range: (low, high), compute }
    }
}

/// All operations, in reading order.
///
/// ```
/// let names: Vec<_> = autograd::ops::registry().iter().map(|entry| entry.name).collect();
/// assert!(names.contains(&"matmul"));
/// ```
pub fn registry() -> Vec<Entry> {
    vec![
        add::entry(),
        sub::entry(),
        mul::entry(),
        div::entry(),
        neg::entry(),
        pow::entry(),
        exp::entry(),
        log::entry(),
        sqrt::entry(),
        abs::entry(),
        clamp::entry(),
        maximum::entry(),
        minimum::entry(),
        where_::entry(),
        matmul::entry(),
        transpose::entry(),
        linear::entry(),
        sum::entry(),
        mean::entry(),
        max::entry(),
        relu::entry(),
        leaky_relu::entry(),
        elu::entry(),
        softplus::entry(),
        softsign::entry(),
        gelu::entry(),
        silu::entry(),
        sigmoid::entry(),
        tanh::entry(),
        softmax::entry(),
        log_softmax::entry(),
        layer_norm::entry(),
        batch_norm::entry(),
        reshape::entry(),
        expand::entry(),
        index_select::entry(),
        gather::entry(),
        narrow::entry(),
        cat::entry(),
    ]
}

/// The shapes to test a binary operation with: equal ones, and every kind of broadcasting.
// ANCHOR: pairs
fn broadcasting_pairs() -> [[Shape; 2]; 6] {
    let table = Shape::matrix(3, 4);
    [
        [table, table],
        [table, Shape::vector(4)],
        [Shape::matrix(3, 1), table],
        [table, Shape::scalar()],
        [Shape::scalar(), table],
        [Shape::matrix(3, 1), Shape::matrix(1, 4)],
    ]
}
// ANCHOR_END: pairs
