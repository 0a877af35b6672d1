//! Every fused kernel against the definition of its operation, forward and backward, in both
//! precisions, on every device.

use autograd::{Context, Operation, Tensor, apply, ops, unfused};
use engine::{Array, DType, Device, Options, Shape};
use random::NumpyRng;

/// The value of a case, and the gradient of every input for a random gradient of the output.
fn outcome(compute: impl Fn(&[Tensor]) -> Tensor, inputs: &[Array]) -> Vec<Array> {
    let leaves: Vec<Tensor> =
        inputs.iter().map(|input| Tensor::new(input.clone()).requires_grad_()).collect();
    let y = compute(&leaves);
    let upstream = draw(y.shape(), (-1.0, 1.0), &mut NumpyRng::seed(7), inputs[0].options());
    (&y * &Tensor::new(upstream)).sum().backward();
    let grads = leaves.iter().filter_map(Tensor::grad).map(|grad| grad.data());
    std::iter::once(y.data()).chain(grads).collect()
}

fn draw(shape: Shape, (low, high): (f64, f64), rng: &mut NumpyRng, options: Options) -> Array {
    let values: Vec<f64> = (0..shape.len()).map(|_| rng.uniform(low, high)).collect();
    Array::new(shape, &values, options)
}

/// The first element in which the fused kernels and the definition differ by more than rounding.
fn compare(compute: impl Fn(&[Tensor]) -> Tensor, inputs: &[Array]) -> Result<(), String> {
    let fused = outcome(&compute, inputs);
    let defined = unfused(|| outcome(&compute, inputs));
    assert_eq!(fused.len(), defined.len());
    // The longest sums here have a few terms, so some roundings of ε each.
    let tolerance = match inputs[0].dtype() {
        DType::F32 => 16.0 * f64::from(f32::EPSILON),
        DType::F64 => 16.0 * f64::EPSILON,
    };
    for (place, (a, b)) in fused.iter().zip(&defined).enumerate() {
        let what = if place == 0 { "the value".to_owned() } else { format!("gradient {place}") };
        if a.shape() != b.shape() {
            return Err(format!("{what} has shape {}, by definition {}", a.shape(), b.shape()));
        }
        for (i, (a, b)) in a.to_vec().into_iter().zip(b.to_vec()).enumerate() {
            let near = (a - b).abs() <= tolerance * a.abs().max(1.0);
            if !(near || a == b || a.is_nan() && b.is_nan()) {
                return Err(format!("{what}, element {i}, is {a}, by definition {b}"));
            }
        }
    }
    Ok(())
}

fn options() -> impl Iterator<Item = Options> {
    Device::available()
        .into_iter()
        .flat_map(|device| [DType::F32, DType::F64].map(|dtype| Options { dtype, device }))
}

#[test]
fn every_operation_is_what_its_definition_says() {
    for options in options() {
        let mut rng = NumpyRng::seed(2024);
        for ops::Entry { name, cases } in ops::registry() {
            for (number, case) in cases.iter().enumerate() {
                for _ in 0..10 {
                    let inputs: Vec<Array> = case
                        .inputs
                        .iter()
                        .map(|&shape| draw(shape, case.range, &mut rng, options))
                        .collect();
                    compare(case.compute, &inputs).unwrap_or_else(|difference| {
                        panic!("{name}, case {number}, {options:?}: {difference}")
                    });
                }
            }
        }
    }
}

/// Far out, where formulas overflow, and at 0, where some have a corner.
#[test]
fn activations_are_what_their_definitions_say_at_the_edges() {
    let activations: [(&str, fn(&Tensor) -> Tensor); 8] = [
        ("relu", Tensor::relu),
        ("elu", Tensor::elu),
        ("softplus", Tensor::softplus),
        ("softsign", Tensor::softsign),
        ("sigmoid", Tensor::sigmoid),
        ("tanh", Tensor::tanh),
        ("softmax", |x| x.softmax(-1)),
        ("log_softmax", |x| x.log_softmax(-1)),
    ];
    for options in options() {
        let edges = [0.0, -0.0, 1e-30, -1e-30, 20.0, -20.0, 88.0, -88.0, 1000.0, -1000.0];
        let x = Array::matrix(&[edges], options);
        for (name, activation) in activations {
            compare(|x| activation(&x[0]), std::slice::from_ref(&x))
                .unwrap_or_else(|difference| panic!("{name}, {options:?}: {difference}"));
        }
    }
}

/// tanh, with a fused kernel that forgets the square.
struct WrongKernel;

impl Operation for WrongKernel {
    fn name(&self) -> &'static str {
        "WrongKernel"
    }
    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        let y = inputs[0].map(engine::Unary::Tanh);
        ctx.save(&y);
        y
    }
    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        let y = ctx.saved(0);
        vec![Some(grad * (1.0 - y * y))]
    }
    fn backward_fused(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad * (1.0 - ctx.saved(0)))]
    }
}

#[test]
fn a_wrong_kernel_is_found() {
    let x = Array::vector(&[0.5], Options::f64());
    let difference = compare(|x| apply(WrongKernel, &[&x[0]]), &[x]).unwrap_err();
    assert!(difference.starts_with("gradient 1, element 0"), "{difference}");
}
