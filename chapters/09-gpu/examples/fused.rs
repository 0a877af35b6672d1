//! A chain of elementwise operations, one by one and as one: `cargo run -p gpu --example fused`.

use gpu::{
    DeviceSpec, Workload,
    report::{aligned, time},
};

fn main() {
    let card = DeviceSpec::gpu();
    let mut rows = vec![["numbers", "four calls", "one call"].map(str::to_owned)];
    for n in [1_000, 100_000, 10_000_000] {
        let one_by_one = [Workload::elementwise(2, n); 4];
        // The same four operations on each number, which is read once and written once.
        let once = Workload::elementwise(2, n);
        let fused = Workload { operations: 4.0 * once.operations, ..once };
        rows.push([n.to_string(), time(card.total(&one_by_one)), time(card.time(&fused))]);
    }
    print!("{}", aligned(&rows));
}
