//! The numbers the pages work out by hand.

use gpu::{
    DeviceSpec, Measured, Workload, crossover,
    crossover::{balance, carried, resident},
    device_spec::{DDR4_3200, EIGHT_CORES, PCIE_4_X16},
    fit::line,
    queue::finished,
    roofline::ridge,
    step::{calls, operations, training_step},
};

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} ± {tolerance}");
}

#[test]
fn the_assumed_devices() {
    close(PCIE_4_X16 / 1e9, 31.5, 0.02);
    close(DDR4_3200 / 1e9, 51.2, 1e-9);
    close(EIGHT_CORES / 1e9, 512.0, 1e-9);
}

#[test]
fn a_small_product_by_hand() {
    // 100 × 100 times 100 × 100: two million operations, 120,000 bytes.
    let work = Workload::product(100, 100, 100);
    assert_eq!((work.operations, work.touched), (2e6, 120_000.0));
    let (processor, card) = (DeviceSpec::cpu(), DeviceSpec::gpu());
    // 0.2 µs and 2·10⁶ / 512·10⁹ = 3.9 µs, more than 120,000 / 51.2·10⁹ = 2.3 µs.
    close(processor.time(&work) * 1e6, 0.2 + 3.906, 0.001);
    // 5 µs, and a tenth of a microsecond of work.
    close(card.time(&work) * 1e6, 5.0 + 0.1026, 0.001);
    // Four calls, 120,000 bytes at 31.5 GB/s.
    close(card.total(&carried(100)) * 1e6, 20.0 + 3.809 + 0.1026, 0.001);
}

#[test]
fn where_it_begins_to_pay() {
    let (processor, card) = (DeviceSpec::cpu(), DeviceSpec::gpu());
    let here = |n| processor.total(&resident(n));
    let there = crossover(4096, |n| card.total(&resident(n)) < here(n));
    let with_way = crossover(4096, |n| card.total(&carried(n)) < here(n));
    // 5 µs − 0.2 µs are worth 4.8·10⁻⁶ = 2n³ (1/512·10⁹ − 1/19.5·10¹²): n³ ≈ 1.262·10⁶, and 108³ is less.
    assert_eq!(there, Some(109));
    assert!(with_way > there);
    // Without calls: 6 / (31.5·10⁹ · 1.9018·10⁻¹²).
    close(balance(EIGHT_CORES, &card), 100.1, 0.1);
}

#[test]
fn a_relu_has_too_little_to_do() {
    // One operation for eight bytes.
    assert_eq!(Workload::elementwise(2, 1000).intensity(), 0.125);
    close(ridge(&DeviceSpec::cpu()), 10.0, 1e-9);
    close(ridge(&DeviceSpec::gpu()), 12.54, 0.01);
}

#[test]
fn a_small_training_step_is_calls() {
    let small = training_step(&[784, 32, 32, 32, 10], 512);
    let large = training_step(&[784, 1024, 1024, 10], 512);
    // A layer: product, bias, two gradients of parameters, four updates; all but the first: a
    // gradient of the input, and the ReLU before it. Two for the images, five for the loss.
    assert_eq!(calls(&small), 4 * 8 + 3 * 2 + 2 + 5);
    assert_eq!(calls(&large), 3 * 8 + 2 * 2 + 2 + 5);
    assert!(operations(&large) > 50.0 * operations(&small));
    let card = DeviceSpec::gpu();
    assert!(card.launch_share(&small) > 0.9);
    assert!(card.launch_share(&large) < 0.5);
}

#[test]
fn ten_orders() {
    // Launched in 5, run in 3: with each result read, and with only the last one read.
    assert_eq!(finished(10, 5.0, 3.0, 1, 10.0), 10.0 * 18.0);
    assert_eq!(finished(10, 5.0, 3.0, 10, 10.0), 10.0 * 5.0 + 3.0 + 10.0);
}

#[test]
fn a_line_through_noise_stays_near_the_small_times() {
    // 10 µs and 1 ns a byte; the largest time is off by a tenth, as measured times are.
    let points = [(1e3, 11e-6), (1e4, 20e-6), (1e5, 110e-6), (1e7, 11e-3)];
    let found = line(&points).expect("four sizes");
    close(found.at_zero * 1e6, 10.0, 1.0);
}

#[test]
fn what_is_published_can_be_read() {
    let measured = Measured::published().expect("the program wrote it");
    let host = measured.host().expect("the processor's own engine");
    assert!(host.spec().is_some());
    for device in measured.remote() {
        let spec = device.spec().expect("everything was measured");
        assert!(spec.latency > 0.0 && spec.bus.is_finite());
        assert_eq!(device.products.len(), host.products.len());
        assert!(device.steps.iter().all(|step| host.step(&step.sizes, step.batch).is_some()));
    }
}
