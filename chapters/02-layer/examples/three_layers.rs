//! Three layers in sequence, with the values of all nodes:
//! `cargo run -p layer --example three_layers`.

use layer::{Graph, worked};
use nalgebra::DMatrix;

fn main() {
    let graph = worked::eight_to_two();
    let x = DMatrix::from_fn(1, graph.n_in(), |_, i| (i + 1) as f64);
    println!("input: {:?}", x.as_slice());
    for (i, (layer, nodes)) in graph.layers().iter().zip(graph.trace(&x)).enumerate() {
        println!("layer {}: {} → {}, {}", i + 1, layer.n_in(), layer.n_out(), layer.phi());
        println!("  s    = {:?}", nodes.pre_activation.as_slice());
        println!("  φ(s) = {:?}", nodes.activation.as_slice());
    }
    println!("parameters: {}", graph.n_parameters());

    let mut layers = graph.layers().to_vec();
    layers.remove(1);
    if let Err(error) = Graph::new(layers) {
        println!("without layer 2:\n  {error}");
    }
}
