//! If shapes do not fit, the message names the operation and both shapes.

use backprop::bias::without_first;
use backprop::{Mlp, delta, mse};
use nalgebra::DMatrix;

fn zeros(rows: usize, columns: usize) -> DMatrix<f64> {
    DMatrix::zeros(rows, columns)
}

fn mlp() -> Mlp {
    Mlp::new(zeros(4, 5), zeros(6, 2))
}

#[test]
#[should_panic(expected = "W₁ is 4 × 5, so W₂ needs 6 rows (one is the bias), but W₂ is 5 × 2")]
fn the_second_layer_needs_a_bias_row() {
    Mlp::new(zeros(4, 5), zeros(5, 2));
}

#[test]
#[should_panic(expected = "[1 X]·W₁: the shapes 7 × 5 and 4 × 5 do not fit")]
fn samples_of_the_wrong_width() {
    mlp().forward(&zeros(7, 4));
}

#[test]
#[should_panic(expected = "Ŷ − Y: the shapes 7 × 2 and 7 × 1 do not fit")]
fn targets_of_the_wrong_width() {
    mlp().backward(&mlp().forward(&zeros(7, 3)), &zeros(7, 1));
}

#[test]
#[should_panic(expected = "mean (Ŷ − Y)²: the shapes 7 × 1 and 1 × 7 do not fit")]
fn transposed_targets() {
    mse(&zeros(7, 1), &zeros(1, 7));
}

#[test]
#[should_panic(expected = "Ŷ and Y are 0 × 1, and the mean of no entries is undefined")]
fn the_mean_of_no_entries() {
    mse(&zeros(0, 1), &zeros(0, 1));
}

#[test]
#[should_panic(expected = "Abᵀ·δŶ: the shapes 7 × 6 and 8 × 2 do not fit")]
fn another_number_of_samples() {
    delta::d_w2(&zeros(7, 6), &zeros(8, 2));
}

#[test]
#[should_panic(expected = "δŶ·W₂ᵀ: the shapes 7 × 2 and 6 × 3 do not fit")]
fn another_number_of_outputs() {
    delta::d_ab(&zeros(7, 2), &zeros(6, 3));
}

#[test]
#[should_panic(expected = "δA ⊙ 1(Z > 0): the shapes 7 × 5 and 7 × 6 do not fit")]
fn another_number_of_hidden_units() {
    delta::d_z(&zeros(7, 5), &zeros(7, 6));
}

#[test]
#[should_panic(expected = "the 7 × 0 matrix has no column to drop")]
fn no_column_of_ones() {
    without_first(&zeros(7, 0));
}

#[test]
#[should_panic(expected = "W₁ − δW₁: the shapes 4 × 5 and 4 × 3 do not fit")]
fn gradients_of_another_network() {
    let other = Mlp::new(zeros(4, 3), zeros(4, 2));
    let gradients = other.backward(&other.forward(&zeros(7, 3)), &zeros(7, 2));
    mlp().step(&gradients, 0.1);
}
