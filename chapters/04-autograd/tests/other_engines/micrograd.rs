//! micrograd's two expressions of many small steps, and its two functions.

use autograd::Tensor;

use super::{grad, scalar};

/// A polynomial in which every intermediate result is used again.
///
/// With z = 3x + 2, q = max(z, 0) + zx and h = max(z², 0), it is y = h + q + qx. At x = −4, z =
/// −10, so the first ReLU is off and the second on: q = 40, h = 100 and y = 100 + 40 − 160. The
/// derivatives are z′ = 3, q′ = 3x + z = −22, h′ = 2zz′ = −60, and y′ = h′ + q′ + q′x + q.
#[test]
fn the_sanity_check() {
    let x = scalar(-4.0);
    let z = 2.0 * &x + 2.0 + &x;
    let q = z.relu() + &z * &x;
    let h = (&z * &z).relu();
    let y = h + &q + &q * &x;
    assert_eq!(y.item(), -20.0);
    y.backward();
    assert_eq!(grad(&x), [-60.0 - 22.0 + 88.0 + 40.0]);
}

/// The larger expression, with ReLUs and powers, in which variables are reassigned several times.
///
/// At a = −4 and b = 2 it runs c = −2, −3, −1 and d = 0, 0, 6, so e = c − d = −7, f = e² = 49 and g
/// = f/2 + 10/f. The gradients (∂/∂a, ∂/∂b): c (1, 1), (2, 2), (3, 4), where the last step
/// subtracts a; d (b, a + 3b²) = (2, 8), (6, 24), (23, 97), where the first ReLU is off and the
/// second, of b − a, on; e (−20, −93); and g′ = (1/2 − 10/f²) · 2e · e′.
#[test]
fn the_larger_expression() {
    let (a, b) = (scalar(-4.0), scalar(2.0));
    let c = &a + &b;
    let d = &a * &b + b.pow(3.0);
    let c = &c + &(&c + 1.0);
    let c = &c + 1.0 + &c + -&a;
    let d = &d + &d * 2.0 + (&b + &a).relu();
    let d = &d + 3.0 * &d + (&b - &a).relu();
    assert_eq!((c.item(), d.item()), (-1.0, 6.0));
    let f = (c - d).pow(2.0);
    let g = &f / 2.0 + 10.0 / &f;
    assert!((g.item() - (24.5 + 10.0 / 49.0)).abs() < 1e-14);
    g.backward();
    let factor = (0.5 - 10.0 / (49.0 * 49.0)) * 2.0 * -7.0;
    for (found, expected) in [(grad(&a), factor * -20.0), (grad(&b), factor * -93.0)] {
        assert!((found[0] - expected).abs() < 1e-12, "{found:?}, not {expected}");
    }
}

#[test]
fn tanh_and_exp_and_their_derivatives() {
    for value in [-1.0_f64, 0.123, 2.0] {
        let x = scalar(value);
        let y = x.tanh();
        y.backward();
        assert!((y.item() - value.tanh()).abs() < 1e-15);
        // 1 − tanh² = 1/cosh².
        assert!((grad(&x)[0] - value.cosh().powi(-2)).abs() < 1e-15);
        x.zero_grad();
        let y = x.exp();
        y.backward();
        assert!((y.item() - value.exp()).abs() < 1e-15 * value.exp());
        assert_eq!(grad(&x), [y.item()]);
    }
}

/// Reassigning a variable does not change the old tensor, which its users still hold.
#[test]
fn reassigning_a_variable_creates_a_new_node() {
    let x = scalar(3.0);
    let mut y: Tensor = x.clone();
    let squared = &y * &y;
    for _ in 0..3 {
        y = &y + &x;
    }
    (&y * &squared).backward(); // 4x · x²
    assert_eq!(y.item(), 12.0);
    assert_eq!(grad(&x), [12.0 * 9.0]);
}
