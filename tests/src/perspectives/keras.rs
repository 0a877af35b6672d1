//! A Keras network 2 → 3 → 1 with its own first weights, and the curve it is fitted to.

use autograd::{
    Tensor,
    nn::{Linear, Module, Sequential, Tanh},
};
use data::curves::{Samples, sin_cos};
use engine::{Array, Options, Shape};
use layer::{Activation, Graph, Layer};
use losses::MSELoss;
use nalgebra::DMatrix;
use optimizers::{Adam, Optimizer};
use random::{KerasRng, NumpyRng, randperm};

/// The seed.
pub const SEED: u32 = 0;
/// Input, hidden and output size.
pub const SIZES: [usize; 3] = [2, 3, 1];
/// From, to and number of the curve's points.
pub const CURVE: (f64, f64, usize) = (0.0, 10.0, 100);
/// Samples in a batch.
pub const BATCH: usize = 10;
/// Epochs of the fit.
pub const EPOCHS: usize = 500;
/// The share of the samples, at the end of the curve, that is not trained on.
pub const VALIDATION: f64 = 0.2;

/// The kernels of both layers, as Keras stores them: inputs × outputs.
pub fn kernels() -> [DMatrix<f64>; 2] {
    let mut rng = KerasRng::set_random_seed(SEED.into());
    [0, 1].map(|i| {
        let kernel = rng.glorot_uniform(SIZES[i], SIZES[i + 1]);
        DMatrix::from_row_iterator(SIZES[i], SIZES[i + 1], kernel.into_iter().map(f64::from))
    })
}

/// The network, with a tanh in each layer and biases of 0.
///
/// # Panics
///
/// Never: the kernels fit together.
pub fn network() -> Graph {
    let layers = kernels().map(|w| {
        let b = vec![0.0; w.ncols()];
        Layer::new(w, b, Activation::Tanh)
    });
    Graph::new(layers.to_vec()).expect("2 → 3 → 1")
}

/// The six samples, one in each row: `np.random.random` after the same seed.
pub fn samples() -> DMatrix<f64> {
    let mut rng = NumpyRng::seed(SEED);
    DMatrix::from_row_iterator(6, 2, std::iter::repeat_with(|| rng.random_sample()).take(12))
}

/// The network's result for each sample.
///
/// Keras rounds what it is given to single precision, and so do we. From there on we compute in
/// double precision, where no sum depends on the order of its terms.
#[expect(clippy::cast_possible_truncation, reason = "rounding is what Keras does")]
pub fn results() -> Vec<f64> {
    let rounded = samples().map(|x| f64::from(x as f32));
    network().forward(&rounded).as_slice().to_vec()
}

/// The curve to fit.
pub fn curve() -> Samples {
    sin_cos(CURVE.0, CURVE.1, CURVE.2)
}

/// How the fit went, measured on the whole curve.
pub struct Fit {
    /// The mean squared error before training.
    pub start: f64,
    /// The mean squared error after it.
    pub end: f64,
    /// The largest t that was trained on.
    pub last_t: f64,
}

/// Fits the network to the curve with Keras' Adam, whose ε is 10⁻⁷.
///
/// Keras shuffles by TensorFlow's own generator, and we by numpy's, so the end is another one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share between 0 and 1 of the samples is a number of samples"
)]
pub fn fit() -> Fit {
    let curve = curve();
    let kept = (CURVE.2 as f64 * (1.0 - VALIDATION)) as usize;
    let table = |columns, values: &[f64]| {
        Tensor::new(Array::new(Shape::matrix(CURVE.2, columns), values, Options::f64()))
    };
    let (x, y) = (table(2, &curve.inputs), table(1, &curve.targets));
    let layer = |w: &DMatrix<f64>| {
        // nalgebra's columns are PyTorch's rows: its weight is the transpose.
        let weight = Array::new(Shape::matrix(w.ncols(), w.nrows()), w.as_slice(), Options::f64());
        let bias = Array::zeros(Shape::vector(w.ncols()), Options::f64());
        Linear::from_parameters(Tensor::new(weight), Some(Tensor::new(bias)))
    };
    let [first, second] = kernels();
    let model = Sequential::new()
        .push(layer(&first))
        .push(Tanh::new())
        .push(layer(&second))
        .push(Tanh::new());
    let loss = |x: &Tensor, y: &Tensor| MSELoss::new().forward(&model.call(x), y);

    let start = loss(&x, &y).item();
    let mut optimizer = Adam::new(model.parameters(), 0.001).eps(1e-7);
    let mut rng = NumpyRng::seed(SEED);
    for _ in 0..EPOCHS {
        for batch in randperm(&mut rng, kept).chunks(BATCH) {
            optimizer.zero_grad();
            loss(&x.index_select(batch), &y.index_select(batch)).backward();
            optimizer.step();
        }
    }
    Fit { start, end: loss(&x, &y).item(), last_t: curve.t[kept - 1] }
}
