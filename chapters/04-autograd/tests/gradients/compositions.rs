//! Compositions of operations: random programs, views, tensors used twice, and `no_grad`.

use autograd::{Graph, Tensor, no_grad, ops};
use engine::{Array, Options, Shape};
use proptest::prelude::*;
use random::NumpyRng;

use super::{check, deterministic, draw};

/// The least number of operations in a random program.
const DEPTH: usize = 50;

/// Smooth functions from square matrices to square matrices of the same size. The first argument is
/// the latest matrix x, the second an older one, the third a weight w.
///
/// Except for the views, a step changes x only a little. So the values do not explode and the
/// gradient does not vanish, which would leave nothing to check.
const STEPS: [fn(&Tensor, &Tensor, &Tensor) -> Tensor; 20] = [
    |x, _, _| changed(x, &x.tanh()),
    |x, _, _| changed(x, &(x.sigmoid() * x.tanh())),
    |x, _, _| changed(x, &(-x).softplus()),
    |x, _, _| changed(x, &x.softsign()),
    |x, _, _| changed(x, &x.softmax(1)),
    |x, _, _| changed(x, &(x.log_softmax(0) * 0.1)),
    |x, _, _| changed(x, &(x.tanh() * 0.5).exp()),
    |x, _, _| changed(x, &(x * x + 1.0).log()),
    |x, _, _| changed(x, &(1.0 / (x * x + 1.0).sqrt())),
    |x, _, _| changed(x, &((x - x.mean_dim(1)) * 0.1)),
    |x, _, _| changed(x, &x.sum_dim(0).tanh()),
    |x, _, _| changed(x, &x.mean().pow(2.0).tanh()),
    |x, _, w| changed(x, &(x.matmul(w) * 0.1)),
    |x, _, w| {
        let bias = w.index_select(&[0]).reshape(Shape::vector(w.shape().cols()));
        changed(x, &x.linear(w, Some(&bias)).tanh())
    },
    // An older matrix is used again.
    |x, old, _| changed(x, &(x.tanh() * old.tanh())),
    |x, old, _| changed(x, &(x / &(old * old + 1.0) * 0.1)),
    |x, old, _| changed(x, &old.tanh().gather(&vec![0; x.shape().rows()])),
    // Views: the same elements in another order or shape.
    |x, _, _| x.t(),
    |x, _, _| x.reshape(Shape::vector(x.shape().len())).reshape(x.shape()),
    |x, _, _| x.index_select(&(0..x.shape().rows()).rev().collect::<Vec<_>>()),
];

fn changed(x: &Tensor, by: &Tensor) -> Tensor {
    x * 0.95 + by * 0.3
}

/// Each step takes the latest matrix and an arbitrary older one.
fn run(program: &[(usize, usize)], x: &[Tensor]) -> Tensor {
    let mut tables = vec![x[0].clone()];
    for &(step, older) in program {
        let (latest, older) = (tables.last().expect("a table"), &tables[older % tables.len()]);
        tables.push(STEPS[step](latest, older, &x[1]));
    }
    tables.pop().expect("a table")
}

fn program() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..STEPS.len(), 0..DEPTH), DEPTH)
}

/// A matrix and a weight whose rows and columns sum to less than 1, so that products do not grow.
fn inputs(size: usize, seed: u32) -> [Array; 2] {
    let rng = &mut NumpyRng::seed(seed);
    let square = Shape::matrix(size, size);
    let most = 0.9 / size as f64;
    [draw(square, -1.0, 1.0, rng), draw(square, -most, most, rng)]
}

fn leaves(inputs: &[Array]) -> Vec<Tensor> {
    inputs.iter().map(|x| Tensor::new(x.clone()).requires_grad_()).collect()
}

/// The gradients of the sum of squares of what `f` computes.
fn gradients(f: impl Fn(&[Tensor]) -> Tensor, inputs: &[Array]) -> Vec<Vec<f64>> {
    let leaves = leaves(inputs);
    f(&leaves).pow(2.0).sum().backward();
    let grad = |x: &Tensor| x.grad().map_or(Vec::new(), |grad| grad.to_vec());
    leaves.iter().map(grad).collect()
}

proptest! {
    #![proptest_config(deterministic(100))]

    #[test]
    fn programs_fifty_operations_deep(program in program(), size in 1..4_usize, seed: u32) {
        let inputs = inputs(size, seed);
        let output = run(&program, &leaves(&inputs));
        prop_assert!(output.data().is_finite());
        prop_assert!(Graph::of(&output).nodes().len() >= DEPTH);
        check(|x| run(&program, x), &inputs, 1e-8)?;
        // If no gradient came through, there would be nothing to check.
        let gradient = &gradients(|x| run(&program, x), &inputs)[0];
        prop_assert!(gradient.iter().any(|g| g.abs() > 1e-3), "{gradient:?}");
    }

    /// What runs inside `no_grad` does not affect what is recorded afterwards.
    #[test]
    fn a_second_use_after_no_grad(program in program(), size in 1..4_usize, seed: u32) {
        let inputs = inputs(size, seed);
        let fresh = gradients(|x| run(&program, x), &inputs);
        let second = gradients(
            |x| {
                let unrecorded = no_grad(|| run(&program, x));
                assert!(unrecorded.is_leaf() && !unrecorded.requires_grad());
                let recorded = run(&program, x);
                assert_eq!(unrecorded.to_vec(), recorded.to_vec());
                recorded
            },
            &inputs,
        );
        prop_assert_eq!(&fresh, &second);
        // A tensor computed in `no_grad` is a constant: the derivative of y·y is y·y′, not 2y·y′.
        let leaves = leaves(&inputs);
        let constant = no_grad(|| run(&program, &leaves));
        (run(&program, &leaves) * constant).sum().backward();
        for (leaf, whole) in leaves.iter().zip(fresh) {
            // Not every program uses the weight.
            for (a, b) in leaf.grad().map_or(Vec::new(), |grad| grad.to_vec()).iter().zip(whole) {
                prop_assert!((2.0 * a - b).abs() <= 1e-13 * b.abs().max(1.0), "{a} is not half of {b}");
            }
        }
    }
}

/// Views that are undone again.
const VIEWS: [fn(&Tensor) -> Tensor; 4] = [
    |x| x.t().t().reshape(x.shape()),
    |x| x.reshape(Shape::vector(x.shape().len())).reshape(x.shape()),
    |x| match x.shape().rank() {
        0 => x.reshape(Shape::vector(1)).index_select(&[0]).reshape(Shape::scalar()),
        _ => x.index_select(&(0..x.shape().size(0)).collect::<Vec<_>>()),
    },
    |x| x.expand(x.shape()),
];

#[test]
fn every_operation_treats_a_view_as_the_tensor_itself() {
    for ops::Entry { name, cases } in ops::registry() {
        for (number, case) in cases.iter().enumerate() {
            let mut rng = NumpyRng::seed(7);
            let (low, high) = case.range;
            let inputs: Vec<Array> =
                case.inputs.iter().map(|&shape| draw(shape, low, high, &mut rng)).collect();
            let direct = gradients(case.compute, &inputs);
            for view in VIEWS {
                let viewed =
                    gradients(|x| (case.compute)(&x.iter().map(view).collect::<Vec<_>>()), &inputs);
                assert_eq!(direct, viewed, "{name}, case {number}");
            }
        }
    }
}

/// f(x) + f(x), on one leaf that is used twice, has twice the gradient of f(x); and with the same
/// leaf as every input of its shape, the gradients of all inputs add up.
#[test]
fn every_operation_may_use_a_leaf_twice() {
    for ops::Entry { name, cases } in ops::registry() {
        for (number, case) in cases.iter().enumerate() {
            let mut rng = NumpyRng::seed(8);
            let (low, high) = case.range;
            let x = draw(case.inputs[0], low, high, &mut rng);
            let alike = case.inputs.iter().all(|&shape| shape == case.inputs[0]);
            let inputs: Vec<Array> = if alike {
                vec![x; case.inputs.len()]
            } else {
                case.inputs.iter().map(|&shape| draw(shape, low, high, &mut rng)).collect()
            };
            let apart = leaves(&inputs);
            (case.compute)(&apart).sum().backward();
            let apart: Vec<Vec<f64>> =
                apart.iter().map(|x| x.grad().expect("a gradient").to_vec()).collect();

            let twice = leaves(&inputs);
            ((case.compute)(&twice) + (case.compute)(&twice)).sum().backward();
            for (leaf, once) in twice.iter().zip(&apart) {
                let doubled: Vec<f64> = once.iter().map(|g| 2.0 * g).collect();
                assert_eq!(
                    leaf.grad().expect("a gradient").to_vec(),
                    doubled,
                    "{name}, case {number}"
                );
            }

            if alike {
                let leaf = Tensor::new(inputs[0].clone()).requires_grad_();
                (case.compute)(&vec![leaf.clone(); inputs.len()]).sum().backward();
                for (place, found) in leaf.grad().expect("a gradient").to_vec().iter().enumerate() {
                    let sum: f64 = apart.iter().map(|grad| grad[place]).sum();
                    assert!(
                        (found - sum).abs() <= 1e-14,
                        "{name}, case {number}: {found}, not {sum}"
                    );
                }
            }
        }
    }
}

#[test]
fn broadcasting_sums_over_every_copy() {
    // 100,000 copies of one number, along both dimensions.
    let x = Tensor::new(Array::scalar(3.0, Options::f64())).requires_grad_();
    x.expand(Shape::matrix(400, 250)).pow(2.0).sum().backward();
    assert_eq!(x.grad().expect("a gradient").item(), 600_000.0);
}
