//! What a figure is, and what can go wrong while it is drawn.

use crate::canvas::Canvas;
use crate::svg;

#[cfg(not(target_family = "wasm"))]
use crate::bitmap::{self, PNG_SCALE};

/// A picture as a value: it can be drawn as SVG and as PNG, and both look alike.
///
/// ```
/// use figures::{Figure, Histogram};
///
/// let figure = Histogram::new("Draws", &[0.1, 0.4, 0.5, 0.9], 4);
/// let svg = figure.to_svg()?;
/// assert!(svg.starts_with("<svg"));
/// assert!(svg.contains(&format!("<title>{}</title>", figure.alt())));
///
/// let png = figure.to_png()?;
/// assert_eq!(&png[1..4], b"PNG");
/// # Ok::<(), figures::FigureError>(())
/// ```
///
/// To keep a figure, write what it gives you into a file:
///
/// ```
/// use std::fs;
///
/// use figures::{Figure, Histogram};
///
/// let folder = tempfile::tempdir()?;
/// let figure = Histogram::new("Draws", &[0.1, 0.4, 0.5, 0.9], 4);
/// fs::write(folder.path().join("draws.svg"), figure.to_svg()?)?;
/// fs::write(folder.path().join("draws.png"), figure.to_png()?)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Figure {
    /// Width and height in pixels on the page. The SVG says this size; the PNG has
    /// [`png_size`](Figure::png_size), more pixels for the same place.
    fn size(&self) -> (u32, u32);

    /// What the figure shows, in words, for readers who do not see it.
    fn alt(&self) -> String;

    /// Draws the figure on a canvas of its size.
    fn draw(&self, canvas: &mut Canvas);

    /// The figure as an SVG document: text stays text, and [`alt`](Figure::alt) is its
    /// title and its label.
    ///
    /// # Errors
    ///
    /// When plotters cannot draw.
    fn to_svg(&self) -> Result<String, FigureError> {
        let mut canvas = Canvas::new(self.size());
        self.draw(&mut canvas);
        svg::render(&canvas, &self.alt())
    }

    /// The figure as a PNG file of [`png_size`](Figure::png_size), transparent outside the
    /// card's rounded corners. Not on wasm32, where plotters takes no font.
    ///
    /// # Errors
    ///
    /// When plotters cannot draw, or the picture cannot be encoded.
    #[cfg(not(target_family = "wasm"))]
    fn to_png(&self) -> Result<Vec<u8>, FigureError> {
        let mut canvas = Canvas::new(self.size());
        self.draw(&mut canvas);
        bitmap::render(&canvas)
    }

    /// Width and height of the PNG: twice [`size`](Figure::size), sharp on fine screens.
    #[cfg(not(target_family = "wasm"))]
    fn png_size(&self) -> (u32, u32) {
        let (w, h) = self.size();
        (w * PNG_SCALE, h * PNG_SCALE)
    }

    /// Shows the figure in a notebook: evcxr calls this on the last value of a cell.
    fn evcxr_display(&self) {
        match self.to_svg() {
            Ok(svg) => println!("EVCXR_BEGIN_CONTENT image/svg+xml\n{svg}\nEVCXR_END_CONTENT"),
            Err(error) => eprintln!("{error}"),
        }
    }
}

/// Why a figure could not be drawn.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FigureError {
    /// plotters reported an error.
    #[error("drawing failed: {0}")]
    Drawing(String),
    /// A picture could not be encoded.
    #[error("the picture could not be encoded as PNG: {0}")]
    Encode(#[from] png::EncodingError),
}
