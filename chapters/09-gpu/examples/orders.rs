//! Orders given ahead: `cargo run -p gpu --example orders`.

use gpu::{
    Machine,
    queue::finished,
    report::{aligned, time},
    step::{calls, training_step},
};

/// How many steps are taken.
const STEPS: usize = 1000;

fn main() {
    let card = Machine::card();
    // To carry an order out takes what is left without the price of the call.
    let free = Machine { latency: 0.0, ..card };
    let mut rows =
        vec![["the loss is asked for", "784-128-10", "784-1024-1024-10"].map(str::to_owned)];
    let steps =
        [&[784, 128, 10][..], &[784, 1024, 1024, 10]].map(|sizes| training_step(sizes, 512));
    // How many steps pass before somebody asks, and how long the answer takes. Whoever waits for
    // each call asks for nothing.
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
