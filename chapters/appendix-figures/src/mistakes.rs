//! The images a network classified wrong, worst first.

use std::fmt::Display;

use crate::canvas::Align;
use crate::digits::{check, draw_gray};
use crate::font;
use crate::panel::{Area, no_data};
use crate::style::{self, INK, SMALL, TITLE_LINE};
use crate::{Canvas, Figure};

/// Images a classifier got wrong: what each is, what it was read as, and with which
/// probability. The most confident mistakes come first; at most [`MOST`](Self::MOST) are
/// drawn.
///
/// ```
/// use figures::{Figure, Mistakes};
///
/// let image = [0; 28 * 28];
/// let figure = Mistakes::new("Read wrong", 28, 28)
///     .mistake(&image, 5, 6, 0.61)
///     .mistake(&image, 4, 9, 0.87);
/// let svg = figure.to_svg()?;
/// assert!(svg.contains("true 4") && svg.contains("read as 9 (87 %)"));
/// assert!(svg.find("true 4") < svg.find("true 5"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Mistakes {
    title: String,
    height: usize,
    width: usize,
    worst: Vec<Mistake>,
}

#[derive(Clone, Debug)]
struct Mistake {
    image: Vec<u8>,
    truth: String,
    read_as: String,
    probability: f64,
}

const PER_ROW: usize = 6;
const SIDE: f64 = 84.0;
const STEP: (f64, f64) = (118.0, 134.0);

impl Mistakes {
    /// How many mistakes are drawn at most.
    pub const MOST: usize = 30;

    /// No mistakes yet, of images with `height` × `width` pixels.
    pub fn new(title: impl Into<String>, height: usize, width: usize) -> Self {
        Self { title: title.into(), height, width, worst: Vec::new() }
    }

    /// Adds an image (`height` × `width` bytes, row by row, 0 is background), its true
    /// class, the class it was read as, and the probability (0–1) the network gave to that.
    ///
    /// # Panics
    ///
    /// When the image has another number of bytes.
    #[must_use]
    #[track_caller]
    pub fn mistake(
        mut self,
        image: &[u8],
        truth: impl Display,
        read_as: impl Display,
        probability: f64,
    ) -> Self {
        check("Mistakes::mistake", image.len(), self.height, self.width);
        // The list stays sorted and short: a number that is none sorts last.
        let rank = |p: f64| if p.is_nan() { f64::NEG_INFINITY } else { p };
        let place = self.worst.partition_point(|m| rank(m.probability) >= rank(probability));
        if place < Self::MOST {
            let mistake = Mistake {
                image: image.to_vec(),
                truth: truth.to_string(),
                read_as: read_as.to_string(),
                probability,
            };
            self.worst.insert(place, mistake);
            self.worst.truncate(Self::MOST);
        }
        self
    }
}

impl Mistake {
    fn reading(&self) -> String {
        if self.probability > 0.995 {
            // Rounded, it would read as certain.
            format!("read as {} (> 99 %)", self.read_as)
        } else if self.probability.is_finite() {
            format!("read as {} ({:.0} %)", self.read_as, 100.0 * self.probability)
        } else {
            format!("read as {}", self.read_as)
        }
    }
}

impl Figure for Mistakes {
    fn size(&self) -> (u32, u32) {
        let columns = self.worst.len().clamp(3, PER_ROW) as f64;
        let rows = self.worst.len().div_ceil(PER_ROW).max(1) as f64;
        let w = 2.0 * style::MARGIN + columns * STEP.0;
        let h = 2.0 * style::MARGIN + TITLE_LINE + rows * STEP.1 - 16.0;
        (style::whole_pixels(w), style::whole_pixels(h))
    }

    fn alt(&self) -> String {
        let each: Vec<String> =
            self.worst.iter().map(|m| format!("true {} {}", m.truth, m.reading())).collect();
        format!("{}: {}.", self.title, each.join("; "))
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        if self.worst.is_empty() {
            let area = Area::below_title(canvas);
            no_data(canvas, area);
        }
        for (i, mistake) in self.worst.iter().enumerate() {
            let x = style::MARGIN + (i % PER_ROW) as f64 * STEP.0;
            let y = style::MARGIN + TITLE_LINE + (i / PER_ROW) as f64 * STEP.1;
            let left = x + (STEP.0 - SIDE) / 2.0;
            draw_gray(canvas, (left, y), SIDE, (self.height, self.width), &mistake.image);
            let middle = x + STEP.0 / 2.0;
            let lines = [
                (format!("true {}", mistake.truth), INK),
                (mistake.reading(), style::text_shade(style::VERMILLION)),
            ];
            for (line, (text, color)) in lines.into_iter().enumerate() {
                let text = font::truncate(&text, SMALL, STEP.0 - 4.0);
                let at = (middle, y + SIDE + 14.0 + 15.0 * line as f64);
                canvas.text(at, &text, SMALL, color, Align::Center);
            }
        }
    }
}
