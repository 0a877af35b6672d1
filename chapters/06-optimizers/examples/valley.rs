//! One learning rate for two directions: `cargo run -p optimizers --example valley`.

#[path = "support/valley.rs"]
mod valley;

use optimizers::SGD;

fn main() {
    let rates = [0.02, 0.09, 0.11];
    println!("½(x² + 20y²), downhill from (10, 1)");
    println!();
    println!("    {}", rates.map(|lr| format!("{:>18}", format!("lr = {lr}"))).concat());
    println!("step{}", format!("{:>9}{:>9}", "x", "y").repeat(3));
    let paths = rates.map(|lr| valley::path(20.0, 40, |w| Box::new(SGD::new(w, lr))));
    for step in [0, 1, 2, 3, 4, 5, 10, 20, 40] {
        let places = paths.each_ref().map(|path| path[step]);
        println!("{step:>4}{}", places.map(|(x, y)| format!("{x:>9.2}{y:>9.2}")).concat());
    }
}
