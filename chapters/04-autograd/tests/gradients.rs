//! Every gradient against central differences, in double precision.

#[path = "gradients/compositions.rs"]
mod compositions;
#[path = "gradients/modules.rs"]
mod modules;
#[path = "gradients/random_shapes.rs"]
mod random_shapes;

use std::{collections::BTreeSet, fs, path::Path};

use autograd::{Context, Graph, Operation, Tensor, apply, gradcheck, ops};
use engine::{Array, Device, Options, Shape};
use proptest::{prelude::*, test_runner::RngSeed};
use random::NumpyRng;

/// How far a gradient may be from the central difference, relative to the larger of 1 and it.
///
/// With the step h = 6·10⁻⁶ the formula has an error of h²|f‴|/6, and |f‴| stays below 300 here:
/// 2·10⁻⁹. Rounding adds about ε|f|/h, and |f|, a sum of at most 20 numbers, stays below 200:
/// 8·10⁻⁹.
const TOLERANCE: f64 = 1e-8;

fn draw(shape: Shape, low: f64, high: f64, rng: &mut NumpyRng) -> Array {
    let values: Vec<f64> = (0..shape.len()).map(|_| rng.uniform(low, high)).collect();
    Array::new(shape, &values, Options::f64())
}

// ANCHOR: registry
#[test]
fn every_operation_there_is() {
    for ops::Entry { name, cases } in ops::registry() {
        assert!(!cases.is_empty(), "{name} is never tried");
        let mut rng = NumpyRng::seed(2024);
        let mut worst: f64 = 0.0;
        for (number, case) in cases.iter().enumerate() {
            for _ in 0..20 {
                let (low, high) = case.range;
                let inputs: Vec<Array> =
                    case.inputs.iter().map(|&shape| draw(shape, low, high, &mut rng)).collect();
                let found = gradcheck(case.compute, &inputs, TOLERANCE)
                    .unwrap_or_else(|mismatch| panic!("{name}, case {number}: {mismatch}"));
                worst = worst.max(found);
            }
        }
        println!("{name:<13} {} cases  {worst:.1e}", cases.len());
    }
}
// ANCHOR_END: registry

/// The same rules, computed on GPUs if there are any.
#[test]
fn every_operation_on_every_device() {
    for device in Device::available().into_iter().filter(|device| device.is_remote()) {
        let mut rng = NumpyRng::seed(2024);
        for ops::Entry { name, cases } in ops::registry() {
            for (number, case) in cases.iter().enumerate() {
                let (low, high) = case.range;
                let draw = |&shape| draw(shape, low, high, &mut rng).to_device(device);
                let inputs: Vec<Array> = case.inputs.iter().map(draw).collect();
                gradcheck(case.compute, &inputs, TOLERANCE).unwrap_or_else(|mismatch| {
                    panic!("{name}, case {number}, on {device}: {mismatch}")
                });
            }
        }
    }
}

// ANCHOR: forgotten
#[test]
fn no_file_was_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ops");
    let files: BTreeSet<String> = fs::read_dir(&folder)
        .expect("the folder of the operations")
        .map(|entry| entry.expect("a file").path())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .filter(|name| name != "mod")
        .collect();
    let names: Vec<&str> = ops::registry().iter().map(|entry| entry.name).collect();
    let registered: BTreeSet<String> = names.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(registered, files);
    assert_eq!(registered.len(), names.len(), "a name stands in the registry twice");
}
// ANCHOR_END: forgotten

/// The name of every operation in a printed graph: PyTorch's, where it has the same operation. Its
/// linear layer is an `Addmm`, its softsign three operations.
#[test]
fn names_in_the_graph() {
    let expected = [
        "Add",
        "Sub",
        "Mul",
        "Div",
        "Neg",
        "Pow",
        "Exp",
        "Log",
        "Sqrt",
        "Abs",
        "Clamp",
        "Maximum",
        "Minimum",
        "Where",
        "Mm, Mv, Dot",
        "T",
        "Linear",
        "Sum",
        "Mean",
        "Max, Amax",
        "Relu",
        "LeakyRelu",
        "Elu",
        "Softplus",
        "Softsign",
        "Gelu",
        "Silu",
        "Sigmoid",
        "Tanh",
        "Softmax",
        "LogSoftmax",
        "NativeLayerNorm",
        "NativeBatchNorm",
        "View",
        "Expand",
        "IndexSelect",
        "Gather",
        "Slice, View",
        "Cat",
    ];
    let registry = ops::registry();
    assert_eq!(registry.len(), expected.len());
    for (ops::Entry { name, cases }, expected) in registry.into_iter().zip(expected) {
        let mut names = Vec::new();
        for case in cases {
            assert!(case.range.0 < case.range.1, "{name} is tried on one number alone");
            let mut rng = NumpyRng::seed(1);
            let leaf = |&shape| Tensor::new(draw(shape, case.range.0, case.range.1, &mut rng));
            let leaves: Vec<Tensor> =
                case.inputs.iter().map(leaf).map(Tensor::requires_grad_).collect();
            let node = (case.compute)(&leaves).grad_fn().expect("it was computed").name();
            if !names.contains(&node) {
                names.push(node);
            }
        }
        let nodes = expected.split(", ").map(|name| format!("{name}Backward0"));
        assert_eq!(names, nodes.collect::<Vec<_>>(), "{name}");
    }
}

/// If a file defines a second operation, that one needs a case, too.
#[test]
fn every_operation_of_every_file_is_tested() {
    let mut tried = BTreeSet::new();
    for ops::Entry { cases, .. } in ops::registry() {
        for case in cases {
            let mut rng = NumpyRng::seed(1);
            let leaf = |&shape| Tensor::new(draw(shape, case.range.0, case.range.1, &mut rng));
            let leaves: Vec<Tensor> =
                case.inputs.iter().map(leaf).map(Tensor::requires_grad_).collect();
            let nodes = Graph::of(&(case.compute)(&leaves)).nodes();
            tried.extend(nodes.iter().map(|node| node.name()));
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ops");
    for file in fs::read_dir(&folder).expect("the folder of the operations") {
        let source = fs::read_to_string(file.expect("a file").path()).expect("text");
        let names = names_of_operations(&source);
        assert!(names.len() >= source.matches("impl Operation for").count(), "{source}");
        for name in names {
            assert!(tried.contains(&format!("{name}Backward0")), "{name} is never tried");
        }
    }
}

/// The strings in the body of every `fn name` of a source.
fn names_of_operations(source: &str) -> Vec<&str> {
    let bodies = source.split("fn name(&self) -> &'static str {").skip(1);
    bodies
        .flat_map(|rest| {
            rest[..rest.find("\n    }").expect("an end")].split('"').skip(1).step_by(2)
        })
        .collect()
}

/// x², with the derivative `factor` · x, which is wrong unless the factor is 2.
struct WrongSquare {
    factor: f64,
}

impl Operation for WrongSquare {
    fn name(&self) -> &'static str {
        "WrongSquare"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        inputs[0].mul(&inputs[0])
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.mul(ctx.saved(0)).scale(self.factor))]
    }
}

#[test]
fn a_wrong_rule_is_caught_and_located() {
    let x = [Array::vector(&[0.0, 0.5, -1.0], Options::f64())];
    let square = |factor| move |x: &[Tensor]| apply(WrongSquare { factor }, &[&x[0]]);
    assert!(gradcheck(square(2.0), &x, TOLERANCE).is_ok());
    for factor in [0.0, 1.0, -2.0, 2.0001] {
        let mismatch = gradcheck(square(factor), &x, TOLERANCE).expect_err("the rule is wrong");
        // At 0 every multiple of x is right, so the first mismatch is at the second element.
        assert_eq!((mismatch.input, mismatch.place), (0, 1));
        assert!((mismatch.found - mismatch.expected * factor / 2.0).abs() < 1e-8);
    }
    // A missing gradient counts as 0.
    assert!(gradcheck(|x| x[0].detach(), &x, TOLERANCE).is_err());
}

/// The same draws on every run.
fn deterministic(cases: u32) -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(2024);
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

fn check(
    f: impl Fn(&[Tensor]) -> Tensor,
    inputs: &[Array],
    tolerance: f64,
) -> Result<(), TestCaseError> {
    gradcheck(f, inputs, tolerance).map(|_| ()).map_err(|e| TestCaseError::fail(e.to_string()))
}

proptest! {
    #![proptest_config(deterministic(256))]

    #[test]
    fn a_linear_layer_is_a_product_with_the_transpose_plus_the_bias(
        (n, k, m) in (0..6_usize, 1..6_usize, 1..6_usize),
        seed: u32,
    ) {
        let rng = &mut NumpyRng::seed(seed);
        let shapes = [Shape::matrix(n, k), Shape::matrix(m, k), Shape::vector(m)];
        let arrays = shapes.map(|shape| draw(shape, -2.0, 2.0, rng));
        let upstream = draw(Shape::matrix(n, m), -2.0, 2.0, rng);
        let run = |f: fn(&[Tensor]) -> Tensor| {
            let x: Vec<Tensor> =
                arrays.iter().map(|x| Tensor::new(x.clone()).requires_grad_()).collect();
            let y = f(&x);
            y.backward_with(&upstream);
            let grads = x.iter().map(|x| x.grad().expect("a gradient"));
            std::iter::once(y.clone()).chain(grads).collect::<Vec<_>>()
        };
        let together = run(|x| x[0].linear(&x[1], Some(&x[2])));
        let in_steps = run(|x| x[0].matmul(&x[1].t()) + &x[2]);
        for (a, b) in together.iter().zip(&in_steps) {
            prop_assert_eq!(a.shape(), b.shape());
            for (a, b) in a.to_vec().iter().zip(b.to_vec()) {
                prop_assert!((a - b).abs() <= 1e-13, "{a} and {b}");
            }
        }
    }

    #[test]
    fn backward_is_linear_in_the_gradient_it_starts_from(
        (n, m) in (1..5_usize, 1..5_usize),
        c in -3.0..3.0,
        seed: u32,
    ) {
        let rng = &mut NumpyRng::seed(seed);
        let shape = Shape::matrix(n, m);
        let x = Tensor::new(draw(shape, -2.0, 2.0, rng)).requires_grad_();
        let (g, h) = (draw(shape, -1.0, 1.0, rng), draw(shape, -1.0, 1.0, rng));
        let y = x.tanh().softmax(1);
        let pull = |gradient: &Array| {
            x.zero_grad();
            (&y * &Tensor::new(gradient.clone())).sum().backward_retain_graph();
            x.grad().expect("a gradient").data()
        };
        let (from_g, from_h) = (pull(&g), pull(&h));
        let both = pull(&g.add(&h.scale(c)));
        let expected = from_g.add(&from_h.scale(c));
        for (a, b) in both.to_vec().iter().zip(expected.to_vec()) {
            prop_assert!((a - b).abs() <= 1e-14, "{a} and {b}");
        }
    }
}
