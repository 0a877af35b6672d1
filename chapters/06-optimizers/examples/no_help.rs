//! Where a schedule does not help: `cargo run -p optimizers --example no_help`.

#[expect(dead_code, reason = "what other programs of this chapter need")]
#[path = "support/noisy_blobs.rs"]
mod noisy_blobs;

use noisy_blobs::{EPOCHS, NOISY, POINTS, SCHEDULES, SEEDS, Setup, ends, runs};

fn main() {
    println!("Loss after {EPOCHS} epochs, mean ± spread of {} seeds:", SEEDS.count());
    println!();
    println!("{:28}{:^19}{:^19}{:^19}", "", "constant", "step", "cosine");
    let rows = [
        ("small batches, as before", NOISY),
        ("all points in one batch", Setup { batch: POINTS, ..NOISY }),
        ("blobs that don't overlap", Setup { spread: 0.5, ..NOISY }),
        ("a rate that is too low", Setup { lr: 0.01, ..NOISY }),
    ];
    for (name, setup) in rows {
        print!("{name:<28}");
        for (_, start) in &SCHEDULES[..3] {
            let (mean, deviation) = ends(&runs(setup, *start));
            print!("  {mean:.4} ± {deviation:.4}  ");
        }
        println!();
    }
}
