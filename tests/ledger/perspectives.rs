//! Networks from several perspectives.

mod formulas;
mod pictures;

use tests::{
    perspectives::{
        drawings::{
            ARROWS, MAP, SOFTMAX_MAPS, eight_to_two, quadrant, sigmoid_layer, three_inputs,
        },
        keras,
        large::{self, LARGE},
        primer::{self, PRIMER},
    },
    statistics::{norm, share, summary},
};

use autograd::nn::Module;

use crate::{
    check::{Checks, Found, counts, numbers},
    row::Row,
};

/// The checks of this tutorial.
pub fn checks() -> Checks {
    Checks::new(&[
        ("map", |_| {
            assert_eq!(layer::grid(MAP.0, MAP.1).nrows(), MAP.1 * MAP.1);
            numbers([MAP.0, MAP.1 as f64, MAP.2 as f64])
        }),
        ("lr_scan", |_| formulas::lr_scan()),
        ("unit_parameters", |_| formulas::unit_parameters()),
        ("unit", |_| numbers([three_inputs()])),
        ("activation_picture", |_| pictures::activations()),
        ("left_ends", |_| formulas::left_ends()),
        ("sigmoid_layer", |row| numbers(row.pick(&sigmoid_layer()))),
        ("layer_parameters", |_| formulas::layer_parameters()),
        ("graph", |_| numbers(eight_to_two())),
        ("arrow", |row| {
            let (w, b) = ARROWS[row.first()];
            numbers([w[0], w[1], b])
        }),
        ("arrow_origin", |_| formulas::arrow_origin()),
        ("arrow_picture", |_| pictures::arrow()),
        ("quadrant_layer", |row| {
            let quadrant = quadrant();
            let layer = &quadrant.layers()[row.first()];
            let w = layer.w().transpose();
            numbers(w.iter().chain(layer.b()).copied().collect::<Vec<_>>())
        }),
        ("quadrant_picture", |_| pictures::quadrant()),
        ("quadrant_bias", pictures::quadrant_bias),
        ("five_by_three", |_| formulas::five_by_three()),
        ("keras_sizes", |_| {
            let [first, second] = keras::kernels().map(|kernel| kernel.transpose().shape());
            assert_eq!(second, (1, 3));
            counts([first.0, first.1])
        }),
        ("keras_seed", |_| numbers([keras::SEED.into()])),
        ("sample", |row| numbers(row.pick(keras::samples().transpose().as_slice()))),
        ("keras", |row| numbers(row.pick(&keras::results()))),
        ("curve", |_| {
            let t = keras::curve().t;
            numbers([t[0], t[t.len() - 1], t.len() as f64])
        }),
        ("fit", |row| {
            let settings = [keras::BATCH as f64, keras::EPOCHS as f64, keras::VALIDATION];
            numbers(row.pick(&settings))
        }),
        ("fit_picture", |_| pictures::fit()),
        ("primer_seed", |_| counts(usize::try_from(primer::SEED))),
        ("primer_print", |row| Found::Text(part(&PRIMER.net.to_string(), row))),
        ("primer_weight", |row| numbers(row.pick(&parameter(&PRIMER.net, "2.weight")))),
        ("primer_bias", |row| numbers(row.pick(&parameter(&PRIMER.net, "4.bias")))),
        ("primer_samples", |_| counts([primer::INPUT.0])),
        ("primer_same", |row| {
            Found::Text(if PRIMER.same[row.first()] { "True" } else { "False" }.to_owned())
        }),
        ("primer_trace", |row| Found::Text(PRIMER.lines[row.first()].clone())),
        ("primer_loss", |_| numbers([PRIMER.loss.item()])),
        ("primer_grad", |row| {
            let bias = PRIMER.net.parameter("0.bias").expect("a bias");
            numbers(row.pick(&bias.grad().expect("backward reaches it").to_vec()))
        }),
        ("primer_sizes", |_| Found::Text(PRIMER.sizes.clone())),
        ("large_seed", |_| counts(usize::try_from(large::SEED))),
        ("large_input", |_| counts([large::INPUT.0, large::INPUT.1])),
        ("large_print", |row| Found::Text(part(&LARGE.net.to_string(), row))),
        ("large_trace", |row| Found::Text(LARGE.lines[row.first()].clone())),
        ("histogram_input", |_| histogram(&LARGE.input, 5)),
        ("histogram_weight", |_| histogram(&parameter(&LARGE.net, "0.weight"), 4)),
        ("histogram_bias", |_| histogram(&parameter(&LARGE.net, "0.bias"), 4)),
        ("init_bound", |_| formulas::init_bound()),
        ("histogram_output", |row| histogram(&LARGE.outputs[row.first()], 5)),
        ("saturated", |_| numbers([share(&LARGE.outputs[1], |x| x.abs() > 0.9)])),
        ("zeros", |_| numbers([share(&LARGE.outputs[3], |x| x == 0.0)])),
        ("weight_against_gradient", |_| {
            let grad = &LARGE.first[2].1;
            let largest = grad.iter().fold(0.0, |largest: f64, g| largest.max(g.abs()));
            numbers([LARGE.loss, largest, norm(grad)])
        }),
        ("loss_times_100", |_| numbers([LARGE.loss_times_100])),
        ("second_pass_factor", |_| {
            let (first, second) = (&LARGE.first[2].1, &LARGE.second[2].1);
            let product: f64 = first.iter().zip(second).map(|(a, b)| a * b).sum();
            numbers([product / norm(first).powi(2)])
        }),
        ("l2_half", |_| formulas::l2_half()),
        ("mse_of_output", |_| formulas::mse_of_output()),
        ("bce", |_| formulas::bce()),
        ("two_classes", |_| formulas::two_classes()),
        ("softmax", |row| numbers(row.pick(&formulas::softmax_of_three()))),
        ("softmax_map", |row| {
            let (low, high) = SOFTMAX_MAPS[row.first()];
            numbers([low, high])
        }),
        ("softmax_picture", pictures::softmax),
    ])
}

/// A line between the first and the last of a printed network.
fn part(printed: &str, row: &Row) -> String {
    printed.lines().nth(row.first() + 1).unwrap_or_default().trim().to_owned()
}

fn parameter(net: &dyn Module, name: &str) -> Vec<f64> {
    net.parameter(name).expect("the network has it").to_vec()
}

/// The first four or all five figures of a distribution.
fn histogram(values: &[f64], figures: usize) -> Found {
    let s = summary(values);
    numbers([s.mean, s.std, s.min, s.max, s.kurtosis].into_iter().take(figures))
}
