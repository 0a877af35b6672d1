//! Tensors that record how they were computed, and modules built from them.
//!
//! In chapter 3 you derived every gradient by hand, with a line of its own for every δ. The
//! derivation was mechanical: the rule of each step, applied in reverse order. So a program can do
//! it. Each operation records itself, and [`Tensor::backward`] applies the rules in reverse.
//!
//! In reading order:
//!
//! 1. [`tensor`]: an array that records how it was computed; [`creation`], tensors of a given shape;
//! 2. [`operation`]: what an operation is, a value and a backward rule;
//! 3. [`ops`]: the operations, one file each; [`operand`], a tensor or a number; and [`comparison`],
//!    questions that have no gradient;
//! 4. [`node`] and [`backward`](Tensor::backward): the graph, and the backward pass through it;
//! 5. [`fused`]: the same results with fewer passes over memory;
//! 6. [`grad_mode`]: turning the recording off where no gradient is needed;
//! 7. [`graph`]: the graph as text and as a drawing;
//! 8. [`gradcheck`](mod@gradcheck): checking gradients against central differences;
//! 9. [`nn`]: modules, which bundle parameters with a forward pass.
//!
//! ```
//! use autograd::Tensor;
//!
//! let x = Tensor::scalar(3.0).requires_grad_();
//! let y = &x * &x + 2.0 * &x; // y = x² + 2x
//! y.backward();
//! assert_eq!(x.grad().unwrap().item(), 8.0); // dy/dx = 2x + 2
//! ```

mod backward;
pub mod comparison;
pub mod creation;
pub mod fused;
pub mod grad_mode;
pub mod gradcheck;
pub mod graph;
pub mod nn;
pub mod node;
pub mod operand;
pub mod operation;
mod operators;
pub mod ops;
pub mod tensor;

pub use fused::unfused;
pub use grad_mode::{is_grad_enabled, no_grad};
pub use gradcheck::gradcheck;
pub use graph::Graph;
pub use node::Node;
pub use operand::Operand;
pub use operation::{Context, Operation, apply};
pub use tensor::Tensor;
