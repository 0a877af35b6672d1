//! The two networks this chapter looks at.

use nalgebra::DMatrix;

use crate::{Activation, Graph, Layer};

/// 8 → 4 → 3 → 2 nodes, with weights whose digits spell their place: W₂₃ = 23.
///
/// The weights are made for reading, not for computing. For the input 1, 2, …, 8 the first layer's
/// pre-activations are in the thousands, tanh has long saturated, and the output is (1, 1).
///
/// # Panics
///
/// Never: the sizes fit.
pub fn eight_to_two() -> Graph {
    let spelled = |n_in, n_out, phi| {
        let w = DMatrix::from_fn(n_in, n_out, |i, j| (10 * (i + 1) + j + 1) as f64);
        Layer::new(w, (1..=n_out).map(|j| j as f64).collect(), phi)
    };
    Graph::new(vec![
        spelled(8, 4, Activation::Tanh),
        spelled(4, 3, Activation::Relu),
        spelled(3, 2, Activation::Sigmoid),
    ])
    .expect("8 → 4 → 3 → 2")
}

/// 2 → 2 → 1 nodes: two lines cut the plane into four parts, and the output selects one of them.
///
/// Hidden node 1 is positive where 2x₁ − x₂ > 0, hidden node 2 where x₂ < 0. The output node
/// computes s = h₁ − h₂ + `bias`, so it is largest where h₁ ≈ 1 and h₂ ≈ −1. Where the two agree,
/// h₁ − h₂ is near 0 and the bias decides. Where they disagree the other way, s is near −2.
///
/// The tutorial this network comes from says b = −0.5 in its text and has b = −1 in its code. Both
/// reject the two middle parts, and the picture is nearly the same, but not the share of the square
/// [−3, 3]² that is selected (s > 0): 18.1 % with −1, 22.4 % with −0.5.
///
/// # Panics
///
/// Never: the sizes fit.
pub fn quadrant(bias: f64) -> Graph {
    let hidden = DMatrix::from_row_slice(2, 2, &[2.0, 0.0, -1.0, -2.0]);
    let output = DMatrix::from_row_slice(2, 1, &[1.0, -1.0]);
    Graph::new(vec![
        Layer::new(hidden, vec![0.0, 0.0], Activation::Tanh),
        Layer::new(output, vec![bias], Activation::Tanh),
    ])
    .expect("2 → 2 → 1")
}
