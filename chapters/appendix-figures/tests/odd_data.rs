//! Nothing, one point, constants, infinities: every figure still draws.

use figures::{
    Activations, ConfusionTable, DecisionBoundary, Digits, Figure, GraphLayer, GraphMap, Histogram,
    Histograms, LearningCurve, LearningRateScan, Lines, LossCurves, Mistakes, Ratios, Scatter,
    SoftmaxMaps, UnitMap, UnitMaps, Weights,
};
use proptest::prelude::*;

fn draws(figure: &dyn Figure) -> String {
    assert!(!figure.to_png().unwrap().is_empty());
    let svg = figure.to_svg().unwrap();
    let mut attributes = svg.split('"').filter(|part| !part.starts_with("data:"));
    assert!(attributes.all(|part| !part.contains("NaN")), "{}", figure.alt());
    svg
}

#[test]
fn figures_of_nothing_say_so() {
    let empty: Vec<Box<dyn Figure>> = vec![
        Box::new(LearningCurve::new("")),
        Box::new(LossCurves::new("")),
        Box::new(LossCurves::new("").curve("empty", &[]).log_x().log_y()),
        Box::new(LossCurves::new("").curve("negative", &[-1.0, 0.0]).log_y()),
        Box::new(LossCurves::new("").reference("only a level", 1.0)),
        Box::new(Lines::new("").line("not numbers", &[(f64::NAN, f64::INFINITY)])),
        Box::new(Activations::new("")),
        Box::new(Activations::new("").unit("undefined", |_| f64::NAN, |_| f64::NAN)),
        Box::new(UnitMaps::new("", vec![])),
        Box::new(Digits::new("", 28, 28)),
        Box::new(Mistakes::new("", 28, 28)),
        Box::new(Weights::new("", 28, 28)),
        Box::new(ConfusionTable::new::<&str>("", &[], &[])),
        Box::new(Histogram::new("", &[], 10)),
        Box::new(Histogram::new("", &[f64::NAN], 0)),
        Box::new(Histograms::new("")),
        Box::new(Histograms::new("").column("nothing")),
        Box::new(Histograms::new("").row("not numbers", &[f64::NAN, f64::INFINITY])),
        Box::new(Ratios::new("")),
        Box::new(Ratios::new("").row("not numbers", &[("a", f64::NAN, None), ("b", -1.0, None)])),
        Box::new(Scatter::new::<f64>("", &[])),
        Box::new(Scatter::new("", &[(f64::NAN, 1.0)])),
        Box::new(LearningRateScan::new("", &[], &[])),
        Box::new(LearningRateScan::new("", &[-1.0, 0.0], &[1.0, 1.0]).chosen(0.1)),
        Box::new(Lines::new("").line("negative", &[(-1.0, -1.0)]).log_x().log_y()),
        Box::new(GraphMap::new("", 3.0, [GraphLayer::new([[0.0; 0]; 2], [], "", |s| s)]).unwrap()),
    ];
    for figure in empty {
        assert!(draws(figure.as_ref()).contains("no data"), "{}", figure.alt());
    }
}

#[test]
fn one_of_everything_draws() {
    let one: Vec<Box<dyn Figure>> = vec![
        Box::new(LearningCurve::new("").train_loss(&[0.3])),
        Box::new(LearningCurve::new("").train_loss(&[f64::NAN, 1.0]).test_accuracy(&[2.0])),
        Box::new(LossCurves::new("").curve("one", &[1.0]).log_x().log_y()),
        Box::new(Lines::new("").points("one", &[(3.0, 3.0)])),
        Box::new(DecisionBoundary::new("", &[], &[(2.0, 2.0)], |_, _| 0.5)),
        Box::new(ConfusionTable::new("", &["only"], &[7])),
        Box::new(Histogram::new("", &[4.0], 1)),
        Box::new(Weights::new("", 1, 3).image(&[0.0_f64; 3])),
        Box::new(Histograms::new("").row("one", &[4.0])),
        Box::new(Histograms::new("").row("one", &[4.0_f32]).row("none", &[f64::NAN])),
        Box::new(Scatter::new("", &[(3.0, 3.0)])),
        Box::new(Scatter::new("", &vec![(3.0, 3.0); 5000])),
        Box::new(LearningRateScan::new("", &[0.1], &[1.0]).chosen(0.1)),
        Box::new(LearningRateScan::new("", &[0.1], &[f64::NAN])),
        Box::new(LearningRateScan::new("", &[0.1, 0.2], &[-1.0, f64::INFINITY])),
        Box::new(SoftmaxMaps::new("", (0.0, 0.0), |y| y)),
    ];
    for figure in one {
        assert!(!draws(figure.as_ref()).contains(">no data<"), "{}", figure.alt());
    }
}

#[test]
fn images_without_pixels_draw() {
    draws(&Digits::new("", 0, 0).image(&[], "nothing"));
    draws(&Weights::new("", 0, 5).image::<f32>(&[]));
}

#[test]
fn a_hundred_classes_and_a_million_steps_stay_small() {
    let names: Vec<String> = (0..100).map(|i| format!("class {i}")).collect();
    let table = ConfusionTable::new("", &names, &vec![12_345; 100 * 100]);
    assert!(draws(&table).len() < 1_000_000);
    let losses: Vec<f64> = (0..1_000_000).map(|i| f64::from(i % 97)).collect();
    let curve = LossCurves::new("").curve("long", &losses);
    assert!(draws(&curve).len() < 200_000);
}

#[test]
fn maps_of_odd_functions_draw() {
    let arrows = [(f64::NAN, 0.0), (1e300, -1e300), (0.0, 0.0), (1e-9, 0.0), (-9.0, 9.0)];
    for r in [1.0, 0.0, -3.0, f64::NAN, f64::INFINITY, 1e-200, 1e200] {
        let map = UnitMap::new("odd", r, |x, y| 1.0 / (x * y).ln());
        let map = arrows.into_iter().fold(map, |map, v| map.arrow((0.0, 0.0), v, "a long name"));
        draws(&map);
    }
    let points = [(0.0, f64::NAN), (1e308, -1e308), (5.0, 5.0)];
    draws(&DecisionBoundary::new("", &points, &points, |x, _| if x > 0.0 { x } else { f64::NAN }));
}

#[test]
fn nodes_that_are_constant_or_no_numbers_draw() {
    let phis: [fn(f64) -> f64; 5] =
        [|_| 0.0, |_| 5.0, |_| f64::NAN, |s| 1.0 / s, |s| if s > 0.0 { f64::INFINITY } else { s }];
    for phi in phis {
        for (w, b) in [(0.0, 0.0), (0.0, 7.0), (1.0, -1e9), (1e300, 0.0), (f64::NAN, 1.0)] {
            let layer = |rows: usize| GraphLayer::new(vec![[w, w]; rows], [b, b], "φ", phi);
            draws(&GraphMap::new("odd", 3.0, [layer(2), layer(2)]).unwrap());
        }
    }
}

#[test]
fn graphs_over_odd_squares_draw() {
    for r in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-200, 1e200] {
        let layer = GraphLayer::new([[1.0], [1.0]], [1.0], "tanh", f64::tanh);
        draws(&GraphMap::new("odd", r, [layer]).unwrap());
    }
}

#[test]
fn graphs_and_columns_beyond_the_card_stay_small() {
    let wide = |rows: usize| GraphLayer::new(vec![vec![0.1; 40]; rows], vec![0.0; 40], "φ", |s| s);
    let layers: Vec<_> = (0..20).map(|i| wide(if i == 0 { 2 } else { 40 })).collect();
    let map = GraphMap::new("wide and deep", 1.0, layers).unwrap();
    assert!(map.size().0 < 1600 && map.size().1 < 1800, "{:?}", map.size());
    assert!(map.to_svg().unwrap().contains("32 more"));
    let many = (0..100).fold(Histograms::new("many"), |figure, i| {
        (0..100).fold(figure.column(format!("{i}")), |figure, j| figure.row(format!("{j}"), &[0.5]))
    });
    assert!(many.size().0 < 1300 && many.size().1 < 1600, "{:?}", many.size());
    draws(&many);
    let rates: Vec<f64> = (1..=100_000).map(f64::from).collect();
    let scan = LearningRateScan::new("long", &rates, &rates);
    assert!(draws(&scan).len() < 200_000);
}

#[test]
fn maps_over_odd_ranges_draw() {
    let (huge, tiny) = (f64::MAX, f64::MIN_POSITIVE);
    let ends = [(1.0, -1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY), (0.0, tiny), (0.0, 1e300)];
    for range in ends.into_iter().chain([(-huge, huge), (1.0, 1.0 + 1e-12)]) {
        draws(&SoftmaxMaps::new("odd", range, |y| [y[0].ln(), f64::NAN, 1e300]));
    }
}

/// Any float, with the odd ones often.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => -5.0..5.0,
        1 => any::<f64>(),
        1 => prop::sample::select(vec![
            f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, f64::MAX, f64::MIN,
            f64::MIN_POSITIVE, 1e100, 1e16, 1.0,
        ]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn curves_of_any_numbers_draw(
        a in prop::collection::vec(number(), 0..40),
        b in prop::collection::vec(number(), 0..40),
        level in number(),
        name in ".{0,40}",
        log_x in any::<bool>(),
        log_y in any::<bool>(),
    ) {
        let points: Vec<(f64, f64)> = a.iter().copied().zip(b.iter().copied()).collect();
        let mut losses = LossCurves::new(name.clone())
            .curve(name.clone(), &a)
            .curve_over("b", &points)
            .reference("level", level);
        if log_x {
            losses = losses.log_x();
        }
        if log_y {
            losses = losses.log_y();
        }
        draws(&losses);
        let curve = LearningCurve::new("").train_loss(&a).test_loss(&b);
        draws(&curve.train_accuracy(&b).test_accuracy(&a));
    }

    #[test]
    fn points_and_bins_of_any_numbers_draw(
        points in prop::collection::vec((number(), number()), 0..40),
        bins in 0_usize..2000,
        scale in number(),
        log in any::<bool>(),
        many in any::<bool>(),
    ) {
        let lines = Lines::new("").points("p", &points).line("l", &points);
        draws(&if log { lines.log_x().log_y() } else { lines });
        draws(&Scatter::new("", &if many { points.repeat(200) } else { points.clone() }));
        let (rates, losses): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
        draws(&LearningRateScan::new("", &rates, &losses).chosen(scale));
        let rows = Histograms::new("").bins(bins).row("x", &rates).row("y", &losses);
        draws(&rows.column("both").row("both", &[rates, losses].concat()));
        let values: Vec<f64> = points.iter().map(|p| p.0).collect();
        let histogram = Histogram::new("", &values, bins).density("d", |x| scale * x);
        draws(&histogram);
        let finite = values.iter().filter(|v| v.abs() <= 1e100).count() as u64;
        prop_assert_eq!(histogram.counts().iter().sum::<u64>(), finite);
    }

    #[test]
    fn functions_of_any_numbers_draw(values in prop::collection::vec(number(), 7), r in number()) {
        let pick = |x: f64| values[(x.to_bits() % 7) as usize];
        draws(&Activations::new("").over(r).unit("odd", pick, pick).unit("even", pick, |z| z));
        draws(&Weights::new("", 1, 7).image(&values));
    }
}
