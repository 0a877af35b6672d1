//! Normalization, dropout, residual connections, and the two modes: what must hold for every input.

use autograd::{
    Tensor,
    nn::{
        BatchNorm1d, Dropout, LayerNorm, Linear, Mode, Module, ReLU, Residual, Sequential,
        StateDict, StateDictError,
    },
    no_grad,
};
use engine::{Array, DType, Device, Options, Shape};
use proptest::{prelude::*, test_runner::RngSeed};
use random::{Generator, NumpyRng, TorchRng};

/// The same draws on every run.
fn deterministic() -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(2024);
    ProptestConfig { cases: 100, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

fn draw(shape: Shape, rng: &mut NumpyRng) -> Tensor {
    let values: Vec<f64> = (0..shape.len()).map(|_| rng.uniform(-2.0, 2.0)).collect();
    Tensor::new(Array::new(shape, &values, Options::f64()))
}

/// The largest difference between two tensors of the same shape.
fn difference(a: &Tensor, b: &Tensor) -> f64 {
    assert_eq!(a.shape(), b.shape());
    let pairs = a.to_vec().into_iter().zip(b.to_vec());
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

proptest! {
    #![proptest_config(deterministic())]

    /// Shifting and scaling a row changes nothing, if ε is 0.
    #[test]
    fn layer_norm_ignores_shift_and_scale(
        (n, d) in (0..5_usize, 2..9_usize),
        shift in -50.0..50.0,
        scale in 0.1..10.0,
        seed: u32,
    ) {
        let rng = &mut NumpyRng::seed(seed);
        let x = draw(Shape::matrix(n, d), rng);
        let (weight, bias) = (draw(Shape::vector(d), rng), draw(Shape::vector(d), rng));
        let norm = |x: &Tensor| x.layer_norm(Some(&weight), Some(&bias), 0.0);
        prop_assert!(difference(&norm(&x), &norm(&(&x * scale + shift))) < 1e-9);
        // Turned around, each row changes its sign, apart from weight and bias.
        let plain = |x: &Tensor| x.layer_norm(None, None, 0.0);
        prop_assert!(difference(&plain(&-&x), &-plain(&x)) < 1e-12);
    }

    #[test]
    fn normalized_numbers_have_mean_0_and_variance_1(
        (n, d) in (2..7_usize, 2..7_usize),
        seed: u32,
    ) {
        let x = draw(Shape::matrix(n, d), &mut NumpyRng::seed(seed)).data();
        let rows = Tensor::new(x.clone()).layer_norm(None, None, 0.0).data();
        let columns = Tensor::new(x).batch_norm(None, None, 0.0).data();
        for (y, dim, count) in [(rows, 1, d), (columns, 0, n)] {
            let count = count as f64;
            for sum in y.sum(Some(dim)).to_vec() {
                prop_assert!(sum.abs() < 1e-9, "a sum of {sum}");
            }
            for square in (&y * &y).sum(Some(dim)).to_vec() {
                prop_assert!((square / count - 1.0).abs() < 1e-9, "a variance of {square}/{count}");
            }
        }
    }

    /// Column by column, batch normalization is layer normalization of the transposed table.
    #[test]
    fn batch_norm_is_layer_norm_the_other_way((n, d) in (2..7_usize, 1..7_usize), seed: u32) {
        let rng = &mut NumpyRng::seed(seed);
        let upstream = draw(Shape::matrix(n, d), rng);
        let both = [draw(Shape::matrix(n, d), rng).requires_grad_(), draw(Shape::scalar(), rng)];
        let x = &both[0];
        let outcome = |y: Tensor| {
            x.zero_grad();
            y.backward_with(&upstream.data());
            [y, x.grad().expect("a gradient")]
        };
        let by_column = outcome(x.batch_norm(None, None, 1e-5));
        let by_row = outcome(x.t().layer_norm(None, None, 1e-5).t());
        for (a, b) in by_column.iter().zip(&by_row) {
            prop_assert!(difference(a, b) < 1e-12);
        }
    }

    /// f(ax + by) = a f(x) + b f(y) if a + b = 1, and the samples do not affect each other.
    #[test]
    fn batch_norm_is_affine_in_evaluation(
        (n, d) in (1..5_usize, 1..5_usize),
        a in -2.0..2.0,
        seed: u32,
    ) {
        let rng = &mut NumpyRng::seed(seed);
        let norm = BatchNorm1d::new(d);
        norm.to_dtype(DType::F64);
        for _ in 0..3 {
            norm.call(&draw(Shape::matrix(4, d), rng));
        }
        norm.eval();
        let (x, y) = (draw(Shape::matrix(n, d), rng), draw(Shape::matrix(n, d), rng));
        let mixed = norm.call(&(&x * a + &y * (1.0 - a)));
        let expected = norm.call(&x) * a + norm.call(&y) * (1.0 - a);
        prop_assert!(difference(&mixed, &expected) < 1e-12);
        let last = norm.call(&x.index_select(&[n - 1]));
        prop_assert!(difference(&last, &norm.call(&x).index_select(&[n - 1])) == 0.0);
    }

    /// With momentum `None`, the running statistics are the averages over the batches.
    #[test]
    fn without_momentum_the_statistics_are_averages(
        batches in 1..6_usize,
        d in 1..4_usize,
        seed: u32,
    ) {
        let rng = &mut NumpyRng::seed(seed);
        let norm = BatchNorm1d::new(d).momentum(None);
        norm.to_dtype(DType::F64);
        let mut means = Array::zeros(Shape::vector(d), Options::f64());
        for _ in 0..batches {
            let x = draw(Shape::matrix(5, d), rng);
            norm.call(&x);
            means.axpy_(0.2 / batches as f64, &x.data().sum(Some(0)).reshape(Shape::vector(d)));
        }
        let running = norm.running_mean().expect("it tracks them");
        prop_assert!(difference(running, &Tensor::new(means)) < 1e-14);
        prop_assert_eq!(norm.num_batches_tracked(), Some(batches as f64));
    }

    /// Elements are 0 or divided by 1 − p, the mean over many is that of the input, and the
    /// gradient has the same mask.
    #[test]
    fn dropout_keeps_the_mean(p in 0.0..=1.0, seed: u64) {
        let dropout = Dropout::new(p, &Generator::manual_seed(seed));
        let n = 4096;
        let x = Tensor::new(Array::ones(Shape::vector(n), Options::f64())).requires_grad_();
        let y = dropout.call(&x);
        let values = y.to_vec();
        prop_assert!(values.iter().all(|&y| y == 0.0 || y == 1.0 / (1.0 - p)));
        // The variance of an element is p/(1 − p); six standard deviations, and one element more.
        let mean = values.iter().sum::<f64>() / n as f64;
        if p < 1.0 {
            let margin = 6.0 * (p / (1.0 - p) / n as f64).sqrt() + 1.0 / (1.0 - p) / n as f64;
            prop_assert!((mean - 1.0).abs() <= margin, "{mean}");
        }
        if p > 0.0 {
            y.sum().backward();
            prop_assert_eq!(x.grad().expect("a gradient").to_vec(), values);
        }
    }

    #[test]
    fn a_residual_connection_adds_the_input((n, d) in (0..5_usize, 1..5_usize), seed: u32) {
        let rng = &mut NumpyRng::seed(seed);
        let (x, w) = (draw(Shape::matrix(n, d), rng), draw(Shape::matrix(d, d), rng));
        let block = Residual::new(Linear::from_parameters(w.clone(), None));
        prop_assert_eq!(block.call(&x).to_vec(), (&x + x.linear(&w, None)).to_vec());
    }
}

/// In single precision, as many digits are left near 100,000 as the numbers themselves have.
#[test]
fn large_means_cost_no_digits() {
    let rng = &mut NumpyRng::seed(0);
    let small = draw(Shape::matrix(64, 64), rng).data();
    // Multiples of 2⁻⁷ remain exact when 2¹⁶ is added in single precision.
    let small = small.apply(|x| (x * 128.0).round() / 128.0);
    let single = |x: &Array| Tensor::new(x.to_dtype(DType::F32));
    let norms: [fn(&Tensor) -> Tensor; 2] =
        [|x| x.layer_norm(None, None, 1e-5), |x| x.batch_norm(None, None, 1e-5)];
    for norm in norms {
        let far = norm(&single(&(&small + 65_536.0)));
        assert!(difference(&far, &norm(&single(&small))) < 1e-6);
    }
}

#[test]
fn what_is_constant_becomes_the_bias() {
    let x = Tensor::matrix(&[[3.0, 3.0], [3.0, 3.0]]).requires_grad_();
    let bias = Tensor::vector(&[5.0, -7.0]);
    let layer = x.layer_norm(None, Some(&bias), 1e-5);
    let batch = x.batch_norm(None, Some(&bias), 1e-5);
    for y in [layer, batch] {
        assert_eq!(y.to_vec(), [5.0, -7.0, 5.0, -7.0]);
        y.pow(2.0).sum().backward();
        assert!(x.grad().expect("a gradient").data().is_finite());
    }
}

fn noisy(generator: &Generator) -> Sequential {
    let rng = &mut TorchRng::manual_seed(0);
    let block = Sequential::new().push(Linear::new(3, 3, rng)).push(BatchNorm1d::new(3));
    Sequential::new()
        .push(Residual::new(block.push(Dropout::new(0.5, generator))))
        .push(ReLU::new())
        .push(Dropout::new(0.5, generator))
}

#[test]
fn the_mode_reaches_every_part() {
    let net = noisy(&Generator::manual_seed(0));
    let modes = || -> Vec<bool> {
        let modules = net.named_modules().into_iter();
        modules.filter_map(|(_, module)| module.mode()).map(Mode::is_training).collect()
    };
    assert_eq!(modes(), [true; 3]);
    net.eval();
    assert_eq!(modes(), [false; 3]);
    assert!(!net.is_training());
    net.train(true);
    assert_eq!(modes(), [true; 3]);
    // One part alone, as when it is frozen.
    net.children()[0].1.eval();
    assert_eq!(modes(), [false, false, true]);
    assert!(net.is_training());
}

#[test]
fn evaluation_is_the_same_every_time_and_changes_nothing() {
    let generator = Generator::manual_seed(0);
    let net = noisy(&generator);
    let x = Tensor::matrix(&[[1.0, -2.0, 3.0], [0.5, 0.0, -1.0], [2.0, 2.0, 1.0]]);
    net.call(&x);
    net.eval();
    let (before, state) = (net.state_dict(), generator.get_state().bernoulli(64, 0.5));
    let first = net.call(&x).to_vec();
    assert_eq!(net.call(&x).to_vec(), first);
    assert_eq!(net.state_dict(), before);
    assert_eq!(generator.get_state().bernoulli(64, 0.5), state, "nothing was drawn");
    net.train(true);
    assert_ne!(net.call(&x).to_vec(), first);
}

/// Statistics belong to the forward pass, and are kept without a gradient, too.
#[test]
fn statistics_run_inside_no_grad() {
    let norm = BatchNorm1d::new(1);
    no_grad(|| norm.call(&Tensor::matrix(&[[9.0], [11.0]])));
    assert_eq!(norm.running_mean().unwrap().to_vec(), [1.0]);
    assert_eq!(norm.num_batches_tracked(), Some(1.0));
}

#[test]
fn nothing_is_recorded_where_dropout_does_nothing() {
    let generator = Generator::manual_seed(0);
    let x = Tensor::vector(&[1.0, 2.0]).requires_grad_();
    assert!(Dropout::new(0.0, &generator).call(&x).is(&x));
    let half = Dropout::new(0.5, &generator);
    assert_eq!(half.call(&x).grad_fn().unwrap().name(), "MulBackward0");
    half.eval();
    assert!(half.call(&x).is(&x));
    let none = Tensor::new(Array::zeros(Shape::matrix(0, 3), Options::default()));
    half.train(true);
    assert!(half.call(&none).is(&none));
}

/// Continuing from a saved state draws what would have come.
#[test]
fn training_can_be_resumed_bit_for_bit() {
    let x = Tensor::matrix(&[[1.0, -2.0, 3.0], [0.5, 0.0, -1.0], [2.0, 2.0, 1.0]]);
    let generator = Generator::manual_seed(3);
    let net = noisy(&generator);
    net.call(&x);
    let (parameters, state) = (net.state_dict(), generator.get_state());
    let uninterrupted = [net.call(&x).to_vec(), net.call(&x).to_vec()];

    let another = Generator::manual_seed(99);
    let resumed = noisy(&another);
    resumed.load_state_dict(&parameters).unwrap();
    another.set_state(state);
    assert_eq!([resumed.call(&x).to_vec(), resumed.call(&x).to_vec()], uninterrupted);
    assert_eq!(resumed.state_dict(), net.state_dict());
}

#[test]
fn a_state_lists_parameters_then_buffers_then_children() {
    let rng = &mut TorchRng::manual_seed(0);
    let net = Sequential::new()
        .push(Linear::without_bias(2, 3, rng))
        .push(BatchNorm1d::new(3))
        .push(Residual::new(LayerNorm::new(3)));
    let names = |state: StateDict| state.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(
        names(net.state_dict()),
        [
            "0.weight",
            "1.weight",
            "1.bias",
            "1.running_mean",
            "1.running_var",
            "1.num_batches_tracked",
            "2.fn.weight",
            "2.fn.bias",
        ]
    );
    // 6 weights, and 3 + 3 parameters of each normalization.
    assert_eq!(net.parameter_count(), 18);
    assert!(net.named_buffers().iter().all(|(_, buffer)| !buffer.requires_grad()));

    let state = net.state_dict();
    let without = |name: &str| state.iter().filter(|(other, _)| other != name).cloned().collect();
    let error = net.load_state_dict(&without("1.running_var")).unwrap_err();
    let shape = Shape::vector(3);
    assert_eq!(error, StateDictError::Missing { name: "1.running_var".into(), shape });
}

#[test]
fn buffers_are_loaded_and_converted_with_the_parameters() {
    let norm = BatchNorm1d::new(1);
    norm.call(&Tensor::matrix(&[[9.0], [11.0]]));
    let other = BatchNorm1d::new(1);
    other.to_dtype(DType::F64);
    other.to_device(Device::Nalgebra);
    other.load_state_dict(&norm.state_dict()).unwrap();
    for (_, buffer) in other.named_buffers() {
        assert_eq!((buffer.dtype(), buffer.device()), (DType::F64, Device::Nalgebra));
        assert!(!buffer.requires_grad());
    }
    assert_eq!(other.running_mean().unwrap().to_vec(), [1.0]);
    assert_eq!(other.num_batches_tracked(), Some(1.0));
}

/// A buffer of a module that is used in two places is converted once, and saved under both names.
#[test]
fn a_shared_buffer_is_listed_once() {
    struct Twice {
        norm: BatchNorm1d,
    }
    impl Module for Twice {
        fn name(&self) -> &'static str {
            "Twice"
        }
        fn forward(&self, x: &Tensor) -> Tensor {
            self.norm.call(&self.norm.call(x))
        }
        fn children(&self) -> Vec<(String, &dyn Module)> {
            vec![("a".into(), &self.norm), ("b".into(), &self.norm)]
        }
    }
    let twice = Twice { norm: BatchNorm1d::new(2) };
    assert_eq!(twice.named_buffers().len(), 3);
    assert_eq!(twice.state_dict().len(), 10);
    twice.call(&Tensor::matrix(&[[1.0, 2.0], [3.0, 5.0]]));
    assert_eq!(twice.norm.num_batches_tracked(), Some(2.0));
}

/// The message of a call that is rejected.
fn rejected(call: impl FnOnce() -> Tensor + std::panic::UnwindSafe) -> String {
    let payload = std::panic::catch_unwind(call).expect_err("it has no meaning");
    payload.downcast_ref::<String>().expect("a message").clone()
}

#[test]
fn calls_without_a_meaning_are_rejected() {
    let zeros =
        |rows, cols| Tensor::new(Array::zeros(Shape::matrix(rows, cols), Options::default()));
    for (message, expected) in [
        (
            rejected(move || BatchNorm1d::new(3).call(&zeros(1, 3))),
            "more than one sample per batch, because a single one has no variance; this input has \
             shape (1, 3)",
        ),
        (
            rejected(move || {
                let norm = BatchNorm1d::new(3).without_running_stats();
                norm.eval();
                norm.call(&zeros(1, 3))
            }),
            "more than one sample",
        ),
        (
            rejected(move || BatchNorm1d::new(3).call(&zeros(2, 4))),
            "a BatchNorm1d of 3 features cannot take an input of shape (2, 4)",
        ),
        (
            rejected(|| BatchNorm1d::new(3).call(&Tensor::vector(&[1.0, 2.0, 3.0]))),
            "cannot take an input of shape (3,)",
        ),
        (
            rejected(move || LayerNorm::new(3).call(&zeros(2, 4))),
            "a LayerNorm of 3 features cannot take an input of shape (2, 4)",
        ),
        (rejected(|| LayerNorm::new(1).call(&Tensor::scalar(1.0))), "shape ()"),
        (
            rejected(move || zeros(2, 3).layer_norm(Some(&Tensor::vector(&[1.0])), None, 1e-5)),
            "layer_norm: an input of shape (2, 3) needs a weight and a bias of shape (3,), not (1,)",
        ),
        (
            rejected(move || zeros(2, 3).batch_norm(None, Some(&Tensor::scalar(1.0)), 1e-5)),
            "batch_norm: an input of shape (2, 3) needs a weight and a bias of shape (3,), not ()",
        ),
        (
            rejected(move || {
                let rng = &mut TorchRng::manual_seed(0);
                Residual::new(Linear::new(3, 4, rng)).call(&zeros(2, 3))
            }),
            "the output of Linear, so they need the same shape, but the input has shape (2, 3) and \
             the output (2, 4)",
        ),
        (
            rejected(|| Dropout::new(1.5, &Generator::manual_seed(0)).call(&Tensor::scalar(1.0))),
            "a dropout probability has to be between 0 and 1, but got 1.5",
        ),
        (
            rejected(move || LayerNorm::new(3).eps(-1.0).call(&zeros(2, 3))),
            "eps must not be negative or infinite, but is -1",
        ),
        (
            rejected(move || BatchNorm1d::new(3).momentum(2.0).call(&zeros(2, 3))),
            "momentum must be between 0 and 1, but is Some(2.0)",
        ),
    ] {
        assert!(message.contains(expected), "{message}");
    }
}

/// A batch that is rejected leaves the statistics alone.
#[test]
fn a_rejected_batch_is_not_counted() {
    let norm = BatchNorm1d::new(1);
    let call = std::panic::AssertUnwindSafe(|| norm.call(&Tensor::matrix(&[[1.0]])));
    rejected(call);
    assert_eq!(norm.num_batches_tracked(), Some(0.0));
}
