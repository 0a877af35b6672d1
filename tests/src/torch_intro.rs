//! A quick introduction to PyTorch: a layer, a softmax, a cross-entropy, a first gradient.

use autograd::{
    Tensor,
    nn::{Linear, Module, Sigmoid},
};
use engine::Shape;
use losses::NLLLoss;
use random::TorchRng;

use crate::tensors::{double, randn};

/// The weight of the affine map.
pub const W: [[f64; 2]; 2] = [[1.0, 0.0], [0.0, 2.0]];
/// Its input.
pub const X: [f64; 2] = [1.0, 1.0];
/// Its bias.
pub const B: [f64; 2] = [10.0, -10.0];
/// Two samples, each with three scores.
pub const Z: [[f64; 3]; 2] = [[1.0, -1.0, 2.0], [-1.0, 0.0, 1.0]];
/// The right class of each sample, as a distribution.
pub const P: [[f64; 3]; 2] = [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]];
/// The same as numbers, counted from 0.
pub const CLASSES: [usize; 2] = [2, 1];
/// The right classes for the walk backward.
pub const REFERENCE: [usize; 2] = [1, 0];
/// Inputs and outputs of the network's first layer.
pub const LAYER1: (usize, usize) = (3, 4);
/// Inputs and outputs of its second layer.
pub const LAYER2: (usize, usize) = (4, 2);

/// W·x + b.
pub fn affine() -> Tensor {
    Linear::from_parameters(Tensor::matrix(&W), Some(Tensor::vector(&B))).call(&Tensor::vector(&X))
}

/// The probabilities of [`Z`].
pub fn softmax() -> Tensor {
    double(&Z).softmax(1)
}

/// The network of two layers.
pub struct MyNet {
    /// The hidden layer.
    pub layer1: Linear,
    /// The output layer.
    pub layer2: Linear,
}

impl MyNet {
    /// Draws both layers, as PyTorch does.
    pub fn new(rng: &mut TorchRng) -> Self {
        Self {
            layer1: Linear::new(LAYER1.0, LAYER1.1, rng),
            layer2: Linear::new(LAYER2.0, LAYER2.1, rng),
        }
    }
}

impl Module for MyNet {
    fn name(&self) -> &'static str {
        "myNN"
    }

    fn forward(&self, input: &Tensor) -> Tensor {
        let hidden = Sigmoid::new().call(&self.layer1.call(input));
        self.layer2.call(&hidden).softmax(1)
    }

    fn children(&self) -> Vec<(String, &dyn Module)> {
        vec![("layer1".into(), &self.layer1), ("layer2".into(), &self.layer2)]
    }
}

/// The tutorial's walk forward and backward, after `torch.manual_seed(seed)`.
pub struct Walk {
    /// The network, with its gradients.
    pub model: MyNet,
    /// Two samples of three numbers.
    pub x: Tensor,
    /// The probabilities of two classes for each.
    pub y: Tensor,
}

/// Draws the samples, then the network, and goes forward and back.
///
/// # Panics
///
/// Never: the classes are those of the network.
pub fn walk(seed: u64) -> Walk {
    let mut rng = TorchRng::manual_seed(seed);
    let x = randn(Shape::matrix(2, 3), &mut rng);
    let model = MyNet::new(&mut rng);
    let y = model.call(&x);
    let loss = NLLLoss::new().forward(&y.log(), &REFERENCE).expect("two classes");
    loss.backward();
    Walk { model, x, y }
}
