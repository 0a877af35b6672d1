//! Pixels as a PNG file.

pub(crate) use png::ColorType;
use png::{Compression, Encoder, EncodingError, Filter};

/// Encodes pixels that come row by row, with 8 bits per channel.
pub(crate) fn encode_png(
    pixels: &[u8],
    (w, h): (u32, u32),
    color: ColorType,
) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, w, h);
    encoder.set_color(color);
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(Filter::Adaptive);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}
