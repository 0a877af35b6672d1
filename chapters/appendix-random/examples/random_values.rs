//! The numbers in the sentences of the page on random numbers.

use std::f64::consts::TAU;

use random::mt19937::Mt19937;
use random::{KerasRng, TorchRng, linear_init, randperm};

fn main() {
    let mut engine = Mt19937::new(0);
    let words: [u32; 3] = std::array::from_fn(|_| engine.next_u32());
    for (i, word) in words.iter().enumerate() {
        println!("word_{i} = {word}");
    }
    println!("low_bits = {}", words[0] & 0x00FF_FFFF);
    println!("two_to_24 = {}", 1 << 24);
    println!("first_rand = {:.7}", TorchRng::manual_seed(0).rand(1)[0]);

    for (i, (word, left)) in words.iter().zip([4, 3, 2]).enumerate() {
        println!("remainder_{i} = {}", word % left);
    }
    println!("order = {:?}", randperm(&mut TorchRng::manual_seed(0), 4));

    // The first number of a block, from the uniform numbers in its places 0 and 8.
    let uniform = TorchRng::manual_seed(0).rand(16);
    let (u, v) = (f64::from(uniform[0]), f64::from(uniform[8]));
    let (radius, angle) = ((-2.0 * (1.0 - u).ln()).sqrt(), TAU * v);
    println!("u = {u:.4}");
    println!("v = {v:.4}");
    println!("radius = {radius:.4}");
    println!("angle = {angle:.4}");
    println!("cosine = {:.4}", angle.cos());
    println!("normal = {:.4}", radius * angle.cos());
    println!("randn_1 = {:.4}", TorchRng::manual_seed(0).randn(1)[0]);

    let (weight, _) = linear_init(&mut TorchRng::manual_seed(123), 8, 4);
    println!("first_weight = {:.4}", weight[0]);
    println!("bound_8 = {:.4}", 1.0 / 8_f64.sqrt());
    println!("bound_784 = {:.4}", 1.0 / 784_f64.sqrt());
    println!("glorot_2_3 = {:.4}", (6.0_f64 / (2.0 + 3.0)).sqrt());
    println!("keras_weight = {:.4}", KerasRng::set_random_seed(0).glorot_uniform(2, 3)[0]);
    println!("outside_the_disk = {:.0} %", (1.0 - std::f64::consts::FRAC_PI_4) * 100.0);
}
