//! Operations and modules beside PyTorch's: values and gradients, in both precisions, on random
//! inputs of many shapes and on the edges where formulas break.
//!
//! `reference/` holds PyTorch's numbers, the programs that wrote them, and what reads them here.

#[path = "reference/compare.rs"]
mod compare;
#[path = "reference/modules.rs"]
mod modules;
#[path = "reference/operations.rs"]
mod operations;

use std::collections::BTreeSet;

use autograd::ops;

#[test]
fn every_operation_has_pytorchs_values_and_gradients() {
    operations::report().verify(1420);
}

#[test]
fn every_module_has_pytorchs_values_and_gradients() {
    modules::report().verify(310);
}

#[test]
fn no_operation_is_without_a_reference() {
    let known: BTreeSet<String> = operations::known().into_iter().collect();
    for entry in ops::registry() {
        assert!(known.contains(entry.name), "{} is not in the reference", entry.name);
    }
}
