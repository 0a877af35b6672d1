//! Optimizers: how to use the gradient to reduce the loss.
//!
//! The gradient points in the direction of steepest ascent. Gradient descent takes a small step in
//! the opposite direction, and it works. But a loss often has long narrow valleys, in which the
//! same step is too long across and too short along. The optimizers in this chapter address that:
//! they average the gradients of past steps (momentum), or scale each parameter's step by the size
//! of its gradients (Adagrad, RMSprop), or do both (Adam).
//!
//! In reading order: [`optimizer`], the trait they share; [`param_groups`], the parameters and their
//! settings; [`sgd`]; [`adagrad`]; [`rmsprop`]; [`adam`]; [`adamw`]; [`lr_scan`](mod@lr_scan), which finds a learning rate by trying many;
//! [`lr_scheduler`], which changes it while you train; [`clip_grad`], which shortens gradients that
//! are too long for any rate.
//!
//! The update rules and defaults are PyTorch's; after fifty steps, the parameters agree to
//! rounding.
//!
//! ```
//! use autograd::Tensor;
//! use optimizers::{Optimizer, SGD};
//!
//! // Minimize (w − 3)² from w = 0.
//! let w = Tensor::scalar(0.0).requires_grad_();
//! let mut optimizer = SGD::new(vec![w.clone()], 0.1);
//! for _ in 0..100 {
//!     optimizer.zero_grad();
//!     (&w - 3.0).pow(2.0).backward();
//!     optimizer.step();
//! }
//! assert!((w.item() - 3.0).abs() < 1e-6);
//! ```

pub mod adagrad;
pub mod adam;
pub mod adamw;
pub mod clip_grad;
pub mod lr_scan;
pub mod lr_scheduler;
pub mod optimizer;
pub mod param_groups;
pub mod rmsprop;
pub mod sgd;

pub use adagrad::Adagrad;
pub use adam::Adam;
pub use adamw::AdamW;
pub use clip_grad::{NonFiniteNorm, clip_grad_norm_, clip_grad_value_, try_clip_grad_norm_};
pub use lr_scan::{LrScan, lr_scan};
pub use optimizer::{Optimizer, State, StateError};
pub use param_groups::ParamGroup;
pub use rmsprop::RMSprop;
pub use sgd::SGD;
