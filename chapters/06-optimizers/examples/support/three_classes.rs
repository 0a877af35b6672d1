//! Three blobs and a network that classifies them.

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential},
};
use data::blobs::make_blobs;
use engine::{Array, Options, Shape};
use losses::CrossEntropyLoss;
use random::{NumpyRng, TorchRng};

/// The network, and a function that computes its loss on all 90 points.
pub fn problem() -> (Sequential, impl Fn(&Sequential) -> Tensor) {
    let blobs = make_blobs(90, 2, 3, 1.5, &mut NumpyRng::seed(0));
    let x = Tensor::new(Array::new(Shape::matrix(90, 2), &blobs.points, Options::default()));
    let mut rng = TorchRng::manual_seed(0);
    let model = Sequential::new()
        .push(Linear::new(2, 10, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(10, 3, &mut rng));
    let loss = move |model: &Sequential| {
        let loss = CrossEntropyLoss::new().forward(&model.call(&x), &blobs.labels);
        loss.expect("three blobs, three outputs")
    };
    (model, loss)
}
