//! A loss with two minima, a saddle and plateaus: `cargo run -p optimizers --example two_weights`.

#[expect(dead_code, reason = "what other programs of this chapter need")]
#[path = "support/two_weights.rs"]
mod two_weights;

use two_weights::{LR, STARTS, path};

fn main() {
    println!("v · tanh(wx), gradient descent with lr = {LR}");
    println!();
    println!("    {}", STARTS.map(|(name, _)| format!("{name:>24}")).concat());
    println!("step{}", format!("{:>8}{:>8}{:>8}", "w", "v", "loss").repeat(3));
    let paths = STARTS.map(|(_, start)| path(start, LR, 800));
    for step in [0, 5, 10, 20, 30, 40, 60, 100, 200, 800] {
        let places = paths.each_ref().map(|path| path[step]);
        println!(
            "{step:>4}{}",
            places.map(|[w, v, loss]| format!("{w:>8.3}{v:>8.3}{loss:>8.4}")).concat()
        );
    }
}
