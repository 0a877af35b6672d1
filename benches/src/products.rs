//! Matrix products, by this project's engines and by faer alone.

use engine::{Array, Device};
use faer::{Accum, Mat, MatRef, Par, linalg::matmul::matmul};
use workloads::{Transposition, Workload, numbers};

/// The products that are timed: square ones, and those of this project's layers, forward (A·Bᵀ)
/// and backward (Aᵀ·B for the weights, A·B for the layer before).
pub const PRODUCTS: [&str; 15] = [
    "matmul/nn/64x64x64",
    "matmul/nn/128x128x128",
    "matmul/nn/256x256x256",
    "matmul/nn/512x512x512",
    "matmul/nn/1024x1024x1024",
    "matmul/nn/2048x2048x2048",
    "matmul/nt/512x784x32",
    "matmul/tn/32x512x784",
    "matmul/nn/512x32x784",
    "matmul/nt/512x784x128",
    "matmul/tn/128x512x784",
    "matmul/nn/512x128x784",
    "matmul/nt/512x1024x1024",
    "matmul/tn/1024x512x1024",
    "matmul/nn/512x1024x1024",
];

/// The workload of this name.
///
/// # Panics
///
/// If no workload has this name.
pub fn workload(name: &str) -> Workload {
    name.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// The two factors of a product as they are stored, row by row, with their shapes.
fn factors(
    transposition: Transposition,
    m: usize,
    k: usize,
    n: usize,
) -> [(Vec<f32>, usize, usize); 2] {
    let (rows_a, cols_a) = if transposition == Transposition::TN { (k, m) } else { (m, k) };
    let (rows_b, cols_b) = if transposition == Transposition::NT { (n, k) } else { (k, n) };
    [
        (numbers::factor(0, rows_a, cols_a), rows_a, cols_a),
        (numbers::factor(1, rows_b, cols_b), rows_b, cols_b),
    ]
}

/// A product on one of this project's engines.
pub fn on_device(
    transposition: Transposition,
    m: usize,
    k: usize,
    n: usize,
    device: Device,
) -> impl Fn() -> Array {
    let [a, b] = factors(transposition, m, k, n);
    let a = crate::matrix(&a.0, a.1, a.2, device);
    let b = crate::matrix(&b.0, b.1, b.2, device);
    move || match transposition {
        Transposition::NN => a.matmul(&b),
        Transposition::NT => a.matmul_nt(&b),
        Transposition::TN => a.matmul_tn(&b),
    }
}

/// The same product by faer alone, into a matrix that is already there.
#[derive(Debug)]
pub struct ByFaer {
    transposition: Transposition,
    a: Mat<f32>,
    b: Mat<f32>,
    product: Mat<f32>,
    par: Par,
}

impl ByFaer {
    /// The factors, and how faer divides the work among threads.
    pub fn new(transposition: Transposition, m: usize, k: usize, n: usize, par: Par) -> Self {
        let [a, b] = factors(transposition, m, k, n).map(|(values, rows, cols)| {
            // Column-major, as everything in this workspace.
            MatRef::from_row_major_slice(&values, rows, cols).to_owned()
        });
        Self { transposition, a, b, product: Mat::zeros(m, n), par }
    }

    /// The product.
    pub fn multiply(&mut self) -> &Mat<f32> {
        let (mut a, mut b) = (self.a.as_ref(), self.b.as_ref());
        if self.transposition == Transposition::TN {
            a = a.transpose();
        }
        if self.transposition == Transposition::NT {
            b = b.transpose();
        }
        matmul(self.product.as_mut(), Accum::Replace, a, b, 1.0, self.par);
        &self.product
    }
}

/// faer's own division among threads: none for one thread.
pub fn faers_threads(threads: usize) -> Par {
    if threads == 1 { Par::Seq } else { Par::rayon(threads) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_compute_the_same_product() {
        for transposition in [Transposition::NN, Transposition::NT, Transposition::TN] {
            let corner = |x: &Array| x.get(4, 6);
            let reference = on_device(transposition, 5, 30, 7, Device::Nalgebra)();
            for &device in crate::DEVICES {
                let product = on_device(transposition, 5, 30, 7, device)();
                assert!(
                    (corner(&product) - corner(&reference)).abs() < 1e-5,
                    "{transposition} {device}"
                );
            }
            let mut by_faer = ByFaer::new(transposition, 5, 30, 7, Par::Seq);
            let product = f64::from(by_faer.multiply()[(4, 6)]);
            assert!((product - corner(&reference)).abs() < 1e-5, "{transposition}");
        }
    }

    #[test]
    fn every_name_is_a_product() {
        for name in PRODUCTS {
            assert!(workload(name).operations(1).is_some(), "{name}");
        }
    }
}
