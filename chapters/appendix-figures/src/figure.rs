//! What a figure is, and what can go wrong on its way to a file.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::page::{DENSITY, Page};

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
pub trait Figure {
    /// Width and height in pixels of the page. The SVG says this size; the PNG has
    /// [`png_size`](Figure::png_size), more pixels for the same place.
    fn size(&self) -> (u32, u32);

    /// What the figure shows, in words, for readers who do not see it.
    fn alt(&self) -> String;

    /// Draws the figure on a page of its size.
    fn draw(&self, page: &mut Page<'_>);

    /// The figure as an SVG document: text stays text, and [`alt`](Figure::alt) is its
    /// title and its label.
    ///
    /// # Errors
    ///
    /// When the font in this crate cannot be read or plotters cannot draw.
    fn to_svg(&self) -> Result<String, FigureError> {
        Page::svg(self.size(), &self.alt(), |page| self.draw(page))
    }

    /// The figure as a PNG file of [`png_size`](Figure::png_size), transparent outside the
    /// card's rounded corners.
    ///
    /// # Errors
    ///
    /// When the font in this crate cannot be read, plotters cannot draw, or the picture
    /// cannot be encoded.
    fn to_png(&self) -> Result<Vec<u8>, FigureError> {
        Page::png(self.size(), |page| self.draw(page))
    }

    /// Width and height of the PNG: twice [`size`](Figure::size), sharp on fine screens.
    fn png_size(&self) -> (u32, u32) {
        let (w, h) = self.size();
        (w * DENSITY, h * DENSITY)
    }

    /// Writes the figure to a file, as PNG when its name ends in `.png` and as SVG when it
    /// ends in `.svg`.
    ///
    /// # Errors
    ///
    /// When the name ends in something else, the file cannot be written, or drawing fails.
    fn save(&self, path: &Path) -> Result<(), FigureError> {
        let ending = path.extension().map(OsStr::to_ascii_lowercase);
        let bytes = match ending.as_deref().and_then(|e| e.to_str()) {
            Some("svg") => self.to_svg()?.into_bytes(),
            Some("png") => self.to_png()?,
            _ => return Err(FigureError::Ending(path.to_owned())),
        };
        std::fs::write(path, bytes)
            .map_err(|source| FigureError::Write { path: path.to_owned(), source })
    }

    /// Shows the figure in a notebook: evcxr calls this on the last value of a cell.
    fn evcxr_display(&self) {
        match self.to_svg() {
            Ok(svg) => println!("EVCXR_BEGIN_CONTENT image/svg+xml\n{svg}\nEVCXR_END_CONTENT"),
            Err(error) => eprintln!("{error}"),
        }
    }
}

/// Why a figure could not be drawn or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FigureError {
    /// The font inside the crate could not be read.
    #[error("the font shipped with the figures could not be read; was its file changed?")]
    Font,
    /// plotters reported an error.
    #[error("drawing failed: {0}")]
    Drawing(String),
    /// The picture could not be encoded.
    #[error("the picture could not be encoded as PNG: {0}")]
    Encode(#[from] image::ImageError),
    /// The file's name does not say which kind of picture to write.
    #[error("{0}: expected a file name ending in .svg or .png")]
    Ending(PathBuf),
    /// The file could not be written.
    #[error("{path}: the figure could not be written; does the folder exist? ({source})")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
}
