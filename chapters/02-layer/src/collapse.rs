//! Why a network needs activations.
//!
//! Put two layers in sequence without an activation between them:
//!
//! ```text
//! (X·W₁ + b₁)·W₂ + b₂  =  X·(W₁·W₂) + (b₁·W₂ + b₂)
//! ```
//!
//! The right side is one layer. However many layers you stack, and however wide they are, without φ
//! they compute nothing that a single layer could not. Only the nonlinear activations make depth
//! useful.

use crate::{Activation, Graph, Layer};

/// The shortest graph that computes the same function: every layer without an activation is
/// multiplied into the next one.
///
/// A graph of identity layers becomes a single layer. A layer with a nonlinear activation stays, so
/// a ReLU network is returned unchanged. The outputs agree up to rounding, because the sums are
/// taken in another order.
///
/// # Panics
///
/// Never: a product of two layers has the inputs of the first and the outputs of the second.
///
/// ```
/// use layer::{Activation, Graph, Layer, collapse};
/// use nalgebra::DMatrix;
///
/// let double = || Layer::new(DMatrix::from_element(1, 1, 2.0), vec![1.0], Activation::Identity);
/// let one = collapse(&Graph::new(vec![double(), double(), double()])?);
/// assert_eq!(one.layers().len(), 1);
/// assert_eq!(one.layers()[0].w()[0], 8.0); // 2·2·2
/// assert_eq!(one.layers()[0].b()[0], 7.0); // (1·2 + 1)·2 + 1
/// # Ok::<(), layer::GraphError>(())
/// ```
// ANCHOR: collapse
pub fn collapse(graph: &Graph) -> Graph {
    let mut short: Vec<Layer> = Vec::with_capacity(graph.layers().len());
    for layer in graph.layers() {
        match short.pop_if(|before| before.phi() == Activation::Identity) {
            Some(before) => short.push(multiply(&before, layer)),
            None => short.push(layer.clone()),
        }
    }
    Graph::new(short).expect("a product of two layers fits where they fitted")
}
// ANCHOR_END: collapse

// ANCHOR: multiply
/// A single layer equal to `first` (without φ) followed by `second`.
fn multiply(first: &Layer, second: &Layer) -> Layer {
    let b = first.b() * second.w() + second.b();
    Layer::new(first.w() * second.w(), b.as_slice().to_vec(), second.phi())
}
// ANCHOR_END: multiply
