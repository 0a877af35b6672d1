//! The weights of the first layer as images.

use crate::canvas::cell_side;
use crate::digits::check;
use crate::heatmap::{color_bar, diverging_color, max_abs};
use crate::panel::{Area, no_data};
use crate::style::{self, TITLE_LINE};
use crate::{Canvas, Figure};

/// A grid of weight images, blue where negative and red where positive, all on one scale.
///
/// The weights of a unit on an image have the image's shape: drawn as one, they show which
/// pixels raise the unit and which lower it. At most [`MOST`](Self::MOST) are drawn.
///
/// ```
/// use figures::{Figure, Weights};
///
/// let edge: [f32; 4] = [-0.5, 0.5, -0.5, 0.5];
/// let figure = Weights::new("An edge detector", 2, 2).image(&edge);
/// assert!(figure.to_svg()?.contains("−0.5"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Weights {
    title: String,
    height: usize,
    width: usize,
    images: Vec<Vec<f64>>,
}

const PER_ROW: usize = 8;
const SIDE: f64 = 84.0;
const STEP: f64 = 92.0;
/// Room right of the grid for the color bar.
const BAR: f64 = 72.0;

impl Weights {
    /// How many images are drawn at most; the first ones.
    pub const MOST: usize = 64;

    /// No images yet, each of `height` × `width` weights.
    pub fn new(title: impl Into<String>, height: usize, width: usize) -> Self {
        Self { title: title.into(), height, width, images: Vec::new() }
    }

    /// Adds the weights of one unit, f32 or f64, row by row.
    ///
    /// # Panics
    ///
    /// When there are not `height` × `width` of them.
    #[must_use]
    #[track_caller]
    pub fn image<T: Copy + Into<f64>>(mut self, weights: &[T]) -> Self {
        check("Weights::image", weights.len(), self.height, self.width);
        if self.images.len() < Self::MOST {
            self.images.push(weights.iter().map(|&w| w.into()).collect());
        }
        self
    }
}

impl Figure for Weights {
    fn size(&self) -> (u32, u32) {
        let columns = self.images.len().clamp(3, PER_ROW) as f64;
        let rows = self.images.len().div_ceil(PER_ROW).max(1) as f64;
        let w = 2.0 * style::MARGIN + columns * STEP + BAR;
        let h = 2.0 * style::MARGIN + TITLE_LINE + rows * STEP - (STEP - SIDE);
        (style::whole_pixels(w), style::whole_pixels(h))
    }

    fn alt(&self) -> String {
        format!(
            "{}: the weights of {} units as images of {} by {}, blue where negative, red where \
             positive.",
            self.title,
            self.images.len(),
            self.height,
            self.width
        )
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        if self.images.is_empty() {
            let area = Area::below_title(canvas);
            no_data(canvas, area);
            return;
        }
        let max = max_abs(self.images.iter().flatten().copied());
        let side = cell_side(SIDE, self.height.max(self.width));
        let top = style::MARGIN + TITLE_LINE;
        for (i, weights) in self.images.iter().enumerate() {
            let x = style::MARGIN + (i % PER_ROW) as f64 * STEP;
            let y = top + (i / PER_ROW) as f64 * STEP;
            let colors: Vec<_> = weights.iter().map(|&w| diverging_color(w, max)).collect();
            canvas.image((x, y), side, self.width, &colors);
            let (w, h) = (side * self.width as f64, side * self.height as f64);
            canvas.frame(x, y, w, h, style::CARD_EDGE);
        }
        let bar = Area {
            x: f64::from(canvas.size.0) - style::MARGIN - BAR + 12.0,
            y: top,
            w: 10.0,
            h: 2.0 * STEP - (STEP - SIDE),
        };
        let bar = if self.images.len() > PER_ROW { bar } else { Area { h: SIDE, ..bar } };
        color_bar(canvas, bar, max);
    }
}
