//! Images are converted to the same numbers as by torchvision.

mod json;

use engine::{Array, Bytes, DType, Device, Options, Shape};
use json::Json;
use proptest::prelude::*;

const MEAN: f64 = 0.1307;
const STD: f64 = 0.3081;

#[test]
fn every_byte_is_normalized_to_torchvisions_bits() {
    let reference = Json::parse(include_str!("reference/normalize.json"));
    assert_eq!((&reference["mean"], &reference["std"]), (&Json::Number(MEAN), &Json::Number(STD)));
    let all = Bytes::new((0..=255).collect::<Vec<u8>>(), 256);
    for device in Device::available() {
        let batch = all.gather(&[0], MEAN, STD, Options { device, dtype: DType::F32 });
        assert_eq!((batch.device(), batch.dtype()), (device, DType::F32));
        // As f64, equal numbers have equal bits, because none of them is zero.
        assert_eq!(batch.to_vec(), reference["values"].numbers());
    }
}

#[test]
fn double_precision_follows_the_formula() {
    let all = Bytes::new((0..=255).collect::<Vec<u8>>(), 1);
    let rows: Vec<usize> = (0..256).collect();
    let batch = all.gather(&rows, MEAN, STD, Options::f64());
    assert_eq!(batch.shape(), Shape::matrix(256, 1));
    for (byte, x) in (0..=255u8).zip(batch.to_vec()) {
        // Undoing the normalization gives the byte again.
        let back = (x * STD + MEAN) * 255.0;
        assert!((back - f64::from(byte)).abs() < 1e-12, "{byte} came back as {back}");
    }
}

/// Both precisions on all devices.
fn options() -> impl Iterator<Item = Options> {
    let both = |device| [DType::F32, DType::F64].map(|dtype| Options { dtype, device });
    Device::available().into_iter().flat_map(both)
}

proptest! {
    /// Normalizing the rows in some order is the same as normalizing all rows and then selecting.
    #[test]
    fn rows_come_in_the_order_of_the_indices(
        (width, bytes, indices) in (1..6usize, 1..7usize).prop_flat_map(|(width, rows)| (
            Just(width),
            prop::collection::vec(any::<u8>(), width * rows),
            prop::collection::vec(0..rows, 0..10),
        ))
    ) {
        let images = Bytes::new(bytes.clone(), width);
        prop_assert_eq!((images.rows(), images.width()), (bytes.len() / width, width));
        for options in options() {
            let batch = images.gather(&indices, 0.0, 1.0 / 255.0, options);
            prop_assert_eq!(batch.shape(), Shape::matrix(indices.len(), width));
            for (i, &row) in indices.iter().enumerate() {
                prop_assert_eq!(images.row(row), &bytes[row * width..(row + 1) * width]);
                for (j, &byte) in images.row(row).iter().enumerate() {
                    prop_assert!((batch.get(i, j) - f64::from(byte)).abs() < 1e-4);
                }
            }
        }
    }
}

#[test]
fn no_images_and_no_indices_make_empty_batches() {
    let none = Bytes::new(Vec::new(), 784);
    assert_eq!(none.rows(), 0);
    for options in options() {
        let batch: Array = none.gather(&[], MEAN, STD, options);
        assert_eq!(batch.shape(), Shape::matrix(0, 784));
        assert!(batch.to_vec().is_empty());
    }
}
