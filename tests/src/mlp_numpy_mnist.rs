//! An MLP by hand in numpy, and then a larger one in PyTorch that reads digits.

use std::sync::LazyLock;

use autograd::{
    Tensor,
    nn::{Linear, LogSoftmax, Module, ReLU, Sequential},
};
use backprop::{Gradients, History, Problem, Settings, train};
use data::{Dataset, Split};
use engine::Options;
use mnist::{
    DataLoader, evaluate,
    tutorial::{self, BATCH_SIZE, EPOCHS, HIDDEN, TEST_IMAGES, TRAIN_IMAGES, Variant},
};
use random::{NumpyRng, TorchRng};

/// Samples and features of the numpy MLP.
pub const N_D: (usize, usize) = (64, 10);
/// Its hidden units and outputs.
pub const H_O: (usize, usize) = (100, 1);
/// The hidden sizes of the MLP that is only looked at.
pub const HIDDEN5: [usize; 4] = [32, 64, 128, 64];
/// Pixels of a digit.
pub const PIXELS: usize = 28 * 28;

/// What that MLP's last ReLU handed to the log-softmax in the tutorial's run.
///
/// The tutorial set no seed. But eight of its ten log-probabilities are equal, so eight scores were
/// 0, and each other score is how far its log-probability lies above those.
pub const SCORES: [f64; 10] = [0.0, 0.0, 0.0400, 0.0969, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];

/// Random numbers for the numpy MLP, after `np.random.seed(seed)`.
pub fn numpy_problem(seed: u32) -> Problem {
    Problem::draw(&mut NumpyRng::seed(seed), N_D.0, N_D.1, H_O.0, H_O.1)
}

/// The whole training of the numpy MLP.
pub fn numpy_mlp(seed: u32) -> History {
    let Problem { x, y, mut mlp } = numpy_problem(seed);
    train(&mut mlp, &x, &y, &Settings::default())
}

/// The gradients of the numpy MLP's first step, without the ridge.
pub fn numpy_gradients(problem: &Problem) -> Gradients {
    problem.mlp.backward(&problem.mlp.forward(&problem.x), &problem.y)
}

/// The deep MLP: a ReLU after every layer, the last one too, and then a log-softmax.
pub struct Mlp {
    fc: Sequential,
    log_softmax: LogSoftmax,
}

impl Mlp {
    /// Draws the layers between `sizes`.
    pub fn new(sizes: &[usize], rng: &mut TorchRng) -> Self {
        let fc = sizes.windows(2).fold(Sequential::new(), |fc, pair| {
            fc.push(Linear::new(pair[0], pair[1], rng)).push(ReLU::new())
        });
        Self { fc, log_softmax: LogSoftmax::new(1) }
    }

    /// The tutorial's five layers, after `torch.manual_seed(seed)`.
    pub fn five_layers(seed: u64) -> Self {
        let sizes: Vec<usize> = [PIXELS].into_iter().chain(HIDDEN5).chain([10]).collect();
        Self::new(&sizes, &mut TorchRng::manual_seed(seed))
    }
}

impl Module for Mlp {
    fn name(&self) -> &'static str {
        "MLP"
    }

    fn forward(&self, input: &Tensor) -> Tensor {
        self.log_softmax.call(&self.fc.call(input))
    }

    fn children(&self) -> Vec<(String, &dyn Module)> {
        vec![("fc".into(), &self.fc), ("log_softmax".into(), &self.log_softmax)]
    }
}

/// MNIST's training images.
pub static TRAINING: LazyLock<Dataset> =
    LazyLock::new(|| data::mnist::load(Split::Train).expect("MNIST ships with the crate `data`"));

static TEST: LazyLock<Dataset> =
    LazyLock::new(|| data::mnist::load(Split::Test).expect("MNIST ships with the crate `data`"));

/// Some of a set's images, in the tutorial's batches.
pub fn loader(set: &Dataset, images: usize, options: Options) -> DataLoader {
    let set = set.clone().truncated(images);
    DataLoader::new(set.images, set.labels, PIXELS, BATCH_SIZE).options(options)
}

/// How a training went.
pub struct Run {
    /// The average loss of each epoch.
    pub losses: Vec<f64>,
    /// The share of the test images that were read correctly in the end.
    pub accuracy: f64,
}

/// Trains the MLP after `torch.manual_seed(seed)`: first the model is drawn, then the orders.
///
/// # Panics
///
/// Never: digits have ten classes.
pub fn mnist_run(variant: Variant, seed: u64, options: Options) -> Run {
    let training = loader(&TRAINING, TRAIN_IMAGES, options);
    let mut rng = TorchRng::manual_seed(seed);
    let model = tutorial::model(variant, PIXELS, &mut rng);
    model.to_dtype(options.dtype);
    let mut optimizer = tutorial::optimizer(variant, &model);
    let losses = (0..EPOCHS)
        .map(|_| tutorial::epoch(&model, &mut optimizer, &training, &mut rng).expect("ten classes"))
        .collect();
    let test = loader(&TEST, TEST_IMAGES, options);
    Run { losses, accuracy: evaluate(&model, &test).expect("ten classes").accuracy() }
}

/// The tutorial's run, with its settings, for the seeds 0, 1 and 2.
pub static STUCK: LazyLock<[Run; 3]> =
    LazyLock::new(|| [0, 1, 2].map(|seed| mnist_run(Variant::Stuck, seed, Options::default())));

/// The sizes of the MLP that is trained, input first.
pub fn trained_sizes() -> Vec<usize> {
    [PIXELS].into_iter().chain(HIDDEN).chain([10]).collect()
}
