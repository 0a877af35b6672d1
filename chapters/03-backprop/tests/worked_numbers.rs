//! Every number this chapter prints, and the numpy MLP, number for number.
//!
//! `vectors.json` holds what numpy computes after `np.random.seed(0)`.

use backprop::bias::with_ones;
use backprop::{Gradients, History, Mlp, Problem, Settings, delta, mse, objective, train};
use nalgebra::DMatrix;
use random::NumpyRng;

/// The numbers under `key` in `vectors.json`: a flat object of numbers and lists of numbers.
fn reference(key: &str) -> Vec<f64> {
    let json = include_str!("vectors.json");
    let (_, value) = json.split_once(&format!("\"{key}\": ")).expect("the key is in the file");
    let value = match value.strip_prefix('[') {
        Some(list) => list.split(']').next(),
        None => value.split([',', '\n']).next(),
    };
    let numbers = value.expect("split yields at least one piece").split(',');
    numbers.map(|number| number.trim().parse().expect("a number")).collect()
}

/// Each number within 1e-9 of its reference, relative to the reference.
fn assert_reference<'a>(key: &str, actual: impl IntoIterator<Item = &'a f64>) {
    let expected = reference(key);
    let actual: Vec<f64> = actual.into_iter().copied().take(expected.len()).collect();
    assert_eq!(actual.len(), expected.len(), "{key}");
    for (i, (a, e)) in actual.iter().zip(&expected).enumerate() {
        assert!((a - e).abs() <= 1e-9 * e.abs(), "{key}[{i}] is {a}, numpy has {e}");
    }
}

fn seed_0() -> Problem {
    Problem::draw(&mut NumpyRng::seed(0), 64, 10, 100, 1)
}

#[test]
fn the_initial_numbers_are_numpys() {
    let Problem { x, y, mlp } = seed_0();
    assert_reference("X_first", x.row(0).iter());
    assert_reference("y_first", &y);
    assert_reference("W1_first", mlp.w1.row(0).iter());
    assert_reference("W2_first", &mlp.w2);
    assert_reference("X_sum", &[x.sum()]);
    assert_reference("W1_sum", &[mlp.w1.sum()]);
    assert_reference("W2_sum", &[mlp.w2.sum()]);
}

#[test]
fn the_first_gradients_are_numpys() {
    let Problem { x, y, mlp } = seed_0();
    let gradients = mlp.backward(&mlp.forward(&x), &y);
    assert_reference("dW1_first", gradients.d_w1.row(0).iter());
    assert_reference("dW2_first", &gradients.d_w2);
}

#[test]
fn all_250_losses_are_numpys() {
    let Problem { x, y, mut mlp } = seed_0();
    let History { losses, .. } = train(&mut mlp, &x, &y, &Settings::default());
    assert_eq!(losses.len(), 250);
    assert_reference("losses", &losses);
    assert_reference("W1_final_00", &[mlp.w1[(0, 0)]]);
    assert_reference("W2_final_00", &[mlp.w2[(0, 0)]]);
    assert_reference("W1_final_norm", &[mlp.w1.norm()]);
    assert_reference("W2_final_norm", &[mlp.w2.norm()]);

    let printed = [
        (0, 697.8706526041036),
        (1, 314.42520305204414),
        (10, 47.51899652922348),
        (100, 5.329359792893122),
        (249, 1.8190254807939104),
    ];
    for (epoch, loss) in printed {
        assert!((losses[epoch] / loss - 1.0).abs() < 1e-9, "epoch {epoch}: {}", losses[epoch]);
    }
}

#[test]
fn losses_and_objectives_fall_in_every_epoch() {
    for seed in 0..=5 {
        let Problem { x, y, mut mlp } = Problem::draw(&mut NumpyRng::seed(seed), 64, 10, 100, 1);
        let history = train(&mut mlp, &x, &y, &Settings::default());
        for curve in [&history.losses, &history.objectives()] {
            assert_eq!(curve.len(), 250);
            assert!(curve.windows(2).all(|pair| pair[1] < pair[0]), "seed {seed}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let run = || {
        let Problem { x, y, mut mlp } = seed_0();
        let history = train(&mut mlp, &x, &y, &Settings::default());
        (history, mlp)
    };
    assert_eq!(run(), run());
}

fn column(entries: &[f64]) -> DMatrix<f64> {
    DMatrix::from_column_slice(entries.len(), 1, entries)
}

#[test]
fn the_smallest_network_by_hand() {
    let mut mlp = Mlp::new(column(&[0.5, 1.0]), column(&[-1.0, 2.0]));
    let (x, y) = (column(&[2.0]), column(&[1.0]));
    let forward = mlp.forward(&x);
    assert_eq!(forward.xb.as_slice(), [1.0, 2.0]);
    assert_eq!(forward.z.as_slice(), [2.5]);
    assert_eq!(forward.a.as_slice(), [2.5]);
    assert_eq!(forward.ab.as_slice(), [1.0, 2.5]);
    assert_eq!(forward.y_hat.as_slice(), [4.0]);
    assert_eq!(mse(&forward.y_hat, &y), 9.0);

    let gradients = mlp.backward(&forward, &y);
    let expected = Gradients {
        d_y_hat: column(&[6.0]),
        d_w2: column(&[6.0, 15.0]),
        d_ab: DMatrix::from_row_slice(1, 2, &[-6.0, 12.0]),
        d_a: column(&[12.0]),
        d_z: column(&[12.0]),
        d_w1: column(&[12.0, 24.0]),
        d_x: column(&[12.0]),
    };
    assert_eq!(gradients, expected);

    mlp.step(&gradients, 0.001);
    assert_eq!(mlp.w1, column(&[0.488, 0.976]));
    assert_eq!(mlp.w2, column(&[-1.006, 1.985]));
    // z = 0.488 + 2·0.976 = 2.44, ŷ = 2.44·1.985 − 1.006 = 3.8374, L = 2.8374².
    let after = objective(&mlp, &x, &y, 0.0);
    assert!((after - 2.8374 * 2.8374).abs() < 1e-12, "{after}");
}

#[test]
fn a_small_change_of_the_first_weight_by_hand() {
    let loss = |w1: f64| {
        let mlp = Mlp::new(column(&[0.5, w1]), column(&[-1.0, 2.0]));
        mse(&mlp.forward(&column(&[2.0])).y_hat, &column(&[1.0]))
    };
    // z = 0.5 + 2·1.001 = 2.502, ŷ = 2·2.502 − 1 = 4.004, L = 3.004².
    assert!((loss(1.001) - 9.024016).abs() < 1e-12);
    // Below w₁ = −1/4 the unit is off: ŷ = −1 and L = 4, whatever the weight.
    assert_eq!([-0.25, -0.5, -1.0].map(loss), [4.0; 3]);
    // To first order, all four derivatives together predict a decrease of 0.001·(24² + 12² + 15² +
    // 6²) = 0.981.
    assert_eq!(24 * 24 + 12 * 12 + 15 * 15 + 6 * 6, 981);
}

#[test]
fn a_product_and_its_gradients_by_hand() {
    let x = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
    let delta = DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 2.0, -1.0]);
    // Row 0 is the bias: the column sums of Δ. The other rows are XᵀΔ.
    let d_w = DMatrix::from_row_slice(3, 2, &[3.0, -1.0, 7.0, -3.0, 10.0, -4.0]);
    assert_eq!(delta::d_w1(&with_ones(&x), &delta), d_w);

    let w = DMatrix::from_row_slice(3, 2, &[5.0, -5.0, 1.0, -1.0, 0.0, 2.0]);
    let d_x = DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 3.0, -2.0]);
    assert_eq!(delta::d_x(&delta, &w), d_x, "and the bias has no part in it");
}

#[test]
fn along_the_gradient_the_loss_rises() {
    let Problem { x, y, mut mlp } = seed_0();
    let mut before = 0.0;
    for _ in 0..8 {
        let forward = mlp.forward(&x);
        let loss = mse(&forward.y_hat, &y);
        assert!(loss > before, "{loss} after {before}");
        before = loss;
        let gradients = mlp.backward(&forward, &y);
        mlp.step(&gradients, -1e-3);
    }
}

#[test]
fn units_with_equal_weights_stay_equal() {
    let Problem { x, y, .. } = seed_0();
    let settings = Settings { lambda: 0.0, ..Settings::default() };
    for start in [0.1, 0.0] {
        let (w1, w2) =
            (DMatrix::from_element(11, 100, start), DMatrix::from_element(101, 1, start));
        let mut mlp = Mlp::new(w1, w2);
        train(&mut mlp, &x, &y, &settings);
        assert!(mlp.w1.column_iter().all(|unit| unit == mlp.w1.column(0)), "all {start}");
        if start == 0.0 {
            assert_eq!(mlp.w1.amax(), 0.0, "no slope gets through to the first layer");
            assert_eq!(mlp.w2.rows(1, 100).amax(), 0.0, "nor to the weights of the second");
            assert_ne!(mlp.w2[0], 0.0, "only the last bias moves");
        }
    }
}

#[test]
fn a_step_too_long_kills_units() {
    let Problem { x, y, mut mlp } = seed_0();
    train(&mut mlp, &x, &y, &Settings { learning_rate: 1e-2, ..Settings::default() });
    let dead = |mlp: &Mlp| {
        mlp.forward(&x).z.column_iter().map(|unit| unit.max() <= 0.0).collect::<Vec<_>>()
    };
    let before = dead(&mlp);
    assert!(before.iter().filter(|&&dead| dead).count() > 50);
    let forward = mlp.forward(&x);
    let gradients = mlp.backward(&forward, &y);
    for (unit, _) in before.iter().enumerate().filter(|&(_, &dead)| dead) {
        assert_eq!(gradients.d_w1.column(unit).amax(), 0.0, "a dead unit has no slope");
    }
}
