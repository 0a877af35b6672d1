//! The figures of the pages on `gpu`.

use figures::{Diagram, Kind, LossCurves};
use gpu::{
    DeviceSpec, Measured,
    crossover::{carried, resident},
    measured::{Device, Product},
    roofline::{attainable, over_the_bus},
    step::training_step,
};

use super::{Drawing, drawing};

pub(super) fn figures() -> Vec<Drawing> {
    vec![
        drawing("gpu-way", way()),
        drawing("gpu-product", product()),
        drawing("gpu-roofline", roofline()),
        drawing("gpu-batch", batch()),
        drawing("gpu-measured", measured()),
    ]
}

/// What crosses over in a training step, and what stays.
fn way() -> Diagram {
    Diagram::new("A training step on a card")
        .then(Kind::Input, "which images\n512 × 4 bytes", "")
        .then(Kind::Operation, "gather", "over")
        .parameter("data set\nbytes, sent once")
        .then(Kind::Operation, "forward", "batch")
        .parameter("parameters\nstay there")
        .then(Kind::Operation, "backward\nand step", "loss")
        .parameter("momentum\nstays there")
        .then(Kind::Output, "50 losses\n50 × 4 bytes", "back")
}

/// Whole numbers from 1, evenly spread on a logarithmic axis.
fn sizes(decades: u32, per_decade: u32) -> impl Iterator<Item = usize> {
    let mut last = 0;
    (0..=decades * per_decade).filter_map(move |i| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 or more")]
        let size = 10_f64.powf(f64::from(i) / f64::from(per_decade)).round() as usize;
        let new = size != last;
        last = size;
        new.then_some(size)
    })
}

fn product() -> LossCurves {
    let (processor, card) = (DeviceSpec::cpu(), DeviceSpec::gpu());
    let points = |time: &dyn Fn(usize) -> f64| -> Vec<(f64, f64)> {
        sizes(4, 10).filter(|&n| n >= 10).map(|n| (n as f64, 1e6 * time(n))).collect()
    };
    LossCurves::new("A product of two n × n matrices, by the model")
        .curve_over("processor", &points(&|n| processor.total(&resident(n))))
        .curve_over("card, with the way", &points(&|n| card.total(&carried(n))))
        .curve_over("card, matrices there", &points(&|n| card.total(&resident(n))))
        .x_name("n")
        .y_name("time, µs")
        .log_x()
        .log_y()
}

fn roofline() -> LossCurves {
    let (processor, card) = (DeviceSpec::cpu(), DeviceSpec::gpu());
    let points = |machine: &DeviceSpec| -> Vec<(f64, f64)> {
        let intensities = (-10..=40).map(|i| 10_f64.powf(f64::from(i) / 10.0));
        intensities.map(|x| (x, attainable(machine, x) / 1e9)).collect()
    };
    LossCurves::new("Rooflines")
        .curve_over("card", &points(&card))
        .curve_over("card, over the bus", &points(&over_the_bus(&card)))
        .curve_over("processor", &points(&processor))
        .x_name("operations per byte")
        .y_name("GFLOP/s")
        .log_x()
        .log_y()
}

fn batch() -> LossCurves {
    let figure = LossCurves::new("One image's share of a training step, by the model")
        .x_name("images in a batch")
        .y_name("time per image, µs")
        .log_x()
        .log_y();
    let nets = [("784-1024-1024-10", &[784, 1024, 1024, 10][..]), ("784-128-10", &[784, 128, 10])];
    let machines = [("processor", DeviceSpec::cpu()), ("card", DeviceSpec::gpu())];
    nets.into_iter().fold(figure, |figure, (name, net)| {
        machines.iter().fold(figure, |figure, (place, machine)| {
            let points: Vec<(f64, f64)> = sizes(5, 6)
                .map(|n| (n as f64, 1e6 * machine.total(&training_step(net, n)) / n as f64))
                .collect();
            figure.curve_over(format!("{name}, {place}"), &points)
        })
    })
}

/// The published products; nothing if there are none.
fn measured() -> LossCurves {
    let figure = LossCurves::new("Products of two n × n matrices, measured")
        .x_name("n")
        .y_name("time, µs")
        .log_x()
        .log_y();
    let Ok(measured) = Measured::published() else { return figure };
    let points = |device: &Device, time: &dyn Fn(&Product) -> f64| -> Vec<(f64, f64)> {
        device.products.iter().map(|product| (product.n as f64, 1e6 * time(product))).collect()
    };
    let figure = match measured.host() {
        Some(host) => figure.curve_over(&host.name, &points(host, &|p| p.resident)),
        None => figure,
    };
    measured.remote().fold(figure, |figure, device| {
        figure
            .curve_over(format!("{}, with the way", device.name), &points(device, &|p| p.carried))
            .curve_over(&device.name, &points(device, &|p| p.resident))
    })
}
