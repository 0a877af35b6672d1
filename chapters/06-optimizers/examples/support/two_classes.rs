//! The blobs tutorial: its points, its network, its loss.

use autograd::{
    Tensor,
    nn::{Linear, ReLU, Sequential, Sigmoid},
};
use data::blobs::{Blobs, make_blobs, make_blobs_around};
use engine::{Array, Options, Shape};
use random::{NumpyRng, TorchRng};

/// Points (n, 2) and their targets (n, 1).
pub type Points = (Tensor, Tensor);

/// Blob 0 is class 0, the others are class 1.
pub fn points(blobs: &Blobs) -> Points {
    let n = blobs.labels.len();
    let target: Vec<f64> = blobs.labels.iter().map(|&blob| f64::from(blob != 0)).collect();
    let tensor = |cols, values: &[f64]| {
        Tensor::new(Array::new(Shape::matrix(n, cols), values, Options::default()))
    };
    (tensor(2, &blobs.points), tensor(1, &target))
}

// ANCHOR: sets
/// 40 points to train on; ten from around the same centers; ten from around new ones.
pub fn sets() -> [Points; 3] {
    let mut numpy = NumpyRng::seed(0);
    let train = make_blobs(40, 2, 3, 1.5, &mut numpy);
    let same_centers = make_blobs_around(10, &train.centers, 2, 1.5, &mut numpy);
    let new_centers = make_blobs(10, 2, 3, 1.5, &mut NumpyRng::seed(2));
    [train, same_centers, new_centers].map(|blobs| points(&blobs))
}
// ANCHOR_END: sets

/// Two inputs, ten hidden units, one probability.
pub fn network() -> Sequential {
    let mut torch = TorchRng::manual_seed(0);
    Sequential::new()
        .push(Linear::new(2, 10, &mut torch))
        .push(ReLU::new())
        .push(Linear::new(10, 1, &mut torch))
        .push(Sigmoid::new())
}
