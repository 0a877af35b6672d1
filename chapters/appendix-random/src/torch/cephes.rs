//! Logarithm, sine and cosine in `f32`, as torch's SIMD kernel computes them.
//!
//! The functions of the standard library may differ in the last bit from one system to another;
//! these do not. They consist of exact operations and fused multiply-adds (one rounding each), so
//! the result has the same bits on every machine. The polynomials are those of S. Moshier's Cephes
//! library (`logf`, `sinf`, `cosf`; "Methods and Programs for Mathematical Functions", 1989).
//!
//! Torch has two kernels for normal numbers. The other one, for processors without AVX2, calls
//! the C library; about four numbers in ten differ, by at most 2·10⁻⁶. We reproduce the
//! SIMD kernel, since it runs on nearly every machine with an x86 processor.

use std::f32::consts::{FRAC_1_SQRT_2, FRAC_2_PI};

/// ln(1 + m) = m − m²/2 + m³·P(m) on √½ ≤ 1 + m < √2: the coefficients of P, highest power first.
const LN: [f32; 9] = [
    7.0376836e-2,
    -0.1151461,
    0.116769984,
    -0.12420141,
    0.14249323,
    -0.16668057,
    0.20000714,
    -0.24999994,
    0.3333333,
];

/// ln 2 in two parts: the first has so few bits that its multiples are exact.
const LN_2: [f32; 2] = [355.0 / 512.0, -2.1219444e-4];

/// sin x = x + x³·P(x²) for |x| ≤ π/4.
const SIN: [f32; 3] = [-1.9515296e-4, 8.332161e-3, -0.16666655];

/// cos x = 1 − x²/2 + x⁴·P(x²) for |x| ≤ π/4.
const COS: [f32; 3] = [2.4433157e-5, -1.3887316e-3, 4.1666646e-2];

/// π/4 in three parts, so that subtracting a multiple of it from the angle has almost no rounding
/// error.
const PI_4: [f32; 3] = [201.0 / 256.0, 2.4187565e-4, 3.774895e-8];

/// The polynomial with these coefficients, highest power first, by Horner's rule.
fn horner(coefficients: &[f32], x: f32) -> f32 {
    coefficients.iter().fold(0.0, |sum, &c| sum.mul_add(x, c))
}

/// The natural logarithm of `x`, for 2⁻²⁴ ≤ x ≤ 1.
///
/// `x = (1 + m)·2ᵉ` with `1 + m` near 1, so `ln x = ln(1 + m) + e·ln 2`.
pub(super) fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    let mut e = (bits >> 23) as f32 - 126.0;
    let mut m = f32::from_bits(bits & 0x007F_FFFF | 0x3F00_0000);
    if m < FRAC_1_SQRT_2 {
        e -= 1.0;
        m = (m - 1.0) + m;
    } else {
        m -= 1.0;
    }
    let square = m * m;
    let mut tail = horner(&LN, m) * m;
    tail = tail.mul_add(square, e * LN_2[1]);
    tail = (-0.5_f32).mul_add(square, tail);
    e.mul_add(LN_2[0], m + tail)
}

/// The sine and cosine of `t`, for 0 ≤ t ≤ 2π.
///
/// The angle is reduced by the nearest multiple of π/2 to |x| ≤ π/4; that multiple determines which
/// polynomial is the sine, and both signs.
pub(super) fn sin_cos(t: f32) -> (f32, f32) {
    let quarter = (t * FRAC_2_PI).round();
    let x = PI_4.iter().fold(t, |x, &piece| (2.0 * quarter).mul_add(-piece, x));

    let square = x * x;
    let cos = (horner(&COS, square) * square).mul_add(square, -0.5 * square) + 1.0;
    let sin = (horner(&SIN, square) * square).mul_add(x, x);
    match quarter {
        1.0 => (cos, -sin),
        2.0 => (-sin, -cos),
        3.0 => (-cos, sin),
        _ => (sin, cos),
    }
}

#[cfg(test)]
mod tests {
    use super::{ln, sin_cos};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ln_is_the_logarithm(k in 1_u32..=1 << 24) {
            let x = k as f32 / (1_u32 << 24) as f32;
            let exact = f64::from(x).ln();
            let error = (f64::from(ln(x)) - exact).abs();
            let unit = f64::from(f32::EPSILON);
            prop_assert!(error <= exact.abs() * unit, "ln {} off by {}", x, error);
        }

        #[test]
        fn sin_cos_are_sine_and_cosine(k in 0_u32..1 << 24) {
            let t = std::f32::consts::TAU * (k as f32 / (1_u32 << 24) as f32);
            let (sin, cos) = sin_cos(t);
            let (exact_sin, exact_cos) = f64::from(t).sin_cos();
            let unit = f64::from(f32::EPSILON);
            prop_assert!((f64::from(sin) - exact_sin).abs() <= unit, "sin {}", t);
            prop_assert!((f64::from(cos) - exact_cos).abs() <= unit, "cos {}", t);
        }
    }

    #[test]
    fn exact_where_they_should_be() {
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(sin_cos(0.0), (0.0, 1.0));
    }
}
