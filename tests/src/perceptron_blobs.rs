//! A perceptron and the graph behind it, and a small classifier of blobs.

use std::sync::LazyLock;

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential, Sigmoid},
};
use data::blobs::{Blobs, make_blobs, make_blobs_around};
use engine::{Array, Options, Shape};
use losses::{BCELoss, MSELoss};
use optimizers::{Optimizer, SGD};
use random::{NumpyRng, TorchRng};

use crate::tensors::randn;

/// Inputs and outputs of the perceptron.
pub const SIZES: (usize, usize) = (48, 10);
/// The learning rate of every example.
pub const LR: f64 = 0.01;
/// The numbers given to ReLU.
pub const RELU_INPUT: [f64; 5] = [-1.0, 0.0, 4.0, -5.0, 6.0];
/// Training points of the blobs, test points, coordinates.
pub const BLOBS: (usize, usize, usize) = (40, 10, 2);
/// The spread of a blob.
pub const CLUSTER_STD: f64 = 1.5;
/// Hidden units of the classifier.
pub const HIDDEN: usize = 10;
/// Epochs of its training.
pub const EPOCHS: usize = 50;

/// The perceptron's loss, as the tutorial prints it.
pub const PRINTED_LOSS: f64 = 1.0273;
/// The gradient of its bias, as the tutorial prints it.
pub const PRINTED_GRAD: [f64; 10] =
    [-0.0067, -0.0137, 0.0287, 0.0041, -0.1154, -0.0769, 0.0350, 0.0452, -0.0260, -0.0090];

/// A perceptron, an input and a target.
pub struct Example {
    /// A linear layer and a sigmoid.
    pub model: Sequential,
    /// A vector of 48 numbers.
    pub input: Tensor,
    /// A vector of 10 numbers.
    pub target: Tensor,
}

impl Example {
    /// The tutorial's example, in its order: input, perceptron, target.
    pub fn draw(seed: u64) -> Self {
        let mut rng = TorchRng::manual_seed(seed);
        let input = randn(Shape::vector(SIZES.0), &mut rng);
        let model =
            Sequential::new().push(Linear::new(SIZES.0, SIZES.1, &mut rng)).push(Sigmoid::new());
        let target = randn(Shape::vector(SIZES.1), &mut rng);
        Self { model, input, target }
    }

    /// An example that prints what the tutorial's unseeded one printed.
    ///
    /// The gradient g of a bias follows from its output o and target t: g = (2/10)(o − t)·o(1 − o).
    /// Let all ten outputs be the same number o, and call the derivative s = o(1 − o). Then
    /// o − t = 5g/s, and the loss, the mean of (o − t)², is the mean of (5g)² over s². The printed
    /// loss gives s, s gives o, and each printed g its t. Many other examples would fit as well; that
    /// one fits shows that the printed numbers are consistent.
    pub fn recovered() -> Self {
        let squares: f64 = PRINTED_GRAD.iter().map(|g| (5.0 * g).powi(2)).sum();
        let derivative = (squares / 10.0 / PRINTED_LOSS).sqrt();
        let o = f64::midpoint(1.0, (1.0 - 4.0 * derivative).sqrt());
        let target = PRINTED_GRAD.map(|g| o - 5.0 * g / derivative);
        let bias = (o / (1.0 - o)).ln();
        let zeros = Array::zeros(Shape::matrix(SIZES.1, SIZES.0), Options::default());
        let layer = Linear::from_parameters(Tensor::new(zeros), Some(Tensor::vector(&[bias; 10])));
        Self {
            model: Sequential::new().push(layer).push(Sigmoid::new()),
            input: Tensor::vector(&[1.0; SIZES.0]),
            target: Tensor::vector(&target),
        }
    }

    /// The perceptron's output.
    pub fn output(&self) -> Tensor {
        self.model.call(&self.input)
    }

    /// Its mean squared error.
    pub fn loss(&self) -> Tensor {
        MSELoss::new().forward(&self.output(), &self.target)
    }

    /// The gradient of its bias, after one walk backward.
    ///
    /// # Panics
    ///
    /// Never: the layer has a bias.
    pub fn bias_grad(&self) -> Vec<f64> {
        self.model.zero_grad();
        self.loss().backward();
        let bias = self.model.parameter("0.bias").expect("the layer has a bias");
        bias.grad().expect("backward reaches it").to_vec()
    }
}

/// The same perceptron from two operations, a product and a sum, as PyTorch recorded it then.
pub fn product_and_sum(example: &Example) -> Tensor {
    let parameters = example.model.parameters();
    let row = Tensor::new(example.input.data().reshape(Shape::matrix(1, SIZES.0)));
    let target = Tensor::new(example.target.data().reshape(Shape::matrix(1, SIZES.1)));
    let output = (row.matmul(&parameters[0].t()) + &parameters[1]).sigmoid();
    MSELoss::new().forward(&output, &target)
}

/// The training and test losses of the classifier.
pub struct Training {
    /// The loss before each step.
    pub losses: Vec<f64>,
    /// The loss before and after, on test points around *other* centers, as in the tutorial.
    pub other_centers: (f64, f64),
    /// The same around the centers of the training points.
    pub same_centers: (f64, f64),
}

/// Trains the classifier after `np.random.seed(0)` and `torch.manual_seed(0)`.
pub static TRAINING: LazyLock<Training> = LazyLock::new(training);

/// The training points, after `np.random.seed(0)`.
pub fn train_blobs(rng: &mut NumpyRng) -> Blobs {
    make_blobs(BLOBS.0, BLOBS.2, 3, CLUSTER_STD, rng)
}

/// The test points as the tutorial draws them: a second call, and so other centers.
pub fn test_blobs(rng: &mut NumpyRng) -> Blobs {
    make_blobs(BLOBS.1, BLOBS.2, 3, CLUSTER_STD, rng)
}

/// Points as a table, and as targets 0 for the first blob and 1 for the others.
fn tensors(blobs: &Blobs) -> (Tensor, Tensor) {
    let n = blobs.labels.len();
    let targets: Vec<f64> =
        blobs.labels.iter().map(|&label| if label == 0 { 0.0 } else { 1.0 }).collect();
    let table = |columns, values: &[f64]| {
        Tensor::new(Array::new(Shape::matrix(n, columns), values, Options::default()))
    };
    (table(BLOBS.2, &blobs.points), table(1, &targets))
}

fn training() -> Training {
    let mut numpy = NumpyRng::seed(0);
    let train = train_blobs(&mut numpy);
    let other = tensors(&test_blobs(&mut numpy));
    let same =
        tensors(&make_blobs_around(BLOBS.1, &train.centers, BLOBS.2, CLUSTER_STD, &mut numpy));
    let train = tensors(&train);

    let mut rng = TorchRng::manual_seed(0);
    let model = Sequential::new()
        .push(Linear::new(BLOBS.2, HIDDEN, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(HIDDEN, 1, &mut rng))
        .push(Sigmoid::new());
    let loss = |(x, y): &(Tensor, Tensor)| BCELoss::new().forward(&model.call(x), y);
    let before = (loss(&other).item(), loss(&same).item());
    let mut optimizer = SGD::new(model.parameters(), LR);
    let losses = (0..EPOCHS)
        .map(|_| {
            optimizer.zero_grad();
            let loss = loss(&train);
            loss.backward();
            optimizer.step();
            loss.item()
        })
        .collect();
    Training {
        losses,
        other_centers: (before.0, loss(&other).item()),
        same_centers: (before.1, loss(&same).item()),
    }
}
