//! Value and gradients of every loss compared with PyTorch's.
//!
//! `reference/` has PyTorch's results, the program that wrote them, and the code that compares.

#[path = "../../04-autograd/tests/reference/compare.rs"]
mod compare;
#[path = "../../04-autograd/tests/reference/differences.rs"]
mod differences;
#[path = "reference/losses.rs"]
mod losses_beside_pytorch;

#[test]
fn every_loss_has_pytorchs_values_and_gradients() {
    assert_eq!(losses_beside_pytorch::report().verify(), 910);
}
