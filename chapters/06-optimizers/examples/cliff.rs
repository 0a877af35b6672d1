//! A step off a cliff, and clipping: `cargo run -p optimizers --example cliff`.

#[path = "support/cliff.rs"]
mod cliff;

use cliff::{MAX_NORM, START, STEPS, arrived, path, starts};

fn main() {
    let paths = [path(START, STEPS, f64::INFINITY), path(START, STEPS, MAX_NORM)];
    println!("              not clipped                    max_norm = {MAX_NORM}");
    println!("step      w       b    loss      ‖g‖       w       b    loss      ‖g‖");
    let thrown = (0..STEPS).max_by(|&a, &b| paths[0][a].norm.total_cmp(&paths[0][b].norm));
    let thrown = thrown.expect("there are steps");
    for step in [0, 1, 2, 10, 20, thrown - 1, thrown, thrown + 1, 50, 100, STEPS] {
        let columns = paths.each_ref().map(|path| {
            let at = &path[step];
            format!("{:>8.2}{:>8.2}{:>8.4}{:>9.3}", at.w, at.b, at.loss, at.norm)
        });
        println!("{step:>4}{}", columns.concat());
    }
    println!();
    println!("Starts, of {}, from which {STEPS} steps arrive:", starts().len());
    for max_norm in [f64::INFINITY, 1.0, 0.1, 0.01] {
        println!("  max_norm = {max_norm:<5}{:>4}", arrived(max_norm));
    }
}
