//! Three ways to distort a digit that leave it the same digit.

use mnist::Augment;

// ANCHOR: distortions
/// Shifted; also turned, scaled and slanted; and also displaced elastically.
pub fn distortions() -> [Augment; 3] {
    let shift = Augment::new(28, 28, 0).translate(1.0);
    let affine = shift.clone().degrees(10.0).scale(0.9, 1.1).shear(10.0);
    let elastic = affine.clone().elastic(17.0, 4.0);
    [shift, affine, elastic]
}
// ANCHOR_END: distortions
