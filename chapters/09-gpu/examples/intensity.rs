//! Operations for each byte: `cargo run -p gpu --example intensity`.

use gpu::{
    DeviceSpec, Workload,
    report::{aligned, per_second},
    roofline::{attainable, over_the_bus, ridge},
};

fn main() {
    let (processor, card) = (DeviceSpec::cpu(), DeviceSpec::gpu());
    let specs = [processor, card, over_the_bus(&card)];
    let headings = ["", "operations/byte", "processor", "card", "card, over the bus"];
    let mut rows = vec![headings.map(str::to_owned)];
    for (name, work) in [
        ("ReLU", Workload::elementwise(2, 1 << 20)),
        ("momentum", Workload::elementwise(3, 1 << 20)),
        ("512 × 784 · 784 × 32", Workload::product(512, 784, 32)),
        ("512 × 1024 · 1024 × 1024", Workload::product(512, 1024, 1024)),
        ("4096 × 4096 · 4096 × 4096", Workload::product(4096, 4096, 4096)),
    ] {
        let [a, b, c] = specs.map(|spec| per_second(attainable(&spec, work.intensity()), "FLOP"));
        rows.push([name.to_owned(), format!("{:.2}", work.intensity()), a, b, c]);
    }
    let [a, b, c] = specs.map(|spec| format!("{:.0}", ridge(&spec)));
    rows.push(["ridge, operations/byte".to_owned(), String::new(), a, b, c]);
    print!("{}", aligned(&rows));
}
