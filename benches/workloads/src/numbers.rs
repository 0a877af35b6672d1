//! The inputs and initial parameters of a workload: the same numbers in every language.
//!
//! Each is a hash of its index, so that a library can make its inputs and parameters in the order
//! in which it stores them, and all libraries compute the same losses. The hash needs 32-bit
//! integers only.

/// A pseudorandom number for each index of each stream.
///
/// The constants are those of Chris Wellons' `lowbias32`, found by search among functions of this
/// form (*Prospecting for Hash Functions*, nullprogram.com, 2018).
#[expect(clippy::cast_possible_truncation, reason = "no workload has 2³² numbers in a stream")]
pub fn hash(stream: u32, index: usize) -> u32 {
    let mut h = (index as u32).wrapping_add(stream.wrapping_mul(0x9E37_79B9));
    h = (h ^ (h >> 16)).wrapping_mul(0x7FEB_352D);
    h = (h ^ (h >> 15)).wrapping_mul(0x846C_A68B);
    h ^ (h >> 16)
}

/// From −1 to 1, exact in single precision.
///
/// ```
/// let numbers: Vec<f32> = (0..1000).map(|i| workloads::numbers::uniform(0, i)).collect();
/// let mean = numbers.iter().sum::<f32>() / 1000.0;
/// assert!(mean.abs() < 0.05 && numbers.iter().all(|x| x.abs() <= 1.0));
/// ```
pub fn uniform(stream: u32, index: usize) -> f32 {
    (hash(stream, index) >> 8) as f32 / 8_388_608.0 - 1.0
}

/// The stream of the pixels. The weights of layer l are stream 2l + 2, its biases stream 2l + 3.
pub const IMAGES: u32 = 0;
/// The stream of the images' classes.
pub const CLASSES: u32 = 1;
/// The streams of the left factor of a product and of the right one.
pub const FACTORS: [u32; 2] = [100, 101];

/// The mean of MNIST's pixels, by which images are normalized.
pub const MEAN: f32 = 0.1307;
/// Their standard deviation.
pub const STD: f32 = 0.3081;

/// `count` images of `pixels` bytes each.
pub fn images(count: usize, pixels: usize) -> Vec<u8> {
    (0..count * pixels).map(|i| (hash(IMAGES, i) >> 24) as u8).collect()
}

/// The same images as numbers (byte / 255 − mean) / std.
pub fn normalized(count: usize, pixels: usize) -> Vec<f32> {
    let normalize = |byte| (f32::from(byte) / 255.0 - MEAN) / STD;
    images(count, pixels).into_iter().map(normalize).collect()
}

/// The class of each image, one of ten.
pub fn classes(count: usize) -> Vec<u8> {
    (0..count).map(|i| (hash(CLASSES, i) % 10) as u8).collect()
}

/// The weight of layer `layer`, row by row, of shape (outputs, inputs), and its biases: all
/// between ±1/√inputs, as a new layer's.
pub fn layer(layer: u32, inputs: usize, outputs: usize) -> (Vec<f32>, Vec<f32>) {
    let bound = 1.0 / (inputs as f32).sqrt();
    let draw = |stream, count| (0..count).map(|i| bound * uniform(stream, i)).collect::<Vec<_>>();
    (draw(2 * layer + 2, outputs * inputs), draw(2 * layer + 3, outputs))
}

/// A factor of a product, row by row.
pub fn factor(which: usize, rows: usize, cols: usize) -> Vec<f32> {
    (0..rows * cols).map(|i| uniform(FACTORS[which], i)).collect()
}

/// The mean of the absolute values: one number by which results are compared.
///
/// ```
/// assert_eq!(workloads::numbers::mean_abs(&[1.0, -3.0]), 2.0);
/// ```
pub fn mean_abs(values: &[f32]) -> f64 {
    values.iter().map(|&x| f64::from(x.abs())).sum::<f64>() / values.len() as f64
}
