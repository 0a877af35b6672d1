//! Momentum, step by step: `cargo run -p optimizers --example heavy_ball`.

#[path = "support/ball.rs"]
mod ball;

use optimizers::SGD;

fn main() {
    println!("½w² from w = 1, with lr = 0.5 and momentum 0.5");
    println!("step     plain   heavy ball    Nesterov");
    let plain = ball::roll(6, |w| SGD::new(w, 0.5));
    let heavy = ball::roll(6, |w| SGD::new(w, 0.5).momentum(0.5));
    let nesterov = ball::roll(6, |w| SGD::new(w, 0.5).momentum(0.5).nesterov(true));
    for step in 0..=6 {
        println!("{step:>4}{:>10.6}{:>13.6}{:>12.6}", plain[step], heavy[step], nesterov[step]);
    }
}
