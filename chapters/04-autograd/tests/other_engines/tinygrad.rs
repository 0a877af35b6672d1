//! tinygrad's edge cases: shapes and values.
//!
//! Dimensions of 0 and 1, dimensions that no block size divides, scalars, and values at which a
//! naive formula overflows. Plain loops compute the expected results.

use autograd::Tensor;
use engine::Shape;
use random::NumpyRng;

use super::{grad, leaf};

fn drawn(shape: Shape, low: f64, high: f64, seed: u32) -> Tensor {
    let mut rng = NumpyRng::seed(seed);
    let values: Vec<f64> = (0..shape.len()).map(|_| rng.uniform(low, high)).collect();
    leaf(shape, &values)
}

/// Equal up to rounding, or the same infinity, or both NaN.
#[track_caller]
fn assert_close(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (place, (a, b)) in found.iter().zip(expected).enumerate() {
        let close = a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-12 * b.abs().max(1.0);
        assert!(close, "{what}, number {place}: {a}, not {b}");
    }
}

/// An operator, its value, and its derivatives with respect to both operands.
type Operator = (&'static str, fn(&Tensor, &Tensor) -> Tensor, fn(f64, f64) -> [f64; 3]);

const OPERATORS: [Operator; 4] = [
    ("add", |a, b| a + b, |a, b| [a + b, 1.0, 1.0]),
    ("sub", |a, b| a - b, |a, b| [a - b, 1.0, -1.0]),
    ("mul", |a, b| a * b, |a, b| [a * b, b, a]),
    ("div", |a, b| a / b, |a, b| [a / b, 1.0 / b, -a / (b * b)]),
];

#[test]
fn two_operands() {
    let m = Shape::matrix;
    for (left, right) in [
        (m(45, 65), m(45, 65)),
        (m(45, 65), m(45, 1)),
        (m(45, 1), m(1, 65)),
        (m(45, 65), Shape::vector(65)),
        (m(45, 65), Shape::scalar()),
        (Shape::scalar(), m(45, 65)),
        (Shape::scalar(), Shape::scalar()),
        (Shape::vector(3), Shape::vector(3)),
        (Shape::vector(1), Shape::scalar()),
        (m(3, 4), Shape::vector(4)),
        (m(0, 3), m(0, 3)),
        (m(0, 3), m(1, 3)),
        (m(4, 0), m(4, 1)),
        (Shape::vector(0), Shape::scalar()),
    ] {
        let shape = left.broadcast(right).expect("they fit");
        for (name, f, meaning) in OPERATORS {
            let (a, b) = (drawn(left, -2.0, 2.0, 0), drawn(right, 0.5, 2.0, 1));
            let y = f(&a, &b);
            assert_eq!(y.shape(), shape);
            y.sum().backward();
            let (mut value, mut da, mut db) =
                (Vec::new(), vec![0.0; left.len()], vec![0.0; right.len()]);
            let (va, vb) = (a.to_vec(), b.to_vec());
            for i in 0..shape.rows() {
                for j in 0..shape.cols() {
                    // A dimension of size 1 is broadcast: its index stays 0.
                    let at = |s: Shape| i.min(s.rows() - 1) * s.cols() + j.min(s.cols() - 1);
                    let [y, derivative_a, derivative_b] = meaning(va[at(left)], vb[at(right)]);
                    value.push(y);
                    da[at(left)] += derivative_a;
                    db[at(right)] += derivative_b;
                }
            }
            let what = format!("{name} of {left} and {right}");
            assert_close(&what, &y.to_vec(), &value);
            assert_close(&what, &grad(&a), &da);
            assert_close(&what, &grad(&b), &db);
        }
    }
}

#[test]
fn products() {
    for (n, k, m) in [
        (45, 65, 100),
        (64, 64, 64),
        (9, 9, 9),
        (8, 8, 0),
        (8, 0, 8),
        (0, 8, 8),
        (0, 8, 0),
        (0, 0, 0),
        (1, 128, 128),
        (45, 65, 1),
        (1, 65, 1),
        (1, 1, 1),
    ] {
        let (a, b) =
            (drawn(Shape::matrix(n, k), -2.0, 2.0, 0), drawn(Shape::matrix(k, m), -2.0, 2.0, 1));
        let y = a.matmul(&b);
        y.sum().backward();
        let (va, vb) = (a.to_vec(), b.to_vec());
        let product =
            |i: usize, j: usize| (0..k).map(|l| va[i * k + l] * vb[l * m + j]).sum::<f64>();
        let value: Vec<f64> = (0..n * m).map(|at| product(at / m, at % m)).collect();
        // All elements in column k of a are multiplied by row k of b, so their gradient is its sum.
        let da: Vec<f64> = (0..n * k).map(|at| vb[at % k * m..][..m].iter().sum()).collect();
        let db: Vec<f64> = (0..k * m).map(|at| (0..n).map(|i| va[i * k + at / m]).sum()).collect();
        let what = format!("({n}, {k}) times ({k}, {m})");
        assert_close(&what, &y.to_vec(), &value);
        assert_close(&what, &grad(&a), &da);
        assert_close(&what, &grad(&b), &db);
    }
}

#[test]
fn reductions() {
    let m = Shape::matrix;
    for shape in [m(45, 3), m(45, 65), m(256, 1), m(1, 6), m(4, 0), m(0, 3), m(0, 0), m(1, 1)] {
        let (rows, cols) = shape.table();
        let x = drawn(shape, -2.0, 2.0, 0);
        let values = x.to_vec();
        let row = |i: usize| values[i * cols..][..cols].iter();
        let column = |j: usize| values.iter().skip(j).step_by(cols.max(1));
        let of_columns: Vec<f64> = (0..cols).map(|j| column(j).sum()).collect();
        let of_rows: Vec<f64> = (0..rows).map(|i| row(i).sum()).collect();
        let over = |sums: &[f64], n: usize| sums.iter().map(|s| s / n as f64).collect::<Vec<_>>();
        let total: f64 = values.iter().sum();
        for (name, y, expected, derivative) in [
            ("sum", x.sum(), vec![total], 1.0),
            ("sum of columns", x.sum_dim(0), of_columns.clone(), 1.0),
            ("sum of rows", x.sum_dim(1), of_rows.clone(), 1.0),
            ("mean", x.mean(), over(&[total], rows * cols), 1.0 / (rows * cols) as f64),
            ("mean of columns", x.mean_dim(0), over(&of_columns, rows), 1.0 / rows as f64),
            ("mean of rows", x.mean_dim(1), over(&of_rows, cols), 1.0 / cols as f64),
        ] {
            let what = format!("{name} of {shape}");
            assert_close(&what, &y.to_vec(), &expected);
            x.zero_grad();
            y.sum().backward();
            assert_close(&what, &grad(&x), &vec![derivative; shape.len()]);
        }
        if !shape.is_empty() {
            let largest = |xs: &mut dyn Iterator<Item = &f64>| xs.copied().fold(f64::MIN, f64::max);
            let columns: Vec<f64> = (0..cols).map(|j| largest(&mut column(j))).collect();
            let rows: Vec<f64> = (0..rows).map(|i| largest(&mut row(i))).collect();
            assert_eq!(x.max().item(), largest(&mut values.iter()), "{shape}");
            assert_eq!(x.amax(0).to_vec(), columns, "{shape}");
            assert_eq!(x.amax(1).to_vec(), rows, "{shape}");
        }
    }
    // A scalar, and an empty vector.
    for (x, total, mean) in [
        (leaf(Shape::scalar(), &[3.0]), 3.0, 3.0),
        (leaf(Shape::vector(1), &[3.0]), 3.0, 3.0),
        (leaf(Shape::vector(0), &[]), 0.0, f64::NAN),
    ] {
        assert_close("sum", &[x.sum().item()], &[total]);
        assert_close("mean", &[x.mean().item()], &[mean]);
    }
}

/// A function, its value and its derivative.
type Function = (&'static str, fn(&Tensor) -> Tensor, fn(f64) -> [f64; 2]);

/// Functions that saturate, for large inputs: the values and derivatives are the limits.
#[test]
fn far_from_zero() {
    let functions: [Function; 6] = [
        ("sigmoid", Tensor::sigmoid, |x| if x > 0.0 { [1.0, 0.0] } else { [0.0, 0.0] }),
        ("tanh", Tensor::tanh, |x| [x.signum(), 0.0]),
        ("softplus", Tensor::softplus, |x| if x > 0.0 { [x, 1.0] } else { [0.0, 0.0] }),
        ("elu", Tensor::elu, |x| if x > 0.0 { [x, 1.0] } else { [-1.0, 0.0] }),
        ("relu", Tensor::relu, |x| if x > 0.0 { [x, 1.0] } else { [0.0, 0.0] }),
        ("abs", Tensor::abs, |x| [x.abs(), x.signum()]),
    ];
    for shape in [Shape::matrix(45, 65), Shape::scalar(), Shape::vector(0), Shape::matrix(0, 3)] {
        for (low, high) in [(300.0, 400.0), (-400.0, -300.0)] {
            for (name, f, meaning) in functions {
                let x = drawn(shape, low, high, 0);
                let y = f(&x);
                y.sum().backward();
                let both: Vec<[f64; 2]> = x.to_vec().into_iter().map(meaning).collect();
                let expected = |which: usize| both.iter().map(|b| b[which]).collect::<Vec<_>>();
                assert_close(name, &y.to_vec(), &expected(0));
                assert_close(name, &grad(&x), &expected(1));
            }
        }
    }
}

#[test]
fn softmax_of_large_numbers_and_of_few() {
    for (low, high) in [(300.0, 400.0), (-400.0, -300.0), (-2.0, 2.0)] {
        for shape in [Shape::matrix(45, 65), Shape::matrix(10, 1), Shape::matrix(1, 1)] {
            let (rows, cols) = shape.table();
            let x = drawn(shape, low, high, 0);
            let values = x.to_vec();
            let mut logs = Vec::new();
            for i in 0..rows {
                let row = &values[i * cols..][..cols];
                let top = row.iter().copied().fold(f64::MIN, f64::max);
                let log_sum = row.iter().map(|x| (x - top).exp()).sum::<f64>().ln();
                logs.extend(row.iter().map(|x| x - top - log_sum));
            }
            let shares: Vec<f64> = logs.iter().map(|log| log.exp()).collect();
            assert_close("softmax", &x.softmax(1).to_vec(), &shares);
            assert_close("log_softmax", &x.log_softmax(1).to_vec(), &logs);
            // A row of softmax sums to 1 for every x, so the gradient of its sum is 0.
            x.softmax(1).sum().backward();
            assert_close("softmax", &grad(&x), &vec![0.0; shape.len()]);
            x.zero_grad();
            // ∂(Σⱼ ln yⱼ)/∂xⱼ = 1 − (number of columns) · yⱼ.
            x.log_softmax(1).sum().backward();
            let expected: Vec<f64> = shares.iter().map(|y| 1.0 - cols as f64 * y).collect();
            assert_close("log_softmax", &grad(&x), &expected);
        }
    }
}

#[test]
fn powers_of_zero_of_infinity_and_of_negative_numbers() {
    for x in [0.0, -0.0, 1.0, -1.0, -29.0, f64::INFINITY, f64::NEG_INFINITY] {
        for p in [0.0, 0.2, 0.3, 1.0, 1.2, 2.0, 3.0, 3.3, -1.0] {
            let leaf = leaf(Shape::scalar(), &[x]);
            let y = leaf.pow(p);
            y.backward();
            assert_close("value", &[y.item()], &[x.powf(p)]);
            // For p = 0 the result is constant, even where x^-1 is infinite.
            let derivative = if p == 0.0 { 0.0 } else { p * x.powf(p - 1.0) };
            assert_close(&format!("derivative of {x}^{p}"), &grad(&leaf), &[derivative]);
        }
    }
    // (−∞)^0.3 = ∞, and the derivative there is 0, not NaN.
    let x = leaf(Shape::scalar(), &[f64::NEG_INFINITY]);
    x.pow(0.3).backward();
    assert_eq!(grad(&x), [0.0]);
}

#[test]
fn products_and_quotients_with_infinity_and_nan() {
    let x = drawn(Shape::matrix(45, 65), -2.0, 2.0, 0);
    let values = x.to_vec();
    let each = |f: &dyn Fn(f64) -> f64| values.iter().map(|&x| f(x)).collect::<Vec<_>>();
    for c in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        for (name, y, value, gradient) in [
            ("x · c", &x * c, each(&|x| x * c), each(&|_| c)),
            ("x / c", &x / c, each(&|x| x / c), each(&|_| 1.0 / c)),
            ("c / x", c / &x, each(&|x| c / x), each(&|x| -c / x / x)),
        ] {
            x.zero_grad();
            assert_close(name, &y.to_vec(), &value);
            y.sum().backward();
            assert_close(name, &grad(&x), &gradient);
        }
    }
}

#[test]
fn the_same_numbers_in_shapes_of_nothing_and_of_one() {
    let m = Shape::matrix;
    for (from, to) in [
        (Shape::scalar(), m(1, 1)),
        (m(1, 1), Shape::scalar()),
        (Shape::scalar(), Shape::vector(1)),
        (m(0, 3), m(3, 0)),
        (m(4, 0), Shape::vector(0)),
        (m(45, 65), m(65, 45)),
    ] {
        let x = drawn(from, -2.0, 2.0, 0);
        let y = x.reshape(to);
        assert_eq!((y.shape(), y.to_vec()), (to, x.to_vec()));
        y.pow(2.0).sum().backward();
        assert_close("reshape", &grad(&x), &x.to_vec().iter().map(|x| 2.0 * x).collect::<Vec<_>>());
    }
    for (from, to, copies) in [
        (m(1, 6), m(4, 6), 4.0),
        (m(6, 1), m(6, 3), 3.0),
        (Shape::scalar(), m(3, 2), 6.0),
        (Shape::vector(6), m(4, 6), 4.0),
        (m(1, 6), m(0, 6), 0.0),
        (m(3, 1), m(3, 0), 0.0),
    ] {
        let x = drawn(from, -2.0, 2.0, 0);
        let y = x.expand(to);
        assert_eq!(y.shape(), to);
        y.sum().backward();
        assert_eq!(grad(&x), vec![copies; from.len()], "{from} to {to}");
    }
}
