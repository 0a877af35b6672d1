//! How shapes and devices are named, and which shapes fit together.

use std::collections::HashSet;

use engine::{Array, DType, Device, Options, Shape};
use proptest::prelude::*;

#[test]
fn shapes_describe_themselves_as_pytorch_does() {
    let cases = [
        (Shape::scalar(), "()", vec![], (1, 1), 0),
        (Shape::vector(4), "(4,)", vec![4], (1, 4), 1),
        (Shape::vector(0), "(0,)", vec![0], (1, 0), 1),
        (Shape::matrix(100, 8), "(100, 8)", vec![100, 8], (100, 8), 2),
        (Shape::matrix(0, 8), "(0, 8)", vec![0, 8], (0, 8), 2),
    ];
    for (shape, text, sizes, table, rank) in cases {
        assert_eq!(shape.to_string(), text);
        assert_eq!(shape.sizes(), sizes);
        assert_eq!(shape.table(), table);
        assert_eq!((shape.rows(), shape.cols()), table);
        assert_eq!(shape.rank(), rank);
        assert_eq!(shape.len(), sizes.iter().product::<usize>());
        assert_eq!(shape.is_empty(), shape.sizes().contains(&0));
    }
}

#[test]
fn a_vector_is_not_the_matrix_it_is_stored_as() {
    assert_ne!(Shape::vector(4), Shape::matrix(1, 4));
    assert_ne!(Shape::scalar(), Shape::vector(1));
    let vector = Array::ones(Shape::vector(4), Options::default());
    assert_ne!(vector, vector.reshape(Shape::matrix(1, 4)));
}

#[test]
fn reducing_keeps_the_dimension() {
    let shape = Shape::matrix(5, 3);
    assert_eq!(shape.reduced(0), Shape::matrix(1, 3));
    assert_eq!(shape.reduced(1), Shape::matrix(5, 1));
    assert_eq!(shape.transposed(), Shape::matrix(3, 5));
    for dim in [0, -1] {
        assert_eq!(Shape::vector(3).reduced(dim), Shape::vector(1));
        assert_eq!(Shape::scalar().reduced(dim), Shape::scalar());
        assert_eq!(Shape::vector(3).size(dim), 3);
    }
    assert_eq!(shape.reduced(-2), shape.reduced(0));
    assert_eq!(shape.reduced(-1), shape.reduced(1));
    assert_eq!(Shape::vector(3).transposed(), Shape::vector(3));
}

fn any_shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::scalar()),
        (0..4usize).prop_map(Shape::vector),
        (0..4usize, 0..4usize).prop_map(|(rows, cols)| Shape::matrix(rows, cols)),
    ]
}

proptest! {
    /// numpy's rule: compare sizes from the last to the first, with 1 for what is missing.
    #[test]
    fn broadcasting_follows_numpy(a in any_shape(), b in any_shape()) {
        let padded = |shape: Shape, rank: usize| {
            let mut sizes = vec![1; rank - shape.rank()];
            sizes.extend(shape.sizes());
            sizes
        };
        let rank = a.rank().max(b.rank());
        let pairs: Vec<_> = padded(a, rank).into_iter().zip(padded(b, rank)).collect();
        let fits = pairs.iter().all(|&(a, b)| a == b || a == 1 || b == 1);
        let sizes: Vec<_> = pairs.iter().map(|&(a, b)| if a == 1 { b } else { a }).collect();
        prop_assert_eq!(a.broadcast(b).map(Shape::sizes), fits.then_some(sizes));
        prop_assert_eq!(a.broadcast(b), b.broadcast(a));
        prop_assert_eq!(a.broadcast(a), Some(a));
    }
}

#[test]
fn every_device_is_found_by_its_name() {
    for &device in Device::ALL {
        assert_eq!(device.name().parse(), Ok(device));
        assert_eq!(device.to_string(), device.name());
    }
    let names: HashSet<_> = Device::ALL.iter().map(|device| device.name()).collect();
    assert_eq!(names.len(), Device::ALL.len(), "no two devices share a name");
    assert!(Device::ALL.contains(&Device::default()));
}

#[test]
fn an_unknown_device_lists_the_known_ones() {
    for name in ["abacus", "", "Faer", " faer"] {
        let message = name.parse::<Device>().unwrap_err().to_string();
        assert!(message.contains(&format!("`{name}`")), "{message}");
        for device in Device::ALL {
            assert!(message.contains(device.name()), "{message}");
        }
    }
}

#[test]
fn arrays_know_their_device_and_precision() {
    for device in Device::available() {
        for dtype in [DType::F32, DType::F64] {
            let options = Options { dtype, device };
            let x = Array::zeros(Shape::matrix(2, 3), options);
            assert_eq!((x.dtype(), x.device(), x.options()), (dtype, device, options));
            for other in Device::available() {
                assert_eq!(x.to_device(other).device(), other);
            }
        }
    }
    let defaults = Options::default();
    assert_eq!((defaults.dtype, Options::f64().dtype), (DType::F32, DType::F64));
    assert_eq!((DType::F32.to_string(), DType::F64.to_string()), ("f32".into(), "f64".into()));
}

#[test]
fn converting_rounds_once_and_widening_is_exact() {
    let x = Array::vector(&[0.1, 1.0, -0.0, f64::NAN, 1e300], Options::f64());
    let single = x.to_dtype(DType::F32);
    assert_eq!(single.get(0, 0), f64::from(0.1f32));
    assert_eq!(single.get(0, 1), 1.0);
    assert!(single.get(0, 2).is_sign_negative());
    assert!(single.get(0, 3).is_nan());
    assert_eq!(single.get(0, 4), f64::INFINITY);
    assert_eq!(single.to_dtype(DType::F64).get(0, 0), f64::from(0.1f32));
}
