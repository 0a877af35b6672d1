//! Three steps of Adam, with its state: `cargo run -p optimizers --example adam_by_hand`.

#[path = "support/given.rs"]
mod given;

use given::follow;
use optimizers::{Adam, Optimizer};

fn main() {
    let gradients = [4.0, 2.0, -1.0];
    println!("step  gradient         m          v      m^      v^      step");
    for t in 1..=3 {
        let so_far: Vec<Vec<f64>> = gradients[..t].iter().map(|&g| vec![g]).collect();
        let (places, adam) = follow(|w| Adam::new(w, 0.1), &[0.0], &so_far);
        let remembered = &adam.state()[0].buffers;
        let (m, v) = (remembered[0].1.item(), remembered[1].1.item());
        let power = i32::try_from(t).expect("three steps");
        let (m_hat, v_hat) = (m / (1.0 - 0.9_f64.powi(power)), v / (1.0 - 0.999_f64.powi(power)));
        let step = places[t][0] - places[t - 1][0];
        println!(
            "{t:>4}{:>10}{m:>10.4}{v:>11.6}{m_hat:>8.4}{v_hat:>8.4}{step:>10.6}",
            gradients[t - 1]
        );
    }
}
