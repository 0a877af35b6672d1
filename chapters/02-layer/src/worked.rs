//! The example networks of this chapter.

use nalgebra::DMatrix;

use crate::{Activation, Graph, Layer};

/// 8 → 4 → 3 → 2 nodes, with weights whose digits are their indices: W₂₃ = 23.
///
/// The weights are chosen to be recognized, not to compute something useful. For the input
/// 1, 2, …, 8 the first layer's pre-activations are in the thousands, tanh saturates, and the output
/// is (1, 1).
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
/// The tutorial that this network is from has b = −0.5 in its text and b = −1 in its code. Both
/// exclude the two middle parts, and the pictures look nearly the same, but the selected part
/// (s > 0) of the square [−3, 3]² differs: 18.1 % with −1, 22.4 % with −0.5.
///
/// # Panics
///
/// Never: the sizes fit.
// ANCHOR: quadrant
pub fn quadrant(bias: f64) -> Graph {
    let hidden = DMatrix::from_row_slice(2, 2, &[2.0, 0.0, -1.0, -2.0]);
    let output = DMatrix::from_row_slice(2, 1, &[1.0, -1.0]);
    Graph::new(vec![
        Layer::new(hidden, vec![0.0, 0.0], Activation::Tanh),
        Layer::new(output, vec![bias], Activation::Tanh),
    ])
    .expect("2 → 2 → 1")
}
// ANCHOR_END: quadrant

/// 2 → 2 → 1 nodes: "one of the two, but not both", for inputs that are 0 or 1.
///
/// Hidden node 1 computes OR, hidden node 2 NOT BOTH, and the output node the AND of these two.
/// Each is a unit of chapter 1, and no single unit computes XOR.
///
/// # Panics
///
/// Never: the sizes fit.
///
/// ```
/// let corners = nalgebra::DMatrix::from_row_slice(4, 2, &[0., 0., 0., 1., 1., 0., 1., 1.]);
/// let xor = layer::worked::xor().forward(&corners);
/// assert_eq!(xor.map(f64::round).as_slice(), [0.0, 1.0, 1.0, 0.0]);
/// ```
// ANCHOR: xor
pub fn xor() -> Graph {
    let hidden = DMatrix::from_row_slice(2, 2, &[10.0, -10.0, 10.0, -10.0]);
    let output = DMatrix::from_row_slice(2, 1, &[10.0, 10.0]);
    Graph::new(vec![
        Layer::new(hidden, vec![-5.0, 15.0], Activation::Sigmoid),
        Layer::new(output, vec![-15.0], Activation::Sigmoid),
    ])
    .expect("2 → 2 → 1")
}
// ANCHOR_END: xor

/// 1 → `n` → 1 nodes: a piecewise linear function of `n` pieces that equals `f` at both ends of
/// every piece, for inputs from 0 to `end`.
///
/// Nothing here is learned. Hidden unit i is off up to the start of piece i, and from there on adds
/// the change in slope. Left of 0 the function is constant; right of `end` the last piece
/// continues.
///
/// # Panics
///
/// Never: the sizes fit.
///
/// ```
/// use nalgebra::DMatrix;
///
/// let graph = layer::worked::hinges(|x| x * x, 2.0, 2); // through (0, 0), (1, 1), (2, 4)
/// let y = graph.forward(&DMatrix::from_column_slice(4, 1, &[0.5, 1.0, 1.5, 3.0]));
/// assert_eq!(y.as_slice(), [0.5, 1.0, 2.5, 7.0]);
/// ```
// ANCHOR: hinges
pub fn hinges(f: fn(f64) -> f64, end: f64, n: usize) -> Graph {
    let knot = |i: usize| end * i as f64 / n as f64;
    let slope = |i: usize| (f(knot(i + 1)) - f(knot(i))) / (knot(i + 1) - knot(i));
    let change = |i: usize| if i == 0 { slope(0) } else { slope(i) - slope(i - 1) };
    let biases = (0..n).map(|i| -knot(i)).collect();
    Graph::new(vec![
        Layer::new(DMatrix::from_element(1, n, 1.0), biases, Activation::Relu),
        Layer::new(DMatrix::from_fn(n, 1, |i, _| change(i)), vec![f(0.0)], Activation::Identity),
    ])
    .expect("1 → n → 1")
}
// ANCHOR_END: hinges
