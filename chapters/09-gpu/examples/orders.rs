//! Work queued ahead: `cargo run -p gpu --example orders`.

use gpu::{
    DeviceSpec,
    queue::finished,
    report::{aligned, time},
    step::{calls, training_step},
};

/// How many steps are taken.
const STEPS: usize = 1000;

fn main() {
    let card = DeviceSpec::gpu();
    // What the device needs to run a call is the time without the launch overhead.
    let free = DeviceSpec { latency: 0.0, ..card };
    let mut rows =
        vec![["the loss is asked for", "784-128-10", "784-1024-1024-10"].map(str::to_owned)];
    let steps =
        [&[784, 128, 10][..], &[784, 1024, 1024, 10]].map(|sizes| training_step(sizes, 512));
    // After how many steps a loss is read, and how long its transfer takes. A program that waits
    // for each call reads nothing.
    let answer = 4.0 * card.latency;
    for (name, ask, way) in [
        ("never, but each call is waited for", 0, 0.0),
        ("after every step", 1, answer),
        ("after every 50", 50, answer),
        ("at the end", STEPS, answer),
    ] {
        let [small, large] = [&steps[0], &steps[1]].map(|step| {
            let orders = calls(step);
            let run = free.total(step) / orders as f64;
            let ask = (ask * orders).max(1);
            finished(STEPS * orders, card.latency, run, ask, way) / STEPS as f64
        });
        rows.push([name.to_owned(), time(small), time(large)]);
    }
    print!("{}", aligned(&rows));
}
