//! Gray images with captions.

use std::fmt::Display;

use crate::canvas::{Align, cell_side};
use crate::font;
use crate::heatmap::grayscale;
use crate::panel::{Area, no_data};
use crate::style::{self, GRAY, SMALL, TITLE_LINE};
use crate::{Canvas, Figure};

/// A grid of gray images with a caption under each, at most [`MOST`](Self::MOST).
///
/// Images are bytes, row by row, as in an IDX file: 0 is background and drawn as paper,
/// 255 is drawn as ink.
///
/// ```
/// use figures::{Digits, Figure};
///
/// let cross = [255, 0, 255, 0, 255, 0, 255, 0, 255];
/// let figure = Digits::new("Two crosses", 3, 3)
///     .image(&cross, "a cross")
///     .image(&cross, "another");
/// assert!(figure.to_svg()?.contains("another"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Digits {
    title: String,
    height: usize,
    width: usize,
    images: Vec<(Vec<u8>, String)>,
}

const PER_ROW: usize = 10;
const SIDE: f64 = 56.0;
const STEP: (f64, f64) = (68.0, 82.0);

impl Digits {
    /// How many images are drawn at most; the first ones.
    pub const MOST: usize = 100;

    /// No images yet, each of `height` × `width` pixels.
    pub fn new(title: impl Into<String>, height: usize, width: usize) -> Self {
        Self { title: title.into(), height, width, images: Vec::new() }
    }

    /// Adds an image of `height` × `width` bytes, and its caption.
    ///
    /// # Panics
    ///
    /// When the image has another number of bytes.
    #[must_use]
    #[track_caller]
    pub fn image(mut self, image: &[u8], caption: impl Display) -> Self {
        check("Digits::image", image.len(), self.height, self.width);
        if self.images.len() < Self::MOST {
            self.images.push((image.to_vec(), caption.to_string()));
        }
        self
    }
}

/// Panics unless `found` numbers make an image of `height` × `width`.
#[track_caller]
pub(crate) fn check(operation: &str, found: usize, height: usize, width: usize) {
    assert_eq!(
        found,
        height * width,
        "{operation}: an image of {height} × {width} has {} pixels, but {found} came",
        height * width,
    );
}

/// Draws one image in the middle of a square of `room` pixels.
pub(crate) fn draw_gray(
    canvas: &mut Canvas,
    (x, y): (f64, f64),
    room: f64,
    (height, width): (usize, usize),
    bytes: &[u8],
) {
    let side = cell_side(room, height.max(width));
    let (w, h) = (side * width as f64, side * height as f64);
    let corner = (x + ((room - w) / 2.0).round(), y + ((room - h) / 2.0).round());
    canvas.image(corner, side, width, &grayscale(bytes));
    canvas.frame(corner.0, corner.1, w, h, style::CARD_EDGE);
}

impl Figure for Digits {
    fn size(&self) -> (u32, u32) {
        let columns = self.images.len().clamp(4, PER_ROW) as f64;
        let rows = self.images.len().div_ceil(PER_ROW).max(1) as f64;
        let w = 2.0 * style::MARGIN + columns * STEP.0 - (STEP.0 - SIDE);
        let h = 2.0 * style::MARGIN + TITLE_LINE + rows * STEP.1 - 8.0;
        (style::whole_pixels(w), style::whole_pixels(h))
    }

    fn alt(&self) -> String {
        let captions: Vec<&str> = self.images.iter().map(|(_, c)| c.as_str()).collect();
        format!("{}: images of {}.", self.title, captions.join(", "))
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        if self.images.is_empty() {
            let area = Area::below_title(canvas);
            no_data(canvas, area);
        }
        for (i, (image, caption)) in self.images.iter().enumerate() {
            let x = style::MARGIN + (i % PER_ROW) as f64 * STEP.0;
            let y = style::MARGIN + TITLE_LINE + (i / PER_ROW) as f64 * STEP.1;
            draw_gray(canvas, (x, y), SIDE, (self.height, self.width), image);
            let caption = font::truncate(caption, SMALL, STEP.0 - 4.0);
            let middle = (x + SIDE / 2.0, y + SIDE + 14.0);
            canvas.text(middle, &caption, SMALL, GRAY, Align::Center);
        }
    }
}
