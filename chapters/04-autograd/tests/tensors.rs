//! Making tensors, taking them apart and putting them together, choosing and comparing: what holds
//! for all shapes and numbers, NaN and both zeros included.

use std::panic::{AssertUnwindSafe, catch_unwind};

use autograd::{
    Tensor,
    nn::init::{self, FanMode, Nonlinearity},
};
use engine::{Array, DType, Device, Options, Shape};
use proptest::{prelude::*, test_runner::RngSeed};
use random::TorchRng;

fn deterministic() -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(2024);
    ProptestConfig { cases: 128, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

/// Ordinary numbers, and often one that breaks naive formulas.
fn number() -> impl Strategy<Value = f64> {
    let edges = vec![0.0, -0.0, 1.0, -1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    prop_oneof![2 => -4.0..4.0, 1 => prop::sample::select(edges)]
}

fn table(rows: usize, cols: usize) -> impl Strategy<Value = Tensor> {
    (prop::collection::vec(number(), rows * cols), prop::sample::select(options()))
        .prop_map(move |(values, o)| Tensor::from_vec(&values, Shape::matrix(rows, cols), o))
}

/// Every precision on every device.
fn options() -> Vec<Options> {
    let of = |device| [DType::F32, DType::F64].map(|dtype| Options { dtype, device });
    Device::available().into_iter().flat_map(of).collect()
}

fn bits(x: &Tensor) -> Vec<u64> {
    // There are many NaNs, and they are all alike here.
    x.to_vec().iter().map(|x| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() }).collect()
}

fn grad(x: &Tensor) -> Vec<f64> {
    x.grad().expect("a gradient").to_vec()
}

/// Asserts that `work` panics with a message that contains each of `words`.
#[track_caller]
fn assert_panics<T>(words: &[&str], work: impl FnOnce() -> T) {
    let payload = catch_unwind(AssertUnwindSafe(|| drop(work()))).expect_err("it should panic");
    let message = payload.downcast::<String>().map_or_else(
        |other| (*other.downcast::<&str>().expect("a message")).to_owned(),
        |message| *message,
    );
    for word in words {
        assert!(message.contains(word), "`{message}` does not contain `{word}`");
    }
}

/// `x`, in the precision and on the device of `like`.
fn alike(x: &Tensor, like: &Tensor) -> Tensor {
    Tensor::new(x.data().to_dtype(like.dtype()).to_device(like.device()))
}

proptest! {
    #![proptest_config(deterministic())]

    #[test]
    fn what_is_put_together_can_be_taken_apart(
        (x, y, z) in (0..5usize, 0..5usize, 0..5usize, 0..5usize).prop_flat_map(
            |(n, m, more, wider)| (table(n, m), table(more, m), table(n, wider))
        )
    ) {
        let (y, z) = (alike(&y, &x), alike(&z, &x));
        let (n, m) = x.shape().table();
        let below = Tensor::cat(&[&y, &x, &y], 0);
        let start = y.shape().rows();
        prop_assert_eq!(below.shape(), Shape::matrix(n + 2 * start, m));
        prop_assert_eq!(bits(&below.narrow(0, start, n)), bits(&x));
        prop_assert_eq!(bits(&below.narrow(-2, start + n, start)), bits(&y));
        let beside = Tensor::cat(&[&x, &z], 1);
        prop_assert_eq!(bits(&beside.narrow(1, 0, m)), bits(&x));
        prop_assert_eq!(bits(&beside.narrow(-1, m, z.shape().cols())), bits(&z));
        // Rows and columns, one by one.
        if n > 0 && m > 0 {
            let rows: Vec<Tensor> = (0..n).map(|i| x.select(0, i)).collect();
            let columns: Vec<Tensor> = (0..m).map(|j| x.select(1, j)).collect();
            prop_assert_eq!(bits(&Tensor::stack(&rows.iter().collect::<Vec<_>>(), 0)), bits(&x));
            prop_assert_eq!(bits(&Tensor::stack(&columns.iter().collect::<Vec<_>>(), 1)), bits(&x));
        }
    }

    #[test]
    fn where_chooses_every_bit(
        (condition, x, y) in (0..5usize, 0..5usize)
            .prop_flat_map(|(n, m)| (table(n, m), table(n, m), table(n, m)))
    ) {
        let (condition, y) = (alike(&condition, &x), alike(&y, &x));
        let (x, y) = (x.requires_grad_(), y.requires_grad_());
        let chosen = Tensor::where_(&condition, &x, &y);
        let is_true: Vec<bool> = condition.to_vec().iter().map(|&c| c != 0.0).collect();
        let expected = is_true.iter().zip(bits(&x).into_iter().zip(bits(&y)));
        let expected: Vec<u64> = expected.map(|(&yes, (x, y))| if yes { x } else { y }).collect();
        prop_assert_eq!(bits(&chosen), expected);
        // Not even an infinite gradient leaks to the other side.
        chosen.backward_with(&Array::full(x.shape(), f64::INFINITY, x.data().options()));
        for (&yes, (x, y)) in is_true.iter().zip(grad(&x).into_iter().zip(grad(&y))) {
            prop_assert_eq!((x, y), if yes { (f64::INFINITY, 0.0) } else { (0.0, f64::INFINITY) });
        }
    }

    #[test]
    fn comparisons_are_those_of_rust(
        (x, y) in (0..5usize, 0..5usize).prop_flat_map(|(n, m)| (table(n, m), table(n, m)))
    ) {
        let y = alike(&y, &x);
        let answers = |holds: fn(&f64, &f64) -> bool| {
            let pairs = x.to_vec().into_iter().zip(y.to_vec());
            pairs.map(|(x, y)| f64::from(u8::from(holds(&x, &y)))).collect::<Vec<_>>()
        };
        prop_assert_eq!(x.eq(&y).to_vec(), answers(f64::eq));
        prop_assert_eq!(x.ne(&y).to_vec(), answers(f64::ne));
        prop_assert_eq!(x.lt(&y).to_vec(), answers(f64::lt));
        prop_assert_eq!(x.le(&y).to_vec(), answers(f64::le));
        prop_assert_eq!(x.gt(&y).to_vec(), answers(f64::gt));
        prop_assert_eq!(x.ge(&y).to_vec(), answers(f64::ge));
        if let Some(&c) = y.to_vec().first() {
            let constant = x.full_like(c);
            prop_assert_eq!(x.le(c).to_vec(), x.le(&constant).to_vec());
            prop_assert_eq!(x.ne(c).to_vec(), x.ne(&constant).to_vec());
        }
        let is_near = x.to_vec().iter().all(|x| !x.is_nan());
        prop_assert_eq!(x.allclose(&x, 0.0, 0.0), is_near);
    }

    #[test]
    fn the_larger_and_the_smaller_are_the_two(
        (x, y) in (0..5usize, 0..5usize).prop_flat_map(|(n, m)| (table(n, m), table(n, m)))
    ) {
        let y = alike(&y, &x);
        let (x, y) = (x.requires_grad_(), y.requires_grad_());
        let (large, small) = (x.maximum(&y), x.minimum(&y));
        for (i, (a, b)) in x.to_vec().into_iter().zip(y.to_vec()).enumerate() {
            let (large, small) = (large.to_vec()[i], small.to_vec()[i]);
            if a.is_nan() || b.is_nan() {
                prop_assert!(large.is_nan() && small.is_nan());
            } else {
                prop_assert_eq!((large, small), (a.max(b), a.min(b)));
            }
        }
        // Without NaN, each passes its gradient on once, whole or in two halves.
        if x.to_vec().iter().chain(&y.to_vec()).all(|x| !x.is_nan()) {
            (large.sum() + small.sum()).backward();
            let ones = vec![1.0; x.shape().len()];
            prop_assert_eq!((grad(&x), grad(&y)), (ones.clone(), ones));
        }
    }

    #[test]
    fn the_place_of_the_largest(
        x in (1..5usize, 1..5usize).prop_flat_map(|(n, m)| table(n, m))
    ) {
        let (n, m) = x.shape().table();
        for (j, i) in x.argmax(0).into_iter().enumerate() {
            let largest = x.data().get(i, j);
            prop_assert!((0..n).all(|k| x.data().get(k, j) <= largest || largest.is_nan()));
            prop_assert!((0..i).all(|k| x.data().get(k, j) < largest || largest.is_nan()));
        }
        for (i, j) in x.argmin(1).into_iter().enumerate() {
            let smallest = x.data().get(i, j);
            prop_assert!((0..m).all(|k| x.data().get(i, k) >= smallest || smallest.is_nan()));
        }
        prop_assert_eq!(x.argmin(-1), Tensor::new(x.data().neg()).argmax(-1));
    }

    #[test]
    fn a_truncated_normal_stays_inside(
        (mean, std, a, width) in (-3.0..3.0, 0.1..3.0, -3.0..3.0, 0.0..4.0),
        seed: u64,
    ) {
        for options in options() {
            let x = Tensor::full(Shape::vector(40), f64::NAN, options);
            let b = a + width;
            init::trunc_normal_(&x, mean, std, a, b, &mut TorchRng::manual_seed(seed));
            let [low, high] = [a, b].map(|bound| Array::scalar(bound, options).item());
            prop_assert!(x.to_vec().iter().all(|&x| low <= x && x <= high));
        }
    }

    #[test]
    fn an_initialization_has_the_variance_it_promises(seed: u64, gain in 0.5..2.0) {
        let rng = &mut TorchRng::manual_seed(seed);
        let shape = Shape::matrix(60, 50);
        for options in options() {
            let x = Tensor::zeros(shape, options);
            let check = |std: f64| {
                let squares: f64 = x.to_vec().iter().map(|x| x * x).sum();
                let found = (squares / shape.len() as f64).sqrt();
                // Six standard deviations of the estimate from 3000 normal numbers.
                assert!((found / std - 1.0).abs() < 6.0 / 6000_f64.sqrt(), "{found}, not {std}");
            };
            init::xavier_uniform_(&x, gain, rng);
            check(gain * (2.0 / 110.0_f64).sqrt());
            init::xavier_normal_(&x, gain, rng);
            check(gain * (2.0 / 110.0_f64).sqrt());
            init::kaiming_uniform_(&x, FanMode::FanIn, Nonlinearity::ReLU, rng);
            check((2.0 / 50.0_f64).sqrt());
            init::kaiming_normal_(&x, FanMode::FanOut, Nonlinearity::Linear, rng);
            check((1.0 / 60.0_f64).sqrt());
        }
    }
}

#[test]
fn tensors_of_a_shape_that_is_known_late() {
    for options in options() {
        let shape = Shape::matrix(2, 3);
        for (x, expected) in [
            (Tensor::zeros(shape, options), [0.0; 6]),
            (Tensor::ones(shape, options), [1.0; 6]),
            (Tensor::full(shape, -2.5, options), [-2.5; 6]),
            (Tensor::from_vec(&[1., 2., 3., 4., 5., 6.], shape, options), [1., 2., 3., 4., 5., 6.]),
        ] {
            assert_eq!((x.shape(), x.data().options()), (shape, options));
            assert_eq!(x.to_vec(), expected);
            let x = x.requires_grad_();
            for like in [x.zeros_like(), x.ones_like(), x.full_like(7.0)] {
                assert_eq!((like.shape(), like.data().options()), (shape, options));
                assert!(!like.requires_grad());
            }
        }
        let identity = Tensor::eye(3, options);
        assert_eq!(identity.to_vec(), [1., 0., 0., 0., 1., 0., 0., 0., 1.]);
        let rng = &mut TorchRng::manual_seed(1);
        let (uniform, normal) =
            (identity.rand_like(rng), Tensor::randn(Shape::vector(2000), options, rng));
        assert_eq!((uniform.shape(), uniform.data().options()), (identity.shape(), options));
        assert!(uniform.to_vec().iter().all(|x| (0.0..1.0).contains(x)));
        assert!(normal.mean().item().abs() < 0.15 && normal.max().item() > 2.0);
    }
    assert_eq!(Tensor::eye(0, Options::default()).shape(), Shape::matrix(0, 0));
    assert_eq!(Tensor::arange(0.0, 0.0, -1.0, Options::default()).shape(), Shape::vector(0));
}

#[test]
fn a_tensor_may_be_filled_while_it_is_a_parameter() {
    let weight = Tensor::zeros(Shape::matrix(2, 2), Options::f64()).requires_grad_();
    init::ones_(&weight);
    (&weight * &weight).sum().backward();
    assert_eq!(grad(&weight), [2.0; 4]);
    assert!(weight.is_leaf() && weight.dtype() == DType::F64);
}

#[test]
fn a_part_that_is_needed_twice_gets_both_gradients() {
    let x = Tensor::vector(&[1.0, 2.0, 3.0]).requires_grad_();
    let constant = Tensor::vector(&[10.0]);
    let y = Tensor::cat(&[&x, &constant, &x.narrow(0, 1, 2)], 0);
    assert_eq!(y.to_vec(), [1.0, 2.0, 3.0, 10.0, 2.0, 3.0]);
    y.backward_with(&Array::vector(&[1.0, 2.0, 4.0, 8.0, 16.0, 32.0], Options::default()));
    assert_eq!(grad(&x), [1.0, 18.0, 36.0]);
    assert!(constant.grad().is_none());
}

#[test]
fn many_parts() {
    let parts: Vec<Tensor> =
        (0..1000).map(|i| Tensor::scalar(f64::from(i)).requires_grad_()).collect();
    let all = Tensor::stack(&parts.iter().collect::<Vec<_>>(), 0);
    assert_eq!(all.to_vec(), (0..1000).map(f64::from).collect::<Vec<_>>());
    (&all * &all).sum().backward();
    assert!(parts.iter().all(|part| grad(part) == [2.0 * part.item()]));
}

#[test]
fn a_tie_is_shared() {
    let a = Tensor::vector(&[1.0, 2.0, 0.0, f64::NAN]).requires_grad_();
    let b = Tensor::vector(&[1.0, 3.0, -0.0, 1.0]).requires_grad_();
    a.maximum(&b).sum().backward();
    assert_eq!((grad(&a), grad(&b)), (vec![0.5, 0.0, 0.5, 1.0], vec![0.5, 1.0, 0.5, 1.0]));
}

#[test]
fn a_comparison_has_no_gradient() {
    let x = Tensor::vector(&[-1.0, 2.0]).requires_grad_();
    assert!(!x.gt(0.0).requires_grad() && !x.eq(&x).requires_grad());
    // A ReLU, as somebody might write it.
    (&x * x.gt(0.0)).sum().backward();
    assert_eq!(grad(&x), [0.0, 1.0]);
}

#[test]
fn what_does_not_fit_is_refused() {
    let (x, v, s) =
        (Tensor::matrix(&[[1.0; 3]; 2]), Tensor::vector(&[1.0; 2]), Tensor::scalar(1.0));
    let options = Options::default();
    assert_panics(&["(2, 3)", "6", "5"], || {
        Tensor::from_vec(&[0.0; 5], Shape::matrix(2, 3), options)
    });
    for (start, end, step) in [(0.0, 1.0, 0.0), (0.0, 1.0, -0.1), (0.0, f64::INFINITY, 1.0)] {
        assert_panics(&["arange", "in steps of"], || Tensor::arange(start, end, step, options));
    }
    assert_panics(&["cat", "no arrays"], || Tensor::cat(&[], 0));
    assert_panics(&["cat", "(2, 3)", "(2,)"], || Tensor::cat(&[&x, &v], 0));
    assert_panics(&["cat", "scalar"], || Tensor::cat(&[&s, &s], 0));
    assert_panics(&["stack", "no tensors"], || Tensor::stack(&[], 0));
    assert_panics(&["stack", "(2,)", "()"], || Tensor::stack(&[&v, &s], 0));
    assert_panics(&["stack", "(2, 3)", "third"], || Tensor::stack(&[&x, &x], 0));
    assert_panics(&["no dimension 2"], || Tensor::stack(&[&v, &v], 2));
    assert_panics(&["narrow", "2 from 1 on", "only 2"], || x.narrow(0, 1, 2));
    assert_panics(&["select", "index 3", "(2, 3)", "only 3"], || x.select(1, 3));
    assert_panics(&["select", "scalar"], || s.select(0, 0));
    assert_panics(&["where_", "(2, 3)", "(2,)", "()"], || Tensor::where_(&x, &v, &s));
    assert_panics(&["comparison", "(2, 3)", "(2,)"], || x.lt(&v));
    let double = Tensor::ones(Shape::vector(2), Options::f64());
    assert_panics(&["comparison", "f32", "f64"], || v.eq(&double));
    assert_panics(&["argmax", "dimension 1", "(2, 0)"], || {
        Tensor::zeros(Shape::matrix(2, 0), options).argmax(1)
    });
    assert_panics(&["maximum", "(2, 3)", "(2,)"], || x.maximum(&v));
}

#[test]
fn an_initialization_without_meaning_is_refused() {
    let (x, v) = (Tensor::matrix(&[[1.0; 3]; 2]), Tensor::vector(&[1.0; 2]));
    let rng = &mut TorchRng::manual_seed(0);
    assert_panics(&["normal_", "std = -1"], || init::normal_(&x, 0.0, -1.0, rng));
    assert_panics(&["uniform", "lo = 1, hi = 0"], || init::uniform_(&x, 1.0, 0.0, rng));
    for (mean, std, a, b) in [
        (0.0, 0.0, -1.0, 1.0),
        (0.0, f64::NAN, -1.0, 1.0),
        (0.0, 1.0, 1.0, -1.0),
        (f64::NAN, 1.0, -1.0, 1.0),
        (0.0, 1.0, f64::NAN, 1.0),
    ] {
        assert_panics(&["trunc_normal_"], || init::trunc_normal_(&x, mean, std, a, b, rng));
    }
    assert_panics(&["eye_", "(2,)"], || init::eye_(&v));
    assert_panics(&["fan_in", "(2,)"], || init::xavier_uniform_(&v, 1.0, rng));
    assert_panics(&["fan_in", "(2,)"], || {
        init::kaiming_normal_(&v, FanMode::FanIn, Nonlinearity::ReLU, rng);
    });
    // Nothing to fill is nothing to refuse, as in PyTorch.
    let nothing = Tensor::zeros(Shape::matrix(0, 3), Options::default());
    init::kaiming_uniform_(&nothing, FanMode::FanOut, Nonlinearity::ReLU, rng);
    init::xavier_uniform_(&nothing, 1.0, rng);
    assert_eq!(rng.rand(1), TorchRng::manual_seed(0).rand(1));
}
