//! From drawing units to a PNG: average, round the card's corners, encode.

use crate::FigureError;
use crate::page::{DENSITY, GRAIN};
use crate::style::{self, CARD_EDGE, CARD_RADIUS};

/// Encodes a buffer of RGB drawing units as a PNG with the card's rounded corners cut out.
pub(crate) fn card_png(buffer: &[u8], (wide, high): (u32, u32)) -> Result<Vec<u8>, FigureError> {
    let block = GRAIN / DENSITY;
    let (w, h) = (wide / block, high / block);
    let mut pixels = Vec::with_capacity(w as usize * h as usize * 4);
    for y in 0..h {
        for x in 0..w {
            let mean = average(buffer, wide, (x * block, y * block), block);
            let depth = depth_inside((x, y), (w, h));
            let density = f64::from(DENSITY);
            let on_edge = (density - depth + 0.5).clamp(0.0, 1.0);
            let (r, g, b) = style::mix(mean, CARD_EDGE, on_edge);
            pixels.extend([r, g, b, style::mix((0, 0, 0), style::WHITE, depth + 0.5).0]);
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, w, h);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::Adaptive);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}

#[expect(clippy::cast_possible_truncation, reason = "the mean of bytes is a byte")]
fn average(buffer: &[u8], wide: u32, (x, y): (u32, u32), block: u32) -> style::Color {
    let mut sum = [0; 3];
    for row in y..y + block {
        let start = (row as usize * wide as usize + x as usize) * 3;
        for pixel in buffer[start..start + block as usize * 3].chunks_exact(3) {
            for (sum, &channel) in sum.iter_mut().zip(pixel) {
                *sum += u32::from(channel);
            }
        }
    }
    let mean = |channel: u32| ((channel + block * block / 2) / (block * block)) as u8;
    (mean(sum[0]), mean(sum[1]), mean(sum[2]))
}

/// How many pixels of the PNG the center of a pixel lies inside the card's rounded outline.
fn depth_inside((x, y): (u32, u32), (w, h): (u32, u32)) -> f64 {
    let radius = CARD_RADIUS * f64::from(DENSITY);
    // Distance beyond the straight part of the nearest edge, per axis.
    let beyond = |v: u32, size: u32| {
        let half = f64::from(size) / 2.0;
        (f64::from(v) + 0.5 - half).abs() - (half - radius)
    };
    let (dx, dy) = (beyond(x, w), beyond(y, h));
    let outside = dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0);
    radius - outside
}
