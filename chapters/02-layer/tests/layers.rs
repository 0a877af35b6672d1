//! Properties of layers and graphs of any shape.

use layer::{Activation, Graph, Layer, collapse};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use unit::Unit;

fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = DMatrix<f64>> {
    prop::collection::vec(-2.0..2.0, rows * columns)
        .prop_map(move |entries| DMatrix::from_vec(rows, columns, entries))
}

fn activation() -> impl Strategy<Value = Activation> {
    prop::sample::select(Activation::ALL.to_vec())
}

fn layer(n_in: usize, n_out: usize, phi: Activation) -> impl Strategy<Value = Layer> {
    (matrix(n_in, n_out), prop::collection::vec(-2.0..2.0, n_out))
        .prop_map(move |(w, b)| Layer::new(w, b, phi))
}

/// A layer and a batch of samples for it.
fn layer_and_batch() -> impl Strategy<Value = (Layer, DMatrix<f64>)> {
    (0..6_usize, 1..6_usize, 1..6_usize, activation())
        .prop_flat_map(|(n, n_in, n_out, phi)| (layer(n_in, n_out, phi), matrix(n, n_in)))
}

/// A graph of up to five layers and a batch for it; each φ is drawn by `phi`.
fn graph_and_batch<S: Strategy<Value = Activation>>(
    phi: impl Fn() -> S,
) -> impl Strategy<Value = (Graph, DMatrix<f64>)> {
    let size_and_phi = (1..6_usize, phi());
    (1..6_usize, prop::collection::vec(size_and_phi, 1..6)).prop_flat_map(|(n_in, outs)| {
        let mut width = n_in;
        let mut layers = Vec::new();
        for (n_out, phi) in outs {
            layers.push(layer(width, n_out, phi));
            width = n_out;
        }
        let graph = layers.prop_map(|layers| Graph::new(layers).expect("the widths were chained"));
        (graph, matrix(4, n_in))
    })
}

/// Equal up to rounding, relative to the size of the entries.
fn agree(a: &DMatrix<f64>, b: &DMatrix<f64>) -> bool {
    a.shape() == b.shape() && (a - b).amax() <= 1e-11 * (1.0 + a.amax())
}

proptest! {
    #[test]
    fn each_entry_is_a_unit((layer, x) in layer_and_batch()) {
        let y = layer.forward(&x);
        prop_assert_eq!(y.shape(), (x.nrows(), layer.n_out()));
        for i in 0..x.nrows() {
            for m in 0..layer.n_out() {
                let unit = Unit::new(layer.w().column(m).into_owned(), layer.b()[m], layer.phi());
                let row: DVector<f64> = x.row(i).transpose();
                prop_assert!((y[(i, m)] - unit.forward(&row)).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn the_layouts_agree((layer, x) in layer_and_batch()) {
        let a = layer.linear_weight();
        prop_assert_eq!(a.shape(), (layer.n_out(), layer.n_in()));
        let bias = layer.b().as_slice().to_vec();
        prop_assert_eq!(&Layer::from_linear(&a, bias, layer.phi()), &layer);
        // Samples as columns: A·Xᵀ, with b added to every column.
        let mut s = &a * x.transpose();
        for mut column in s.column_iter_mut() {
            column += layer.b().transpose();
        }
        prop_assert!(agree(&layer.pre_activation(&x), &s.transpose()));
    }

    #[test]
    fn a_graph_composes_its_layers((graph, x) in graph_and_batch(activation)) {
        let nodes = graph.trace(&x);
        prop_assert_eq!(nodes.len(), graph.layers().len());
        let mut input = x.clone();
        for (layer, nodes) in graph.layers().iter().zip(&nodes) {
            prop_assert_eq!(&nodes.pre_activation, &layer.pre_activation(&input));
            prop_assert_eq!(&nodes.activation, &layer.forward(&input));
            input = nodes.activation.clone();
        }
        prop_assert_eq!(graph.forward(&x), input);
    }

    #[test]
    fn without_activations_a_graph_is_one_layer(
        (graph, x) in graph_and_batch(|| Just(Activation::Identity))
    ) {
        let one = collapse(&graph);
        prop_assert_eq!(one.layers().len(), 1);
        prop_assert_eq!((one.n_in(), one.n_out()), (graph.n_in(), graph.n_out()));
        prop_assert!(agree(&one.forward(&x), &graph.forward(&x)));
    }

    #[test]
    fn collapsing_does_not_change_the_outputs((graph, x) in graph_and_batch(|| {
        prop_oneof![Just(Activation::Identity), Just(Activation::Tanh)]
    })) {
        let short = collapse(&graph);
        prop_assert!(agree(&short.forward(&x), &graph.forward(&x)));
        let (last, before) = short.layers().split_last().unwrap();
        prop_assert!(before.iter().all(|layer| layer.phi() != Activation::Identity));
        prop_assert_eq!(last.phi(), graph.layers().last().unwrap().phi());
    }
}

#[test]
fn layers_with_an_activation_do_not_collapse() {
    let relu = Layer::new(DMatrix::from_element(1, 1, 1.0), vec![0.0], Activation::Relu);
    let graph = Graph::new(vec![relu.clone(), relu]).unwrap();
    assert_eq!(collapse(&graph), graph);
}
