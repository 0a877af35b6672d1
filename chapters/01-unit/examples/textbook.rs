//! The textbook formulas, and the same functions without overflow and cancellation:
//! `cargo run -p unit --example textbook`.

use unit::activation::{elu, relu, sigmoid_derivative, softplus, tanh, tanh_derivative};

// ANCHOR: textbook
fn textbook_tanh(s: f64) -> f64 {
    (s.exp() - (-s).exp()) / (s.exp() + (-s).exp())
}

fn textbook_softplus(s: f64) -> f64 {
    (1.0 + s.exp()).ln()
}

fn textbook_sigmoid_derivative(s: f64) -> f64 {
    let sigma = 1.0 / (1.0 + (-s).exp());
    sigma * (1.0 - sigma)
}
// ANCHOR_END: textbook

fn main() {
    println!("{:<26}{:>12}{:>12}", "", "as printed", "this crate");
    row("tanh(1000)", textbook_tanh(1000.0), tanh(1000.0));
    row("softplus(1000)", textbook_softplus(1000.0), softplus(1000.0));
    row("softplus(-40)", textbook_softplus(-40.0), softplus(-40.0));
    row("slope of sigmoid at 40", textbook_sigmoid_derivative(40.0), sigmoid_derivative(40.0));
    row("slope of tanh at 20", 1.0 - tanh(20.0).powi(2), tanh_derivative(20.0));
    row("elu(-1e-20)", (-1e-20_f64).exp() - 1.0, elu(-1e-20));
    row("relu(NaN)", f64::NAN.max(0.0), relu(f64::NAN));
}

fn row(what: &str, printed: f64, ours: f64) {
    let short = |v: f64| {
        // Very large and very small numbers in scientific notation.
        if v == 0.0 || !v.is_finite() || (1e-3..1e4).contains(&v.abs()) {
            v.to_string()
        } else {
            format!("{v:.1e}")
        }
    };
    println!("{what:<26}{:>12}{:>12}", short(printed), short(ours));
}
