//! Any bytes as compressed IDX files.
#![no_main]

use std::io::Read;

use data::Dataset;
use flate2::{Crc, read::DeflateDecoder};
use libfuzzer_sys::fuzz_target;

// The first byte chooses: the rest is a gzip file, or the inside of one.
fuzz_target!(|input: &[u8]| {
    let Some((&choice, rest)) = input.split_first() else { return };
    let images = if choice % 2 == 0 { [&[0x1f, 0x8b], rest].concat() } else { framed(rest) };
    let images = fuzz::file("images", &images);
    let labels = fuzz::file("labels", &[0, 0, 8, 1, 0, 0, 0, 2, 4, 7]);
    match Dataset::read(&images, &labels) {
        Ok(set) => assert_eq!(set.images.len(), 2 * set.height * set.width),
        Err(error) => fuzz::check_message(&error.to_string(), &images),
    }
});

/// A gzip file around a compressed stream, with the checksum and the length that it has.
fn framed(stream: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    let mut decoder = DeflateDecoder::new(stream);
    // A stream that breaks off is framed as far as it goes.
    let _ = decoder.by_ref().take(1 << 20).read_to_end(&mut content);
    let used = usize::try_from(decoder.total_in()).unwrap_or(stream.len()).min(stream.len());
    let mut crc = Crc::new();
    crc.update(&content);
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let ends = [crc.sum().to_le_bytes(), crc.amount().to_le_bytes()];
    [&header, &stream[..used], ends.as_flattened(), &stream[used..]].concat()
}
