//! A network that learns a single example in 49 steps, and a derivative followed by hand.

use std::sync::LazyLock;

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential, Sigmoid, Softmax},
};
use losses::CrossEntropyLoss;
use optimizers::{Adam, Optimizer};

/// The sample.
pub const SAMPLE: [f64; 3] = [0.1, 0.2, 0.7];
/// Its class, counted from 0.
pub const CLASS: usize = 1;
/// The weights of the three layers.
pub const WEIGHTS: [[[f64; 3]; 3]; 3] = [
    [[0.1, 0.3, 0.4], [0.2, 0.2, 0.3], [0.3, 0.7, 0.9]],
    [[0.2, 0.3, 0.6], [0.3, 0.5, 0.4], [0.5, 0.7, 0.8]],
    [[0.1, 0.3, 0.5], [0.4, 0.7, 0.2], [0.8, 0.2, 0.9]],
];
/// Biases that print what the tutorial's random ones printed. They need not be the same.
pub const BIASES: [[f64; 3]; 3] = [
    [-0.3583381175994873, 0.025746548548340797, 0.2663678228855133],
    [0.2428438365459442, -0.22841700911521912, 0.4866723120212555],
    [0.01748967170715332, -0.39093446731567383, 0.4056491553783417],
];
/// Where the loop over epochs ends, without being reached: it starts at 1.
pub const EPOCHS: usize = 50;
/// The learning rate.
pub const LR: f64 = 0.09;
/// The random table of the derivative: 4 digits were printed, the others follow from its powers.
pub const A: [[f64; 2]; 2] =
    [[0.3183365762233734, 1.0870815515518188], [1.782690405845642, 1.3819717168807983]];

/// Which Adam takes the steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Memory {
    /// A new one in every step, as in the tutorial: each step is a first one.
    Fresh,
    /// One for all steps.
    Persistent,
}

/// A step: the loss before it and the probabilities after it.
pub struct Step {
    /// The loss.
    pub loss: f64,
    /// The three probabilities.
    pub probabilities: Vec<f64>,
}

/// The label of the sample as the tutorial prints it: a 1 in the place of its class.
pub fn labels() -> String {
    let one_hot: Vec<u8> = (0..3).map(|class| u8::from(class == CLASS)).collect();
    format!("tensor([{one_hot:?}])")
}

/// Trains the network on the one sample.
///
/// It ends in a softmax, and the cross-entropy applies another.
///
/// # Panics
///
/// Never: the class is one of three.
pub fn steps(memory: Memory) -> Vec<Step> {
    let layer = |i: usize| {
        Linear::from_parameters(Tensor::matrix(&WEIGHTS[i]), Some(Tensor::vector(&BIASES[i])))
    };
    let model = Sequential::new()
        .push(layer(0))
        .push(ReLU::new())
        .push(layer(1))
        .push(Sigmoid::new())
        .push(layer(2))
        .push(Softmax::new(1));
    let x = Tensor::matrix(&[SAMPLE]);
    let mut optimizer = Adam::new(model.parameters(), LR);
    let step = |_| {
        optimizer.zero_grad();
        let loss = CrossEntropyLoss::new().forward(&model.call(&x), &[CLASS]).expect("3 classes");
        loss.backward();
        if memory == Memory::Fresh {
            optimizer = Adam::new(model.parameters(), LR);
        }
        optimizer.step();
        Step { loss: loss.item(), probabilities: model.call(&x).to_vec() }
    };
    (1..EPOCHS).map(step).collect()
}

/// The steps the tutorial prints.
pub static STEPS: LazyLock<Vec<Step>> = LazyLock::new(|| steps(Memory::Fresh));

/// The derivative: every table on the way, and the gradient at its end.
pub struct Derivative {
    /// The random table.
    pub a: Tensor,
    /// a³.
    pub cube: Tensor,
    /// (a³)².
    pub square: Tensor,
    /// The mean of (a³)².
    pub mean: Tensor,
    /// The gradient of a before the walk backward.
    pub before: Option<Tensor>,
}

/// Computes the mean of (a³)² and its gradient, which is 3a⁵/2.
pub fn derivative() -> Derivative {
    let a = Tensor::matrix(&A).requires_grad_();
    let cube = a.pow(3.0);
    let square = cube.pow(2.0);
    let mean = square.mean();
    let before = a.grad();
    mean.backward();
    Derivative { a, cube, square, mean, before }
}
