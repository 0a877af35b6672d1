//! Five schedules on the same problem: `cargo run -p optimizers --example schedules`.

#[expect(dead_code, reason = "what other programs of this chapter need")]
#[path = "support/noisy_blobs.rs"]
mod noisy_blobs;

use noisy_blobs::{EPOCHS, NOISY, POINTS, SCHEDULES, SEEDS, Setup, Start, ends, runs};

fn main() {
    println!("{POINTS} points in three blobs that overlap, batches of {}, SGD.", NOISY.batch);
    println!("Loss on all points after {EPOCHS} epochs, {} seeds:", SEEDS.count());
    println!();
    println!("                  first lr   last lr     loss   spread");
    for (name, start) in SCHEDULES {
        row(name, NOISY, start);
    }
    println!();
    println!("and with smaller rates that stay the same:");
    let (_, constant) = SCHEDULES[0];
    for lr in [0.1, 0.03, 0.01] {
        row("constant", Setup { lr, ..NOISY }, constant);
    }
}

fn row(name: &str, setup: Setup, start: Start) {
    let runs = runs(setup, start);
    let rates = &runs[0].rates;
    let (mean, deviation) = ends(&runs);
    println!(
        "{name:<16}{:>10.3}{:>10.5}{mean:>9.4}{deviation:>9.4}",
        rates[0],
        rates[rates.len() - 1]
    );
}
