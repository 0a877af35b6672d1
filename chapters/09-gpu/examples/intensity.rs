//! Operations for each byte: `cargo run -p gpu --example intensity`.

use gpu::{
    Machine, Work,
    report::{aligned, per_second},
    roofline::{attainable, over_the_bus, ridge},
};

fn main() {
    let (processor, card) = (Machine::processor(), Machine::card());
    let machines = [processor, card, over_the_bus(&card)];
    let headings = ["", "operations/byte", "processor", "card", "card, over the bus"];
    let mut rows = vec![headings.map(str::to_owned)];
    for (name, work) in [
        ("ReLU", Work::elementwise(2, 1 << 20)),
        ("momentum", Work::elementwise(3, 1 << 20)),
        ("512 × 784 · 784 × 32", Work::product(512, 784, 32)),
        ("512 × 1024 · 1024 × 1024", Work::product(512, 1024, 1024)),
        ("4096 × 4096 · 4096 × 4096", Work::product(4096, 4096, 4096)),
    ] {
        let [a, b, c] = machines.map(|m| per_second(attainable(&m, work.intensity()), "FLOP"));
        rows.push([name.to_owned(), format!("{:.2}", work.intensity()), a, b, c]);
    }
    let [a, b, c] = machines.map(|machine| format!("{:.0}", ridge(&machine)));
    rows.push(["ridge, operations/byte".to_owned(), String::new(), a, b, c]);
    print!("{}", aligned(&rows));
}
