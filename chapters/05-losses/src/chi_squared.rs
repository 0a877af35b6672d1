//! Squared errors in units of the targets' uncertainties.

use autograd::{
    Tensor,
    ops::{Case, Entry},
};
use engine::Shape;

use crate::shapes::{same_kind, same_shape};

/// χ² = Σᵢ ((xᵢ − tᵢ) / σᵢ)², where σᵢ is the uncertainty of target i.
///
/// A target that is known more precisely should count for more. Divided by the uncertainty of its
/// target, every error is in the same unit, and in a good fit the errors are about 1: then χ² is
/// near the number of targets. With all σ equal to 1 it is twice [`L2Loss`](crate::L2Loss).
///
/// ```
/// use autograd::Tensor;
/// use losses::ChiSquaredLoss;
///
/// let x = Tensor::matrix(&[[1.0], [5.0]]);
/// let t = Tensor::matrix(&[[0.0], [2.0]]);
/// let sigma = Tensor::matrix(&[[0.5], [3.0]]);
/// assert_eq!(ChiSquaredLoss.forward(&x, &t, &sigma).item(), 4.0 + 1.0);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct ChiSquaredLoss;

impl ChiSquaredLoss {
    /// The loss of `input` against `target`, both of shape (n, m), with `sigma` of the same
    /// shape, or of shape (n, 1) for one uncertainty per sample.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    #[track_caller]
    pub fn forward(&self, input: &Tensor, target: &Tensor, sigma: &Tensor) -> Tensor {
        same_shape("ChiSquaredLoss", input, target);
        let (samples, columns) = input.shape().table();
        let (rows, width) = sigma.shape().table();
        assert!(
            rows == samples && (width == 1 || width == columns),
            "ChiSquaredLoss: predictions of shape {} need uncertainties of the same shape or of \
             shape ({samples}, 1), not {}",
            input.shape(),
            sigma.shape()
        );
        same_kind("ChiSquaredLoss", input, ("uncertainties", sigma));
        // ANCHOR: chi_squared
        ((input - target) / sigma).pow(2.0).sum()
        // ANCHOR_END: chi_squared
    }
}

pub(crate) fn entry() -> Entry {
    let (table, column) = (Shape::matrix(4, 3), Shape::matrix(4, 1));
    let compute = |x: &[Tensor]| ChiSquaredLoss.forward(&x[0], &x[1], &x[2]);
    Entry {
        name: "chi_squared",
        cases: vec![
            Case::new(&[table, table, table], 0.5, 2.0, compute),
            Case::new(&[table, table, column], 0.5, 2.0, compute),
        ],
    }
}
