//! Every engine computes what the reference computes.
//!
//! The reference is [`Device::Nalgebra`]. Each test runs one primitive on it and on all the other
//! devices of [`Device::available`], in both precisions. Layout and elementwise operations must
//! agree in every bit; sums, within the rounding that the order of addition allows. A GPU has
//! exponentials of its own, and rounds once where it fuses a multiplication with an addition, so
//! there functions may differ in their last bits.

mod arrays;
mod waves;

use arrays::{Table, any_table, broadcasting, number, size, table};
use engine::{Array, Binary, DType, Device, Options, Shape, Unary};
use proptest::prelude::*;
use waves::wave;

const DTYPES: [DType; 2] = [DType::F32, DType::F64];

fn others() -> impl Iterator<Item = Device> {
    Device::available().into_iter().filter(|&device| device != Device::Nalgebra)
}

/// Runs `compute` on the reference and on every other device, and hands both to `agree`.
fn compare(compute: impl Fn(Options) -> Array, agree: impl Fn(&Array, &Array)) {
    for dtype in DTYPES {
        let expected = compute(Options { dtype, device: Device::Nalgebra });
        for device in others() {
            let found = compute(Options { dtype, device });
            assert_eq!(found.options(), Options { dtype, device });
            assert_eq!(found.shape(), expected.shape());
            for array in [&found, &expected] {
                assert_eq!(array.to_vec().len(), array.shape().len(), "the shape is true");
            }
            agree(&found, &expected);
        }
    }
}

/// Equal in every bit, except that all NaNs are equal. A device may count either zero as the
/// larger.
fn exactly(found: &Array, expected: &Array) {
    for (place, (a, b)) in found.to_vec().into_iter().zip(expected.to_vec()).enumerate() {
        let zeros = a == 0.0 && b == 0.0 && found.device().is_remote();
        let same = a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()) || zeros;
        assert!(same, "number {place} on {}: {a:e}, expected {b:e}", found.device());
    }
}

/// Within `roundings` roundings of a sum whose terms have the absolute values of `sizes`
/// in total. Infinities and NaN must agree.
fn within(roundings: f64, sizes: &Array) -> impl Fn(&Array, &Array) {
    move |found, expected| {
        let epsilon = match found.dtype() {
            DType::F32 => f64::from(f32::EPSILON),
            DType::F64 => f64::EPSILON,
        };
        let pairs = found.to_vec().into_iter().zip(expected.to_vec());
        for (place, ((a, b), size)) in pairs.zip(sizes.to_vec()).enumerate() {
            let same = a == b || (a.is_nan() && b.is_nan());
            let bound = roundings * epsilon * (size + f64::MIN_POSITIVE);
            let near = a.is_finite() && b.is_finite() && (a - b).abs() <= bound;
            assert!(same || near, "number {place} on {}: {a:e}, expected {b:e}", found.device());
        }
    }
}

/// Equal in every bit in host memory, and elsewhere within a few roundings of `sizes`.
fn computed_alike(sizes: &Array) -> impl Fn(&Array, &Array) {
    let near = within(16.0, sizes);
    move |found, expected| {
        if found.device().is_remote() { near(found, expected) } else { exactly(found, expected) }
    }
}

/// The absolute values of the terms that make up the result of a binary function.
fn sizes_of_two(op: Binary, a: &Array, b: &Array) -> Array {
    let (a, b) = (a.map(Unary::Abs), b.map(Unary::Abs));
    match op {
        Binary::Add | Binary::Sub | Binary::Maximum | Binary::Equal => a.add(&b),
        Binary::Mul => a.mul(&b),
        Binary::Div => a.div(&b),
        // A gradient times a derivative, whose terms are at most (1 + |b|)².
        _ => a.mul(&b.map(Unary::AddScalar(1.0)).map(Unary::Pow(2.0))),
    }
}

/// Finite in the same places, and equal in the others.
fn finite_alike(found: &Array, expected: &Array) {
    for (a, b) in found.to_vec().into_iter().zip(expected.to_vec()) {
        let alike = a == b || (a.is_nan() && b.is_nan()) || (a.is_finite() && b.is_finite());
        assert!(alike, "{a:e} on {}, expected {b:e}", found.device());
    }
}

/// The roundings of two sums of k products in different orders: at most k each.
fn of_products(k: usize) -> f64 {
    2.0 * (k + 2) as f64
}

/// The reference's product of the absolute values, in double precision.
fn sizes_of_product(a: &Array, b: &Array) -> Array {
    let wide = |x: &Array| x.to_dtype(DType::F64).to_device(Device::Nalgebra).map(Unary::Abs);
    wide(a).matmul(&wide(b))
}

/// The product a·b in each form: plain, and with either factor passed transposed.
fn compare_products(a: &dyn Fn(Options) -> Array, b: &dyn Fn(Options) -> Array) {
    let sizes = sizes_of_product(&a(Options::f64()), &b(Options::f64()));
    let k = a(Options::f64()).shape().cols();
    let agree = within(of_products(k), &sizes);
    compare(|o| a(o).matmul(&b(o)), &agree);
    compare(|o| a(o).transpose().matmul_tn(&b(o)), &agree);
    compare(|o| a(o).matmul_nt(&b(o).transpose()), &agree);
}

fn compare_linear(x: &dyn Fn(Options) -> Array, w: &dyn Fn(Options) -> Array) {
    let (wide_x, wide_w) = (x(Options::f64()), w(Options::f64()));
    let (k, out) = (wide_x.shape().cols(), wide_w.shape().rows());
    let bias = |o| wave(1, out, o).reshape(Shape::vector(out));
    let products = sizes_of_product(&wide_x, &wide_w.transpose());
    let sizes = products.add(&Array::ones(Shape::scalar(), products.options()));
    compare(|o| x(o).linear(&w(o), None), within(of_products(k), &sizes));
    compare(|o| x(o).linear(&w(o), Some(&bias(o))), within(of_products(k + 1), &sizes));
}

/// Two tables whose inner dimensions agree.
fn factors() -> impl Strategy<Value = (Table, Table)> {
    (size(), size(), size()).prop_flat_map(|(n, k, m)| (table(n, k), table(k, m)))
}

fn unary_ops(p: f64) -> Vec<Unary> {
    use Unary::{
        Abs, AddScalar, Clamp, Elu, Exp, Log, MulScalar, Neg, Pow, Relu, Sigmoid, Sign, Softplus,
        Softsign, Sqrt, Tanh, Within,
    };
    let mut ops = vec![
        Neg,
        Abs,
        Sign,
        Exp,
        Log,
        Sqrt,
        Relu,
        Elu,
        Softplus,
        Softsign,
        Sigmoid,
        Tanh,
        AddScalar(p),
        MulScalar(p),
        Clamp(-1.0, p.abs()),
        Within(-1.0, p.abs()),
    ];
    ops.extend([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 2.5, 3.0, p].map(Pow));
    ops
}

const BINARY_OPS: [Binary; 12] = [
    Binary::Add,
    Binary::Sub,
    Binary::Mul,
    Binary::Div,
    Binary::Maximum,
    Binary::Equal,
    Binary::ReluBackward,
    Binary::EluBackward,
    Binary::SoftplusBackward,
    Binary::SoftsignBackward,
    Binary::SigmoidBackward,
    Binary::TanhBackward,
];

/// A table with a NaN, an infinity or a zero in one of its elements.
fn table_with_special_value() -> impl Strategy<Value = Table> {
    let odd = prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0]);
    (any_table(), any::<prop::sample::Index>(), odd).prop_map(|(mut x, place, odd)| {
        if !x.values.is_empty() {
            let place = place.index(x.values.len());
            x.values[place] = odd;
        }
        x
    })
}

fn indices(count: usize, below: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..below.max(1), if below == 0 { 0 } else { count })
}

proptest! {
    #[test]
    fn elementwise(x in table_with_special_value(), p in number()) {
        for op in unary_ops(p) {
            let sizes = x.on(Options::f64()).map(op).map(Unary::Abs);
            compare(|o| x.on(o).map(op), computed_alike(&sizes));
            compare(|o| { let mut y = x.on(o); y.map_(op); y }, computed_alike(&sizes));
        }
    }

    #[test]
    fn elementwise_of_two((a, b) in broadcasting()) {
        for op in BINARY_OPS {
            let sizes = sizes_of_two(op, &a.on(Options::f64()), &b.on(Options::f64()));
            let agree = computed_alike(&sizes);
            compare(|o| a.on(o).zip(op, &b.on(o)), &agree);
            if a.shape.broadcast(b.shape) == Some(a.shape) {
                compare(|o| { let mut y = a.on(o); y.zip_(op, &b.on(o)); y }, &agree);
            }
        }
    }

    #[test]
    fn axpy(
        (x, y) in (size(), size()).prop_flat_map(|(n, m)| (table(n, m), table(n, m))),
        alpha in number(),
    ) {
        let sizes = |t: &Table| t.on(Options::f64()).map(Unary::Abs);
        let sizes = sizes(&y).add(&sizes(&x).scale(alpha.abs()));
        let agree = computed_alike(&sizes);
        compare(|o| { let mut y = y.on(o); y.axpy_(alpha, &x.on(o)); y }, agree);
    }

    #[test]
    fn products((a, b) in factors()) {
        compare_products(&|o| a.on(o), &|o| b.on(o));
        compare_linear(&|o| a.on(o), &|o| b.on(o).transpose());
    }

    /// A NaN or an infinity spreads to the same elements on every device.
    #[test]
    fn special_values_in_products(x in table_with_special_value()) {
        compare(|o| x.on(o).matmul(&wave(x.shape.cols(), 3, o)), finite_alike);
        compare(|o| x.on(o).matmul_tn(&wave(x.shape.rows(), 3, o)), finite_alike);
        compare(|o| x.on(o).linear(&wave(3, x.shape.cols(), o), None), finite_alike);
        for dim in [0, 1] {
            compare(|o| x.on(o).softmax(dim), finite_alike);
            compare(|o| x.on(o).log_softmax(dim), finite_alike);
        }
    }

    #[test]
    fn softmax(x in any_table()) {
        for (dim, terms) in [(0, x.shape.rows()), (1, x.shape.cols())] {
            let ones = Array::ones(x.shape, Options::f64());
            compare(|o| x.on(o).softmax(dim), within(of_products(terms), &ones));
            // Relative rounding errors of the sum become absolute ones in its logarithm.
            let sizes = x.on(Options::f64()).log_softmax(dim).map(Unary::Abs).add(&ones);
            compare(|o| x.on(o).log_softmax(dim), within(of_products(terms), &sizes));
        }
    }

    #[test]
    fn softmax_backward(
        (x, g) in (size(), size()).prop_flat_map(|(n, m)| (table(n, m), table(n, m)))
    ) {
        for (dim, terms) in [(0, x.shape.rows()), (1, x.shape.cols())] {
            let probabilities = x.on(Options::f64()).softmax(dim).to_vec();
            let y = |o| Array::new(x.shape, &probabilities, o);
            let back = |g: &Array, o| g.softmax_backward(&y(o), dim);
            // The result with |g| for g and a plus for the minus.
            let (g_size, y_size) = (g.on(Options::f64()).map(Unary::Abs), y(Options::f64()));
            let sizes = y_size.mul(&g_size.add(&g_size.mul(&y_size).sum(Some(dim))));
            compare(|o| back(&g.on(o), o), within(of_products(terms + 1), &sizes));
        }
    }

    #[test]
    fn sums(x in table_with_special_value()) {
        for dim in [None, Some(0), Some(1)] {
            let mut finite = x.clone();
            finite.values.iter_mut().filter(|x| !x.is_finite()).for_each(|x| *x = 0.0);
            let sizes = finite.on(Options::f64()).map(Unary::Abs).sum(dim);
            compare(|o| x.on(o).sum(dim), within(of_products(x.values.len()), &sizes));
        }
    }

    #[test]
    fn maxima(x in table_with_special_value()) {
        let (rows, cols) = x.shape.table();
        for (dim, over) in [(None, rows * cols), (Some(0), rows), (Some(1), cols)] {
            if over > 0 {
                compare(|o| x.on(o).max(dim), exactly);
            }
        }
        for dtype in DTYPES.into_iter().filter(|_| cols > 0) {
            let argmax = |device| x.on(Options { dtype, device }).argmax();
            let expected = argmax(Device::Nalgebra);
            let asked: Vec<_> = expected.iter().enumerate().map(|(i, j)| j + i % 2).collect();
            for device in Device::available() {
                prop_assert_eq!(&argmax(device), &expected);
                let hits = x.on(Options { dtype, device }).is_argmax(&asked).to_vec();
                let every_other = (0..rows).map(|i| if i % 2 == 0 { 1.0 } else { 0.0 });
                prop_assert_eq!(hits, every_other.collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn layout(
        (x, shape) in any_table().prop_flat_map(|x| {
            let len = x.shape.len();
            let divisors: Vec<_> = (1..=len.max(1)).filter(|&rows| len % rows == 0).collect();
            let shape = prop::sample::select(divisors).prop_map(move |rows| (rows, len / rows));
            (Just(x), shape)
        })
    ) {
        let (rows, cols) = shape;
        compare(|o| x.on(o).transpose(), exactly);
        compare(|o| x.on(o).reshape(Shape::matrix(rows, cols)), exactly);
        compare(|o| x.on(o).reshape(Shape::matrix(cols, rows)), exactly);
        compare(|o| x.on(o).reshape(Shape::vector(rows * cols)), exactly);
    }

    #[test]
    fn broadcasts((small, large) in broadcasting()) {
        let shape = small.shape.broadcast(large.shape).unwrap();
        compare(|o| small.on(o).expand(shape), exactly);
        if shape == large.shape {
            let sizes = large.on(Options::f64()).map(Unary::Abs).sum_to(small.shape);
            let agree = within(of_products(large.values.len()), &sizes);
            compare(|o| large.on(o).sum_to(small.shape), agree);
        }
    }

    #[test]
    fn rows_by_index(
        (x, from, to) in any_table().prop_flat_map(|x| {
            let rows = x.shape.rows();
            (Just(x), indices(7, rows), indices(rows, rows + 3))
        })
    ) {
        compare(|o| x.on(o).index_select(&from), exactly);
        let rows = x.shape.rows() + 3;
        let sizes = x.on(Options::f64()).map(Unary::Abs).index_add(&to, rows);
        compare(|o| x.on(o).index_add(&to, rows), within(of_products(rows), &sizes));
    }

    #[test]
    fn joins_and_slices(
        (x, y, z) in (size(), size(), size(), size(), size()).prop_flat_map(|(n, m, more, wider, k)| {
            (table(n, m), table(more, m), table(n, wider.max(k)))
        })
    ) {
        compare(|o| Array::cat(&[&x.on(o), &y.on(o), &x.on(o)], 0), exactly);
        compare(|o| Array::cat(&[&z.on(o), &x.on(o), &z.on(o), &z.on(o)], 1), exactly);
        let (n, m) = x.shape.table();
        compare(|o| Array::cat(&[&y.on(o), &x.on(o)], 0).narrow(0, y.shape.rows(), n), exactly);
        compare(|o| x.on(o).narrow(1, m / 3, m - m / 3), exactly);
        compare(|o| x.on(o).widen(1, 2, m + 3), exactly);
        compare(|o| x.on(o).widen(-2, 1, n + 1), exactly);
    }

    #[test]
    fn columns_by_index(
        (x, columns) in (size(), 1..9usize)
            .prop_flat_map(|(rows, cols)| (table(rows, cols), indices(rows, cols)))
    ) {
        compare(|o| x.on(o).gather(&columns), exactly);
        compare(|o| x.on(o).gather(&columns).scatter(&columns, x.shape.cols()), exactly);
    }
}

#[test]
fn large_products_are_split_correctly() {
    // All have more than 2²³ multiplications.
    for (n, k, m) in [(257, 129, 301), (100, 784, 128), (1 << 20, 3, 4), (3, 4, 1 << 20)] {
        compare_products(&|o| wave(n, k, o), &|o| wave(k, m, o));
    }
    // Split twice along the inner dimension.
    compare_linear(&|o| wave(520, 6100, o), &|o| wave(140, 6100, o));
    compare_linear(&|o| wave(1000, 784, o), &|o| wave(16, 784, o));
    // A batch of one, and a single output.
    compare_linear(&|o| wave(1, 4001, o), &|o| wave(2203, 4001, o));
    compare_linear(&|o| wave(2203, 4001, o), &|o| wave(1, 4001, o));
}

#[test]
fn a_long_inner_product_cannot_be_split() {
    let k = 1 << 23;
    let ones = |o| Array::ones(Shape::vector(k), o);
    // Sums of ones are exact in both precisions, up to 2²⁴.
    for device in Device::available() {
        for dtype in DTYPES {
            let x = ones(Options { dtype, device });
            assert_eq!(x.matmul_nt(&x).item(), k as f64);
        }
    }
}

#[test]
fn empty_products() {
    for (n, k, m) in [(0, 3, 2), (2, 3, 0), (0, 0, 0), (0, 3, 0), (3, 0, 2), (1, 0, 1)] {
        compare_products(&|o| wave(n, k, o), &|o| wave(k, m, o));
        compare_linear(&|o| wave(n, k, o), &|o| wave(m, k, o));
    }
    // A sum over no terms is zero, and only the bias remains.
    for device in Device::available() {
        let options = Options { device, ..Options::default() };
        let (x, w) = (wave(3, 0, options), wave(2, 0, options));
        assert_eq!(x.matmul_nt(&w).to_vec(), [0.0; 6]);
        let bias = Array::vector(&[1.0, 2.0], options);
        assert_eq!(x.linear(&w, Some(&bias)).to_vec(), [1.0, 2.0, 1.0, 2.0, 1.0, 2.0]);
    }
}
