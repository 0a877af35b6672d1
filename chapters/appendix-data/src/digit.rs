//! A picture of one digit, prepared in the same way as MNIST.
//!
//! A network can only predict data like its training data. MNIST's digits are white on black,
//! scaled to fit a box of 20 × 20 pixels with their aspect ratio preserved, and placed in a field
//! of 28 × 28 so that their center of mass is in the middle (LeCun, Bottou, Bengio, Haffner 1998,
//! section III.A). A digit on white paper, or in a corner, looks very different to the network. So
//! your own picture first goes through the same steps:
//!
//! 1. The border is the background; whatever differs from it, darker or lighter, is ink.
//! 2. Differences no larger than those within the border (shadows, paper grain) are ignored.
//! 3. The ink is cropped, scaled so that its longer side has 20 pixels, and normalized so that its
//!    strongest pixel is 255.
//! 4. It is placed by its center of mass.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places and gray levels are rounded to whole numbers that are in range"
)]

use std::ops::Range;

#[cfg(feature = "pictures")]
pub use crate::picture::{MAX_BYTES, MAX_SIDE, read};

/// Height and width of a prepared digit, in pixels.
pub const SIDE: usize = 28;

/// The longer side of the ink, in pixels.
const BOX: usize = 20;

/// The pixel, counted from 0, that the center of mass is moved to. In MNIST itself it is between
/// 13.5 and 14.5, in both directions.
const CENTER: f64 = 14.0;

/// Ink must differ from the border by a tenth of the difference between black and white.
const MIN_CONTRAST: u8 = 26;

/// The amount of ink, from 0 to 1, from which a pixel belongs to the digit's bounding box.
const MIN_INK: f64 = 0.1;

/// A digit as an MNIST-trained network expects it: 28 × 28 pixels, 0 is background, 255 is ink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digit {
    /// The pixels, row after row.
    pub pixels: [u8; SIDE * SIDE],
}

impl Digit {
    /// The digit as text, to show the network's input in a terminal. See [`ascii`].
    pub fn ascii(&self) -> String {
        ascii(&self.pixels, SIDE)
    }
}

/// Gray pixels as text, one line per row, with two characters per pixel, since characters are about
/// twice as tall as wide.
///
/// # Panics
///
/// If `width` is 0.
///
/// ```
/// assert_eq!(data::digit::ascii(&[0, 255, 128, 0], 2), "  @@\n++\n");
/// ```
#[track_caller]
pub fn ascii(pixels: &[u8], width: usize) -> String {
    const SHADES: &[u8] = b" .:-=+*#%@";
    let mut text = String::new();
    for row in pixels.chunks(width) {
        let mut line = String::new();
        for &pixel in row {
            let shade = SHADES[(usize::from(pixel) * (SHADES.len() - 1) + 127) / 255];
            line.extend([char::from(shade); 2]);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Prepares a gray picture, `width · height` bytes row after row; `None` if it is blank.
///
/// This is the part of `read` that needs no file, for example for a digit drawn with the mouse.
/// Either ink or background may be the lighter one.
///
/// # Panics
///
/// If `gray` does not have `width · height` pixels.
///
/// ```
/// use data::{Split, digit, mnist};
///
/// // MNIST's own digits stay the same.
/// let test = mnist::load(Split::Test)?;
/// let same = digit::prepare(test.image(0), 28, 28).expect("a seven");
/// assert_eq!(same.pixels, test.image(0));
///
/// assert_eq!(digit::prepare(&[255; 100], 10, 10), None);
/// # Ok::<(), data::DataError>(())
/// ```
#[track_caller]
pub fn prepare(gray: &[u8], width: usize, height: usize) -> Option<Digit> {
    assert_eq!(gray.len(), width * height, "prepare: a {height} × {width} picture");
    let ink = ink_of_gray(gray, width)?;
    let (rows, columns) = bounding_box(gray, width, &ink)?;

    // The same scale in both directions preserves the aspect ratio.
    let scale = BOX as f64 / rows.len().max(columns.len()) as f64;
    let scaled = |length: usize| ((length as f64 * scale).round() as usize).max(1);
    let (small_height, small_width) = (scaled(rows.len()), scaled(columns.len()));
    let rows = shares(rows, small_height, height);
    let columns = shares(columns, small_width, width);
    let average = |row: &[Share], column: &[Share]| -> f64 {
        let ink = |y: usize, x: usize| ink[usize::from(gray[y * width + x])];
        let in_row = |y| column.iter().map(|&(x, share)| share * ink(y, x)).sum::<f64>();
        row.iter().map(|&(y, share)| share * in_row(y)).sum()
    };
    let small: Vec<f64> =
        rows.iter().flat_map(|row| columns.iter().map(|column| average(row, column))).collect();
    Some(place(&small, columns.len()))
}

/// The bounding box of the ink: its rows and its columns.
fn bounding_box(
    gray: &[u8],
    width: usize,
    ink: &[f64; 256],
) -> Option<(Range<usize>, Range<usize>)> {
    let (mut rows, mut columns) = (vec![false; gray.len() / width], vec![false; width]);
    for (pixels, row) in gray.chunks_exact(width).zip(&mut rows) {
        for (&level, column) in pixels.iter().zip(&mut columns) {
            let clear = ink[usize::from(level)] > MIN_INK;
            *row |= clear;
            *column |= clear;
        }
    }
    let span =
        |clear: &[bool]| Some(clear.iter().position(|&c| c)?..clear.iter().rposition(|&c| c)? + 1);
    Some((span(&rows)?, span(&columns)?))
}

/// Places a scaled digit, with rows of `width` pixels, so that its center of mass is in the middle,
/// and normalizes it so that its strongest pixel is 255.
fn place(small: &[f64], width: usize) -> Digit {
    let height = small.len() / width;
    let (mut mass, mut moment_x, mut moment_y) = (0.0, 0.0, 0.0);
    for (i, &ink) in small.iter().enumerate() {
        mass += ink;
        moment_x += ink * (i % width) as f64;
        moment_y += ink * (i / width) as f64;
    }
    // The bounding box stays inside the field, even if its center of mass is far to one side; only
    // the rim of one pixel around it may be cut off. Positions count from 1; the rim may be at 0.
    let first = |moment: f64, length: usize| {
        (CENTER + 1.0 - moment / mass).round().clamp(0.0, (SIDE + 2 - length) as f64) as usize
    };
    let (x0, y0) = (first(moment_x, width), first(moment_y, height));

    let field = 1..=SIDE;
    let strongest = small.iter().copied().fold(0.0, f64::max);
    let mut pixels = [0; SIDE * SIDE];
    for (i, &ink) in small.iter().enumerate() {
        let (x, y) = (x0 + i % width, y0 + i / width);
        if field.contains(&x) && field.contains(&y) {
            pixels[(y - 1) * SIDE + x - 1] = (ink / strongest * 255.0).round() as u8;
        }
    }
    Digit { pixels }
}

/// The amount of ink, from 0 to 1, for every gray level; `None` if there is no ink.
fn ink_of_gray(gray: &[u8], width: usize) -> Option<[f64; 256]> {
    let rows = gray.chunks_exact(width.max(1));
    let edges = rows.clone().next()?.iter().chain(rows.clone().next_back()?);
    let mut border: Vec<u8> =
        edges.chain(rows.flat_map(|row| [&row[0], &row[width - 1]])).copied().collect();
    border.sort_unstable();
    let background = border[border.len() / 2];
    let (darkest, lightest) = (*gray.iter().min()?, *gray.iter().max()?);

    let dark_ink = background - darkest > lightest - background;
    let difference = |level: u8| {
        if dark_ink { background.saturating_sub(level) } else { level.saturating_sub(background) }
    };
    let contrast = difference(if dark_ink { darkest } else { lightest });
    if contrast < MIN_CONTRAST {
        return None;
    }

    // Up to a tenth of the border may be ink, where a stroke crosses it.
    let mut noise: Vec<u8> = border.into_iter().map(difference).collect();
    noise.sort_unstable();
    let noise = f64::from(noise[noise.len() * 9 / 10]).min(0.3 * f64::from(contrast));

    let mut ink = [0.0; 256];
    for (ink, level) in ink.iter_mut().zip(0_u8..=255) {
        let above = f64::from(difference(level)) - noise;
        *ink = (above / (f64::from(contrast) - noise)).clamp(0.0, 1.0);
    }
    Some(ink)
}

/// The index of a source pixel, and the fraction of the new pixel that it covers.
type Share = (usize, f64);

/// The weights for resampling a span of source pixels to `n` new ones, with an extra one before and
/// after for the faint rim of a stroke. Source pixels end at `limit`.
///
/// Averaging over the covered area uses every pixel when a large picture shrinks, and copies the
/// pixels if the size stays the same.
fn shares(span: Range<usize>, n: usize, limit: usize) -> Vec<Vec<Share>> {
    let step = span.len() as f64 / n as f64;
    (0..n + 2)
        .map(|i| {
            let start = span.start as f64 + (i as f64 - 1.0) * step;
            let end = start + step;
            (start.max(0.0) as usize..limit.min(end.ceil() as usize))
                .map(|old| {
                    let covered = end.min((old + 1) as f64) - start.max(old as f64);
                    (old, covered / step)
                })
                .collect()
        })
        .collect()
}
