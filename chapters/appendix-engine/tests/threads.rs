//! The number of threads does not change a single bit of a product.

mod waves;

use engine::{Array, DType, Device, Options, Shape, threads::with_threads};
use waves::wave;

const DTYPES: [DType; 2] = [DType::F32, DType::F64];

/// A product computed by several threads against the one by a single thread.
fn same_bits(about: &str, product: impl Fn() -> Array + Sync) {
    let bits = |x: Array| x.to_vec().into_iter().map(f64::to_bits).collect::<Vec<_>>();
    let expected = bits(with_threads(1, &product).unwrap());
    for count in [2, 3] {
        let found = bits(with_threads(count, &product).unwrap());
        assert!(found == expected, "{about}: {count} threads differ");
    }
    assert!(bits(product()) == expected, "{about}: all cores differ");
}

/// (n, k, m), each of more than 2²³ multiplications, so that it is split.
///
/// The last one has a block of a single row, which another kernel multiplies, in another order. If
/// more cores meant other blocks, the last bits would differ.
const SIZES: [(usize, usize, usize); 4] =
    [(301, 203, 307), (20_011, 21, 29), (3, 1009, 5003), (3, 1_000_003, 3)];

/// Only this device computes in parallel.
fn in_both_precisions(check: impl Fn(Options)) {
    for dtype in DTYPES {
        check(Options { dtype, device: Device::Faer });
    }
}

#[test]
fn products() {
    in_both_precisions(|options| {
        for (n, k, m) in SIZES {
            let (a, b) = (wave(n, k, options), wave(k, m, options));
            let (at, bt) = (a.transpose(), b.transpose());
            let about = format!("{n}×{k} times {k}×{m}, {options:?}");
            same_bits(&format!("a·b {about}"), || a.matmul(&b));
            same_bits(&format!("aᵀ·b {about}"), || at.matmul_tn(&b));
            same_bits(&format!("a·bᵀ {about}"), || a.matmul_nt(&bt));
        }
    });
}

#[test]
fn linear_with_bias() {
    in_both_precisions(|options| {
        for (n, k, m) in SIZES {
            let (x, w) = (wave(n, k, options), wave(m, k, options));
            let bias = wave(1, m, options).reshape(Shape::vector(m));
            let about = format!("linear {n}×{k} to {m}, {options:?}");
            same_bits(&about, || x.linear(&w, Some(&bias)));
        }
    });
}

#[test]
fn products_inside_products_of_threads() {
    // A thread pool inside another, as when a parallel search trains a network in each thread.
    let options = Options::default();
    let (a, b) = (wave(301, 203, options), wave(203, 307, options));
    let alone = with_threads(1, || a.matmul(&b)).unwrap();
    let nested = with_threads(2, || with_threads(3, || a.matmul(&b)).unwrap()).unwrap();
    assert_eq!(alone, nested);
}
