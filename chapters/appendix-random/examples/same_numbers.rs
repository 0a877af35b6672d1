//! The numbers of three tutorials with three libraries, in one run.

use random::{KerasRng, NumpyRng, TorchRng, linear_init};

fn main() {
    torch();
    keras();
}

/// `torch.manual_seed(123)` and a network of three linear layers.
fn torch() {
    let mut rng = TorchRng::manual_seed(123);
    let _first = linear_init(&mut rng, 8, 4);
    let (weight, _) = linear_init(&mut rng, 4, 3);
    let (_, bias) = linear_init(&mut rng, 3, 2);

    println!("torch.manual_seed(123)");
    println!("net[2].weight");
    for row in weight.chunks(4) {
        println!("  {row:7.4?}");
    }
    println!("net[4].bias");
    println!("  {bias:7.4?}");
}

/// `keras.utils.set_random_seed(0)`, which seeds numpy too, and a tanh network 2 → 3 → 1.
fn keras() {
    let mut rng = KerasRng::set_random_seed(0);
    let first = rng.glorot_uniform(2, 3);
    let second = rng.glorot_uniform(3, 1);
    let mut numpy = NumpyRng::seed(0);

    println!("\nkeras.utils.set_random_seed(0)");
    println!("sample                     result");
    for _ in 0..6 {
        let sample = [numpy.random_sample(), numpy.random_sample()];
        let mut output = 0.0;
        for (j, &weight) in second.iter().enumerate() {
            let sum = sample[0] * f64::from(first[j]) + sample[1] * f64::from(first[3 + j]);
            output += sum.tanh() * f64::from(weight);
        }
        println!("{sample:.8?}   {:.6}", output.tanh());
    }
}
