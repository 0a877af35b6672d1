//! Every fused kernel against the definition of its operation, forward and backward, in both
//! precisions, on every device.

use autograd::{
    Context, Operation, Tensor, apply,
    fused::{Difference, compare},
    ops, unfused,
};
use engine::{Array, DType, Device, Options, Shape};
use random::NumpyRng;

fn draw(shape: Shape, (low, high): (f64, f64), rng: &mut NumpyRng, options: Options) -> Array {
    let values: Vec<f64> = (0..shape.len()).map(|_| rng.uniform(low, high)).collect();
    Array::new(shape, &values, options)
}

/// A few roundings, since sums have only a few terms here.
fn tolerance(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => 16.0 * f64::from(f32::EPSILON),
        DType::F64 => 16.0 * f64::EPSILON,
    }
}

fn options() -> impl Iterator<Item = Options> {
    Device::available()
        .into_iter()
        .flat_map(|device| [DType::F32, DType::F64].map(|dtype| Options { dtype, device }))
}

#[test]
fn every_operation_equals_its_definition() {
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
                    compare(case.compute, &inputs, tolerance(options.dtype)).unwrap_or_else(
                        |difference| panic!("{name}, case {number}, {options:?}: {difference}"),
                    );
                }
            }
        }
    }
}

type Activation = fn(&Tensor) -> Tensor;

/// For large inputs, where naive formulas overflow, and at 0, where some functions have a kink.
#[test]
fn activations_equal_their_definitions_at_the_edges() {
    let activations: [(&str, Activation); 8] = [
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
            compare(|x| activation(&x[0]), std::slice::from_ref(&x), tolerance(options.dtype))
                .unwrap_or_else(|difference| panic!("{name}, {options:?}: {difference}"));
        }
    }
}

/// tanh, with a fused kernel that lacks the square.
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
    let compute = |x: &[Tensor]| apply(WrongKernel, &[&x[0]]);
    let found = compare(compute, std::slice::from_ref(&x), 1e-15);
    let Err(Difference { input: Some(0), element: 0, fused, defined }) = found else {
        panic!("{found:?}")
    };
    let y = 0.5_f64.tanh();
    assert_eq!((fused, defined), ((1.0 - y) * 1_f64.sin(), (1.0 - y * y) * 1_f64.sin()));
    assert!(unfused(|| compare(compute, &[x], 1e-15)).is_ok(), "both are the definition here");
}
