//! The graph behind a loss, as text: `cargo run -p autograd --example graph`; and as a drawing:
//! `cargo run -p autograd --example graph -- dot`, which Graphviz turns into a picture.

use autograd::{
    Graph, Tensor,
    nn::{Linear, Module, ReLU, Sequential},
};
use random::TorchRng;

// ANCHOR: main
fn main() {
    let mut rng = TorchRng::manual_seed(0);
    let net = Sequential::new()
        .push(Linear::new(3, 4, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(4, 2, &mut rng));
    let x = Tensor::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    let loss = net.call(&x).pow(2.0).mean();

    let parameters = net.named_parameters();
    let names = parameters.iter().map(|(name, parameter)| (name.as_str(), parameter));
    let graph = Graph::of(&loss).with_names(names);
    if std::env::args().nth(1).as_deref() == Some("dot") {
        print!("{}", graph.dot());
    } else {
        print!("{graph}");
    }
}
// ANCHOR_END: main
