//! Learning sin t · cos t, from Keras' initial weights:
//! `cargo run -p optimizers --example sin_cos`.

#[path = "support/sin_cos.rs"]
mod sin_cos;

use autograd::nn::Module;
use losses::MSELoss;
use optimizers::{Adam, Optimizer};

fn main() {
    let (samples, x, y) = sin_cos::samples();
    let model = sin_cos::network();
    let mut optimizer = Adam::new(model.parameters(), 0.01);

    println!("A network of {} parameters learns sin t · cos t", model.parameter_count());
    println!("from the inputs sin t and cos t, 100 samples, all in every step.");
    println!();
    println!("step  mean squared error");
    for step in 0..=500 {
        let loss = MSELoss::new().forward(&model.call(&x), &y);
        if step % 50 == 0 {
            println!("{step:>4}  {:.6}", loss.item());
        }
        if step < 500 {
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }
    }

    println!();
    println!("    t   sin t · cos t   network");
    let found = model.call(&x).to_vec();
    for i in (0..100).step_by(9) {
        println!("{:>5.2}  {:>13.4}  {:>8.4}", samples.t[i], samples.targets[i], found[i]);
    }
}
