//! The numbers worked by hand on the page.

use engine::{Array, Device, Options, Shape};

#[test]
fn a_matrix_is_stored_column_by_column() {
    let table = nalgebra::DMatrix::from_row_slice(2, 3, &[1, 2, 3, 4, 5, 6]);
    assert_eq!(table.as_slice(), [1, 4, 2, 5, 3, 6]);
    let x = Array::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], Options::default());
    assert_eq!(x.reshape(Shape::matrix(3, 2)).to_vec(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(x.transpose().to_vec(), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
}

#[test]
fn one_more_than_2_to_the_24_is_lost() {
    let x = |value| Array::scalar(value, Options::default());
    assert_eq!(x(16_777_216.0).add(&x(1.0)).item(), 16_777_216.0);
    assert_eq!(x(16_777_216.0).add(&x(2.0)).item(), 16_777_218.0);
}

#[test]
fn a_million_tenths_are_a_hundred_thousand() {
    for device in Device::available() {
        let options = Options { device, ..Options::default() };
        let tenths = Array::full(Shape::vector(1_000_000), 0.1, options);
        assert_eq!(tenths.sum(None).item(), 100_000.0, "{device}");
    }
}

#[test]
fn one_layer_by_hand() {
    // 1·0.1 + 2·0.2 + 10, 1·0.3 + 2·0.4 + 0, 1·0.5 + 2·0.6 − 10; then the sample (3, 4).
    let by_hand = [10.5, 1.1, -8.3, 11.1, 2.5, -6.1];
    for device in Device::available() {
        let options = Options { device, ..Options::f64() };
        let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], options);
        let weight = Array::matrix(&[[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], options);
        let y = x.linear(&weight, Some(&Array::vector(&[10.0, 0.0, -10.0], options)));
        for (found, expected) in y.to_vec().into_iter().zip(by_hand) {
            assert!((found - expected).abs() < 1e-14, "{device}: {found}, expected {expected}");
        }
    }
}
