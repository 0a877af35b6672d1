//! Tensors that remember how they were made, and modules on top of them.
//!
//! In chapter 3 every gradient was derived by hand, and every δ had a line of its own. The
//! derivation never needed cleverness, only patience: each step's rule, applied in reverse
//! order. A machine has patience. So each operation records what it did, and
//! [`Tensor::backward`] applies the rules in reverse.
//!
//! In reading order:
//!
//! 1. [`tensor`]: an array that remembers how it was made;
//! 2. [`operation`]: what an operation is, a value and a backward rule;
//! 3. [`ops`]: the operations, one file each;
//! 4. [`node`] and [`backward`](Tensor::backward): the graph, and the backward pass through it;
//! 5. [`fused`]: fewer passes over memory for the same numbers;
//! 6. [`grad_mode`]: turning the recording off where no gradient is needed;
//! 7. [`graph`]: the graph as text and as a drawing;
//! 8. [`gradcheck`](mod@gradcheck): never trust a derivative you have not checked;
//! 9. [`nn`]: modules, which bundle parameters with what is done with them.
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
pub mod fused;
pub mod grad_mode;
pub mod gradcheck;
pub mod graph;
pub mod nn;
pub mod node;
pub mod operation;
mod operators;
pub mod ops;
pub mod tensor;

pub use fused::unfused;
pub use grad_mode::{is_grad_enabled, no_grad};
pub use gradcheck::gradcheck;
pub use graph::Graph;
pub use node::Node;
pub use operation::{Context, Operation, apply};
pub use tensor::Tensor;
