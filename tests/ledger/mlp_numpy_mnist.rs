//! The MLP in numpy and the MLP that reads digits.

use autograd::{
    Tensor,
    nn::{Linear, Module, Sequential, print},
};
use backprop::{Gradients, Problem, Settings};
use data::curves::linspace;
use engine::{Array, Options, Shape};
use mnist::tutorial::{self, BATCH_SIZE, EPOCHS, HIDDEN, TEST_IMAGES, TRAIN_IMAGES, Variant};
use nalgebra::DMatrix;
use optimizers::Optimizer;
use tests::{
    mlp_numpy_mnist::{
        HIDDEN5, Mlp, PIXELS, SCORES, STUCK, TRAINING, numpy_gradients, numpy_mlp, numpy_problem,
        trained_sizes,
    },
    tensors::size,
};
use unit::Activation;

use crate::{
    check::{Checks, Found, counts, numbers, printed},
    row::Row,
};

/// The checks of this tutorial.
pub fn checks() -> Checks {
    Checks::new(&[
        ("sigmoid_range", |_| {
            let (low, high) = Activation::Sigmoid.limits();
            assert!((-30..=30).all(|s| (low..high).contains(&Activation::Sigmoid.apply(s.into()))));
            numbers([low, high])
        }),
        ("relu_derivative", |_| numbers([1.0, -1.0].map(|t| Activation::Relu.derivative(t)))),
        ("activation_grid", |_| {
            let grid = linspace(-4.0, 4.0, 1024);
            numbers([grid[0], grid[1023], grid.len() as f64])
        }),
        ("chain_rule", |_| gradients_agree(0.0)),
        ("ridge", |_| gradients_agree(Settings::default().lambda)),
        ("n_d", |_| counts(<[usize; 2]>::from(numpy_problem(0).x.shape()))),
        ("h_o", |_| {
            let Problem { y, mlp, .. } = numpy_problem(0);
            counts([mlp.w1.ncols(), y.ncols()])
        }),
        ("lambda", |_| numbers([Settings::default().lambda])),
        ("numpy_lr", |_| numbers([Settings::default().learning_rate])),
        ("numpy_epochs", |_| counts([Settings::default().epochs])),
        ("dots", |_| Found::Text(".".repeat(numpy_mlp(0).losses.len()))),
        ("numpy_losses", |_| numpy_losses()),
        ("pixels", |row| {
            let (mean, std) = TRAINING.mean_and_std();
            numbers(row.pick(&[mean, std]))
        }),
        ("batch_size", |_| counts([BATCH_SIZE])),
        ("train_batches", |_| counts([TRAIN_IMAGES / BATCH_SIZE])),
        ("test_batches", |_| counts([TEST_IMAGES / BATCH_SIZE])),
        ("n_classes", |_| counts([TRAINING.classes()])),
        ("image_shape", |_| Found::Text(size(&[1, TRAINING.height, TRAINING.width]))),
        ("first_label", |_| counts([usize::from(TRAINING.labels[0])])),
        ("hidden5", |_| counts(HIDDEN5)),
        ("print", |_| {
            let text = print(&Mlp::five_layers(0));
            Found::Text(text.split_whitespace().collect::<Vec<_>>().join(" "))
        }),
        ("parameter_tensors", |_| counts([Mlp::five_layers(0).parameters().len()])),
        ("parameters", |_| counts([Mlp::five_layers(0).parameter_count()])),
        ("log_probabilities", |row| {
            let scores = Tensor::matrix(&[SCORES]);
            numbers(row.pick(&scores.log_softmax(1).to_vec()))
        }),
        ("output_shape", |_| {
            let image = Array::zeros(Shape::matrix(1, PIXELS), Options::default());
            let output = Mlp::five_layers(0).call(&Tensor::new(image));
            Found::Text(size(&output.shape().sizes()))
        }),
        ("hidden", |_| {
            assert_eq!(layer::count_parameters(&trained_sizes()), 27_562);
            counts(HIDDEN)
        }),
        ("sgd_lr", |_| numbers([tutorial::optimizer(Variant::Stuck, &one_weight().1).lr()])),
        ("weight_decay", |_| numbers([coasting().0])),
        ("momentum", |_| numbers([coasting().1])),
        ("epochs", |_| counts([EPOCHS])),
        ("epoch_loss", epoch_loss),
    ])
}

/// The same matrix as a tensor, in double precision.
fn tensor(m: &DMatrix<f64>) -> Tensor {
    let shape = Shape::matrix(m.nrows(), m.ncols());
    // Read column by column, the transpose is m read row by row.
    Tensor::new(Array::new(shape, m.transpose().as_slice(), Options::f64()))
}

/// The gradients by hand are those that autograd finds for MSE + λ/2·(|W₁|² + |W₂|²).
fn gradients_agree(lambda: f64) -> Found {
    let problem = numpy_problem(0);
    let Problem { x, y, mlp } = &problem;
    let Gradients { d_w1, d_w2, .. } = numpy_gradients(&problem).add_ridge(mlp, lambda);

    let (w1, w2) = (tensor(&mlp.w1).requires_grad_(), tensor(&mlp.w2).requires_grad_());
    let biases = |w: &Tensor| w.index_select(&[0]);
    let weights = |w: &Tensor| w.index_select(&(1..w.shape().rows()).collect::<Vec<_>>());
    let hidden = (tensor(x).matmul(&weights(&w1)) + biases(&w1)).relu();
    let y_hat = hidden.matmul(&weights(&w2)) + biases(&w2);
    let ridge = (w1.pow(2.0).sum() + w2.pow(2.0).sum()) * (lambda / 2.0);
    ((y_hat - tensor(y)).pow(2.0).mean() + ridge).backward();

    let mut worst: f64 = 0.0;
    for (by_hand, found) in [(d_w1, w1), (d_w2, w2)] {
        let found = found.grad().expect("a gradient reaches it").to_vec();
        for (a, b) in tensor(&by_hand).to_vec().iter().zip(found) {
            worst = worst.max((a - b).abs());
        }
    }
    Found::Property(worst < 1e-12 * 149.0, format!("the gradients differ by {worst:e}"))
}

/// The curve after seed 0; whatever the seed, it falls in every epoch.
fn numpy_losses() -> Found {
    for seed in 0..=5 {
        let losses = numpy_mlp(seed).losses;
        assert!(losses.windows(2).all(|pair| pair[1] < pair[0]), "seed {seed}");
    }
    let losses = numpy_mlp(0).losses;
    numbers([0, 1, 10, 100, 249].map(|epoch| losses[epoch]))
}

/// A network of a single weight of 1.
fn one_weight() -> (Tensor, Sequential) {
    let weight = Tensor::new(Array::matrix(&[[1.0]], Options::f64()));
    let model = Sequential::new().push(Linear::from_parameters(weight.clone(), None));
    (weight, model)
}

/// Weight decay and momentum, as two steps without any gradient show them.
///
/// From θ₀ = 1, the first step moves by lr·λθ₀ and the second by lr·(μλθ₀ + λθ₁).
fn coasting() -> (f64, f64) {
    let (weight, model) = one_weight();
    let mut optimizer = tutorial::optimizer(Variant::Stuck, &model);
    let mut step = || {
        let before = weight.item();
        weight.set_grad(Some(Array::zeros(weight.shape(), Options::f64())));
        optimizer.step();
        (before - weight.item()) / optimizer.lr()
    };
    let (first, second) = (step(), step());
    let decay = first;
    let after_first = 1.0 - first * tutorial::optimizer(Variant::Stuck, &model).lr();
    (decay, (second - decay * after_first) / first)
}

/// An average of ten single-precision losses between 2 and 4, near ln 10, as in our own runs.
fn epoch_loss(row: &Row) -> Found {
    let loss = printed(row)[0].value;
    // Numbers of this size are multiples of 2⁻²² in single precision, and so is their sum.
    let units = 10.0 * loss * 4_194_304.0;
    let is_sum = (units - units.round()).abs() < 1e-3;
    let guessing = 10f64.ln();
    let near = (loss - guessing).abs() < 0.01 && loss < 2.31;
    let ours: Vec<f64> = STUCK.iter().map(|run| run.losses[row.first()]).collect();
    let alike = ours.iter().all(|&loss| 2.16 < loss && loss < 2.31);
    Found::Property(is_sum && near && alike, format!("{loss} and, from three seeds, {ours:?}"))
}
