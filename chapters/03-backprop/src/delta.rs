//! The backward pass, one step at a time.
//!
//! For any matrix M between the input and the loss L, δM is the gradient of L with respect to M, a
//! matrix of the same shape: δMᵢⱼ = ∂L/∂Mᵢⱼ. Each function below takes the δ of a step's output and
//! returns the δ of one of its inputs:
//!
//! ```text
//! L ── δŶ ─┬─ δAb ── δA ── δZ ─┬─ δX
//!          └─ δW₂              └─ δW₁
//! ```
//!
//! Two of the steps are products, Z = Xb·W₁ and Ŷ = Ab·W₂, and they share one rule. For C = P·Q:
//!
//! ```text
//! δP = δC·Qᵀ      δQ = Pᵀ·δC
//! ```
//!
//! To see it, write out Cᵢⱼ = Σₖ Pᵢₖ Qₖⱼ. Entry Pᵢₖ appears in row i of C only, each time
//! multiplied by some Qₖⱼ, so ∂L/∂Pᵢₖ = Σⱼ δCᵢⱼ Qₖⱼ, which is (δC·Qᵀ)ᵢₖ. The other half is the same
//! with rows and columns exchanged. To remember it, look at the shapes: only one order and one
//! transpose fit.
//!
//! The examples follow one tiny network: x = 2, target y = 1, W₁ = (0.5, 1), W₂ = (−1, 2). The
//! forward pass gives z = a = 2.5 and ŷ = 4, so L = 9.

use nalgebra::DMatrix;

use crate::bias::without_first;
use crate::shape;

/// δŶ = 2/(N·O)·(Ŷ − Y), N × O: the gradient of the mean of the squares.
///
/// The numpy tutorial writes 2/N. With its single output, O = 1, that is the same; with more
/// outputs the mean is over N·O entries, so the factor must be 2/(N·O).
///
/// # Panics
///
/// If the shapes differ.
///
/// ```
/// use backprop::delta::d_y_hat;
/// use nalgebra::DMatrix;
///
/// let (y_hat, y) = (DMatrix::from_element(1, 1, 4.0), DMatrix::from_element(1, 1, 1.0));
/// assert_eq!(d_y_hat(&y_hat, &y)[0], 6.0); // 2·(4 − 1)
/// ```
#[track_caller]
// ANCHOR: d_y_hat
pub fn d_y_hat(y_hat: &DMatrix<f64>, y: &DMatrix<f64>) -> DMatrix<f64> {
    shape::same_shape("Ŷ − Y", y_hat, y);
    (y_hat - y) * (2.0 / y.len() as f64)
}
// ANCHOR_END: d_y_hat

/// δW₂ = Abᵀ·δŶ, (H + 1) × O: the second half of the product rule for Ŷ = Ab·W₂.
///
/// # Panics
///
/// If `ab` and `d_y_hat` differ in rows.
///
/// ```
/// use backprop::delta::d_w2;
/// use nalgebra::DMatrix;
///
/// let ab = DMatrix::from_row_slice(1, 2, &[1.0, 2.5]);
/// assert_eq!(d_w2(&ab, &DMatrix::from_element(1, 1, 6.0)).as_slice(), [6.0, 15.0]);
/// ```
#[track_caller]
// ANCHOR: d_w2
pub fn d_w2(ab: &DMatrix<f64>, d_y_hat: &DMatrix<f64>) -> DMatrix<f64> {
    shape::same_rows("Abᵀ·δŶ", ab, d_y_hat);
    ab.transpose() * d_y_hat
}
// ANCHOR_END: d_w2

/// δAb = δŶ·W₂ᵀ, N × (H + 1): the first half of the product rule for Ŷ = Ab·W₂.
///
/// # Panics
///
/// If `d_y_hat` and `w2` differ in columns.
///
/// ```
/// use backprop::delta::d_ab;
/// use nalgebra::DMatrix;
///
/// let w2 = DMatrix::from_row_slice(2, 1, &[-1.0, 2.0]);
/// assert_eq!(d_ab(&DMatrix::from_element(1, 1, 6.0), &w2).as_slice(), [-6.0, 12.0]);
/// ```
#[track_caller]
// ANCHOR: d_ab
pub fn d_ab(d_y_hat: &DMatrix<f64>, w2: &DMatrix<f64>) -> DMatrix<f64> {
    shape::same_columns("δŶ·W₂ᵀ", d_y_hat, w2);
    d_y_hat * w2.transpose()
}
// ANCHOR_END: d_ab

/// δA, N × H: δAb without the column of the ones, since those are constants.
///
/// # Panics
///
/// If `d_ab` has no column.
///
/// ```
/// use backprop::delta::d_a;
/// use nalgebra::DMatrix;
///
/// assert_eq!(d_a(&DMatrix::from_row_slice(1, 2, &[-6.0, 12.0])).as_slice(), [12.0]);
/// ```
#[track_caller]
pub fn d_a(d_ab: &DMatrix<f64>) -> DMatrix<f64> {
    without_first(d_ab)
}

/// δZ = δA ⊙ 1(Z > 0), N × H: entry by entry, the derivative of ReLU is 1 where Z > 0 and 0
/// elsewhere.
///
/// If a hidden unit is off for a sample, it learns nothing from that sample.
///
/// # Panics
///
/// If the shapes differ.
///
/// ```
/// use backprop::delta::d_z;
/// use nalgebra::DMatrix;
///
/// let d_a = DMatrix::from_row_slice(1, 3, &[12.0, 12.0, 12.0]);
/// let z = DMatrix::from_row_slice(1, 3, &[2.5, 0.0, -1.0]);
/// assert_eq!(d_z(&d_a, &z).as_slice(), [12.0, 0.0, 0.0]);
/// ```
#[track_caller]
// ANCHOR: d_z
pub fn d_z(d_a: &DMatrix<f64>, z: &DMatrix<f64>) -> DMatrix<f64> {
    shape::same_shape("δA ⊙ 1(Z > 0)", d_a, z);
    d_a.zip_map(z, |d, z| if z > 0.0 { d } else { 0.0 })
}
// ANCHOR_END: d_z

/// δW₁ = Xbᵀ·δZ, (D + 1) × H: the second half of the product rule for Z = Xb·W₁.
///
/// # Panics
///
/// If `xb` and `d_z` differ in rows.
///
/// ```
/// use backprop::delta::d_w1;
/// use nalgebra::DMatrix;
///
/// let xb = DMatrix::from_row_slice(1, 2, &[1.0, 2.0]);
/// assert_eq!(d_w1(&xb, &DMatrix::from_element(1, 1, 12.0)).as_slice(), [12.0, 24.0]);
/// ```
#[track_caller]
pub fn d_w1(xb: &DMatrix<f64>, d_z: &DMatrix<f64>) -> DMatrix<f64> {
    shape::same_rows("Xbᵀ·δZ", xb, d_z);
    xb.transpose() * d_z
}

/// δX = δZ·W₁ᵀ without its first column, N × D: the first half of the product rule for Z = Xb·W₁.
///
/// Training does not need it, since the data are fixed. A layer in front of this network would.
///
/// # Panics
///
/// If `d_z` and `w1` differ in columns.
///
/// ```
/// use backprop::delta::d_x;
/// use nalgebra::DMatrix;
///
/// let w1 = DMatrix::from_row_slice(2, 1, &[0.5, 1.0]);
/// assert_eq!(d_x(&DMatrix::from_element(1, 1, 12.0), &w1).as_slice(), [12.0]);
/// ```
#[track_caller]
pub fn d_x(d_z: &DMatrix<f64>, w1: &DMatrix<f64>) -> DMatrix<f64> {
    shape::same_columns("δZ·W₁ᵀ", d_z, w1);
    without_first(&(d_z * w1.transpose()))
}
