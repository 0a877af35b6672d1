//! A network that selects a quadrant, as a map: `cargo run -p layer --example quadrant`.

use layer::{grid, worked};

fn main() {
    const SIDE: usize = 25;
    println!("The output of the 2-2-1 network on [−3, 3]²: # where s > 0, · where s < 0.");
    let output = worked::quadrant(-1.0).forward(&grid(3.0, SIDE));
    for row in (0..SIDE).rev() {
        let line: String =
            (0..SIDE).map(|i| if output[row * SIDE + i] > 0.0 { " #" } else { " ·" }).collect();
        println!("{line}");
    }

    let x = grid(3.0, 250);
    for bias in [-1.0, -0.5] {
        let y = worked::quadrant(bias).forward(&x);
        let selected = y.iter().filter(|&&y| y > 0.0).count();
        let share = 100.0 * selected as f64 / y.len() as f64;
        println!("b = {bias:>4}: s > 0 in {share:.1} % of the square");
    }
}
