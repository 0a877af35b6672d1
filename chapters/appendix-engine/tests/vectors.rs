//! Rank-1 arrays do what PyTorch's do, on every device. The expected numbers are worked by hand;
//! `tests/reference` of chapter 4 compares the same cases with PyTorch.

use engine::{Array, Device, Options, Shape};
use proptest::prelude::*;

fn on_every_device(check: impl Fn(Options)) {
    for device in Device::available() {
        check(Options { device, ..Options::f64() });
    }
}

#[test]
fn the_only_dimension_of_a_vector_is_its_elements() {
    on_every_device(|options| {
        let v = Array::vector(&[1.0, 2.0, 3.0], options);
        for dim in [0, -1] {
            assert_eq!(v.sum(Some(dim)), Array::vector(&[6.0], options));
            assert_eq!(v.max(Some(dim)), Array::vector(&[3.0], options));
            let softmax = v.softmax(dim);
            assert_eq!(softmax.shape(), Shape::vector(3));
            let total: f64 = [1.0_f64, 2.0, 3.0].map(f64::exp).iter().sum();
            for (found, x) in softmax.to_vec().into_iter().zip([1.0_f64, 2.0, 3.0]) {
                assert!((found - x.exp() / total).abs() < 1e-15, "{found}");
            }
            let logs = v.log_softmax(dim).to_vec();
            assert!((logs[2] - (3.0 - total.ln())).abs() < 1e-15);
        }
        assert_eq!(v.transpose(), v);
    });
}

#[test]
fn products_with_vectors_have_the_shapes_of_pytorch() {
    on_every_device(|options| {
        let m = Array::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], options);
        let (two, three) =
            (Array::vector(&[10.0, 1.0], options), Array::vector(&[1.0, 0.0, -1.0], options));
        assert_eq!(m.matmul(&three), Array::vector(&[-2.0, -2.0], options));
        assert_eq!(two.matmul(&m), Array::vector(&[14.0, 25.0, 36.0], options));
        assert_eq!(three.matmul(&three), Array::scalar(2.0, options));
        let nothing = Array::zeros(Shape::vector(0), options);
        assert_eq!(nothing.matmul(&nothing), Array::scalar(0.0, options));
        assert_eq!(
            Array::zeros(Shape::matrix(2, 0), options).matmul(&nothing),
            Array::zeros(Shape::vector(2), options)
        );
    });
}

fn vector(n: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-8.0..8.0, n)
}

proptest! {
    /// A vector multiplies as a matrix of one row or one column.
    #[test]
    fn a_vector_is_a_row_on_the_left_and_a_column_on_the_right(
        (v, w) in (1..40usize).prop_flat_map(|n| (vector(n), vector(n))),
    ) {
        on_every_device(|options| {
            let (v, w) = (Array::vector(&v, options), Array::vector(&w, options));
            let n = v.shape().cols();
            let row = v.reshape(Shape::matrix(1, n));
            let column = w.reshape(Shape::matrix(n, 1));
            assert_eq!(v.matmul(&w).item(), row.matmul(&column).item());
            assert_eq!(v.sum(Some(0)).item(), row.sum(Some(1)).item());
            assert_eq!(v.softmax(0).to_vec(), row.softmax(1).to_vec());
            let indices = [n - 1, 0, n / 2];
            assert_eq!(w.index_select(&indices).to_vec(), column.index_select(&indices).to_vec());
            let three = w.index_select(&indices);
            let sums = three.index_add(&indices, n);
            let expected = three.reshape(Shape::matrix(3, 1)).index_add(&indices, n);
            assert_eq!((sums.shape(), sums.to_vec()), (Shape::vector(n), expected.to_vec()));
        });
    }
}
