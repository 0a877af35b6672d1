//! One input or one parameter changed at a time: `cargo run -p unit --example knobs`.

use nalgebra::DVector;
use unit::{Activation, Unit};

fn main() {
    let (x, w, b) = ([0.0, 1.0, -1.0], [1.0, 2.0, 3.0], -1.0);
    println!("{:<24}{:>13}{:>14}{:>6}{:>6}{:>9}", "", "x", "w", "b", "s", "tanh s");
    row("as it is", x, w, b);
    row("the sun comes out", [1.0, 1.0, -1.0], w, b);
    row("the deadline moves", [0.0, 1.0, 0.0], w, b);
    row("deadlines weigh less", x, [1.0, 2.0, 1.0], b);
    row("the lake is next door", x, w, 2.0);
    row("no bias", x, w, 0.0);
    row("every knob times ten", x, w.map(|w| 10.0 * w), 10.0 * b);
    row("the deadline in hours", [0.0, 1.0, -24.0], w, b);
}

fn row(what: &str, x: [f64; 3], w: [f64; 3], b: f64) {
    let unit = Unit::new(w.to_vec(), b, Activation::Tanh);
    let at = DVector::from_column_slice(&x);
    let (s, y) = (unit.pre_activation(&at), unit.forward(&at));
    let list = |v: [f64; 3]| v.map(|v| v.to_string()).join(", ");
    println!("{what:<24}{:>13}{:>14}{b:>6}{s:>6}{y:>9.4}", list(x), list(w));
}
