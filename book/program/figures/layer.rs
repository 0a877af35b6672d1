//! The figures of the pages on `layer`.

use std::f64::consts::{FRAC_PI_2, TAU};

use figures::{Diagram, GraphLayer, GraphMap, Lines, SoftmaxMaps, UnitMap, UnitMaps};
use layer::{Activation, Axis, Graph, Layer, softmax, worked};
use nalgebra::DMatrix;

use super::{Drawing, drawing};

pub(super) fn figures() -> Vec<Drawing> {
    vec![
        drawing("layer-diagram", Diagram::layers("One layer, 8 → 4", &[8, 4])),
        drawing("layer-graph", Diagram::layers("Three layers, 8 → 4 → 3 → 2", &[8, 4, 3, 2])),
        drawing("layer-xor", over_the_plane("XOR", 1.5, &worked::xor())),
        drawing("layer-quadrant", over_the_plane("A quadrant", 3.0, &worked::quadrant(-1.0))),
        drawing("layer-polygons", polygons()),
        drawing("layer-approximation", approximation()),
        drawing("layer-winner-wide", winner("Logits from 0 to 15", (0.0, 15.0))),
        drawing("layer-winner-narrow", winner("Logits from −1 to 1", (-1.0, 1.0))),
    ]
}

fn over_the_plane(title: &str, range: f64, graph: &Graph) -> GraphMap {
    let layers = graph.layers().iter().map(|layer| {
        let rows = layer.w().row_iter().map(|row| row.iter().copied().collect::<Vec<f64>>());
        let phi = layer.phi();
        GraphLayer::new(rows, layer.b().iter().copied(), phi.name(), move |s| phi.apply(s))
    });
    GraphMap::new(title, range, layers).expect("the graph reads two inputs, and its layers fit")
}

/// 2 → n → 1: the hidden units say yes on the inner side of one edge each, the output unit says
/// AND. The edges lie around the origin at a distance of 1.5.
fn polygon(n: usize) -> Graph {
    let angle = |edge: usize| FRAC_PI_2 + TAU * edge as f64 / n as f64;
    let inward = DMatrix::from_fn(2, n, |axis, edge| {
        -10.0 * if axis == 0 { angle(edge).cos() } else { angle(edge).sin() }
    });
    let all = DMatrix::from_element(n, 1, 10.0);
    Graph::new(vec![
        Layer::new(inward, vec![15.0; n], Activation::Sigmoid),
        Layer::new(all, vec![5.0 - 10.0 * n as f64], Activation::Sigmoid),
    ])
    .expect("2 → n → 1")
}

fn polygons() -> UnitMaps {
    let maps = (1..=6).map(|n| {
        let graph = polygon(n);
        UnitMap::new(text::counted(n, "hidden unit"), 3.0, |x1, x2| {
            graph.forward(&DMatrix::from_row_slice(1, 2, &[x1, x2]))[0]
        })
    });
    UnitMaps::new("What an output unit that says AND can select", maps.collect())
}

fn approximation() -> Lines {
    let xs = DMatrix::from_fn(401, 1, |i, _| -2.0 + 10.5 * i as f64 / 400.0);
    let over = |ys: &DMatrix<f64>| -> Vec<(f64, f64)> {
        xs.iter().copied().zip(ys.iter().copied()).collect()
    };
    let truth = over(&xs.map(f64::sin));
    [4, 8, 32].into_iter().fold(
        Lines::new("Bent lines for a sine from 0 to 2π, and beyond").line("sin x", &truth),
        |figure, n| {
            let graph = worked::hinges(f64::sin, TAU, n);
            figure.line(format!("{n} hidden units"), &over(&graph.forward(&xs)))
        },
    )
}

fn winner(title: &str, range: (f64, f64)) -> SoftmaxMaps {
    let probabilities = |z: [f64; 3]| {
        let p = softmax(&DMatrix::from_row_slice(1, 3, &z), Axis::EachRow);
        [p[0], p[1], p[2]]
    };
    SoftmaxMaps::new(title, range, probabilities).symbol("z")
}
