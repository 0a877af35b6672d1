//! Every optimizer beside PyTorch's, step by step, with every option.
//!
//! `reference/` holds PyTorch's numbers, the program that wrote them, and what reads them here.

#[path = "../../04-autograd/tests/reference/compare.rs"]
mod compare;
#[path = "reference/optimizers.rs"]
mod optimizers_beside_pytorch;

#[test]
fn every_optimizer_takes_pytorchs_steps() {
    assert_eq!(optimizers_beside_pytorch::report().verify(), 72 + 22 + 3);
}
