//! A clone shares its storage until one of the two is written to.

use engine::{Array, Binary, DType, Device, Options, Shape, Unary};

fn on_every_device(check: impl Fn(Array)) {
    for device in Device::available() {
        for dtype in [DType::F32, DType::F64] {
            check(Array::matrix(&[[1.0, -2.0], [3.0, 4.0]], Options { dtype, device }));
        }
    }
}

/// Asserts that `change` does not affect a clone made before, and gives the same result with and
/// without one.
fn leaves_clones_alone(change: impl Fn(&mut Array)) {
    on_every_device(|x| {
        let before = x.to_vec();
        let mut shared = x.clone();
        change(&mut shared);
        assert_eq!(x.to_vec(), before, "the other handle keeps its elements");
        assert_ne!(shared.to_vec(), before, "this one has changed");

        let mut alone = Array::new(x.shape(), &before, x.options());
        change(&mut alone);
        assert_eq!(alone, shared);
    });
}

#[test]
fn clones_are_unaffected_by_map_() {
    leaves_clones_alone(|x| x.map_(Unary::Relu));
}

#[test]
fn clones_are_unaffected_by_zip_() {
    leaves_clones_alone(|x| {
        let row = Array::vector(&[10.0, 20.0], x.options());
        x.zip_(Binary::Sub, &row);
    });
}

#[test]
fn clones_are_unaffected_by_axpy_() {
    leaves_clones_alone(|x| {
        let step = Array::ones(x.shape(), x.options());
        x.axpy_(-0.5, &step);
    });
}

/// Converting to the same shape, device or precision shares the storage, too.
#[test]
fn views_are_unaffected() {
    on_every_device(|x| {
        let mut y = x.clone();
        let kept = [
            y.reshape(Shape::matrix(2, 2)),
            y.expand(Shape::matrix(2, 2)),
            y.sum_to(Shape::matrix(2, 2)),
            y.to_dtype(y.dtype()),
            y.to_device(y.device()),
        ];
        y.map_(Unary::Neg);
        y.axpy_(3.0, &kept[0]);
        for view in kept {
            assert_eq!(view, x);
        }
    });
}

#[test]
fn an_array_may_be_combined_with_itself() {
    on_every_device(|x| {
        let mut doubled = x.clone();
        doubled.axpy_(1.0, &x);
        assert_eq!(doubled, x.scale(2.0));

        let mut squared = x.clone();
        squared.zip_(Binary::Mul, &x);
        assert_eq!(squared, x.map(Unary::Pow(2.0)));
        assert_eq!(squared, x.mul(&x));
    });
}

#[test]
fn operations_without_underscore_leave_their_arrays_alone() {
    on_every_device(|x| {
        let before = x.to_vec();
        let row = Array::vector(&[1.0, 2.0], x.options());
        let _ = (x.map(Unary::Exp), x.neg(), x.scale(3.0), x.add(&row), row.add(&x), x.div(&x));
        let _ = (x.matmul(&x), x.linear(&x, Some(&row)), x.softmax(0), x.log_softmax(1));
        let _ = (x.transpose(), x.index_add(&[1, 1], 2), x.gather(&[0, 1]));
        assert_eq!(x.to_vec(), before);
        assert_eq!(row.to_vec(), [1.0, 2.0]);
    });
}
