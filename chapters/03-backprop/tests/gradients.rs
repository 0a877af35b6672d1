//! Every gradient compared with central differences of the loss.

use backprop::bias::with_ones;
use backprop::{Gradients, Mlp, mse, objective};
use nalgebra::DMatrix;
use proptest::prelude::*;

/// The derivative of `f` by each entry of `at`, by central differences.
///
/// `f` is quadratic in any one entry (unless a ReLU switches), so the only error is rounding.
// ANCHOR: central
fn central_differences(at: &DMatrix<f64>, f: impl Fn(&DMatrix<f64>) -> f64) -> DMatrix<f64> {
    let h = 1e-4;
    DMatrix::from_fn(at.nrows(), at.ncols(), |i, j| {
        let moved = |by: f64| {
            let mut at = at.clone();
            at[(i, j)] += by;
            f(&at)
        };
        (moved(h) - moved(-h)) / (2.0 * h)
    })
}
// ANCHOR_END: central

fn assert_gradient(name: &str, by_chain_rule: &DMatrix<f64>, measured: &DMatrix<f64>) {
    assert_eq!(by_chain_rule.shape(), measured.shape(), "{name}");
    let worst = (by_chain_rule - measured).amax();
    let scale = 1.0 + measured.amax();
    assert!(
        worst < 1e-8 * scale,
        "{name} is {by_chain_rule}, but central differences give {measured}"
    );
}

fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = DMatrix<f64>> {
    prop::collection::vec(-1.0..1.0, rows * columns)
        .prop_map(move |entries| DMatrix::from_vec(rows, columns, entries))
}

/// X, Y and a network, of any small shape.
fn problem() -> impl Strategy<Value = (DMatrix<f64>, DMatrix<f64>, Mlp)> {
    (1..6_usize, 1..5_usize, 1..6_usize, 1..4_usize).prop_flat_map(|(n, d, h, o)| {
        let mlp = (matrix(d + 1, h), matrix(h + 1, o)).prop_map(|(w1, w2)| Mlp::new(w1, w2));
        (matrix(n, d), matrix(n, o), mlp)
    })
}

proptest! {
    #[test]
    fn every_delta_is_a_gradient_of_the_data_loss((x, y, mlp) in problem()) {
        let forward = mlp.forward(&x);
        // A step of 1e-4 must not switch any unit on or off: at its kink ReLU has no derivative.
        prop_assume!(forward.z.iter().all(|z| z.abs() > 1e-3));
        let Gradients { d_y_hat, d_w2, d_ab, d_a, d_z, d_w1, d_x } = mlp.backward(&forward, &y);

        let from_ab = |ab: &DMatrix<f64>| mse(&(ab * &mlp.w2), &y);
        let from_a = |a: &DMatrix<f64>| from_ab(&with_ones(a));
        let from_z = |z: &DMatrix<f64>| from_a(&z.map(|z| z.max(0.0)));
        let loss = |mlp: &Mlp, x: &DMatrix<f64>| mse(&mlp.forward(x).y_hat, &y);
        let from_w1 = |w1: &DMatrix<f64>| loss(&Mlp::new(w1.clone(), mlp.w2.clone()), &x);
        let from_w2 = |w2: &DMatrix<f64>| loss(&Mlp::new(mlp.w1.clone(), w2.clone()), &x);

        let from_y_hat = |y_hat: &DMatrix<f64>| mse(y_hat, &y);
        assert_gradient("δŶ", &d_y_hat, &central_differences(&forward.y_hat, from_y_hat));
        assert_gradient("δAb", &d_ab, &central_differences(&forward.ab, from_ab));
        assert_gradient("δA", &d_a, &central_differences(&forward.a, from_a));
        assert_gradient("δZ", &d_z, &central_differences(&forward.z, from_z));
        assert_gradient("δW₂", &d_w2, &central_differences(&mlp.w2, from_w2));
        assert_gradient("δW₁", &d_w1, &central_differences(&mlp.w1, from_w1));
        assert_gradient("δX", &d_x, &central_differences(&x, |x| loss(&mlp, x)));
    }

    #[test]
    fn with_the_ridge_they_are_gradients_of_the_objective(
        (x, y, mlp) in problem(),
        lambda in 0.0..2.0,
    ) {
        let forward = mlp.forward(&x);
        prop_assume!(forward.z.iter().all(|z| z.abs() > 1e-3));
        let gradients = mlp.backward(&forward, &y).add_ridge(&mlp, lambda);
        let from_w1 = |w1: &DMatrix<f64>| {
            objective(&Mlp::new(w1.clone(), mlp.w2.clone()), &x, &y, lambda)
        };
        let from_w2 = |w2: &DMatrix<f64>| {
            objective(&Mlp::new(mlp.w1.clone(), w2.clone()), &x, &y, lambda)
        };
        assert_gradient("δW₁ + λW₁", &gradients.d_w1, &central_differences(&mlp.w1, from_w1));
        assert_gradient("δW₂ + λW₂", &gradients.d_w2, &central_differences(&mlp.w2, from_w2));
    }

    #[test]
    fn gradients_have_the_shapes_of_their_matrices((x, y, mlp) in problem()) {
        let forward = mlp.forward(&x);
        let gradients = mlp.backward(&forward, &y);
        prop_assert_eq!(gradients.d_x.shape(), x.shape());
        prop_assert_eq!(gradients.d_w1.shape(), mlp.w1.shape());
        prop_assert_eq!(gradients.d_z.shape(), forward.z.shape());
        prop_assert_eq!(gradients.d_a.shape(), forward.a.shape());
        prop_assert_eq!(gradients.d_ab.shape(), forward.ab.shape());
        prop_assert_eq!(gradients.d_w2.shape(), mlp.w2.shape());
        prop_assert_eq!(gradients.d_y_hat.shape(), y.shape());
    }

    #[test]
    fn the_gradient_of_a_batch_is_the_mean_of_its_samples((x, y, mlp) in problem()) {
        let all = mlp.backward(&mlp.forward(&x), &y);
        let n = x.nrows();
        let mut mean = DMatrix::zeros(mlp.w1.nrows(), mlp.w1.ncols());
        for i in 0..n {
            let (x, y) = (x.rows(i, 1).into_owned(), y.rows(i, 1).into_owned());
            mean += mlp.backward(&mlp.forward(&x), &y).d_w1 / n as f64;
        }
        prop_assert!((all.d_w1 - &mean).amax() < 1e-13 * (1.0 + mean.amax()));
    }
}
