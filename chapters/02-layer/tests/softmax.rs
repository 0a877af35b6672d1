//! Properties of softmax for any input.

use layer::{Activation, Axis, log_softmax, softmax};
use nalgebra::DMatrix;
use proptest::prelude::*;

/// A matrix of up to 5 × 5 entries, with at least one in each row.
fn numbers() -> impl Strategy<Value = DMatrix<f64>> {
    (0..6_usize, 1..6_usize).prop_flat_map(|(rows, columns)| {
        prop::collection::vec(-50.0..50.0, rows * columns)
            .prop_map(move |entries| DMatrix::from_vec(rows, columns, entries))
    })
}

proptest! {
    #[test]
    fn each_row_is_a_distribution(z in numbers()) {
        let p = softmax(&z, Axis::EachRow);
        prop_assert_eq!(p.shape(), z.shape());
        prop_assert!(p.iter().all(|p| (0.0..=1.0).contains(p)));
        for row in p.row_iter() {
            prop_assert!((row.sum() - 1.0).abs() < 1e-15 * 5.0);
        }
    }

    #[test]
    fn the_textbook_formula(z in numbers()) {
        let p = softmax(&z, Axis::EachRow);
        let log_p = log_softmax(&z, Axis::EachRow);
        for i in 0..z.nrows() {
            let sum: f64 = z.row(i).iter().map(|z| z.exp()).sum();
            for j in 0..z.ncols() {
                let expected = z[(i, j)].exp() / sum;
                prop_assert!((p[(i, j)] / expected - 1.0).abs() < 1e-13);
                prop_assert!((log_p[(i, j)] - expected.ln()).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn columns_are_rows_of_the_transpose(z in numbers()) {
        let t = z.transpose();
        for f in [softmax, log_softmax] {
            prop_assert_eq!(f(&t, Axis::EachColumn), f(&z, Axis::EachRow).transpose());
        }
    }

    #[test]
    fn only_differences_matter(z in numbers(), shift in -100.0..100.0) {
        let (p, q) = (softmax(&z, Axis::EachRow), softmax(&z.add_scalar(shift), Axis::EachRow));
        prop_assert!(p.iter().zip(&q).all(|(p, q)| (p - q).abs() < 1e-12));
    }

    #[test]
    fn two_classes_are_the_sigmoid_of_the_difference(a in -300.0..300.0, b in -300.0..300.0) {
        let p = softmax(&DMatrix::from_row_slice(1, 2, &[a, b]), Axis::EachRow);
        let sigmoid = |s| Activation::Sigmoid.apply(s);
        prop_assert!((p[0] - sigmoid(a - b)).abs() < 1e-15);
        prop_assert!((p[1] - sigmoid(b - a)).abs() < 1e-15);
    }
}

#[test]
fn huge_numbers_stay_finite() {
    for z in [[1000.0, -1000.0, 999.0], [-1000.0, -1000.0, -1000.0], [1e308, 0.0, -1e307]] {
        let z = DMatrix::from_row_slice(1, 3, &z);
        let p = softmax(&z, Axis::EachRow);
        assert!((p.sum() - 1.0).abs() < 1e-15, "{p}");
        assert!(log_softmax(&z, Axis::EachRow).iter().all(|log_p| log_p.is_finite()), "{z}");
    }
}

#[test]
fn an_empty_matrix_stays_empty() {
    for (rows, columns) in [(0, 0), (0, 3), (3, 0)] {
        for axis in [Axis::EachRow, Axis::EachColumn] {
            let z = DMatrix::zeros(rows, columns);
            assert_eq!(softmax(&z, axis), z);
            assert_eq!(log_softmax(&z, axis), z);
        }
    }
}
