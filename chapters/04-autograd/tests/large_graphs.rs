//! Deep and wide graphs: every node is visited once, with a small stack, at any size.
//!
//! The tests measure work, not time: the operations count how often their backward pass is called,
//! and how many of them are freed.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use autograd::{Context, Graph, Operation, Tensor, apply};
use engine::{Array, Options};

const NODES: usize = 100_000;

/// A counter.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicUsize>);

impl Counter {
    fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// The counters of all operations of one graph.
#[derive(Clone, Default)]
struct Work {
    forward: Counter,
    backward: Counter,
    named: Counter,
    freed: Counter,
}

/// The sum of its inputs, all of one shape, which counts its calls.
struct Plus {
    work: Work,
    inputs: usize,
}

impl Operation for Plus {
    fn name(&self) -> &'static str {
        self.work.named.add();
        "Plus"
    }

    fn forward(&self, _ctx: &mut Context, inputs: &[Array]) -> Array {
        self.work.forward.add();
        inputs[1..].iter().fold(inputs[0].clone(), |sum, x| sum.add(x))
    }

    fn backward(&self, _ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        self.work.backward.add();
        vec![Some(grad); self.inputs]
    }
}

impl Drop for Plus {
    fn drop(&mut self) {
        self.work.freed.add();
    }
}

impl Work {
    fn plus(&self, inputs: &[&Tensor]) -> Tensor {
        apply(Plus { work: self.clone(), inputs: inputs.len() }, inputs)
    }

    /// Runs the backward pass, and asserts that it visited and freed each of `nodes` operations
    /// once.
    fn backward_and_free(&self, output: Tensor, nodes: usize) {
        assert_eq!(self.forward.count(), nodes);
        output.backward();
        assert_eq!(self.backward.count(), nodes, "each rule is asked for once");
        assert_eq!(self.freed.count(), 0);
        drop(output);
        assert_eq!(self.freed.count(), nodes, "each node is freed");
    }
}

fn leaf(value: f64) -> Tensor {
    Tensor::new(Array::scalar(value, Options::f64())).requires_grad_()
}

fn grad(x: &Tensor) -> f64 {
    x.grad().expect("a gradient").item()
}

/// Recursion over 100,000 nodes would need far more than this.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(128 << 10).spawn(work).expect("a thread");
    thread.join().expect("no overflow");
}

#[test]
fn a_chain() {
    on_a_small_stack(|| {
        let (work, x) = (Work::default(), leaf(1.0));
        let y = (0..NODES).fold(x.clone(), |y, _| work.plus(&[&y]));
        work.backward_and_free(y, NODES);
        assert_eq!(grad(&x), 1.0);
    });
}

#[test]
fn a_chain_without_a_backward_pass() {
    on_a_small_stack(|| {
        let (work, x) = (Work::default(), leaf(1.0));
        drop((0..NODES).fold(x, |y, _| work.plus(&[&y])));
        assert_eq!((work.backward.count(), work.freed.count()), (0, NODES));
    });
}

#[test]
fn one_leaf_used_many_times() {
    on_a_small_stack(|| {
        let (work, x, hooked) = (Work::default(), leaf(2.0), Counter::default());
        let seen = hooked.clone();
        x.register_hook(move |_| seen.add());
        let y = (1..NODES).fold(x.clone(), |sum, _| work.plus(&[&sum, &x]));
        assert_eq!(y.item(), 2.0 * NODES as f64);
        work.backward_and_free(y, NODES - 1);
        assert_eq!(grad(&x), NODES as f64);
        assert_eq!(hooked.count(), 1, "the leaf waits for all its gradients");
    });
}

#[test]
fn one_leaf_as_every_input_of_one_operation() {
    let (work, x) = (Work::default(), leaf(2.0));
    let y = work.plus(&vec![&x; NODES]);
    work.backward_and_free(y, 1);
    assert_eq!(grad(&x), NODES as f64);
}

#[test]
fn many_leaves_summed() {
    on_a_small_stack(|| {
        let (work, hooked) = (Work::default(), Counter::default());
        let leaves: Vec<Tensor> = (0..NODES).map(|i| leaf(i as f64)).collect();
        for leaf in &leaves {
            let seen = hooked.clone();
            leaf.register_hook(move |_| seen.add());
        }
        let y = leaves[1..].iter().fold(leaves[0].clone(), |sum, x| work.plus(&[&sum, x]));
        assert_eq!(y.item(), (NODES * (NODES - 1) / 2) as f64);
        work.backward_and_free(y, NODES - 1);
        assert_eq!(hooked.count(), NODES);
        assert!(leaves.iter().all(|leaf| grad(leaf) == 1.0));
    });
}

#[test]
fn many_leaves_as_the_inputs_of_one_operation() {
    let (work, hooked) = (Work::default(), Counter::default());
    let leaves: Vec<Tensor> = (0..NODES).map(|i| leaf(i as f64)).collect();
    for leaf in &leaves {
        let seen = hooked.clone();
        leaf.register_hook(move |_| seen.add());
    }
    let y = work.plus(&leaves.iter().collect::<Vec<_>>());
    work.backward_and_free(y, 1);
    assert_eq!(hooked.count(), NODES);
}

/// Each step doubles the number of paths. Following every path would take 2ⁿ visits, and processing
/// a node before all its gradients have arrived would visit it again.
#[test]
fn diamonds_cost_one_visit_per_node() {
    for diamonds in [500, 1000] {
        let (work, x) = (Work::default(), leaf(0.0));
        let y = (0..diamonds).fold(x.clone(), |y, _| {
            let (left, right) = (work.plus(&[&y]), work.plus(&[&y]));
            work.plus(&[&left, &right])
        });
        work.backward_and_free(y, 3 * diamonds);
        assert_eq!(grad(&x), 2f64.powi(i32::try_from(diamonds).expect("a small number")));
    }
}

/// Each node gets gradients from nearby and from distant nodes, and waits for all of them.
#[test]
fn every_node_uses_near_and_far_ones() {
    let (work, x) = (Work::default(), leaf(1.0));
    let mut nodes = vec![x.clone()];
    // The i-th node uses the latest, the one halfway back, and the leaf.
    for i in 0..20_000 {
        // The values become infinite, but only the number of visits matters here.
        nodes.push(work.plus(&[&nodes[i], &nodes[i / 2], &x]));
    }
    let last = nodes.pop().expect("the last");
    nodes.clear();
    work.backward_and_free(last, 20_000);
}

#[test]
fn listing_and_drawing_visit_each_node_once() {
    let (work, x) = (Work::default(), leaf(1.0));
    let y = (0..NODES).fold(x.clone(), |y, _| work.plus(&[&y, &x]));
    let graph = Graph::of(&y);
    assert_eq!(graph.nodes().len(), NODES + 1);
    assert_eq!(work.named.count(), 0, "listing needs no names");
    let drawing = graph.dot();
    assert_eq!(work.named.count(), NODES, "drawing needs each name once");
    assert_eq!(drawing.matches(" -> ").count(), 2 * NODES);
}
