//! Loss functions: what training minimizes.
//!
//! Training needs one number that measures how wrong the network is, and the choice of it decides
//! what the network learns. To predict a quantity, use a squared error; to predict a class, a
//! cross-entropy. Both follow from the same idea: the loss is the negative logarithm of the
//! probability that the model assigns to the observed data. A squared error assumes normally
//! distributed errors, a cross-entropy a choice among classes.
//!
//! In reading order: [`reduction`], sum or mean; [`l2`] and [`mse`], squared errors;
//! [`chi_squared`], squared errors in units of their uncertainty; [`l1`], [`smooth_l1`] and [`huber`],
//! for data with outliers; [`bce`] and [`bce_with_logits`], two classes; [`nll`] and
//! [`cross_entropy`], many; [`kl_div`], a whole distribution.
//!
//! The names are PyTorch's, and so are the values and the gradients, to rounding.
//!
//! ```
//! use autograd::Tensor;
//! use losses::CrossEntropyLoss;
//!
//! // Two samples, three classes; the right ones are 2 and 1.
//! let logits = Tensor::matrix(&[[1.0, -1.0, 2.0], [-1.0, 0.0, 1.0]]).requires_grad_();
//! let loss = CrossEntropyLoss::new().forward(&logits, &[2, 1])?;
//! assert_eq!(loss.to_string(), "tensor(0.8783, grad_fn=<CrossEntropyBackward0>)");
//! loss.backward();
//! # Ok::<(), losses::ClassError>(())
//! ```

pub mod bce;
pub mod bce_with_logits;
pub mod chi_squared;
pub mod classes;
pub mod cross_entropy;
pub mod huber;
pub mod kl_div;
pub mod l1;
pub mod l2;
pub mod mse;
pub mod nll;
pub mod reduction;
mod samples;
mod shapes;
pub mod smooth_l1;

pub use bce::BCELoss;
pub use bce_with_logits::BCEWithLogitsLoss;
pub use chi_squared::ChiSquaredLoss;
pub use classes::ClassError;
pub use cross_entropy::CrossEntropyLoss;
pub use huber::HuberLoss;
pub use kl_div::KLDivLoss;
pub use l1::L1Loss;
pub use l2::L2Loss;
pub use mse::MSELoss;
pub use nll::NLLLoss;
pub use reduction::Reduction;
pub use smooth_l1::SmoothL1Loss;

use autograd::ops::Entry;

/// All losses, for the test that checks their gradients.
///
/// ```
/// let names: Vec<_> = losses::registry().iter().map(|entry| entry.name).collect();
/// assert!(names.contains(&"cross_entropy"));
/// ```
pub fn registry() -> Vec<Entry> {
    vec![
        l2::entry(),
        mse::entry(),
        chi_squared::entry(),
        l1::entry(),
        smooth_l1::entry(),
        huber::entry(),
        bce::entry(),
        bce_with_logits::entry(),
        nll::entry(),
        cross_entropy::entry(),
        kl_div::entry(),
    ]
}
