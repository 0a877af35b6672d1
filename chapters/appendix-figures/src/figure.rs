//! What a figure is, and what can go wrong on its way to a file.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

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
    /// ends in `.svg`. The file is written whole, or an old one is left as it was.
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
        write_whole(path, &bytes)
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

/// Writes a temporary file in the same folder, forces it to the disk, and renames it: in one step,
/// the old content becomes the new.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    // Through a link, the file it points to is replaced, not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let temporary = path.with_file_name(format!(".figure-{}-{count}", process::id()));
    let written = File::create(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, &path));
    if written.is_err() {
        // It may not even have been created.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    // The new name is an entry in the folder, and the folder, too, must reach the disk.
    #[cfg(unix)]
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
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
    Encode(#[from] png::EncodingError),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.svg");
        for content in ["old", "new and longer", ""] {
            write_whole(&path, content.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        let place = folder.path().join("b.svg");
        fs::create_dir(&place).unwrap();
        write_whole(&place, b"not here").unwrap_err();
        write_whole(&folder.path().join("gone/a.svg"), b"nor here").unwrap_err();
        write_whole(&folder.path().join("n".repeat(300)), b"nor there").unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "a temporary file was left");
    }
}
