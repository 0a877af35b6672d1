//! What holds for all devices and all sizes.

use gpu::{
    DeviceSpec, Workload, crossover,
    crossover::{balance, carried, resident},
    fit,
    measured::{Crossing, crossing},
    queue::finished,
    roofline::{attainable, ridge},
    step::{calls, operations, training_step},
};
use proptest::prelude::*;

/// A number between powers of ten, all magnitudes alike.
fn magnitude(low: f64, high: f64) -> impl Strategy<Value = f64> {
    (low..high).prop_map(|power| 10_f64.powf(power))
}

/// A processor, and a card with more of everything, a price per call included.
fn pairs() -> impl Strategy<Value = (DeviceSpec, DeviceSpec)> {
    let (latency, bus) = (magnitude(-6.0, -4.0), magnitude(9.0, 11.0));
    let (memory, rate) = (magnitude(0.5, 2.0), magnitude(0.5, 2.0));
    (latency, bus, memory, rate).prop_map(|(latency, bus, memory, rate)| {
        let processor = DeviceSpec::cpu();
        let card = DeviceSpec {
            latency,
            bus,
            memory: memory * processor.memory,
            rate: rate * processor.rate,
        };
        (processor, card)
    })
}

const LIMIT: usize = 1 << 20;

fn crossing_of(processor: &DeviceSpec, card: &DeviceSpec) -> Option<usize> {
    crossover(LIMIT, |n| card.total(&carried(n)) < processor.total(&resident(n)))
}

proptest! {
    #[test]
    fn at_the_crossover_the_order_changes((processor, card) in pairs()) {
        let n = crossing_of(&processor, &card).expect("n³ work outgrows n² transfer");
        let pays = |n| card.total(&carried(n)) < processor.total(&resident(n));
        prop_assert!(pays(n) && !pays(n - 1));
        // And it stays so.
        prop_assert!([n + 1, 2 * n, 10 * n].into_iter().all(pays));
        prop_assert!(!pays(n / 2) && !pays(n / 10 + 1) || n == 1);
    }

    #[test]
    fn a_faster_bus_pays_earlier((processor, card) in pairs(), factor in 1.0..10.0) {
        let faster = DeviceSpec { bus: factor * card.bus, ..card };
        prop_assert!(crossing_of(&processor, &faster) <= crossing_of(&processor, &card));
    }

    #[test]
    fn dearer_calls_pay_later((processor, card) in pairs(), factor in 1.0..10.0) {
        let dearer = DeviceSpec { latency: factor * card.latency, ..card };
        prop_assert!(crossing_of(&processor, &dearer) >= crossing_of(&processor, &card));
    }

    #[test]
    fn without_calls_and_memory_it_is_the_balance((processor, card) in pairs()) {
        let free = |spec: DeviceSpec| DeviceSpec { latency: 0.0, memory: f64::INFINITY, ..spec };
        let n = balance(processor.rate, &card);
        let found = crossing_of(&free(processor), &free(card)).expect("it pays at some size");
        // The first whole number that is larger.
        prop_assert!((found as f64 - n - 0.5).abs() <= 0.5 + 1e-6 * n, "{found} for {n}");
    }

    #[test]
    fn at_the_balance_both_take_the_same_time((processor, card) in pairs()) {
        let n = balance(processor.rate, &card);
        let here = 2.0 * n.powi(3) / processor.rate;
        let there = 12.0 * n * n / card.bus + 2.0 * n.powi(3) / card.rate;
        prop_assert!((here / there - 1.0).abs() < 1e-9);
    }

    #[test]
    fn no_relu_pays_for_its_way(n in 1_usize..100_000_000) {
        // Eight bytes of memory here against eight bytes of bus there, and the bus is slower.
        let (processor, card) = (DeviceSpec::cpu(), DeviceSpec::gpu());
        let way = Workload::transfer(4 * n);
        let relu = Workload::elementwise(2, n);
        prop_assert!(card.total(&[way, relu, way]) > processor.time(&relu));
    }

    #[test]
    fn time_adds_up((_, card) in pairs(), m in 1_usize..500, k in 1_usize..500, n in 1_usize..500) {
        let work = Workload::product(m, k, n);
        let time = card.time(&work);
        prop_assert!(time > card.latency);
        prop_assert!(card.total(&[work; 3]) / time - 3.0 < 1e-9);
        prop_assert!(card.time(&Workload::product(m, 2 * k, n)) >= time);
        // Never faster than the roofline allows.
        let rate = work.operations / time;
        prop_assert!(rate <= attainable(&card, work.intensity()) * (1.0 + 1e-9));
    }

    #[test]
    fn the_roof_rises_and_then_is_level((_, card) in pairs(), intensity in magnitude(-3.0, 5.0)) {
        let here = attainable(&card, intensity);
        prop_assert!(here <= card.rate && here <= attainable(&card, 2.0 * intensity));
        prop_assert_eq!(here == card.rate, intensity * card.memory >= card.rate);
        prop_assert!((attainable(&card, ridge(&card)) / card.rate - 1.0).abs() < 1e-12);
    }

    #[test]
    fn width_and_batch_change_the_work_and_not_the_calls(
        widths in prop::collection::vec(1_usize..200, 2..6),
        batch in 1_usize..300,
    ) {
        let step = training_step(&widths, batch);
        prop_assert_eq!(calls(&step), 6 + 8 * (widths.len() - 1) + 2 * (widths.len() - 2) + 1);
        let wider: Vec<usize> = widths.iter().map(|width| 2 * width).collect();
        prop_assert_eq!(calls(&training_step(&wider, 3 * batch)), calls(&step));
        prop_assert!(operations(&training_step(&wider, batch)) > 2.0 * operations(&step));
    }

    #[test]
    fn a_line_is_found_again(
        at_zero in magnitude(-7.0, -3.0),
        slope in magnitude(-12.0, -8.0),
        sizes in prop::collection::btree_set(1_u32..1_000_000_000, 3..12),
    ) {
        let points: Vec<_> = sizes
            .into_iter()
            .map(|x| (f64::from(x), at_zero + slope * f64::from(x)))
            .collect();
        let line = fit::line(&points).expect("three different sizes");
        for (x, y) in points {
            prop_assert!(((line.at_zero + line.slope * x) / y - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn no_price_is_negative(points in prop::collection::vec((0.0..1e6, 1e-9..1.0), 2..10)) {
        if let Some(line) = fit::line(&points) {
            prop_assert!(line.at_zero >= 0.0 && line.slope >= 0.0);
        }
    }

    #[test]
    fn asking_more_often_is_never_faster(
        orders in 1_usize..300,
        give in 0.1..10.0,
        run in 0.1..10.0,
        way in 0.0..20.0,
        ask in 1_usize..20,
    ) {
        let never = finished(orders, give, run, orders + 1, way);
        let often = finished(orders, give, run, ask, way);
        prop_assert!(never <= often * (1.0 + 1e-12) + 1e-9);
        prop_assert!(finished(orders, give, run, 2 * ask, way) <= often * (1.0 + 1e-12));
        // One of the two is busy all the time, but for one order at the beginning or the end.
        let slower = orders as f64 * f64::max(give, run);
        prop_assert!((never - slower - f64::min(give, run)).abs() < 1e-9 * never);
    }

    #[test]
    fn a_crossing_lies_between_sizes(at in 2.0..500.0_f64, power in 0.5..3.0_f64) {
        // Two powers that meet there.
        let points: Vec<_> = [1.0_f64, 10.0, 100.0, 1000.0]
            .map(|n| (n, n.powf(power + 1.0), at * n.powf(power)))
            .to_vec();
        let Crossing::At(found) = crossing(&points) else { panic!("they meet at {at}") };
        prop_assert!(f64::abs(found / at - 1.0) < 1e-9, "{found} is not {at}");
    }
}
