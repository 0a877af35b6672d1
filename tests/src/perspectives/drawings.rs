//! Single units and small graphs, as the pictures show them.

use layer::{Activation, Axis, Graph, Layer, grid, softmax, worked};
use nalgebra::{DMatrix, DVector};
use unit::{Unit, nn_unit};

/// Range, points per side and bins of the maps.
pub const MAP: (f64, usize, usize) = (3.0, 250, 25);
/// The two units that are drawn with an arrow: weights and bias.
pub const ARROWS: [([f64; 2], f64); 2] = [([0.0, 2.0], -1.0), ([2.0, 1.0], 1.0)];
/// The bias of the quadrant's output in the program, and in the text.
pub const QUADRANT_BIASES: (f64, f64) = (-1.0, -0.5);
/// The ranges of the two softmax maps.
pub const SOFTMAX_MAPS: [(f64, f64); 2] = [(0.0, 15.0), (-1.0, 1.0)];
/// Points on each side of a softmax map.
pub const SOFTMAX_POINTS: usize = 100;

/// Three inputs through one unit with tanh.
pub fn three_inputs() -> f64 {
    let vector = |entries: [f64; 3]| DVector::from_column_slice(&entries);
    nn_unit(&vector([0.0, 1.0, -1.0]), &vector([1.0, 2.0, 3.0]), -1.0, f64::tanh)
}

/// Two samples through a layer of three sigmoids, row by row.
pub fn sigmoid_layer() -> Vec<f64> {
    let w = DMatrix::from_row_slice(2, 3, &[1.0, -1.0, 1.0, 2.0, 0.0, 1.0]);
    let x = DMatrix::from_row_slice(2, 2, &[1.0, 0.5, -1.0, 1.0]);
    let layer = Layer::new(w, vec![-1.0, 1.0, 0.0], Activation::Sigmoid);
    layer.forward(&x).transpose().as_slice().to_vec()
}

/// 1, 2, …, 8 through the graph whose weights spell their place.
pub fn eight_to_two() -> Vec<f64> {
    let x = DMatrix::from_fn(1, 8, |_, i| (i + 1) as f64);
    worked::eight_to_two().forward(&x).as_slice().to_vec()
}

/// One of the two units that are drawn with an arrow.
pub fn arrow(i: usize) -> Unit {
    let (w, b) = ARROWS[i];
    Unit::new(w.to_vec(), b, Activation::Tanh)
}

/// The network that selects a quadrant of the plane.
pub fn quadrant() -> Graph {
    worked::quadrant(QUADRANT_BIASES.0)
}

/// s of the quadrant's output node on every point of the map.
pub fn quadrant_s(bias: f64) -> Vec<f64> {
    let nodes = worked::quadrant(bias).trace(&grid(MAP.0, MAP.1));
    nodes[1].pre_activation.as_slice().to_vec()
}

/// How many numbers fall into each of the map's bins between the smallest and the largest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share between 0 and 1 of the bins is a bin"
)]
pub fn histogram(values: &[f64]) -> Vec<usize> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut counts = vec![0; MAP.2];
    for value in values {
        let bin = ((value - low) / (high - low) * MAP.2 as f64) as usize;
        counts[bin.min(MAP.2 - 1)] += 1;
    }
    counts
}

/// A softmax map: y₁ and y₂ on a square, y₃ in the middle of its sides; one point in each row.
pub fn softmax_map(i: usize) -> DMatrix<f64> {
    let (low, high) = SOFTMAX_MAPS[i];
    let middle = f64::midpoint(low, high);
    let plane = grid((high - low) / 2.0, SOFTMAX_POINTS).add_scalar(middle);
    softmax(&plane.insert_column(2, middle), Axis::EachRow)
}
