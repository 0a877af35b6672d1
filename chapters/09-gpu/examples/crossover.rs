//! A product of two n × n matrices here and there: `cargo run -p gpu --example crossover`.

use gpu::{
    DeviceSpec, crossover,
    crossover::{carried, resident},
    report::{aligned, time},
};

fn main() {
    let (processor, card) = (DeviceSpec::cpu(), DeviceSpec::gpu());
    let mut rows = vec![["n", "processor", "card", "card, with the way"].map(str::to_owned)];
    for n in [16, 64, 128, 256, 1024, 4096] {
        rows.push([
            n.to_string(),
            time(processor.total(&resident(n))),
            time(card.total(&resident(n))),
            time(card.total(&carried(n))),
        ]);
    }
    print!("{}", aligned(&rows));

    let here = |n| processor.total(&resident(n));
    for (what, n) in [
        ("the matrices are there", crossover(4096, |n| card.total(&resident(n)) < here(n))),
        ("with the way", crossover(4096, |n| card.total(&carried(n)) < here(n))),
    ] {
        println!("the card pays, {what}: from n = {} on", n.unwrap_or_default());
    }
}
