//! Decoding an untrusted picture file.
#![expect(clippy::cast_possible_truncation, reason = "a gray level is at most 255")]

use std::io::{Cursor, Read};
use std::path::Path;

use image::{ImageDecoder, ImageFormat, ImageReader, Limits, LumaA};

use crate::DataError;
use crate::digit::{Digit, prepare};
use crate::files::open_regular;

/// The largest height or width of a picture that is read, in pixels.
pub const MAX_SIDE: u32 = 8192;

/// The largest file and the largest decoded picture that are read, in bytes: 256 MiB.
pub const MAX_BYTES: u64 = 256 << 20;

/// Reads a PNG or JPEG picture of one digit and prepares it.
///
/// Colors become gray, transparency becomes white, and the picture is rotated as the EXIF
/// orientation says. The format is recognized by content, not by name.
///
/// # Errors
///
/// If the file is missing, is not a picture, has a side of more than [`MAX_SIDE`] pixels, more
/// than [`MAX_BYTES`] bytes or more pixels than a file of its size can hold, or is blank.
///
/// ```
/// use image::{GrayImage, Luma};
///
/// // A black vertical bar on white paper.
/// let paper = GrayImage::from_fn(100, 100, |x, y| {
///     Luma([if (40..60).contains(&x) && (10..90).contains(&y) { 0 } else { 255 }])
/// });
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("one.png");
/// paper.save(&path)?;
///
/// let digit = data::digit::read(&path)?;
/// let ink = digit.pixels.iter().filter(|&&pixel| pixel == 255).count();
/// assert_eq!(ink, 5 * 20); // 20 × 80 pixels, a quarter as large
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(path: &Path) -> Result<Digit, DataError> {
    let (file, length) = open_regular(path)?;
    if length > MAX_BYTES {
        return Err(DataError::Content {
            path: path.to_owned(),
            field: "the file",
            found: format!("{length} bytes long"),
            expected: format!("at most {MAX_BYTES}"),
            hint: "save the picture smaller",
        });
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(|source| {
        let hint = "check that the file may be read";
        DataError::Io { action: "read", path: path.to_owned(), source, hint }
    })?;
    let picture = |source| DataError::Picture { path: path.to_owned(), source };
    let (decoder, format) = open(&bytes).map_err(picture)?;
    check_size(path, decoder.dimensions(), format, bytes.len())?;
    let (gray, width, height) = decode(decoder).map_err(picture)?;
    prepare(&gray, width, height).ok_or_else(|| DataError::Blank { path: path.to_owned() })
}

/// Reads the header. The format is recognized by the first bytes.
fn open(bytes: &[u8]) -> image::ImageResult<(impl ImageDecoder, Option<ImageFormat>)> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_BYTES);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    reader.limits(limits.clone());
    let format = reader.format();
    let decoder = reader.into_decoder()?;
    limits.reserve(decoder.total_bytes())?;
    Ok((decoder, format))
}

/// Rejects a picture of more pixels than its file can hold at the best possible compression.
fn check_size(
    path: &Path,
    (width, height): (u32, u32),
    format: Option<ImageFormat>,
    length: usize,
) -> Result<(), DataError> {
    let most = match format {
        // A block of 8 × 8 pixels takes at least one bit.
        Some(ImageFormat::Jpeg) => 8 * 64,
        // A pixel takes at least one bit, and DEFLATE expands at most 1032-fold.
        _ => 8 * 1032,
    } * length as u64;
    if u64::from(width) * u64::from(height) <= most {
        return Ok(());
    }
    Err(DataError::Content {
        path: path.to_owned(),
        field: "the picture",
        found: format!("{width} × {height} pixels, by its header"),
        expected: format!("at most {most} in a file of {length} bytes"),
        hint: "the file is damaged, or only a part of it: save the picture again",
    })
}

/// The picture's brightness over white, row after row, and its width and height.
fn decode(mut decoder: impl ImageDecoder) -> image::ImageResult<(Vec<u8>, usize, usize)> {
    let orientation = decoder.orientation()?;
    // Converted to gray first, because then there are fewer bytes to rotate.
    let gray = image::DynamicImage::from_decoder(decoder)?.into_luma_alpha8();
    let mut picture = image::DynamicImage::from(gray);
    picture.apply_orientation(orientation);

    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let over_white = |&LumaA([gray, alpha]): &LumaA<u8>| {
        let (gray, alpha) = (u32::from(gray), u32::from(alpha));
        ((gray * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    let gray = picture.into_luma_alpha8().pixels().map(over_white).collect();
    Ok((gray, width, height))
}
