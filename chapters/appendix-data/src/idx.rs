//! The IDX format: a header that describes the data, then the bytes.
//!
//! All numbers in the header have 32 bits, most significant byte first.
//!
//! | offset | image file | label file |
//! |---|---|---|
//! | 0 | magic number 0x00000803: unsigned bytes (08) in 3 dimensions (03) | 0x00000801: 1 dimension |
//! | 4 | number of images n | number of labels n |
//! | 8 | height h | the n labels, a byte each |
//! | 12 | width w | |
//! | 16 | the n·h·w pixels, a byte each, row after row, image after image | |
//!
//! A file may be damaged, renamed or malicious, so nothing in it is trusted. The header is checked
//! before any memory is allocated for the body; the body is read into a buffer that grows with the
//! bytes that arrive; and reading stops one byte after the promised end, which detects a small file
//! that decompresses to an enormous one. The first two bytes, not the name, tell whether a file is
//! gzipped.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use crate::DataError;
use crate::files::open_regular;

/// The largest height or width of an image, in pixels.
pub const MAX_SIDE: u32 = 4096;

/// The largest body that is read, in bytes: 2 GiB, enough for 2.7 million images of MNIST's size.
pub const MAX_BYTES: u64 = 1 << 31;

/// The most images that are read: twice as many as in the largest data set derived from MNIST,
/// which has 8.1 million.
pub const MAX_COUNT: u32 = 1 << 24;

/// DEFLATE encodes at most 258 bytes in two bits, so no gzip file grows more than 1032-fold.
const MAX_GROWTH: u64 = 1032;

const DAMAGED: &str = "the file is damaged: get it again";

/// The expected content of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Images,
    Labels,
}

impl Kind {
    fn magic(self) -> u32 {
        match self {
            Self::Images => 0x0803,
            Self::Labels => 0x0801,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Images => "images",
            Self::Labels => "labels",
        }
    }
}

/// An open IDX file whose header has been read and is plausible.
pub(crate) struct IdxFile {
    pub(crate) path: PathBuf,
    /// The length of the file, in bytes.
    length: u64,
    reader: Box<dyn Read>,
    pub(crate) count: u32,
    /// 1 for labels.
    pub(crate) height: usize,
    /// 1 for labels.
    pub(crate) width: usize,
}

impl IdxFile {
    /// Opens the file and checks its header.
    pub(crate) fn open(path: &Path, kind: Kind) -> Result<Self, DataError> {
        let (file, length) = open_regular(path)?;
        Self::begin(path, BufReader::new(file), length, kind)
    }

    /// The same for a file that was compiled into this program.
    #[cfg(feature = "embedded")]
    pub(crate) fn inside(name: &str, bytes: &'static [u8], kind: Kind) -> Result<Self, DataError> {
        Self::begin(Path::new(name), bytes, bytes.len() as u64, kind)
    }

    /// Reads the header and checks it.
    fn begin(
        path: &Path,
        mut file: impl BufRead + 'static,
        length: u64,
        kind: Kind,
    ) -> Result<Self, DataError> {
        let gzipped = file.fill_buf().map_err(|e| broken(path, e))?.starts_with(&[0x1f, 0x8b]);
        let reader: Box<dyn Read> =
            if gzipped { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        let mut open =
            Self { path: path.to_owned(), length, reader, count: 0, height: 1, width: 1 };

        open.check_magic(kind)?;
        open.count = open.number("the count", u32::MAX)?;
        let mut header = 8;
        if kind == Kind::Images {
            open.height = open.number("the image height", MAX_SIDE)? as usize;
            open.width = open.number("the image width", MAX_SIDE)? as usize;
            header = 16;
        }

        // At most 2³² · 2¹² · 2¹²: no overflow.
        let promised = open.promised();
        if promised > MAX_BYTES {
            let found = format!("{promised} bytes of {}, by its header", kind.name());
            return Err(open.wrong("the content", found, format!("at most {MAX_BYTES}"), DAMAGED));
        }
        // A shuffled order of the images takes eight bytes for each, even for tiny images.
        if open.count > MAX_COUNT {
            let expected = format!("at most {MAX_COUNT}");
            return Err(open.wrong("the count", open.count.to_string(), expected, DAMAGED));
        }
        // ANCHOR: possible
        let total = header + promised;
        let (possible, expected) = if gzipped {
            (total <= length.saturating_mul(MAX_GROWTH), format!("enough to unpack to {total}"))
        } else {
            (total == length, format!("{total} by its header"))
        };
        if !possible {
            return Err(open.wrong("the file", format!("{length} bytes long"), expected, DAMAGED));
        }
        // ANCHOR_END: possible
        Ok(open)
    }

    /// Reads exactly as many bytes as the header promised.
    // ANCHOR: body
    pub(crate) fn body(mut self) -> Result<Vec<u8>, DataError> {
        let promised = self.promised();
        // Not the promised size, since a compressed file may have a false header.
        let mut bytes = Vec::with_capacity(usize::try_from(promised.min(self.length)).unwrap_or(0));
        let read = (&mut self.reader).take(promised + 1).read_to_end(&mut bytes);
        read.map_err(|e| broken(&self.path, e))?;
        let found = bytes.len() as u64;
        if found == promised {
            return Ok(bytes);
        }
        let found = if found > promised { "longer".into() } else { format!("{found} bytes long") };
        Err(self.wrong("the content", found, format!("{promised} bytes by its header"), DAMAGED))
    }
    // ANCHOR_END: body

    /// An error about a part of this file.
    pub(crate) fn wrong(
        &self,
        field: &'static str,
        found: String,
        expected: String,
        hint: &'static str,
    ) -> DataError {
        DataError::Content { path: self.path.clone(), field, found, expected, hint }
    }

    fn promised(&self) -> u64 {
        u64::from(self.count) * self.height as u64 * self.width as u64
    }

    fn check_magic(&mut self, kind: Kind) -> Result<(), DataError> {
        let magic = self.u32("the magic number")?;
        if magic == kind.magic() {
            return Ok(());
        }
        let (meaning, hint) = match magic {
            0x0801 => (" (labels)", "were the image file and the label file swapped?"),
            0x0803 => (" (images)", "were the image file and the label file swapped?"),
            0x0802 | 0x0804..=0x08ff => (
                " (bytes in another number of dimensions)",
                "gray images have three dimensions and labels one",
            ),
            0x0900..=0x0eff => (" (not bytes)", "only unsigned bytes, type 08, are understood"),
            _ => ("", "this is not an IDX file"),
        };
        let found = format!("0x{magic:08x}{meaning}");
        let expected = format!("0x{:08x} ({})", kind.magic(), kind.name());
        Err(self.wrong("the magic number", found, expected, hint))
    }

    /// Reads a number from 1 to `max` from the header.
    fn number(&mut self, field: &'static str, max: u32) -> Result<u32, DataError> {
        let number = self.u32(field)?;
        if (1..=max).contains(&number) {
            return Ok(number);
        }
        Err(self.wrong(field, number.to_string(), format!("a number from 1 to {max}"), DAMAGED))
    }

    fn u32(&mut self, field: &'static str) -> Result<u32, DataError> {
        let mut bytes = [0; 4];
        match self.reader.read_exact(&mut bytes) {
            Ok(()) => Ok(u32::from_be_bytes(bytes)),
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
                let found = "missing, as the file ends before it".into();
                Err(self.wrong(field, found, "four bytes".into(), DAMAGED))
            }
            Err(e) => Err(broken(&self.path, e)),
        }
    }
}

fn broken(path: &Path, source: io::Error) -> DataError {
    DataError::Io { action: "read", path: path.to_owned(), source, hint: DAMAGED }
}
