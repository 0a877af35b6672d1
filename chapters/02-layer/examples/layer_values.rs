//! The numbers inside the chapter's sentences: `cargo run -p layer --example layer_values`.

use layer::{Activation, Axis, Graph, Layer, collapse, count_parameters, grid, softmax, worked};
use nalgebra::DMatrix;
use text::thousands;

fn main() {
    let matrix = |rows, columns, entries: &[f64]| DMatrix::from_row_slice(rows, columns, entries);

    let x = matrix(2, 2, &[1.0, 0.5, -1.0, 1.0]);
    let w = matrix(2, 3, &[1.0, -1.0, 1.0, 2.0, 0.0, 1.0]);
    let layer = Layer::new(w, vec![-1.0, 1.0, 0.0], Activation::Sigmoid);
    let (s, f) = (layer.pre_activation(&x), layer.forward(&x));
    value("answers", f.len().to_string());
    value("parameters_2_3", layer.n_parameters().to_string());
    value("parameters_8_4", count_parameters(&[8, 4]).to_string());
    value("parameters_of_mlp", thousands(count_parameters(&[784, 32, 64, 128, 64, 10])));
    value("parameters_of_first", thousands(count_parameters(&[784, 32])));
    value("s_1_1", s[(0, 0)].to_string());
    value("f_1_1", format!("{:.4}", f[(0, 0)]));
    value("s_2_2", s[(1, 1)].to_string());
    value("f_2_2", format!("{:.4}", f[(1, 1)]));

    let column = matrix(3, 1, &[1.0, 2.0, 3.0]);
    let every_pair = DMatrix::from_fn(3, 3, |i, j| column[i] - column[j]);
    value("mean_square_3_by_3", format!("{:.4}", every_pair.map(|d| d * d).mean()));

    let counting = DMatrix::from_fn(1, 8, |_, i| (i + 1) as f64);
    let nodes = worked::eight_to_two().trace(&counting);
    value("s_first_node", nodes[0].pre_activation[0].to_string());
    let nodes = worked::xor().trace(&matrix(1, 2, &[0.0, 0.0]));
    value("xor_or_00", format!("{:.4}", nodes[0].activation[0]));
    value("xor_s_00", format!("{:.4}", nodes[1].pre_activation[0]));
    value("xor_00", format!("{:.4}", nodes[1].activation[0]));
    for (name, bias) in [("one", -1.0), ("half", -0.5)] {
        let y = worked::quadrant(bias).forward(&grid(3.0, 250));
        let share = 100.0 * y.iter().filter(|&&y| y > 0.0).count() as f64 / y.len() as f64;
        value(&format!("quadrant_at_minus_{name}"), format!("{share:.1} %"));
    }

    let straight = |sizes: &[usize]| {
        let layers = sizes.windows(2).map(|pair| {
            let w = DMatrix::from_element(pair[0], pair[1], 1.0);
            Layer::new(w, vec![1.0; pair[1]], Activation::Identity)
        });
        Graph::new(layers.collect()).expect("the sizes were chained")
    };
    let (deep, short) = (straight(&[2, 5, 5, 5, 1]), collapse(&straight(&[2, 5, 5, 5, 1])));
    value("deep_parameters", deep.n_parameters().to_string());
    value("short_parameters", short.n_parameters().to_string());
    value("wasted_parameters", (deep.n_parameters() - short.n_parameters()).to_string());
    let affine = |w, b: &[f64]| Layer::new(w, b.to_vec(), Activation::Identity);
    let two = Graph::new(vec![
        affine(matrix(2, 2, &[1.0, 2.0, 3.0, 4.0]), &[1.0, -1.0]),
        affine(matrix(2, 1, &[2.0, -1.0]), &[3.0]),
    ]);
    let one = &collapse(&two.expect("2 → 2 → 1")).layers()[0].clone();
    value("w_product_1", one.w()[0].to_string());
    value("w_product_2", one.w()[1].to_string());
    value("b_product", one.b()[0].to_string());
    let far = worked::hinges(f64::sin, std::f64::consts::TAU, 128).forward(&matrix(1, 1, &[100.0]));
    value("hinge_at_100", format!("{:.1}", far[0]));

    let z = matrix(1, 3, &[2.0, -1.0, 3.0]);
    let (p, e) = (softmax(&z, Axis::EachRow), z.add_scalar(-3.0).map(f64::exp));
    for j in 0..3 {
        value(&format!("p_{}", j + 1), format!("{:.4}", p[j]));
        value(&format!("e_{}", j + 1), format!("{:.4}", e[j]));
    }
    value("e_sum", format!("{:.4}", e.sum()));
    let two_classes = softmax(&matrix(1, 2, &[2.0, -1.0]), Axis::EachRow)[0];
    value("two_classes", format!("{two_classes:.4}"));
    let best = softmax(&matrix(1, 3, &[1.0, -1.0, 0.0]), Axis::EachRow)[0];
    value("best_within_one", format!("{best:.4}"));
    let overflows = (0..=u8::MAX).find(|&s| f32::from(s).exp().is_infinite());
    value("f32_overflows_at", overflows.expect("f32 ends").to_string());
}

fn value(name: &str, text: impl AsRef<str>) {
    println!("{name} = {}", text.as_ref());
}
