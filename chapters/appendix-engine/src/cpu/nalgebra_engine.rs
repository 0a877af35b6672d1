//! The reference engine: every primitive in its simplest form.

use nalgebra::DMatrix;

use super::{both_dtypes, each_dtype, elementwise, layout, reduce, shared_host_primitives};
use crate::{
    engine::{Engine, Storage},
    scalar::{Binary, Real, Unary},
};

/// Plain loops over nalgebra's matrices.
pub(crate) struct NalgebraEngine;

impl Engine for NalgebraEngine {
    shared_host_primitives!();

    fn matmul(&self, a: &Storage, a_transposed: bool, b: &Storage, b_transposed: bool) -> Storage {
        both_dtypes!(a, b, |a, b| matmul(a, a_transposed, b, b_transposed))
    }
}

/// cᵢⱼ = Σₖ aᵢₖ bₖⱼ, as nalgebra writes it.
// ANCHOR: matmul
fn matmul<T: Real>(
    a: &DMatrix<T>,
    a_transposed: bool,
    b: &DMatrix<T>,
    b_transposed: bool,
) -> DMatrix<T> {
    match (a_transposed, b_transposed) {
        (false, false) => a * b,
        (true, false) => a.tr_mul(b),
        (false, true) => a * b.transpose(),
        (true, true) => a.transpose() * b.transpose(),
    }
}
// ANCHOR_END: matmul
