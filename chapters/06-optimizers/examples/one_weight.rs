//! The training loop: `cargo run -p optimizers --example one_weight`.

use autograd::Tensor;
use engine::{Array, Options};
use optimizers::{Optimizer, SGD};

fn main() {
    println!("step       w      loss     slope");
    // ANCHOR: descend
    let w = Tensor::new(Array::scalar(0.0, Options::f64())).requires_grad_();
    let mut optimizer = SGD::new(vec![w.clone()], 0.1);
    for step in 0..=30 {
        optimizer.zero_grad();
        let loss = (&w - 3.0).pow(2.0);
        loss.backward();
        if step < 5 || step % 10 == 0 {
            let slope = w.grad().expect("backward left one").item();
            println!("{step:>4}  {:.4}  {:>8.4}  {slope:>8.4}", w.item(), loss.item());
        }
        optimizer.step();
    }
    // ANCHOR_END: descend
}
