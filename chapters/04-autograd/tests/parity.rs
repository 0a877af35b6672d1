//! Operations and modules compared with PyTorch's: values and gradients, in both precisions, on
//! random inputs of many shapes and at edge cases where naive formulas break; and the numbers that
//! tensors are filled with.
//!
//! `reference/` has PyTorch's results, the programs that wrote them, and the code that compares.

#[path = "reference/compare.rs"]
mod compare;
#[path = "reference/differences.rs"]
mod differences;
#[path = "reference/init.rs"]
mod init;
#[path = "reference/modules.rs"]
mod modules;
#[path = "reference/normalization.rs"]
mod normalization;
#[path = "reference/operations.rs"]
mod operations;

use std::collections::BTreeSet;

use autograd::ops;

#[test]
fn every_operation_has_pytorchs_values_and_gradients() {
    assert_eq!(operations::report().verify(), 2112);
}

#[test]
fn every_module_has_pytorchs_values_and_gradients() {
    assert_eq!(modules::report().verify(), 374);
}

#[test]
fn normalization_dropout_and_residual_blocks_do_what_pytorchs_do() {
    assert_eq!(normalization::report().verify(), 158);
}

#[test]
fn every_tensor_is_filled_with_pytorchs_bits() {
    assert_eq!(init::report().verify(), 352);
}

#[test]
fn no_operation_is_without_a_reference() {
    let reports = [operations::report(), normalization::report()];
    let rows = reports.iter().flat_map(|report| &report.rows);
    let known: BTreeSet<&str> = rows.map(|row| row.name.as_str()).collect();
    for entry in ops::registry() {
        assert!(known.contains(entry.name), "{} is not in the reference", entry.name);
    }
}
