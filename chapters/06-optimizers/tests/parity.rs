//! Every optimizer compared with PyTorch's, step by step, with every option.
//!
//! `reference/` has PyTorch's results, the program that wrote them, and the code that compares.

#[path = "../../04-autograd/tests/reference/compare.rs"]
mod compare;
#[path = "reference/extremes.rs"]
mod extremes;
#[path = "reference/optimizers.rs"]
mod optimizers_beside_pytorch;

#[test]
fn every_optimizer_takes_pytorchs_steps() {
    assert_eq!(optimizers_beside_pytorch::report().verify(), 72 + 22 + 3);
}

#[test]
fn tiny_and_huge_gradients_make_pytorchs_steps() {
    let (wrong, compared) = extremes::differences();
    assert_eq!(compared, 34 * 2 * 4 * 17);
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
}
