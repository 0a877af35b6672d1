//! Every number this chapter prints.

use layer::{
    Activation, Axis, Graph, GraphError, Layer, collapse, count_parameters, grid, log_softmax,
    softmax, worked,
};
use nalgebra::DMatrix;

fn matrix(rows: usize, columns: usize, entries: &[f64]) -> DMatrix<f64> {
    DMatrix::from_row_slice(rows, columns, entries)
}

/// Equal up to a few units in the last place.
fn assert_close(actual: &DMatrix<f64>, expected: &DMatrix<f64>, tolerance: f64) {
    assert_eq!(actual.shape(), expected.shape());
    let worst = (actual - expected).amax();
    assert!(worst <= tolerance, "{actual} is not {expected}: off by {worst:e}");
}

#[test]
fn the_affine_layer() {
    let w = matrix(2, 2, &[1.0, 0.0, 0.0, 2.0]);
    let x = matrix(1, 2, &[1.0, 1.0]);
    let y = matrix(1, 2, &[11.0, -8.0]);
    let layer = Layer::new(w.clone(), vec![10.0, -10.0], Activation::Identity);
    assert_eq!(layer.forward(&x), y);
    // The matrix is symmetric, so PyTorch's layout gives the same.
    assert_eq!(Layer::from_linear(&w, vec![10.0, -10.0], Activation::Identity).forward(&x), y);
}

#[test]
fn the_sigmoid_layer() {
    let x = matrix(2, 2, &[1.0, 0.5, -1.0, 1.0]);
    let w = matrix(2, 3, &[1.0, -1.0, 1.0, 2.0, 0.0, 1.0]);
    let layer = Layer::new(w, vec![-1.0, 1.0, 0.0], Activation::Sigmoid);
    assert_eq!(layer.pre_activation(&x), matrix(2, 3, &[1.0, 0.0, 1.5, 0.0, 2.0, 0.0]));
    let full = [0.7310585786300049, 0.5, 0.8175744761936437, 0.5, 0.8807970779778823, 0.5];
    assert_eq!(layer.forward(&x), matrix(2, 3, &full));
    let printed = [0.73105858, 0.5, 0.81757448, 0.5, 0.88079708, 0.5];
    assert_close(&layer.forward(&x), &matrix(2, 3, &printed), 5e-9);
}

#[test]
fn the_three_layer_graph() {
    let x = matrix(1, 8, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
    let graph = worked::eight_to_two();
    assert_eq!(graph.layers()[0].w()[(7, 3)], 84.0);
    assert_eq!(graph.layers()[2].w(), &matrix(3, 2, &[11.0, 12.0, 21.0, 22.0, 31.0, 32.0]));
    assert_eq!(graph.forward(&x), matrix(1, 2, &[1.0, 1.0]));

    let nodes = graph.trace(&x);
    assert_eq!(nodes[0].pre_activation.as_slice(), [2077.0, 2114.0, 2151.0, 2188.0]);
    assert_eq!(nodes[0].activation.as_slice(), [1.0; 4]);
    assert_eq!(nodes[1].pre_activation.as_slice(), [105.0, 110.0, 115.0]);
    assert_eq!(nodes[1].activation.as_slice(), [105.0, 110.0, 115.0]);
    assert_eq!(nodes[2].pre_activation.as_slice(), [7031.0, 7362.0]);
    assert_eq!(nodes[2].activation.as_slice(), [1.0, 1.0]);
}

/// The share of the 250 × 250 grid on [−3, 3]² where the output node has s > 0, in percent.
fn selected(bias: f64) -> f64 {
    let nodes = worked::quadrant(bias).trace(&grid(3.0, 250));
    let s = &nodes[1].pre_activation;
    100.0 * s.iter().filter(|&&s| s > 0.0).count() as f64 / s.len() as f64
}

#[test]
fn the_quadrant_and_the_two_biases() {
    assert_eq!(format!("{:.1}", selected(-1.0)), "18.1", "the bias in the tutorial's code");
    assert_eq!(format!("{:.1}", selected(-0.5)), "22.4", "the bias in the tutorial's text");
}

#[test]
fn the_quadrants_histogram() {
    let nodes = worked::quadrant(-1.0).trace(&grid(3.0, 250));
    let s = &nodes[1].pre_activation;
    let (low, high) = (s.min(), s.max());
    assert!(-3.0 < low && low < -2.99 && 0.99 < high && high < 1.0);
    // 25 bins between the extremes; the middle one is the peak where the hidden nodes agree.
    let bin = |s: f64| ((s - low) / (high - low) * 25.0).floor();
    assert_eq!(s.iter().filter(|&&s| bin(s) == 12.0).count(), 25004);
}

#[test]
fn softmax_of_three_numbers() {
    let z = matrix(1, 3, &[2.0, -1.0, 3.0]);
    let p = [0.26538792877224193, 0.013212886953789414, 0.7213991842739687];
    assert_close(&softmax(&z, Axis::EachRow), &matrix(1, 3, &p), 1e-15);
    assert_close(&log_softmax(&z, Axis::EachRow), &matrix(1, 3, &p.map(f64::ln)), 1e-14);
}

#[test]
fn softmax_of_two_samples() {
    let z = matrix(2, 3, &[1.0, -1.0, 2.0, -1.0, 0.0, 1.0]);
    let q = matrix(
        2,
        3,
        &[
            0.2594964603424191,
            0.03511902695933972,
            0.7053845126982411,
            0.09003057317038046,
            0.2447284710547976,
            0.6652409557748218,
        ],
    );
    assert_close(&softmax(&z, Axis::EachRow), &q, 1e-15);
    assert_close(&softmax(&z.transpose(), Axis::EachColumn), &q.transpose(), 1e-15);
    assert_close(&log_softmax(&z, Axis::EachRow), &q.map(f64::ln), 1e-14);
}

#[test]
fn two_classes_are_a_sigmoid() {
    let p = softmax(&matrix(1, 2, &[2.0, -1.0]), Axis::EachRow);
    assert!((p[0] - 0.952574126822).abs() < 5e-13);
    assert!((p[0] - Activation::Sigmoid.apply(3.0)).abs() < 1e-15);
}

/// The largest p₁ over a grid of (y₁, y₂) in [low, high]², with y₃ in the middle.
fn largest_winner(low: f64, high: f64) -> f64 {
    let middle = f64::midpoint(low, high);
    let plane = grid((high - low) / 2.0, 100).add_scalar(middle);
    let z = plane.insert_column(2, middle);
    softmax(&z, Axis::EachRow).column(0).max()
}

#[test]
fn the_largest_probability_for_scores_between_minus_one_and_one() {
    let e = std::f64::consts::E;
    let largest = largest_winner(-1.0, 1.0);
    assert!((largest - e / (e + 1.0 + 1.0 / e)).abs() < 1e-15);
    assert_eq!(format!("{largest:.4}"), "0.6652");
    assert!(largest_winner(0.0, 15.0) > 0.999, "and nearly everything between 0 and 15");
}

#[test]
fn parameter_counts() {
    assert_eq!(count_parameters(&[784, 32, 64, 128, 64, 10]), 44458);
    assert_eq!(count_parameters(&[784, 32, 32, 32, 10]), 27562);
    assert_eq!(count_parameters(&[3, 4]), 16);
    assert_eq!(count_parameters(&[4, 2]), 10);
    assert_eq!(worked::eight_to_two().n_parameters(), count_parameters(&[8, 4, 3, 2]));
    assert_eq!(worked::quadrant(-1.0).n_parameters(), 9);
}

fn zeros(n_in: usize, n_out: usize) -> Layer {
    Layer::new(DMatrix::zeros(n_in, n_out), vec![0.0; n_out], Activation::Identity)
}

#[test]
fn a_graph_error_names_the_layer_and_the_sizes() {
    let error = Graph::new(vec![zeros(8, 4), zeros(4, 3), zeros(2, 2)]).unwrap_err();
    assert_eq!(error, GraphError::SizesDisagree { layer: 3, takes: 2, gives: 3 });
    let message = error.to_string();
    assert!(message.contains("layer 3 takes 2 inputs, but layer 2 gives 3 outputs"), "{message}");
    assert_eq!(Graph::new(vec![]), Err(GraphError::Empty));
}

#[test]
#[should_panic(expected = "layer 1 takes 2 inputs, but X is 5 × 3")]
fn a_graph_names_an_input_of_the_wrong_width() {
    worked::quadrant(-1.0).forward(&DMatrix::zeros(5, 3));
}

#[test]
#[should_panic(expected = "X is 5 × 3 but W is 2 × 4")]
fn a_layer_names_an_input_of_the_wrong_width() {
    zeros(2, 4).forward(&DMatrix::zeros(5, 3));
}

#[test]
#[should_panic(expected = "W is 2 × 3, so it needs 3 biases, but b has 2")]
fn a_layer_names_missing_biases() {
    Layer::new(DMatrix::zeros(2, 3), vec![0.0; 2], Activation::Identity);
}

#[test]
#[should_panic(expected = "weight is 2 × 3 (n_out × n_in), so it needs 2 biases, but bias has 3")]
fn a_linear_layer_names_missing_biases() {
    Layer::from_linear(&DMatrix::zeros(2, 3), vec![0.0; 3], Activation::Identity);
}

#[test]
fn the_layouts_differ_where_the_matrix_is_not_its_own_transpose() {
    let x = matrix(1, 2, &[1.0, 1.0]);
    let a = matrix(2, 2, &[1.0, 3.0, 0.0, 2.0]);
    let turned = Layer::from_linear(&a, vec![10.0, -10.0], Activation::Identity);
    let taken = Layer::new(a, vec![10.0, -10.0], Activation::Identity);
    assert_eq!(turned.forward(&x), matrix(1, 2, &[14.0, -8.0]));
    assert_eq!(taken.forward(&x), matrix(1, 2, &[11.0, -5.0]));
}

#[test]
fn the_bias_belongs_to_the_column() {
    let identity = DMatrix::identity(2, 2);
    let layer = Layer::new(identity, vec![10.0, -10.0], Activation::Identity);
    let s = layer.pre_activation(&matrix(2, 2, &[1.0, 2.0, 3.0, 4.0]));
    assert_eq!(s, matrix(2, 2, &[11.0, -8.0, 13.0, -6.0]));
    // A column minus a row: the differences 0, ±1, ±2 occur 3, 2 · 2 and 2 · 1 times.
    let mean_square = (3.0 * 0.0 + 4.0 * 1.0 + 2.0 * 4.0) / 9.0;
    assert_eq!(format!("{mean_square:.4}"), "1.3333");
}

#[test]
fn two_layers_are_xor() {
    let corners = matrix(4, 2, &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    let nodes = worked::xor().trace(&corners);
    let sigmoid = |s: f64| 1.0 / (1.0 + (-s).exp());
    // The pre-activations of OR and NOT BOTH are 10(x₁ + x₂) − 5 and 15 − 10(x₁ + x₂).
    for (i, sum) in [0.0, 1.0, 1.0, 2.0].into_iter().enumerate() {
        let hidden = [sigmoid(10.0 * sum - 5.0), sigmoid(15.0 - 10.0 * sum)];
        assert!((nodes[0].activation[(i, 0)] - hidden[0]).abs() < 1e-15);
        assert!((nodes[0].activation[(i, 1)] - hidden[1]).abs() < 1e-15);
        let xor = sigmoid(10.0 * hidden[0] + 10.0 * hidden[1] - 15.0);
        assert!((nodes[1].activation[(i, 0)] - xor).abs() < 1e-14);
        assert_eq!(xor > 0.5, sum == 1.0);
    }
    assert_eq!(format!("{:.4}", nodes[1].pre_activation[0]), "-4.9331");
}

#[test]
fn two_linear_layers_are_one() {
    let layer = |w, b: &[f64]| Layer::new(w, b.to_vec(), Activation::Identity);
    let two = Graph::new(vec![
        layer(matrix(2, 2, &[1.0, 2.0, 3.0, 4.0]), &[1.0, -1.0]),
        layer(matrix(2, 1, &[2.0, -1.0]), &[3.0]),
    ])
    .unwrap();
    let one = collapse(&two);
    assert_eq!(one.layers()[0].w().as_slice(), [0.0, 2.0]);
    assert_eq!(one.layers()[0].b().as_slice(), [6.0]);
    // The layer 0·x₁ + 2·x₂ + 6.
    let x = matrix(3, 2, &[1.0, 1.0, 0.0, -2.0, 5.0, 0.5]);
    assert_eq!(two.forward(&x).as_slice(), [8.0, 2.0, 7.0]);
    assert_eq!(count_parameters(&[2, 5, 5, 5, 1]), 81);
}

#[test]
fn a_piecewise_linear_network_follows_a_sine_only_inside_the_range() {
    let end = std::f64::consts::TAU;
    let x = DMatrix::from_fn(10_001, 1, |i, _| end * i as f64 / 10_000.0);
    for n in [4, 8, 16, 32, 64, 128] {
        let error = (worked::hinges(f64::sin, end, n).forward(&x) - x.map(f64::sin)).amax();
        // The error of a linear piece of length h is at most h²/8 where |f″| ≤ 1.
        let bound = (end / n as f64).powi(2) / 8.0;
        assert!(0.6 * bound < error && error < bound, "{n} pieces: {error} and {bound}");
    }
    // Right of 2π the last piece continues, with a slope of sin(h)/h.
    let h = end / 128.0;
    let far = worked::hinges(f64::sin, end, 128).forward(&matrix(2, 1, &[100.0, -3.0]));
    assert!((far[0] - (100.0 - end) * h.sin() / h).abs() < 1e-10);
    assert_eq!(far[1], 0.0);
}

#[test]
fn the_probability_of_the_largest_score() {
    let digits = [(0.1, "0.3672"), (2.0, "0.8668"), (4.0, "0.9817"), (7.5, "0.9994")];
    for (r, expected) in digits {
        let p = softmax(&matrix(1, 3, &[r, -r, 0.0]), Axis::EachRow);
        assert_eq!(format!("{:.4}", p[0]), expected);
        assert!((p[0] - 1.0 / (1.0 + (-r).exp() + (-2.0 * r).exp())).abs() < 1e-15);
    }
}

#[test]
fn the_textbook_softmax_overflows() {
    let e = |shift: f64| [2.0, -1.0, 3.0].map(|z: f64| (z + shift).exp());
    let textbook = |shift| e(shift)[0] / e(shift).iter().sum::<f64>();
    assert!((textbook(700.0) - 0.26538792877224193).abs() < 1e-13);
    assert!(textbook(1000.0).is_nan() && textbook(-1000.0).is_nan());
    assert!(88.0_f32.exp().is_finite() && 89.0_f32.exp().is_infinite());
    assert_eq!(log_softmax(&matrix(1, 2, &[1000.0, -1000.0]), Axis::EachRow)[1], -2000.0);
}
