//! Gradient clipping.

use autograd::Tensor;
use engine::{Array, Options};
use optimizers::{clip_grad_norm_, clip_grad_value_, try_clip_grad_norm_};
use proptest::prelude::*;

fn with_grad(grad: &[f64]) -> Tensor {
    let tensor = Tensor::new(Array::vector(&vec![0.0; grad.len()], Options::f64()));
    let tensor = tensor.requires_grad_();
    tensor.set_grad(Some(Array::vector(grad, Options::f64())));
    tensor
}

fn grads(parameters: &[Tensor]) -> Vec<f64> {
    parameters.iter().filter_map(Tensor::grad).flat_map(|grad| grad.to_vec()).collect()
}

#[test]
fn parameters_without_a_gradient_do_not_count() {
    let without = Tensor::scalar(1.0).requires_grad_();
    let parameters = [without.clone(), with_grad(&[3.0, 4.0])];
    assert_eq!(clip_grad_norm_(&parameters, 1.0, 2.0), 5.0);
    assert!(without.grad().is_none());
    assert_eq!(clip_grad_norm_(&[without], 1.0, 2.0), 0.0);
    assert_eq!(clip_grad_norm_(&[], 1.0, 2.0), 0.0);
}

#[test]
fn what_is_not_finite() {
    for bad in [f64::NAN, f64::INFINITY] {
        for norm_type in [1.0, 2.0, 3.0, f64::INFINITY] {
            let parameters = [with_grad(&[1.0]), with_grad(&[bad, 2.0])];
            assert!(try_clip_grad_norm_(&parameters, 1.0, norm_type).is_err());
            assert_eq!(grads(&parameters)[0], 1.0);
            assert!(!clip_grad_norm_(&parameters, 1.0, norm_type).is_finite());
        }
    }
    let parameter = with_grad(&[f64::NAN, f64::INFINITY]);
    clip_grad_value_(std::slice::from_ref(&parameter), 2.0);
    let clipped = grads(&[parameter]);
    assert!(clipped[0].is_nan() && clipped[1] == 2.0);
}

proptest! {
    /// The norm is that of all elements together; afterwards it is at most the limit, and the
    /// direction is the same. Gradients that are short enough keep their bits.
    #[test]
    fn clipping_shortens_and_keeps_the_direction(
        a in prop::collection::vec(-10.0..10.0, 1..8),
        b in prop::collection::vec(-10.0..10.0, 1..8),
        max_norm in 0.0..20.0,
        norm_type in prop::sample::select(vec![1.0, 2.0, 3.0, f64::INFINITY]),
    ) {
        let norm = |all: &[f64]| if norm_type == f64::INFINITY {
            all.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()))
        } else {
            all.iter().map(|x: &f64| x.abs().powf(norm_type)).sum::<f64>().powf(1.0 / norm_type)
        };
        let before = [a.clone(), b.clone()].concat();
        let parameters = [with_grad(&a), with_grad(&b)];
        let found = clip_grad_norm_(&parameters, max_norm, norm_type);
        let expected = norm(&before);
        prop_assert!((found - expected).abs() <= 1e-12 * expected);
        let after = grads(&parameters);
        prop_assert!(norm(&after) <= max_norm.max(0.0) + 1e-12);
        if expected + 1e-5 < max_norm {
            prop_assert_eq!(&after, &before);
        }
        let factor = norm(&after) / expected;
        for (after, before) in after.iter().zip(&before) {
            prop_assert!((after - factor * before).abs() <= 1e-12 * before.abs());
        }
    }

    #[test]
    fn no_element_is_beyond_the_value(
        a in prop::collection::vec(-10.0..10.0, 0..8),
        clip_value in 0.0..20.0,
    ) {
        let parameter = with_grad(&a);
        clip_grad_value_(std::slice::from_ref(&parameter), clip_value);
        for (after, before) in grads(&[parameter]).into_iter().zip(a) {
            prop_assert_eq!(after, before.clamp(-clip_value, clip_value));
        }
    }
}
