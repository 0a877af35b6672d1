//! minitorch's list of functions, checked by central differences.
//!
//! Its comparisons (less, greater, equal) have the derivative 0 everywhere; here they are not
//! operations on tensors.

use autograd::{Tensor, gradcheck};
use engine::{Array, Options, Shape};
use proptest::{prelude::*, test_runner::RngSeed};

const TOLERANCE: f64 = 1e-6;

/// A function, its value, and its derivative.
type One = (&'static str, fn(&Tensor) -> Tensor, fn(f64) -> f64, fn(f64) -> f64);
type Two = (&'static str, fn(&Tensor, &Tensor) -> Tensor, fn(f64, f64) -> f64);

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Functions of one argument.
const ONE: [One; 14] = [
    ("negation", |x| -x, |x| -x, |_| -1.0),
    ("a constant added", |x| 5.0 + x, |x| 5.0 + x, |_| 1.0),
    ("a constant taken away", |x| x - 5.0, |x| x - 5.0, |_| 1.0),
    ("a constant factor", |x| 5.0 * x, |x| 5.0 * x, |_| 5.0),
    ("a constant divisor", |x| x / 5.0, |x| x / 5.0, |_| 0.2),
    ("the square by hand", |x| x * x, |x| x * x, |x| 2.0 * x),
    ("the cube by hand", |x| x * x * x, |x| x * x * x, |x| 3.0 * x * x),
    (
        "the inverse, shifted",
        |x| 1.0 / (x + 3.5),
        |x| 1.0 / (x + 3.5),
        |x| -1.0 / ((x + 3.5) * (x + 3.5)),
    ),
    ("the sigmoid", Tensor::sigmoid, sigmoid, |x| sigmoid(x) * (1.0 - sigmoid(x))),
    (
        "the logarithm of a large number",
        |x| (x + 100_000.0).log(),
        |x| (x + 100_000.0).ln(),
        |x| 1.0 / (x + 100_000.0),
    ),
    (
        "the ReLU, shifted",
        |x| (x + 5.5).relu(),
        |x| (x + 5.5).max(0.0),
        |x| if x > -5.5 { 1.0 } else { 0.0 },
    ),
    (
        "the exponential of a very negative number",
        |x| (x - 200.0).exp(),
        |x| (x - 200.0).exp(),
        |x| (x - 200.0).exp(),
    ),
    (
        "the sum of the two",
        |x| (x + 100_000.0).log() + (x - 200.0).exp(),
        |x| (x + 100_000.0).ln() + (x - 200.0).exp(),
        |x| 1.0 / (x + 100_000.0) + (x - 200.0).exp(),
    ),
    // The sigmoid of 50 or more is 1 in double precision, so its logarithm is constant.
    (
        "a logarithm of a sigmoid of two ReLUs",
        |x| (((x * 10.0 + 7.0).relu() * 6.0 + 5.0).relu() * 10.0).sigmoid().log() / 50.0,
        |_| 0.0,
        |_| 0.0,
    ),
];

/// Functions of two arguments.
const TWO: [Two; 3] = [
    ("a sum", |a, b| a + b, |a, b| a + b),
    ("a product", |a, b| a * b, |a, b| a * b),
    ("a quotient, shifted", |a, b| a / (b + 5.5), |a, b| a / (b + 5.5)),
];

/// Small numbers, away from the poles at −3.5 and −5.5 and the kinks at −5.5 and −0.7.
fn small() -> impl Strategy<Value = f64> {
    (-100.0..100.0).prop_filter("smooth there", |x: &f64| {
        (x + 3.5).abs() > 0.5 && (x + 5.5).abs() > 0.5 && (x + 0.7).abs() > 1e-3
    })
}

fn table(most: usize) -> impl Strategy<Value = Array> {
    (1..=most, 1..=most)
        .prop_flat_map(|(n, m)| (Just(Shape::matrix(n, m)), prop::collection::vec(small(), n * m)))
        .prop_map(|(shape, values)| Array::new(shape, &values, Options::f64()))
}

/// Two matrices of the same shape.
fn two_tables() -> impl Strategy<Value = [Array; 2]> {
    (1..4_usize, 1..4_usize).prop_flat_map(|(n, m)| {
        let table =
            move |values: Vec<f64>| Array::new(Shape::matrix(n, m), &values, Options::f64());
        let values = || prop::collection::vec(small(), n * m).prop_map(table);
        [values(), values()]
    })
}

fn check(
    name: &str,
    f: impl Fn(&[Tensor]) -> Tensor,
    inputs: &[Array],
) -> Result<(), TestCaseError> {
    let result = gradcheck(f, inputs, TOLERANCE).map(|_| ());
    result.map_err(|mismatch| TestCaseError::fail(format!("{name}: {mismatch}")))
}

/// Equal up to a few roundings, relative to the number itself.
fn is_close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-13 * b.abs()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        rng_seed: RngSeed::Fixed(5),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn unary_functions(x in small()) {
        for (name, f, meaning, derivative) in ONE {
            let input = Array::scalar(x, Options::f64());
            let leaf = Tensor::new(input.clone()).requires_grad_();
            let y = f(&leaf);
            prop_assert!(is_close(y.item(), meaning(x)), "{name} of {x}: {y}");
            y.backward();
            let found = leaf.grad().expect("a gradient").item();
            prop_assert!(is_close(found, derivative(x)), "{name}: the derivative at {x} is {found}");
            // Central differences need no formula, but they cannot resolve tiny derivatives.
            check(name, |x| f(&x[0]), &[input])?;
        }
    }

    #[test]
    fn functions_of_two_arguments(inputs in two_tables()) {
        for (name, f, meaning) in TWO {
            let y = f(&Tensor::new(inputs[0].clone()), &Tensor::new(inputs[1].clone()));
            let pairs = inputs[0].to_vec().into_iter().zip(inputs[1].to_vec());
            for ((a, b), y) in pairs.zip(y.to_vec()) {
                prop_assert!(is_close(y, meaning(a, b)), "{name} of {a} and {b}: {y}");
            }
            check(name, |x| f(&x[0], &x[1]), &inputs)?;
        }
    }

    /// One operand is summed first, and then broadcast to the shape of the other.
    #[test]
    fn functions_of_two_arguments_with_broadcasting(inputs in two_tables()) {
        for (name, f, _) in TWO {
            for dim in [0, 1] {
                check(name, |x| f(&x[0].sum_dim(dim), &x[1]), &inputs)?;
                // With positive values, their mean stays away from the pole of the quotient.
                let above = [inputs[0].clone(), inputs[1].map(engine::Unary::Abs)];
                check(name, |x| f(&x[0], &x[1].mean_dim(dim)), &above)?;
            }
        }
    }

    #[test]
    fn reductions(x in table(4)) {
        let values = x.to_vec();
        let (sum, tensor) = (values.iter().sum::<f64>(), Tensor::new(x.clone()));
        prop_assert!((tensor.sum().item() - sum).abs() <= 1e-11);
        prop_assert!((tensor.mean().item() - sum / values.len() as f64).abs() <= 1e-11);
        let x = std::slice::from_ref(&x);
        check("sum", |x| x[0].sum(), x)?;
        check("mean", |x| x[0].mean(), x)?;
        check("sum of columns", |x| x[0].sum_dim(0), x)?;
        check("mean of columns", |x| x[0].mean_dim(0), x)?;
        check("transpose", |x| x[0].t(), x)?;
        check("view", |x| x[0].reshape(Shape::vector(x[0].shape().len())), x)?;
    }
}
