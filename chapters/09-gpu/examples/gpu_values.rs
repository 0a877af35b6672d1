//! The numbers inside the chapter's sentences: `cargo run -p gpu --example gpu_values`.

use std::fmt::Display;

use gpu::{
    DeviceSpec, Measured, Workload, crossover,
    crossover::{balance, carried, resident},
    device_spec::EIGHT_CORES,
    report::{per_second, product_crossing, time},
    roofline::{over_the_bus, ridge},
    step::{calls, operations, training_step},
};
use text::percent;

fn value(name: &str, text: impl Display) {
    println!("{name} = {text}");
}

fn main() -> Result<(), serde_json::Error> {
    let (processor, card) = (DeviceSpec::cpu(), DeviceSpec::gpu());
    specs(&processor, &card);
    products(&processor, &card);
    steps(&processor, &card);
    measured(&Measured::published()?);
    Ok(())
}

fn specs(processor: &DeviceSpec, card: &DeviceSpec) {
    value("pcie", per_second(card.bus, "B"));
    value("ddr4", per_second(processor.memory, "B"));
    value("eight_cores", per_second(processor.rate, "FLOP"));
    value("card_memory", per_second(card.memory, "B"));
    value("card_rate", per_second(card.rate, "FLOP"));
    value("card_latency", time(card.latency));
    value("processor_latency", time(processor.latency));
    value("rates", format!("{:.0}", card.rate / processor.rate));
    value("memories", format!("{:.0}", card.memory / processor.memory));
    value("ridge_processor", format!("{:.0}", ridge(processor)));
    value("ridge_card", format!("{:.1}", ridge(card)));
    value("ridge_bus", format!("{:.0}", ridge(&over_the_bus(card))));
    value("relu_intensity", Workload::elementwise(2, 8).intensity());
}

fn products(processor: &DeviceSpec, card: &DeviceSpec) {
    let product = Workload::product(100, 100, 100);
    value("hundred_arithmetic", time(product.operations / processor.rate));
    value("hundred_memory", time(product.touched / processor.memory));
    value("hundred_processor", time(processor.time(&product)));
    value("hundred_card", time(card.time(&product)));
    value("hundred_card_work", time(card.time(&product) - card.latency));
    value("hundred_way", time(product.touched / card.bus));
    value("hundred_carried", time(card.total(&carried(100))));
    let here = |n| processor.total(&resident(n));
    let there = crossover(4096, |n| card.total(&resident(n)) < here(n));
    let with_way = crossover(4096, |n| card.total(&carried(n)) < here(n));
    value("crossover", there.unwrap_or_default());
    value("crossover_way", with_way.unwrap_or_default());
    value("balance", format!("{:.0}", balance(EIGHT_CORES, card)));
}

fn steps(processor: &DeviceSpec, card: &DeviceSpec) {
    let (small, large) =
        (training_step(&[784, 32, 32, 32, 10], 512), training_step(&[784, 1024, 1024, 10], 512));
    value("small_calls", calls(&small));
    value("large_calls", calls(&large));
    value("small_operations", format!("{:.0}", operations(&small) / 1e6));
    value("small_latency", time(card.latency * calls(&small) as f64));
    value("small_arithmetic", time(operations(&small) / card.rate));
    value("small_share", percent(card.launch_share(&small), 0));
    value("large_share", percent(card.launch_share(&large), 0));
    value("small_card", time(card.total(&small)));
    value("small_processor", time(processor.total(&small)));
    value("large_gain", format!("{:.0}", processor.total(&large) / card.total(&large)));
    let floats = Workload::transfer(512 * 784 * 4);
    value("batch_megabytes", format!("{:.1}", floats.moved / 1e6));
    value("batch_way", time(card.time(&floats)));
    let set = Workload::transfer(60_000 * 784);
    value("set_megabytes", format!("{:.0}", set.moved / 1e6));
    value("set_way", time(card.time(&set)));
    value("epoch_floats", time(118.0 * card.time(&floats)));
}

fn measured(measured: &Measured) {
    value("date", &measured.date);
    value("cores", measured.cores);
    let (Some(host), Some(device)) = (measured.host(), measured.remote().next()) else { return };
    value("launch", time(device.launch));
    value("round_trip", time(device.round_trip));
    value("crossing", product_crossing(host, device, false));
    value("crossing_way", product_crossing(host, device, true));
}
