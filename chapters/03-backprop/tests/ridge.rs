//! The ridge penalty, which the plotted loss does not include.

use backprop::{Mlp, Problem, Settings, mse, objective, penalty, train};
use nalgebra::DMatrix;
use random::NumpyRng;

/// A network, samples, and its own outputs as targets, so that the data loss is 0.
fn perfect() -> (DMatrix<f64>, DMatrix<f64>, Mlp) {
    let Problem { x, mlp, .. } = Problem::draw(&mut NumpyRng::seed(1), 20, 3, 8, 2);
    let y = mlp.forward(&x).y_hat;
    (x, y, mlp)
}

#[test]
fn the_penalty_is_the_objective_minus_the_plotted_loss() {
    let Problem { x, y, mlp } = Problem::draw(&mut NumpyRng::seed(2), 20, 3, 8, 2);
    let squares: f64 = mlp.w1.iter().chain(&mlp.w2).map(|w| w * w).sum();
    assert!((penalty(&mlp, 0.5) - 0.25 * squares).abs() < 1e-12);
    let loss = mse(&mlp.forward(&x).y_hat, &y);
    assert_eq!(objective(&mlp, &x, &y, 0.5), loss + penalty(&mlp, 0.5));
    assert_eq!(objective(&mlp, &x, &y, 0.0), loss);

    let history = train(&mut mlp.clone(), &x, &y, &Settings { epochs: 1, ..Settings::default() });
    assert_eq!(history.losses, [loss]);
    assert_eq!(history.penalties, [penalty(&mlp, 0.5)]);
    assert_eq!(history.objectives(), [objective(&mlp, &x, &y, 0.5)]);
}

#[test]
fn the_plotted_loss_may_rise_while_the_objective_falls() {
    let (x, y, mut mlp) = perfect();
    let history = train(&mut mlp, &x, &y, &Settings { epochs: 20, ..Settings::default() });
    assert_eq!(history.losses[0], 0.0);
    assert!(history.losses.windows(2).all(|pair| pair[1] > pair[0]));
    assert!(history.objectives().windows(2).all(|pair| pair[1] < pair[0]));
}

#[test]
fn biases_are_regularized_too() {
    let (x, y, mut mlp) = perfect();
    let before = mlp.clone();
    let gradients = mlp.backward(&mlp.forward(&x), &y);
    assert_eq!(gradients.d_w1.amax(), 0.0, "the data asks for no change");
    assert_eq!(gradients.d_w2.amax(), 0.0, "the data asks for no change");

    // The rest of the gradient is λW, in the bias rows, too.
    let gradients = gradients.add_ridge(&mlp, 0.5);
    assert_eq!(gradients.d_w1.row(0), before.w1.row(0) * 0.5);
    assert_eq!(gradients.d_w2.row(0), before.w2.row(0) * 0.5);
    assert_eq!(gradients.d_w1, &before.w1 * 0.5);
    assert_eq!(gradients.d_w2, &before.w2 * 0.5);

    mlp.step(&gradients, 0.1);
    let shrunk = |w: &DMatrix<f64>| w * (1.0 - 0.1 * 0.5);
    assert!((mlp.w1.row(0) - shrunk(&before.w1).row(0)).amax() < 1e-15);
    assert!((mlp.w2.row(0) - shrunk(&before.w2).row(0)).amax() < 1e-15);
}

#[test]
fn without_a_ridge_a_perfect_network_does_not_change() {
    let (x, y, mut mlp) = perfect();
    let before = mlp.clone();
    let history = train(&mut mlp, &x, &y, &Settings { lambda: 0.0, ..Settings::default() });
    assert_eq!(mlp, before);
    assert!(history.objectives().iter().all(|&objective| objective == 0.0));
}
