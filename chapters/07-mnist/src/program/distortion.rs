//! The distortions that `--augment` names.

use super::settings::AugmentName;
use crate::Augment;

/// The distortions of images of this height and width; `None` for none. The strengths are what a
/// reader of digits wouldn't notice: shifts of 2 pixels, 10 degrees, a tenth in size.
pub(super) fn distortion(
    name: AugmentName,
    (height, width): (usize, usize),
    seed: u32,
) -> Option<Augment> {
    let augment = Augment::new(height, width, seed.into());
    let shift = |augment: Augment| augment.translate(2.0);
    let affine = |augment: Augment| shift(augment).degrees(10.0).scale(0.9, 1.1).shear(10.0);
    match name {
        AugmentName::None => None,
        AugmentName::Shift => Some(shift(augment)),
        AugmentName::Affine => Some(affine(augment)),
        AugmentName::Elastic => Some(affine(augment).elastic(ELASTIC.0, ELASTIC.1)),
    }
}

/// α and σ of Simard, Steinkraus & Platt (2003), section 2.
const ELASTIC: (f64, f64) = (34.0, 4.0);
