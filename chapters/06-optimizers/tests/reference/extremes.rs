//! Steps with gradients from 10⁻³⁰ to 10³⁰, from `extremes.json`.

use autograd::Tensor;
use engine::{Array, DType, Device, Options, Shape};
use serde_json::Value;

use super::{
    compare::{array, dtype, items, number},
    optimizers_beside_pytorch::optimizer,
};

/// How far a step may be from PyTorch's, relative to its size: a few roundings, unless a square is
/// subnormal (of a gradient below 10⁻¹⁹ in single precision, or 10⁻¹⁵³ in double precision), so
/// that an average of squares has only a few digits.
fn tolerance(gradient: f64, dtype: DType) -> f64 {
    match dtype {
        DType::F32 if gradient.abs() < 3e-18 => 0.02,
        DType::F32 => 2e-5,
        DType::F64 => 1e-12,
    }
}

/// Every number that differs from PyTorch's, and how many were compared.
pub fn differences() -> (Vec<String>, usize) {
    let reference: Value =
        serde_json::from_str(include_str!("extremes.json")).expect("the reference is JSON");
    let gradients: Vec<f64> = items(&reference["gradients"]).iter().map(number).collect();
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for run in items(&reference["runs"]) {
        let dtype = dtype(run);
        for &device in Device::ALL {
            let options = Options { dtype, device };
            let zeros = Array::zeros(Shape::vector(gradients.len()), options);
            let parameter = Tensor::new(zeros).requires_grad_();
            let mut optimizer = optimizer(run, vec![parameter.clone()]);
            for (step, (sign, after)) in
                [1.0, 1.0, -1.0, 0.0].iter().zip(items(&run["after"])).enumerate()
            {
                parameter.set_grad(Some(Array::vector(&gradients, options).scale(*sign)));
                optimizer.step();
                let theirs = array(after, options).to_vec();
                let pairs = parameter.to_vec().into_iter().zip(theirs).zip(&gradients);
                for ((ours, theirs), &gradient) in pairs {
                    compared += 1;
                    let near = (ours - theirs).abs() <= tolerance(gradient, dtype) * theirs.abs();
                    if !(near || ours == theirs || ours.is_nan() && theirs.is_nan()) {
                        let (name, options) = (&run["optimizer"], &run["options"]);
                        wrong.push(format!(
                            "{name} {options}, {dtype} on {device}, gradient {gradient:e}, step \
                             {step}: {ours:e}, not {theirs:e}"
                        ));
                    }
                }
            }
        }
    }
    (wrong, compared)
}
