//! Every operation computes its formula, on every device.

mod arrays;

use arrays::{Table, any_table, broadcasting, size, table};
use engine::{Array, Binary, DType, Device, Options, Shape, Unary};
use proptest::prelude::*;

const DTYPES: [DType; 2] = [DType::F32, DType::F64];

/// Both precisions on all devices.
fn options() -> impl Iterator<Item = Options> {
    Device::available().into_iter().flat_map(|device| DTYPES.map(|dtype| Options { dtype, device }))
}

fn epsilon(options: Options) -> f64 {
    match options.dtype {
        DType::F32 => f64::from(f32::EPSILON),
        DType::F64 => f64::EPSILON,
    }
}

/// A function applied to one number.
fn unary(op: Unary, x: f64, options: Options) -> f64 {
    Array::scalar(x, options).map(op).item()
}

fn binary(op: Binary, a: f64, b: f64, options: Options) -> f64 {
    Array::scalar(a, options).zip(op, &Array::scalar(b, options)).item()
}

/// Equal in value and sign, where NaN equals NaN.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

/// Exact in both precisions, on either side of every kink.
const POINTS: [f64; 13] =
    [-4.0, -2.5, -1.5, -1.0, -0.75, -0.125, 0.0, 0.125, 0.5, 1.0, 1.75, 3.0, 5.0];

#[test]
fn unary_functions_follow_their_formulas() {
    type Formula = fn(f64) -> f64;
    let formulas: [(Unary, Formula); 24] = [
        (Unary::Neg, |x| 0.0 - x),
        (Unary::Abs, |x| (x * x).sqrt()),
        (Unary::Sign, |x| if x == 0.0 { 0.0 } else { x / x.abs() }),
        (Unary::Exp, |x| std::f64::consts::E.powf(x)),
        (Unary::Log, f64::ln),
        (Unary::Sqrt, f64::sqrt),
        (Unary::Pow(-2.0), |x| 1.0 / (x * x)),
        (Unary::Pow(-1.0), |x| 1.0 / x),
        (Unary::Pow(0.0), |_| 1.0),
        (Unary::Pow(0.5), f64::sqrt),
        (Unary::Pow(1.0), |x| x),
        (Unary::Pow(1.5), |x| x * x.sqrt()),
        (Unary::Pow(2.0), |x| x * x),
        (Unary::Pow(3.0), |x| x * x * x),
        (Unary::AddScalar(0.25), |x| x + 0.25),
        (Unary::MulScalar(-3.0), |x| x * -3.0),
        (Unary::Clamp(-1.0, 1.75), |x| x.clamp(-1.0, 1.75)),
        (Unary::Relu, |x| 0.5 * (x + x.abs())),
        (Unary::Elu, |x| if x > 0.0 { x } else { x.exp() - 1.0 }),
        (Unary::Softplus, |x| (1.0 + x.exp()).ln()),
        (Unary::Softsign, |x| x / (1.0 + x.abs())),
        (Unary::Sigmoid, |x| 1.0 / (1.0 + (-x).exp())),
        (Unary::Tanh, |x| (x.exp() - (-x).exp()) / (x.exp() + (-x).exp())),
        (Unary::Within(-1.0, 1.75), |x| {
            if (-1.0..=1.75).contains(&x) && x != -1.0 && x != 1.75 { 1.0 } else { 0.0 }
        }),
    ];
    for options in options() {
        for (op, formula) in formulas {
            for x in POINTS {
                let (found, expected) = (unary(op, x, options), formula(x));
                let bound = 8.0 * epsilon(options) * expected.abs().max(0.1);
                let near = found == expected || (found - expected).abs() <= bound;
                assert!(
                    near || (found.is_nan() && expected.is_nan()),
                    "{op:?} of {x} is {found}, expected {expected} ({options:?})"
                );
            }
        }
    }
}

#[test]
fn nothing_overflows_needlessly() {
    let inf = f64::INFINITY;
    let cases = [
        (Unary::Exp, 1000.0, inf),
        (Unary::Exp, -1000.0, 0.0),
        (Unary::Elu, 1000.0, 1000.0),
        (Unary::Elu, -1000.0, -1.0),
        (Unary::Softplus, 1000.0, 1000.0),
        (Unary::Softplus, -1000.0, 0.0),
        (Unary::Softplus, inf, inf),
        (Unary::Softplus, -inf, 0.0),
        (Unary::Sigmoid, 1000.0, 1.0),
        (Unary::Sigmoid, -1000.0, 0.0),
        (Unary::Tanh, 1000.0, 1.0),
        (Unary::Tanh, -1000.0, -1.0),
        (Unary::Relu, 1000.0, 1000.0),
        (Unary::Relu, -1000.0, 0.0),
        (Unary::Relu, -inf, 0.0),
        (Unary::Clamp(-1.0, 1.0), inf, 1.0),
        (Unary::Clamp(-1.0, 1.0), -1000.0, -1.0),
        (Unary::Within(-1.0, 1.0), 1000.0, 0.0),
        (Unary::Log, 0.0, -inf),
        (Unary::Log, -0.0, -inf),
        (Unary::Log, -1000.0, f64::NAN),
        (Unary::Sqrt, -1000.0, f64::NAN),
        (Unary::Pow(-1.0), 0.0, inf),
        (Unary::Pow(-1.0), -0.0, -inf),
        (Unary::Pow(0.0), f64::NAN, 1.0),
    ];
    for options in options() {
        for (op, x, expected) in cases {
            let found = unary(op, x, options);
            assert!(same(found, expected), "{op:?} of {x} is {found}, expected {expected}");
        }
        // x / (1 + |x|) = 1000/1001, not yet rounded to 1.
        let softsign = unary(Unary::Softsign, -1000.0, options);
        assert!((softsign + 1000.0 / 1001.0).abs() <= epsilon(options));
    }
}

/// Nearly all digits are right where a naive formula would round to 0 or 1.
#[test]
fn small_results_keep_their_digits() {
    for options in options() {
        let relative = |found: f64, expected: f64| (found - expected).abs() / expected.abs();
        let tiny = 2.0_f64.powi(-40);
        // To first order eˣ − 1 = x, tanh x = x, ln(1 + e⁻ˣ) = e⁻ˣ and σ(−x) = e⁻ˣ.
        assert!(
            relative(unary(Unary::Elu, -tiny, options), -tiny) < 8.0 * epsilon(options).max(tiny)
        );
        assert!(
            relative(unary(Unary::Tanh, tiny, options), tiny) < 8.0 * epsilon(options).max(tiny)
        );
        let small = (-60.0_f64).exp();
        assert!(relative(unary(Unary::Softplus, -60.0, options), small) < 8.0 * epsilon(options));
        assert!(relative(unary(Unary::Sigmoid, -60.0, options), small) < 8.0 * epsilon(options));
    }
}

/// The sign of zero is kept where the function is odd.
#[test]
fn signs_of_zero() {
    for options in options() {
        for op in [Unary::Sqrt, Unary::Elu, Unary::Softsign, Unary::Tanh, Unary::Clamp(-1.0, 1.0)] {
            assert!(same(unary(op, -0.0, options), -0.0), "{op:?}");
            assert!(same(unary(op, 0.0, options), 0.0), "{op:?}");
        }
        assert!(same(unary(Unary::Neg, 0.0, options), -0.0));
        assert!(same(unary(Unary::Abs, -0.0, options), 0.0));
        assert_eq!(unary(Unary::Sign, -0.0, options), 0.0);
        assert_eq!(unary(Unary::Relu, -0.0, options), 0.0);
        assert_eq!(unary(Unary::Exp, -0.0, options), 1.0);
        assert_eq!(unary(Unary::Sigmoid, -0.0, options), 0.5);
        assert_eq!(binary(Binary::Equal, 0.0, -0.0, options), 1.0);
    }
}

/// A failed computation must not look like a dead unit.
#[test]
fn nan_stays_nan() {
    let nan = f64::NAN;
    for options in options() {
        for op in [
            Unary::Neg,
            Unary::Abs,
            Unary::Exp,
            Unary::Log,
            Unary::Sqrt,
            Unary::Pow(0.5),
            Unary::Pow(1.5),
            Unary::Pow(2.0),
            Unary::AddScalar(1.0),
            Unary::MulScalar(0.0),
            Unary::Clamp(-1.0, 1.0),
            Unary::Relu,
            Unary::Elu,
            Unary::Softplus,
            Unary::Softsign,
            Unary::Sigmoid,
            Unary::Tanh,
        ] {
            assert!(unary(op, nan, options).is_nan(), "{op:?}");
        }
        for op in [
            Binary::Add,
            Binary::Sub,
            Binary::Mul,
            Binary::Div,
            Binary::EluBackward,
            Binary::SoftplusBackward,
            Binary::SoftsignBackward,
            Binary::SigmoidBackward,
            Binary::TanhBackward,
        ] {
            assert!(binary(op, nan, 0.5, options).is_nan(), "{op:?} of NaN and 0.5");
        }
        assert!(binary(Binary::Maximum, nan, 0.5, options).is_nan());
        assert!(binary(Binary::Maximum, 0.5, nan, options).is_nan());
        assert_eq!(binary(Binary::Equal, nan, nan, options), 0.0);

        let x = Array::matrix(&[[1.0, nan, 5.0], [2.0, 3.0, 4.0]], options);
        assert!(x.max(None).item().is_nan());
        assert!(x.max(Some(0)).get(0, 1).is_nan());
        assert_eq!((x.max(Some(0)).get(0, 0), x.max(Some(0)).get(0, 2)), (2.0, 5.0));
        assert!(x.max(Some(1)).get(0, 0).is_nan());
        assert_eq!(x.max(Some(1)).get(1, 0), 4.0);
        assert!(!x.is_finite());
        assert!(x.index_select(&[1]).is_finite());
    }
}

#[test]
fn arithmetic_of_two_numbers() {
    for options in options() {
        for a in POINTS {
            for b in POINTS {
                let found = [Binary::Add, Binary::Sub, Binary::Mul, Binary::Maximum, Binary::Equal]
                    .map(|op| binary(op, a, b, options));
                let equal = if a == b { 1.0 } else { 0.0 };
                assert_eq!(found, [a + b, a - b, a * b, a.max(b), equal], "a = {a}, b = {b}");
                let quotient = binary(Binary::Div, a, b, options);
                let near = (quotient - a / b).abs() <= epsilon(options) * (a / b).abs();
                assert!(near || same(quotient, a / b), "{a} / {b} is {quotient}");
            }
        }
    }
}

/// The backward pass multiplies `g` by the derivative of the forward pass, as measured by central
/// differences.
#[test]
fn backward_multiplies_by_the_derivative() {
    /// A function, its backward pass, and whether that takes the output rather than the input.
    const PAIRS: [(Unary, Binary, bool); 6] = [
        (Unary::Relu, Binary::ReluBackward, true),
        (Unary::Elu, Binary::EluBackward, false),
        (Unary::Softplus, Binary::SoftplusBackward, false),
        (Unary::Softsign, Binary::SoftsignBackward, false),
        (Unary::Sigmoid, Binary::SigmoidBackward, true),
        (Unary::Tanh, Binary::TanhBackward, true),
    ];
    let (h, g) = (1e-5, -1.5);
    for options in options() {
        let double = Options { dtype: DType::F64, ..options };
        for (forward, backward, of_output) in PAIRS {
            for x in POINTS.into_iter().filter(|&x| x != 0.0) {
                let derivative =
                    (unary(forward, x + h, double) - unary(forward, x - h, double)) / (2.0 * h);
                let saved = if of_output { unary(forward, x, options) } else { x };
                let found = binary(backward, g, saved, options);
                let bound = 1e-9 + 4.0 * epsilon(options);
                assert!(
                    (found - g * derivative).abs() < bound,
                    "{backward:?} at {x} gives {found}, the derivative {}",
                    g * derivative
                );
            }
        }
    }
}

#[test]
fn the_derivatives_of_abs_and_clamp() {
    let h = 1e-5;
    let pairs = [(Unary::Abs, Unary::Sign), (Unary::Clamp(-1.25, 2.0), Unary::Within(-1.25, 2.0))];
    for options in options().filter(|options| options.dtype == DType::F64) {
        for (forward, derivative) in pairs {
            for x in POINTS.into_iter().filter(|&x| x != 0.0) {
                let measured =
                    (unary(forward, x + h, options) - unary(forward, x - h, options)) / (2.0 * h);
                assert!(
                    (unary(derivative, x, options) - measured).abs() < 1e-9,
                    "{derivative:?} at {x}"
                );
            }
        }
    }
}

/// At the kinks there is no derivative, and these are PyTorch's choices. Nothing overflows for
/// large inputs.
#[test]
fn backward_at_kinks_and_for_large_inputs() {
    let cases = [
        (Binary::ReluBackward, 0.0, 0.0),
        (Binary::EluBackward, 0.0, 1.0),
        (Binary::EluBackward, 1000.0, 1.0),
        (Binary::EluBackward, -1000.0, 0.0),
        (Binary::SoftplusBackward, 0.0, 0.5),
        (Binary::SoftplusBackward, 1000.0, 1.0),
        (Binary::SoftplusBackward, -1000.0, 0.0),
        (Binary::SoftsignBackward, 0.0, 1.0),
        (Binary::SoftsignBackward, f64::INFINITY, 0.0),
        (Binary::SigmoidBackward, 0.0, 0.0),
        (Binary::SigmoidBackward, 0.5, 0.25),
        (Binary::SigmoidBackward, 1.0, 0.0),
        (Binary::TanhBackward, 0.0, 1.0),
        (Binary::TanhBackward, -1.0, 0.0),
    ];
    for options in options() {
        for (op, at, derivative) in cases {
            assert_eq!(binary(op, 2.0, at, options), 2.0 * derivative, "{op:?} at {at}");
        }
        assert_eq!(unary(Unary::Sign, 0.0, options), 0.0);
        assert_eq!(unary(Unary::Within(-1.0, 1.0), -1.0, options), 0.0);
        assert_eq!(unary(Unary::Within(-1.0, 1.0), 1.0, options), 0.0);
        // A NaN in the output does not block the gradient, or its origin would stay hidden.
        assert_eq!(binary(Binary::ReluBackward, 2.0, f64::NAN, options), 2.0);
    }
}

/// The element at (i, j) of a table whose dimensions of size 1 are broadcast.
fn repeated(x: &Array, i: usize, j: usize) -> f64 {
    let at = |size, i| if size == 1 { 0 } else { i };
    x.get(at(x.shape().rows(), i), at(x.shape().cols(), j))
}

fn naive(shape: Shape, options: Options, number: impl Fn(usize, usize) -> f64) -> Array {
    let cols = shape.cols();
    let values: Vec<_> = (0..shape.len()).map(|index| number(index / cols, index % cols)).collect();
    Array::new(shape, &values, options)
}

proptest! {
    #[test]
    fn dimensions_of_size_1_are_broadcast((a, b) in broadcasting()) {
        for options in options() {
            let (a, b) = (a.on(options), b.on(options));
            let shape = a.shape().broadcast(b.shape()).unwrap();
            // In either precision a − b is rounded once, from the exact difference.
            let expected = naive(shape, options, |i, j| repeated(&a, i, j) - repeated(&b, i, j));
            prop_assert_eq!(&a.sub(&b), &expected);
            prop_assert_eq!(&a.expand(shape).sub(&b.expand(shape)), &expected);
            if shape == a.shape() {
                let mut c = a.clone();
                c.zip_(Binary::Sub, &b);
                prop_assert_eq!(&c, &expected);
            }
            // The scalar and the vector are repeated like the tables they are stored as.
            let row = b.index_select(&vec![0; usize::from(b.shape().rows() > 0)]);
            if row.shape().rows() == 1 && row.shape().broadcast(a.shape()).is_some() {
                let vector = row.reshape(Shape::vector(row.shape().cols()));
                prop_assert_eq!(a.mul(&vector), a.mul(&row));
            }
        }
    }

    /// Repeating and summing are each other's transpose: ⟨expand(x), y⟩ = ⟨x, sum_to(y)⟩.
    #[test]
    fn sum_to_is_the_transpose_of_expand((x, y) in broadcasting()) {
        for device in Device::available() {
            let options = Options { device, ..Options::f64() };
            let (x, y) = (x.on(options), y.on(options));
            let shape = x.shape().broadcast(y.shape()).unwrap();
            let y = y.expand(shape);
            let left = x.expand(shape).mul(&y).sum(None).item();
            let right = x.mul(&y.sum_to(x.shape())).sum(None).item();
            let size = x.map(Unary::Abs).mul(&y.map(Unary::Abs)).sum(None).item();
            prop_assert!((left - right).abs() <= 1e-12 * size, "{left} is not {right}");
        }
    }

    #[test]
    fn a_product_sums_rows_times_columns(
        (a, b) in (size(), size(), size()).prop_flat_map(|(n, k, m)| (table(n, k), table(k, m)))
    ) {
        for options in options() {
            let (a, b) = (a.on(options), b.on(options));
            let (n, k, m) = (a.shape().rows(), a.shape().cols(), b.shape().cols());
            for product in
                [a.matmul(&b), a.transpose().matmul_tn(&b), a.matmul_nt(&b.transpose())]
            {
                prop_assert_eq!(product.shape(), Shape::matrix(n, m));
                for i in 0..n {
                    for j in 0..m {
                        let terms = (0..k).map(|l| a.get(i, l) * b.get(l, j));
                        let (sum, size) = terms.fold((0.0, 0.0), |(sum, size), x| (sum + x, size + x.abs()));
                        let bound = (k + 2) as f64 * epsilon(options) * size;
                        prop_assert!((product.get(i, j) - sum).abs() <= bound);
                    }
                }
            }
        }
    }

    /// linear is a product with the transposed weight, plus the bias in every row.
    #[test]
    fn linear_is_a_product_and_a_sum(
        (x, w, b) in (size(), size(), size())
            .prop_flat_map(|(n, k, m)| (table(n, k), table(m, k), table(1, m)))
    ) {
        for device in Device::available() {
            let options = Options { device, ..Options::f64() };
            let (x, w, b) = (x.on(options), w.on(options), b.on(options));
            let b = b.reshape(Shape::vector(b.shape().cols()));
            let found = x.linear(&w, Some(&b));
            let difference = found.sub(&x.matmul(&w.transpose()).add(&b));
            prop_assert_eq!(found.shape(), Shape::matrix(x.shape().rows(), w.shape().rows()));
            // The largest term is 1000 · 1000, and there are fewer than 40.
            let worst = difference.map(Unary::Abs).to_vec().into_iter().fold(0.0, f64::max);
            prop_assert!(worst < 1e-6);
        }
    }

    #[test]
    fn softmax_is_a_distribution(x in any_table(), shift in -100.0..100.0) {
        for options in options().filter(|_| !x.shape.is_empty()) {
            let x = x.on(options);
            for dim in [0, 1] {
                let (p, terms) = (x.softmax(dim), x.shape().len() as f64);
                prop_assert!(p.to_vec().iter().all(|&p| (0.0..=1.0).contains(&p)));
                let sums = p.sum(Some(dim)).to_vec();
                let bound = (terms + 4.0) * epsilon(options);
                prop_assert!(sums.iter().all(|sum| (sum - 1.0).abs() <= bound), "{sums:?}");
                // log_softmax is finite even where softmax underflows, and it is its logarithm.
                let log = x.log_softmax(dim);
                prop_assert!(log.is_finite());
                let back = log.map(Unary::Exp).sub(&p).map(Unary::Abs).max(None).item();
                prop_assert!(back <= 2048.0 * bound, "{back}");
                // Adding a constant to all logits changes nothing except the rounding.
                let moved = x.map(Unary::AddScalar(shift)).softmax(dim).sub(&p);
                let moved = moved.map(Unary::Abs).max(None).item();
                prop_assert!(moved <= 4096.0 * bound, "{moved}");
            }
        }
    }

    /// The backward pass of softmax is the gradient of ⟨g, softmax(x)⟩ with respect to x.
    #[test]
    fn softmax_backward_is_the_gradient(
        (x, g) in (0..4usize, 0..5usize).prop_flat_map(|(n, m)| {
            let moderate = move || prop::collection::vec(-3.0..3.0, n * m)
                .prop_map(move |values| Table { shape: Shape::matrix(n, m), values });
            (moderate(), moderate())
        })
    ) {
        let h = 1e-5;
        for device in Device::available() {
            let options = Options { device, ..Options::f64() };
            let g = g.on(options);
            for dim in [0, 1] {
                let found = g.softmax_backward(&x.on(options).softmax(dim), dim).to_vec();
                for (index, found) in found.into_iter().enumerate() {
                    let value = |step| {
                        let mut x = x.clone();
                        x.values[index] += step;
                        x.on(options).softmax(dim).mul(&g).sum(None).item()
                    };
                    let expected = (value(h) - value(-h)) / (2.0 * h);
                    prop_assert!((found - expected).abs() < 1e-8, "{found}, not {expected}");
                }
            }
        }
    }

    #[test]
    fn reshape_reads_row_by_row(x in any_table()) {
        for options in options() {
            let a = x.on(options);
            let (rows, cols) = x.shape.table();
            let turned = Shape::matrix(cols, rows);
            let as_given = a.to_vec();
            prop_assert_eq!(&a.reshape(turned).to_vec(), &as_given);
            prop_assert_eq!(&a.reshape(Shape::vector(rows * cols)).to_vec(), &as_given);
            prop_assert_eq!(&a.reshape(turned).reshape(x.shape), &a);
            prop_assert_eq!(a.transpose().shape(), turned);
            prop_assert_eq!(&a.transpose().transpose(), &a);
            for i in 0..rows {
                for j in 0..cols {
                    prop_assert_eq!(a.get(i, j), as_given[i * cols + j]);
                    prop_assert_eq!(a.transpose().get(j, i), a.get(i, j));
                }
            }
        }
    }

    #[test]
    fn reductions_follow_a_naive_model(x in any_table()) {
        for options in options() {
            let a = x.on(options);
            let (rows, cols) = x.shape.table();
            let lines: [Vec<Vec<f64>>; 2] = [
                (0..cols).map(|j| (0..rows).map(|i| a.get(i, j)).collect()).collect(),
                (0..rows).map(|i| (0..cols).map(|j| a.get(i, j)).collect()).collect(),
            ];
            for (dim, lines) in (0..).zip(&lines) {
                let sums = a.sum(Some(dim));
                prop_assert_eq!(sums.shape(), x.shape.reduced(dim));
                for (sum, line) in sums.to_vec().into_iter().zip(lines) {
                    let size: f64 = line.iter().map(|x| x.abs()).sum();
                    let exact: f64 = line.iter().sum();
                    prop_assert!((sum - exact).abs() <= 41.0 * epsilon(options) * size);
                }
                if x.shape.table() == (rows.max(1), cols.max(1)) {
                    let largest = |line: &Vec<f64>| line.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                    let expected: Vec<f64> = lines.iter().map(largest).collect();
                    prop_assert_eq!(a.max(Some(dim)).to_vec(), expected);
                }
            }
            if cols > 0 {
                for (line, index) in lines[1].iter().zip(a.argmax()) {
                    prop_assert!(line[..index].iter().all(|&x| x < line[index]));
                    prop_assert!(line[index..].iter().all(|&x| x <= line[index]));
                }
            }
        }
    }

    /// `index_select` and `index_add`, `gather` and `scatter` are each other's transpose.
    #[test]
    fn indices_are_linear_maps_with_their_transposes(
        (x, y, rows, columns) in (1..9usize, 1..9usize, 0..12usize).prop_flat_map(|(n, m, count)| (
            table(n, m),
            table(count, m),
            prop::collection::vec(0..n, count),
            prop::collection::vec(0..m, n),
        ))
    ) {
        for device in Device::available() {
            let options = Options { device, ..Options::f64() };
            let (x, y) = (x.on(options), y.on(options));
            let (n, m) = x.shape().table();

            let gathered = x.index_select(&rows);
            let expected = naive(y.shape(), options, |i, j| x.get(rows[i], j));
            prop_assert_eq!(&gathered, &expected);
            let left = gathered.mul(&y).sum(None).item();
            let right = x.mul(&y.index_add(&rows, n)).sum(None).item();
            let size = gathered.map(Unary::Abs).mul(&y.map(Unary::Abs)).sum(None).item();
            prop_assert!((left - right).abs() <= 1e-12 * size, "{left} is not {right}");

            let taken = x.gather(&columns);
            prop_assert_eq!(&taken, &naive(Shape::matrix(n, 1), options, |i, _| x.get(i, columns[i])));
            let scattered = taken.scatter(&columns, m);
            let expected = naive(x.shape(), options, |i, j| if j == columns[i] { x.get(i, j) } else { 0.0 });
            prop_assert_eq!(&scattered, &expected);
        }
    }
}

#[test]
fn axpy_takes_one_step() {
    for options in options() {
        let mut y = Array::vector(&[1.0, 2.0, 3.0], options);
        y.axpy_(-0.5, &Array::vector(&[2.0, 4.0, -8.0], options));
        assert_eq!(y, Array::vector(&[0.0, 0.0, 7.0], options));
    }
}

#[test]
fn parts_keep_every_bit() {
    for options in options() {
        let x = Array::matrix(&[[0.0, -0.0], [f64::NAN, f64::INFINITY]], options);
        let y = Array::matrix(&[[-0.0, 3.0]], options);
        let bits = |array: &Array| array.to_vec().into_iter().map(f64::to_bits).collect::<Vec<_>>();
        let both = Array::cat(&[&x, &y], 0);
        assert_eq!(bits(&both), [bits(&x), bits(&y)].concat());
        assert_eq!(bits(&both.narrow(0, 0, 2)), bits(&x));
        assert_eq!(bits(&both.narrow(-2, 2, 1)), bits(&y));
        let across = Array::cat(&[&x, &x.narrow(1, 0, 1)], -1);
        assert_eq!(across.shape(), Shape::matrix(2, 3));
        assert_eq!(bits(&across.narrow(1, 0, 2)), bits(&x));
        assert_eq!(bits(&across.narrow(1, 2, 1)), bits(&x.narrow(1, 0, 1)));
    }
}

#[test]
fn vectors_are_joined_end_to_end() {
    for options in options() {
        let parts = [1.0, 2.0, 3.0, 4.0, 5.0].map(|x| Array::vector(&[x, 10.0 * x], options));
        let parts: Vec<&Array> = parts.iter().collect();
        let all = Array::cat(&parts, 0);
        assert_eq!(all, Array::vector(&[1., 10., 2., 20., 3., 30., 4., 40., 5., 50.], options));
        assert_eq!(all.narrow(-1, 3, 2), Array::vector(&[20.0, 3.0], options));
        assert_eq!(all.narrow(0, 10, 0), Array::vector(&[], options));
        let nothing = Array::zeros(Shape::matrix(0, 2), options);
        assert_eq!(Array::cat(&[&nothing, &nothing], 1).shape(), Shape::matrix(0, 4));
        assert_eq!(Array::cat(&[&nothing, &nothing], 0).shape(), Shape::matrix(0, 2));
    }
}

#[test]
fn scattered_rows_add_up() {
    for options in options() {
        let x = Array::matrix(&[[1.0, 2.0], [10.0, 20.0], [100.0, 200.0]], options);
        let expected = Array::matrix(&[[0.0, 0.0], [101.0, 202.0], [10.0, 20.0]], options);
        assert_eq!(x.index_add(&[1, 2, 1], 3), expected);
    }
}

#[test]
fn softmax_of_extreme_numbers() {
    for options in options() {
        let x = Array::matrix(&[[1000.0, -1000.0, 1000.0], [-1000.0, -1000.0, -1000.0]], options);
        assert_eq!(x.softmax(1).index_select(&[0]).to_vec(), [0.5, 0.0, 0.5]);
        let log = x.log_softmax(1).to_vec();
        assert!((log[0] + 2.0_f64.ln()).abs() <= epsilon(options));
        assert!((log[1] + 2000.0 + 2.0_f64.ln()).abs() <= 2000.0 * epsilon(options));
        assert!(log[3..].iter().all(|x| (x + 3.0_f64.ln()).abs() <= 2.0 * epsilon(options)));
        assert_eq!(x.softmax(0).to_vec(), [1.0, 0.5, 1.0, 0.0, 0.5, 0.0]);

        // ln 2, ln 3, ln 5 are the weights 2, 3, 5 out of 10.
        let logits = Array::vector(&[2.0_f64.ln(), 3.0_f64.ln(), 5.0_f64.ln()], options);
        for (p, expected) in logits.softmax(0).to_vec().into_iter().zip([0.2, 0.3, 0.5]) {
            assert!((p - expected).abs() <= 2.0 * epsilon(options));
        }
        let row = logits.reshape(Shape::matrix(1, 3));
        assert_eq!(row.softmax(1).to_vec(), logits.softmax(-1).to_vec());
        assert_eq!(row.softmax(0).to_vec(), [1.0, 1.0, 1.0]);

        // A class that is impossible has probability 0, and the others share the rest.
        let masked = Array::vector(&[f64::NEG_INFINITY, 3.0, 3.0], options);
        assert_eq!(masked.softmax(-1).to_vec(), [0.0, 0.5, 0.5]);
        assert_eq!(masked.log_softmax(-1).get(0, 0), f64::NEG_INFINITY);
        let impossible = Array::full(Shape::vector(3), f64::NEG_INFINITY, options);
        assert!(impossible.softmax(-1).to_vec().iter().all(|p| p.is_nan()));
    }
}

#[test]
fn softmax_backward_by_hand() {
    for options in options() {
        // Σ g·y is 1.5 and 3, so y·(g − Σ g·y) begins with ½·(1 − 1.5) and ¼·(6 − 3).
        let y = Array::matrix(&[[0.5, 0.5], [0.25, 0.75]], options);
        let g = Array::matrix(&[[1.0, 2.0], [6.0, 2.0]], options);
        let expected = Array::matrix(&[[-0.25, 0.25], [0.75, -0.75]], options);
        assert_eq!(g.softmax_backward(&y, 1), expected);
        assert_eq!(g.transpose().softmax_backward(&y.transpose(), 0), expected.transpose());
    }
}

/// A million times 0.1, added one by one in single precision, would be off by about 1 %.
#[test]
fn long_sums_keep_all_digits() {
    let count = 1_000_000;
    let exact = count as f64 * f64::from(0.1f32);
    let ulp = 2.0_f64.powi(16 - 23); // 2¹⁶ < 10⁵ < 2¹⁷
    for device in Device::available() {
        let options = Options { device, ..Options::default() };
        let row = Array::full(Shape::matrix(1, count), 0.1, options);
        let column = Array::full(Shape::matrix(count, 1), 0.1, options);
        for sum in [
            row.sum(None),
            row.sum(Some(1)),
            row.sum_to(Shape::scalar()),
            column.sum(None),
            column.sum(Some(0)),
            column.sum_to(Shape::vector(1)),
        ] {
            assert!((sum.item() - exact).abs() <= ulp, "{} instead of {exact}", sum.item());
        }
    }
}

#[test]
fn sums_and_maxima_over_nothing() {
    for options in options() {
        let empty = Array::zeros(Shape::matrix(0, 3), options);
        assert_eq!(empty.sum(None).item(), 0.0);
        assert_eq!(empty.sum(Some(0)), Array::zeros(Shape::matrix(1, 3), options));
        assert_eq!(empty.sum(Some(1)).shape(), Shape::matrix(0, 1));
        assert_eq!(empty.sum_to(Shape::vector(3)), Array::zeros(Shape::vector(3), options));
        assert!(empty.argmax().is_empty());
        assert!(empty.is_finite());
        assert_eq!(empty.softmax(1).shape(), empty.shape());
        assert_eq!(empty.log_softmax(0).shape(), empty.shape());
    }
}

#[test]
fn argmax_takes_the_first_on_a_tie() {
    for options in options() {
        let x = Array::matrix(
            &[[1.0, 3.0, 3.0], [0.0, 0.0, 0.0], [-2.0, -2.0, -1.0], [-0.0, 0.0, -1.0]],
            options,
        );
        assert_eq!(x.argmax(), [1, 0, 2, 0]);
        let broken = Array::matrix(&[[f64::INFINITY, f64::NAN, 1.0, f64::NAN]], options);
        assert_eq!(broken.argmax(), [1]);
        let lowest = Array::full(Shape::vector(3), f64::NEG_INFINITY, options);
        assert_eq!(lowest.argmax(), [0]);
    }
}

/// A vector through linear stays a vector, a batch of one stays a batch.
#[test]
fn ranks_follow_pytorch() {
    for options in options() {
        let (vector, matrix) = (Shape::vector(2), Shape::matrix(1, 2));
        let w = Array::matrix(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], options);
        let b = Array::vector(&[1.0, 1.0, 1.0], options);
        assert_eq!(Array::ones(vector, options).linear(&w, Some(&b)).shape(), Shape::vector(3));
        assert_eq!(Array::ones(matrix, options).linear(&w, None).shape(), Shape::matrix(1, 3));
        assert_eq!(Array::ones(vector, options).softmax(-1).shape(), vector);
        assert_eq!(Array::ones(vector, options).sum(None).shape(), Shape::scalar());
        let scalar = Array::scalar(2.0, options);
        assert_eq!(scalar.mul(&scalar).shape(), Shape::scalar());
        assert_eq!(scalar.mul(&Array::ones(vector, options)).shape(), vector);
        assert_eq!(Array::ones(vector, options).mul(&w).shape(), w.shape());
    }
}
