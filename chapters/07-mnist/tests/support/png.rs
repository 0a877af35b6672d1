//! Gray pictures as PNG files.

use std::io::Cursor;

use image::{GrayImage, ImageFormat};

/// A picture of `width` pixels per row as PNG.
pub fn gray(pixels: &[u8], width: usize) -> Vec<u8> {
    let size = |n: usize| u32::try_from(n).expect("a small picture");
    let picture = GrayImage::from_raw(size(width), size(pixels.len() / width), pixels.to_vec());
    let mut file = Cursor::new(Vec::new());
    picture.expect("whole rows").write_to(&mut file, ImageFormat::Png).expect("PNG can be written");
    file.into_inner()
}
