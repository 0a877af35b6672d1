//! Four layers without φ are one: `cargo run -p layer --example collapse`.

use layer::{Activation, Graph, GraphError, Layer, collapse};
use nalgebra::DMatrix;

fn main() -> Result<(), GraphError> {
    for phi in [Activation::Identity, Activation::Tanh] {
        let sizes = [2, 5, 5, 5, 1];
        let layers = sizes.windows(2).map(|pair| {
            let w = DMatrix::from_fn(pair[0], pair[1], |i, j| 0.3 * ((i + 2 * j) as f64 - 2.0));
            Layer::new(w, vec![0.1; pair[1]], phi)
        });
        let deep = Graph::new(layers.collect())?;
        let short = collapse(&deep);
        let x = layer::grid(1.0, 3);
        let difference = (deep.forward(&x) - short.forward(&x)).amax();
        println!(
            "{phi:<9} layers {} → {}, parameters {} → {}, same outputs to 1e-12: {}",
            deep.layers().len(),
            short.layers().len(),
            deep.n_parameters(),
            short.n_parameters(),
            difference < 1e-12
        );
    }
    Ok(())
}
