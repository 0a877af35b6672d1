//! Pictures: the formula behind each, at points that can be worked out otherwise.

use std::f64::consts::E;

use data::curves::linspace;
use layer::Activation;
use nalgebra::DVector;
use tests::perspectives::{
    drawings::{
        MAP, QUADRANT_BIASES, SOFTMAX_MAPS, SOFTMAX_POINTS, arrow as unit, histogram, quadrant_s,
        softmax_map,
    },
    keras,
};
use tests::statistics::share;

use crate::{
    check::{Found, printed},
    row::Row,
};

/// Six activations from −5 to 5, against the formulas of the tutorial's program.
pub fn activations() -> Found {
    type Formula = fn(f64) -> f64;
    let formulas: [(Activation, Formula); 6] = [
        (Activation::Relu, |s| s.max(0.0)),
        (Activation::Elu, |s| s.max(0.0) + s.exp_m1().min(0.0)),
        (Activation::Softplus, |s| (1.0 + s.exp()).ln()),
        (Activation::Sigmoid, |s| 1.0 / (1.0 + (-s).exp())),
        (Activation::Tanh, f64::tanh),
        (Activation::Softsign, |s| s / (s.abs() + 1.0)),
    ];
    let mut worst: f64 = 0.0;
    for s in linspace(-5.0, 5.0, 101) {
        for (phi, formula) in formulas {
            worst = worst.max((phi.apply(s) - formula(s)).abs());
        }
    }
    Found::Property(worst < 1e-14, format!("they differ by {worst:e}"))
}

/// White at the arrow's start, where s = 0; at its tip s = |w|².
pub fn arrow() -> Found {
    let unit = unit(1);
    let line = unit.decision_line();
    let at = |x: nalgebra::Vector2<f64>| unit.forward(&DVector::from_column_slice(x.as_slice()));
    let (start, tip) = (at(line.origin), at(line.origin + line.direction));
    let length = line.direction.norm_squared();
    let holds = start == 0.0 && (tip - length.tanh()).abs() < 1e-15;
    Found::Property(holds, format!("{start} and {tip}"))
}

/// The share of the square that the quadrant's output selects, in percent.
fn selected(bias: f64) -> f64 {
    100.0 * share(&quadrant_s(bias), |s| s > 0.0)
}

/// s runs from −3 to 1; its histogram is highest in the middle, and 18.1 % of the plane is red.
pub fn quadrant() -> Found {
    let s = quadrant_s(QUADRANT_BIASES.0);
    let counts = histogram(&s);
    let highest = counts.iter().max() == Some(&counts[MAP.2 / 2]);
    let inside = s.iter().all(|&s| -3.0 < s && s < 1.0);
    let selected = selected(QUADRANT_BIASES.0);
    let holds =
        highest && counts[MAP.2 / 2] == 25_004 && inside && format!("{selected:.1}") == "18.1";
    Found::Property(holds, format!("{selected} %, {counts:?}"))
}

/// The bias in the text is not the one in the program: with it more of the plane would be red.
pub fn quadrant_bias(row: &Row) -> Found {
    let (program, text) = QUADRANT_BIASES;
    let shares = [program, text].map(|bias| format!("{:.1}", selected(bias)));
    let holds = printed(row)[0].value == text && text != program && shares == ["18.1", "22.4"];
    Found::Property(holds, format!("{shares:?}"))
}

/// The fit starts where Keras starts and ends near the curve; t > 8 was not trained on.
pub fn fit() -> Found {
    let fit = keras::fit();
    // Keras' mean squared error over the curve is 0.2952257 before, and 0.0064 or 0.0088 after.
    let starts = (fit.start - 0.295_225_7).abs() < 1e-6;
    let holds = starts && fit.end < 0.02 && fit.last_t < 8.0;
    Found::Property(holds, format!("from {} to {}, up to t = {}", fit.start, fit.end, fit.last_t))
}

/// Each point of the map holds a distribution, and the winner takes as much as the formula says.
pub fn softmax(row: &Row) -> Found {
    let map = softmax_map(row.first());
    assert_eq!(map.shape(), (SOFTMAX_POINTS * SOFTMAX_POINTS, 3));
    let whole = map.row_iter().all(|p| (p.sum() - 1.0).abs() < 1e-14);
    // The first class wins most where y₁ is highest and y₂ lowest.
    let half = (SOFTMAX_MAPS[row.first()].1 - SOFTMAX_MAPS[row.first()].0) / 2.0;
    let most = half.exp() / (half.exp() + 1.0 + (-half).exp());
    let largest = map.column(0).max();
    let named = match row.first() {
        0 => largest > 0.999,
        _ => (most - E / (E + 1.0 + 1.0 / E)).abs() < 1e-15 && format!("{largest:.4}") == "0.6652",
    };
    Found::Property(whole && named && (largest - most).abs() < 1e-13, format!("{largest}"))
}
