//! Every module, with respect to its input and its parameters.

use std::collections::BTreeSet;

use autograd::{
    Tensor,
    nn::{
        Approximate, BatchNorm1d, Dropout, ELU, GELU, Identity, LayerNorm, LeakyReLU, Linear,
        LogSoftmax, Module, ReLU, Residual, Sequential, SiLU, Sigmoid, Softmax, Softplus, Softsign,
        Tanh,
    },
    no_grad,
};
use engine::{Array, DType, Shape};
use proptest::prelude::*;
use random::{Generator, NumpyRng};

use super::{check, deterministic, draw};

/// Ten times that of a single operation, because a network has several.
const TOLERANCE: f64 = 1e-7;

/// Modules without parameters, and how far from 0 the inputs must be to avoid their kinks.
fn activations() -> Vec<(&'static str, f64, Box<dyn Module>)> {
    vec![
        ("ReLU", 1e-3, Box::new(ReLU::new())),
        ("ELU", 1e-3, Box::new(ELU::new())),
        ("Softplus", 0.0, Box::new(Softplus::new())),
        ("Softsign", 1e-3, Box::new(Softsign::new())),
        ("Sigmoid", 0.0, Box::new(Sigmoid::new())),
        ("Tanh", 0.0, Box::new(Tanh::new())),
        ("Identity", 0.0, Box::new(Identity::new())),
        ("LeakyReLU", 1e-3, Box::new(LeakyReLU::new(0.1))),
        ("GELU", 0.0, Box::new(GELU::new(Approximate::None))),
        ("GELU", 0.0, Box::new(GELU::new(Approximate::Tanh))),
        ("SiLU", 0.0, Box::new(SiLU::new())),
        ("Softmax", 0.0, Box::new(Softmax::new(0))),
        ("Softmax", 0.0, Box::new(Softmax::new(-1))),
        ("LogSoftmax", 0.0, Box::new(LogSoftmax::new(0))),
        ("LogSoftmax", 0.0, Box::new(LogSoftmax::new(-1))),
    ]
}

/// Modules with parameters or submodules; each has a test of its own below.
const COMPOSED: [&str; 6] =
    ["BatchNorm1d", "Dropout", "LayerNorm", "Linear", "Residual", "Sequential"];

/// The items of `nn` that are not modules.
const NO_MODULES: [&str; 10] = [
    "Approximate",
    "HookHandle",
    "Hooks",
    "Mode",
    "Module",
    "StateDict",
    "StateDictError",
    "Trace",
    "print",
    "trace",
];

#[test]
fn no_module_was_forgotten() {
    let source = include_str!("../../src/nn/mod.rs");
    let exported = source.split(';').filter_map(|item| item.trim().strip_prefix("pub use "));
    let exported: BTreeSet<&str> = exported
        .flat_map(|item| item[item.find("::").expect("a path") + 2..].split(['{', '}', ',']))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    let activations = activations();
    let checked = activations.iter().map(|(name, ..)| *name).chain(COMPOSED);
    let known: BTreeSet<&str> = checked.chain(NO_MODULES).collect();
    assert_eq!(exported, known, "a new module needs a gradient check here");
}

/// Random values, none closer to 0 than `least`.
fn away_from_zero(least: f64, shape: Shape, rng: &mut NumpyRng) -> Array {
    let x = draw(shape, -2.0, 2.0, rng);
    let values: Vec<f64> = x.to_vec().iter().map(|x| x + least.copysign(*x)).collect();
    Array::new(shape, &values, x.options())
}

proptest! {
    #![proptest_config(deterministic(100))]

    #[test]
    fn activations_on_any_shape((n, m) in (0..6_usize, 0..6_usize), kind in 0..3_u8, seed: u32) {
        let shape = match kind {
            0 => Shape::scalar(),
            1 => Shape::vector(m),
            _ => Shape::matrix(n, m),
        };
        let rng = &mut NumpyRng::seed(seed);
        for (name, least, module) in activations() {
            let inputs = [away_from_zero(least, shape, rng)];
            check(|x| module.call(&x[0]), &inputs, TOLERANCE)
                .map_err(|error| TestCaseError::fail(format!("{name}: {error}")))?;
        }
    }

    #[test]
    fn a_linear_layer_of_any_size(
        (n, from, to) in (0..6_usize, 1..6_usize, 1..6_usize),
        alone: bool,
        seed: u32,
    ) {
        let rng = &mut NumpyRng::seed(seed);
        let input = if alone { Shape::vector(from) } else { Shape::matrix(n, from) };
        let shapes = [input, Shape::matrix(to, from), Shape::vector(to)];
        let inputs = shapes.map(|shape| draw(shape, -2.0, 2.0, rng));
        let layer = |x: &[Tensor]| Linear::from_parameters(x[1].clone(), x.get(2).cloned());
        check(|x| layer(x).call(&x[0]), &inputs, TOLERANCE)?;
        check(|x| layer(x).call(&x[0]), &inputs[..2], TOLERANCE)?;
    }

    /// With an ε of 0.1, which keeps columns that are almost constant from bending too sharply for
    /// central differences.
    #[test]
    fn normalization_of_any_size(
        (n, d) in (2..6_usize, 1..6_usize),
        training: bool,
        affine: bool,
        seed: u32,
    ) {
        let rng = &mut NumpyRng::seed(seed);
        let inputs = [draw(Shape::matrix(n, d), -2.0, 2.0, rng)];
        let layer = LayerNorm::new(d).eps(0.1);
        let batch = BatchNorm1d::new(d).eps(0.1);
        let (layer, batch) = if affine {
            (layer, batch)
        } else {
            (layer.without_affine(), batch.without_affine())
        };
        let modules: [&dyn Module; 2] = [&layer, &batch];
        for module in modules {
            module.to_dtype(DType::F64);
            for parameter in module.parameters() {
                let random = draw(parameter.shape(), -2.0, 2.0, rng);
                parameter.update(|data| *data = random);
            }
            module.train(training);
            check(|x| module.call(&x[0]), &inputs, TOLERANCE)?;
        }
    }

    /// The same mask in every call, so that there is something to differentiate.
    #[test]
    fn dropout_with_a_fixed_mask_of_any_size(
        (n, d) in (0..6_usize, 0..6_usize),
        p in 0.0..=1.0,
        seed: u32,
    ) {
        let inputs = [draw(Shape::matrix(n, d), -2.0, 2.0, &mut NumpyRng::seed(seed))];
        let generator = Generator::manual_seed(0);
        // Not so rare that the others are multiplied by a thousand.
        let dropout = Dropout::new(if p > 0.99 { 1.0 } else { p }, &generator);
        let masked = |x: &[Tensor]| {
            generator.reseed(seed.into());
            dropout.call(&x[0])
        };
        check(masked, &inputs, TOLERANCE)?;
    }

    #[test]
    fn a_residual_connection_of_any_size((n, d) in (0..5_usize, 1..5_usize), seed: u32) {
        let rng = &mut NumpyRng::seed(seed);
        let shapes = [Shape::matrix(n, d), Shape::matrix(d, d), Shape::vector(d)];
        let inputs = shapes.map(|shape| draw(shape, -1.0, 1.0, rng));
        let block = |x: &[Tensor]| {
            let linear = Linear::from_parameters(x[1].clone(), Some(x[2].clone()));
            Residual::new(Sequential::new().push(linear).push(Tanh::new())).call(&x[0])
        };
        check(block, &inputs, TOLERANCE)?;
    }

    /// Linear, activation, linear: all parameters and the input, after a first call inside
    /// `no_grad`.
    #[test]
    fn a_network_of_any_size(
        (n, from, hidden, to) in (0..4_usize, 1..4_usize, 1..4_usize, 1..4_usize),
        activation in 0..6_usize,
        seed: u32,
    ) {
        let rng = &mut NumpyRng::seed(seed);
        let shapes = [
            Shape::matrix(n, from),
            Shape::matrix(hidden, from),
            Shape::vector(hidden),
            Shape::matrix(to, hidden),
            Shape::vector(to),
        ];
        let inputs = shapes.map(|shape| draw(shape, -1.0, 1.0, rng));
        check(
            |x| {
                let first = Linear::from_parameters(x[1].clone(), Some(x[2].clone()));
                let second = Linear::from_parameters(x[3].clone(), Some(x[4].clone()));
                let network = Sequential::new().push(first);
                let network = match activation {
                    0 => network.push(Tanh::new()),
                    1 => network.push(Sigmoid::new()),
                    2 => network.push(Softplus::new()),
                    3 => network.push(Softmax::new(1)),
                    4 => network.push(LogSoftmax::new(1)),
                    _ => network.push(Sequential::new().push(Identity::new()).push(Tanh::new())),
                };
                let network = network.push(second);
                assert!(!no_grad(|| network.call(&x[0])).requires_grad());
                network.call(&x[0])
            },
            &inputs,
            TOLERANCE,
        )?;
    }
}
