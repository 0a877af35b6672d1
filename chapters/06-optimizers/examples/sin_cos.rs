//! Learning sin t · cos t, from Keras' first weights: `cargo run -p optimizers --example sin_cos`.

use autograd::{
    Tensor,
    nn::{Linear, Module, Sequential, Tanh},
};
use data::curves::sin_cos;
use engine::{Array, Options, Shape};
use losses::MSELoss;
use optimizers::{Adam, Optimizer};
use random::KerasRng;

/// `Dense(n_out)` on `n_in` inputs. Its kernel is (in, out), a weight is (out, in).
fn dense(n_in: usize, n_out: usize, rng: &mut KerasRng) -> Linear {
    let kernel: Vec<f64> = rng.glorot_uniform(n_in, n_out).into_iter().map(f64::from).collect();
    let kernel = Array::new(Shape::matrix(n_in, n_out), &kernel, Options::f64());
    let bias = Array::zeros(Shape::vector(n_out), Options::f64());
    Linear::from_parameters(Tensor::new(kernel.transpose()), Some(Tensor::new(bias)))
}

fn main() {
    let samples = sin_cos(0.0, 10.0, 100);
    let table = |cols, values: &[f64]| {
        Tensor::new(Array::new(Shape::matrix(100, cols), values, Options::f64()))
    };
    let (x, y) = (table(2, &samples.inputs), table(1, &samples.targets));

    let mut keras = KerasRng::set_random_seed(0);
    let model = Sequential::new()
        .push(dense(2, 3, &mut keras))
        .push(Tanh::new())
        .push(dense(3, 1, &mut keras))
        .push(Tanh::new());
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
