//! What an operation is: a forward pass that computes a value, and a backward pass that computes
//! gradients.

use std::sync::Arc;

use engine::Array;

use crate::{fused, grad_mode, node::Node, tensor::Tensor};

/// One operation: how to compute it, and how to differentiate it.
///
/// For y = f(a, b, …) and a loss ℓ somewhere downstream, [`backward`](Operation::backward)
/// receives ∂ℓ/∂y and returns ∂ℓ/∂a, ∂ℓ/∂b, …, each of the shape of its input. An operation
/// needs to know nothing else about the graph.
///
/// `forward` and `backward` are the definition, written to be read. Where the definition is slow,
/// the operation also has a fused version, which is what [`apply`] and `backward` use; inside
/// [`unfused`](crate::unfused), they use the definition. A test compares the two for every
/// operation, on every device.
///
/// A new operation is a struct that implements this trait and a function that calls
/// [`apply`]. Here is x² · x, as a user would write it:
///
/// ```
/// use autograd::{Context, Operation, Tensor, apply};
/// use engine::Array;
///
/// struct Cube;
///
/// impl Operation for Cube {
///     fn name(&self) -> &'static str {
///         "Cube"
///     }
///     fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
///         ctx.save(&inputs[0]);
///         inputs[0].mul(&inputs[0]).mul(&inputs[0])
///     }
///     fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
///         let x = ctx.saved(0);
///         vec![Some(grad.mul(&x.mul(x)).scale(3.0))]
///     }
/// }
///
/// let x = Tensor::scalar(2.0).requires_grad_();
/// apply(Cube, &[&x]).backward();
/// assert_eq!(x.grad().unwrap().item(), 12.0);
/// ```
// ANCHOR: operation
pub trait Operation: Send + Sync {
    /// The operation's name; its node in the graph is called `<name>Backward0`, as PyTorch calls
    /// its own.
    fn name(&self) -> &'static str;

    /// Computes the value, and saves in `ctx` what the backward pass needs.
    #[track_caller]
    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array;

    /// From the gradient of the output, the gradient of each input.
    ///
    /// `None` for an input that needs no gradient ([`Context::needs`]).
    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>>;

    /// The same value in fewer passes over memory, if the engine has a fused kernel for it. It must
    /// save in `ctx` what [`forward`](Self::forward) saves.
    #[track_caller]
    fn forward_fused(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        self.forward(ctx, inputs)
    }

    /// The same gradients in fewer passes over memory.
    fn backward_fused(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        self.backward(ctx, grad)
    }
}
// ANCHOR_END: operation

/// What an operation saves in its forward pass for its backward pass.
///
/// A product saves both factors, and computes only the gradients that are needed:
///
/// ```
/// use autograd::{Context, Operation, Tensor, apply};
/// use engine::Array;
///
/// struct Product;
///
/// impl Operation for Product {
///     fn name(&self) -> &'static str {
///         "Product"
///     }
///     fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
///         ctx.save(&inputs[0]);
///         ctx.save(&inputs[1]);
///         inputs[0].mul(&inputs[1])
///     }
///     fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
///         assert_eq!((ctx.needs(0), ctx.needs(1)), (true, false));
///         vec![
///             ctx.needs(0).then(|| grad.mul(ctx.saved(1))),
///             ctx.needs(1).then(|| grad.mul(ctx.saved(0))),
///         ]
///     }
/// }
///
/// let a = Tensor::scalar(2.0).requires_grad_();
/// let b = Tensor::scalar(5.0);
/// apply(Product, &[&a, &b]).backward();
/// assert_eq!(a.grad().unwrap().item(), 5.0);
/// assert!(b.grad().is_none());
/// ```
#[derive(Clone, Debug, Default)]
// ANCHOR: context
pub struct Context {
    recording: bool,
    needs: Vec<bool>,
    saved: Vec<Array>,
}
// ANCHOR_END: context

impl Context {
    /// Saves an array for the backward pass. This clones only a handle, and does nothing if
    /// no gradient is needed.
    // ANCHOR: save
    pub fn save(&mut self, array: &Array) {
        if self.recording {
            self.saved.push(array.clone());
        }
    }
    // ANCHOR_END: save

    /// The `i`-th array that was saved.
    ///
    /// # Panics
    ///
    /// If the forward pass saved fewer.
    #[track_caller]
    pub fn saved(&self, i: usize) -> &Array {
        &self.saved[i]
    }

    /// Whether input `i` needs a gradient. If not, computing it can be skipped.
    pub fn needs(&self, i: usize) -> bool {
        self.needs.get(i).copied().unwrap_or(false)
    }
}

/// Computes an operation and, if one of its inputs requires a gradient, records it in the graph.
///
/// # Panics
///
/// If the operation's [`forward`](Operation::forward) does, as those of this crate do, at the
/// caller's line, when shapes do not fit or the inputs differ in precision or device.
///
/// ```
/// use autograd::{Tensor, apply, ops::exp::Exp};
///
/// let x = Tensor::scalar(0.0).requires_grad_();
/// let y = apply(Exp, &[&x]); // what x.exp() does
/// assert_eq!(y.item(), 1.0);
/// assert_eq!(y.grad_fn().unwrap().name(), "ExpBackward0");
/// ```
#[track_caller]
// ANCHOR: apply
pub fn apply(operation: impl Operation + 'static, inputs: &[&Tensor]) -> Tensor {
    let arrays: Vec<Array> = inputs.iter().map(|input| input.data()).collect();
    if !grad_mode::is_grad_enabled() || inputs.iter().all(|input| !input.requires_grad()) {
        return Tensor::new(fused::forward(&operation, &mut Context::default(), &arrays));
    }
    let nodes: Vec<Option<Arc<Node>>> = inputs.iter().map(|input| input.node()).collect();
    let needs = nodes.iter().map(Option::is_some).collect();
    let mut ctx = Context { recording: true, needs, saved: Vec::new() };
    let data = fused::forward(&operation, &mut ctx, &arrays);
    let node = Node::operation(Box::new(operation), ctx, nodes, data.shape());
    Tensor::with_node(data, node)
}
// ANCHOR_END: apply
