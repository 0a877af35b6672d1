//! eˣ in single precision, in a form that the compiler can vectorize.
//!
//! The system's math library computes one exponential per call, and each system's rounds a little
//! differently. Here eˣ is plain arithmetic, which is inlined into the loop around it and compiled
//! to SIMD instructions. It gives the same bits on every system.

#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for wide SIMD registers"
)]

use std::f64::consts::{LN_2, LOG2_E};

/// 1 / k! for k from 0 to 10.
const SERIES: [f64; 11] = {
    let mut series = [1.0; 11];
    let mut k = 1;
    while k < series.len() {
        series[k] = series[k - 1] / k as f64;
        k += 1;
    }
    series
};

/// Doubles from 2⁵² to 2⁵³ are integers, so adding this to a small number rounds it to one.
const ROUND_TO_INTEGER: f64 = 1.5 * (1_u64 << 52) as f64;

/// eˣ, with an error of at most 0.50001 units in the last place.
///
/// With n = x / ln 2, rounded to an integer, and r = x − n·ln 2, eˣ = 2ⁿ·eʳ. The factor 2ⁿ is
/// written straight into the exponent bits of a double. |r| is at most ½ ln 2 ≈ 0.35, so the series
/// eʳ = 1 + r + r²/2! + … is soon exact enough: what follows r¹⁰/10! is less than 4·10⁻¹³ of the
/// sum, while half a unit in the last place of single precision is at least 2.9·10⁻⁸ of it.
/// All of this is in double precision, and rounded once at the end. So an x that is too large gives
/// ∞, one that is too small gives 0, and NaN stays NaN.
///
/// The steps are those of W. J. Cody and W. Waite, *Software Manual for the Elementary Functions*
/// (1980), chapter 6, with a longer series in place of their quotient of two polynomials.
#[expect(clippy::cast_possible_truncation, reason = "rounding to single precision is the point")]
#[inline(always)]
pub(super) fn exponential(x: f32) -> f32 {
    // Outside this range, the result is 0 or ∞ in any case; inside it, 2ⁿ is a normal double.
    let x = f64::from(x.clamp(-150.0, 150.0));
    let shifted = x * LOG2_E + ROUND_TO_INTEGER;
    let n = shifted - ROUND_TO_INTEGER;
    let r = x - n * LN_2;
    let e_to_r = SERIES.iter().rev().fold(0.0, |sum, coefficient| sum * r + coefficient);
    // The last bits of the shifted number are n; a double's exponent begins at bit 52.
    let two_to_n = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0_f64.to_bits()));
    (e_to_r * two_to_n) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::cast_possible_truncation, reason = "rounding is what is to be compared")]
    fn is_e_to_the_x() {
        // Every 9973rd single-precision number, NaNs among them.
        for x in (0..=u32::MAX).step_by(9973).map(f32::from_bits) {
            let (found, exact) = (exponential(x), f64::from(x).exp());
            let rounded = exact as f32;
            let unit = f64::from(rounded.next_up()) - f64::from(rounded);
            let is_near = (f64::from(found) - exact).abs() <= 0.50001 * unit;
            assert!(is_near || found == rounded || (x.is_nan() && found.is_nan()), "{x}: {found}");
        }
    }

    #[test]
    fn is_exact_where_it_can_be() {
        for (x, y) in [
            (0.0, 1.0),
            (-0.0, 1.0),
            (f32::NEG_INFINITY, 0.0),
            (f32::INFINITY, f32::INFINITY),
            (-104.0, 0.0),
            (89.0, f32::INFINITY),
            (1.0, std::f32::consts::E),
        ] {
            assert_eq!(exponential(x), y, "{x}");
        }
        assert!(exponential(f32::NAN).is_nan());
        assert_eq!(exponential(-103.0), f32::from_bits(1)); // the smallest subnormal number
    }
}
