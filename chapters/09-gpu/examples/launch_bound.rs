//! Training steps here and there: `cargo run -p gpu --example launch_bound`.

use gpu::{
    DeviceSpec,
    report::{aligned, network, time},
    step::{calls, training_step},
};

fn main() {
    let (processor, card) = (DeviceSpec::cpu(), DeviceSpec::gpu());
    let headings = ["network", "batch", "calls", "processor", "card", "of it calls"];
    let mut rows = vec![headings.map(str::to_owned)];
    for (sizes, batch) in [
        (&[784, 128, 10][..], 32),
        (&[784, 128, 10], 512),
        (&[784, 32, 32, 32, 10], 512),
        (&[784, 1024, 1024, 10], 32),
        (&[784, 1024, 1024, 10], 512),
        (&[784, 1024, 1024, 10], 4096),
    ] {
        let step = training_step(sizes, batch);
        rows.push([
            network(sizes),
            batch.to_string(),
            calls(&step).to_string(),
            time(processor.total(&step)),
            time(card.total(&step)),
            format!("{:.0} %", 100.0 * card.launch_share(&step)),
        ]);
    }
    print!("{}", aligned(&rows));
}
