//! Which step is best for a difference quotient? `cargo run -p backprop --example best_step`.

use unit::Activation::Softsign;

// ANCHOR: unit
const X: f64 = 1.5;
const B: f64 = -0.5;
const Y: f64 = 1.0;

/// ℓ(w) = (φ(x·w + b) − y)².
fn loss(w: f64) -> f64 {
    (Softsign.apply(X * w + B) - Y).powi(2)
}

/// ∂ℓ/∂w = 2(φ(s) − y)·φ′(s)·x.
fn derivative(w: f64) -> f64 {
    let s = X * w + B;
    2.0 * (Softsign.apply(s) - Y) * Softsign.derivative(s) * X
}
// ANCHOR_END: unit

// ANCHOR: differences
fn one_sided(w: f64, h: f64) -> f64 {
    (loss(w + h) - loss(w)) / h
}

fn central(w: f64, h: f64) -> f64 {
    (loss(w + h) - loss(w - h)) / (2.0 * h)
}

fn relative_error(a: f64, b: f64) -> f64 {
    (a - b).abs() / a.abs().max(b.abs())
}
// ANCHOR_END: differences

fn main() {
    let w = 0.8;
    let exact = derivative(w);
    println!("a softsign unit at w = {w}: loss {:.6}, slope {exact:.6}", loss(w));
    println!();
    println!("         relative error of the slope");
    println!("      h   one-sided     central");
    let steps = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13];
    for h in steps {
        let one_sided = relative_error(one_sided(w, h), exact);
        let central = relative_error(central(w, h), exact);
        println!("  {h:>5.0e} {one_sided:>11.1e} {central:>11.1e}");
    }
}
