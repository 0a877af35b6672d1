//! Steps that are too long for a new network: `cargo run -p optimizers --example warm_up`.

#[expect(dead_code, reason = "what other programs of this chapter need")]
#[path = "support/noisy_blobs.rs"]
mod noisy_blobs;

use noisy_blobs::{EPOCHS, LONG_STEPS, Run, SCHEDULES, SEEDS, Setup, Start, ends, runs};

fn main() {
    println!("Blobs that don't overlap, momentum 0.9, {EPOCHS} epochs, {} seeds.", SEEDS.count());
    println!("Dead units of 10, before the training, after 1, 3 and all epochs:");
    println!();
    println!(
        "                     lr      loss   spread    worst   dead at 0     1     3    {EPOCHS}"
    );
    for (name, start) in SCHEDULES {
        row(name, LONG_STEPS, start);
    }
    let (name, cosine) = SCHEDULES[2];
    row(name, Setup { lr: 0.025, ..LONG_STEPS }, cosine);
}

fn row(name: &str, setup: Setup, start: Start) {
    let runs = runs(setup, start);
    let (mean, deviation) = ends(&runs);
    let worst = runs.iter().map(Run::last).fold(0.0, f64::max);
    let dead = [0, 1, 3, EPOCHS].map(|epoch| {
        let dead = runs.iter().map(|run| run.dead[epoch] as f64).sum::<f64>() / runs.len() as f64;
        format!("{dead:>6.1}")
    });
    let lr = setup.lr;
    println!("{name:<16}{lr:>7}{mean:>10.4}{deviation:>9.4}{worst:>9.4}      {}", dead.concat());
}
