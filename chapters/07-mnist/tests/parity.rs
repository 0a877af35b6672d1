//! Distorted images and metrics, compared with those of PyTorch and numpy.
//!
//! `reference/` has their results, the programs that wrote them, and the code that compares.
#![cfg(feature = "program")] // The JSON reader comes with it.

#[path = "reference/augment.rs"]
mod augment_beside_pytorch;
#[path = "../../04-autograd/tests/reference/compare.rs"]
#[expect(dead_code, reason = "not every kind of reference is used here")]
mod compare;
#[path = "reference/metrics.rs"]
mod metrics_beside_pytorch;

#[test]
fn images_are_distorted_as_by_pytorch() {
    assert_eq!(augment_beside_pytorch::report().verify(), 4 * 5 + 2 * 5 + 2 * 8);
}

#[test]
fn metrics_are_those_of_numpy_and_pytorch() {
    assert_eq!(metrics_beside_pytorch::report().verify(), 7 * (1 + 1 + 1 + 3 + 1));
}
