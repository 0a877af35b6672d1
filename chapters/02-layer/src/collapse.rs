//! Why a network needs φ.
//!
//! Put two layers in a row and leave out the activation between them:
//!
//! ```text
//! (X·W₁ + b₁)·W₂ + b₂  =  X·(W₁·W₂) + (b₁·W₂ + b₂)
//! ```
//!
//! The right side is one layer. However many layers are stacked, and however wide, without φ they
//! compute nothing that a single layer could not. Depth pays only because something is bent in
//! between.

use crate::{Activation, Graph, Layer};

/// The shortest graph that computes the same: every layer without an activation is multiplied into
/// the layer behind it.
///
/// A graph of identity layers becomes a single layer. A layer with a real activation stays, so a
/// ReLU network comes back as it was. The outputs agree up to rounding, because the sums are
/// taken in another order.
///
/// # Panics
///
/// Never: a product of two layers takes what the first took and gives what the second gave.
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
/// The layer that does what `first` (without φ) and then `second` do.
fn multiply(first: &Layer, second: &Layer) -> Layer {
    let b = first.b() * second.w() + second.b();
    Layer::new(first.w() * second.w(), b.as_slice().to_vec(), second.phi())
}
// ANCHOR_END: multiply
