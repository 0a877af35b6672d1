//! The backward pass: gradients from the loss to every leaf.

use std::{collections::BTreeMap, sync::Arc};

use engine::Array;

use crate::node::Node;

/// Propagates `grad` from `root` to the leaves.
///
/// A node is processed only when all gradients that reach it have been added up. Nodes are
/// numbered in the order of creation, and a node is created before everything that uses it. So
/// it is enough to always take the pending node with the largest id. There is no recursion;
/// a chain of 100,000 operations needs no more stack than a single one.
#[track_caller]
// ANCHOR: run
pub(crate) fn run(root: Arc<Node>, grad: Array, retain_graph: bool) {
    let mut waiting: BTreeMap<u64, (Arc<Node>, Array)> = BTreeMap::new();
    waiting.insert(root.id, (root, grad));
    while let Some((_, (node, grad))) = waiting.pop_last() {
        let grads = node.receive(grad, retain_graph);
        for (input, grad) in node.next_functions().iter().zip(grads) {
            let (Some(input), Some(grad)) = (input, grad) else { continue };
            assert!(
                grad.shape() == input.shape,
                "{} returned a gradient of shape {} for an input of shape {}",
                node.name(),
                grad.shape(),
                input.shape
            );
            match waiting.get_mut(&input.id) {
                Some((_, sum)) => sum.axpy_(1.0, &grad),
                None => {
                    waiting.insert(input.id, (Arc::clone(input), grad));
                }
            }
        }
    }
}
// ANCHOR_END: run
