//! Every file that differs from a good one in one bit, is truncated, extended or lacks a piece, and
//! many with several changes. Each is read, or is an error that names it; `--nocapture` prints how
//! many.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use data::{DataError, Dataset, digit};
use flate2::Compression;
use flate2::write::GzEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, ImageFormat, Luma};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Calls `read` with every simple damage of a good file, and returns how many there were.
fn every_damage(good: &[u8], mut read: impl FnMut(&[u8])) -> usize {
    let mut tried = 0;
    let mut read = |bytes: &[u8]| {
        read(bytes);
        tried += 1;
    };
    for length in 0..good.len() {
        read(&good[..length]);
    }
    let mut bytes = good.to_vec();
    for place in 0..good.len() {
        let flipped = (0..8).map(|bit| good[place] ^ (1 << bit));
        for byte in flipped.chain([0x00, 0xff]).filter(|&byte| byte != good[place]) {
            bytes[place] = byte;
            read(&bytes);
        }
        bytes[place] = good[place];
    }
    for length in [1, 4] {
        for start in 0..good.len().saturating_sub(length) {
            let (before, rest) = good.split_at(start);
            let (piece, after) = rest.split_at(length);
            read(&[before, after].concat());
            read(&[before, piece, piece, after].concat());
        }
    }
    for length in [1, 2, 4, 8, 512] {
        for byte in [0x00, 0xff] {
            read(&[good, &vec![byte; length]].concat());
        }
    }
    tried
}

/// Writes a new file. (If an old one is truncated and rewritten, some file systems wait for the
/// disk.)
fn write(path: &Path, bytes: &[u8]) {
    let _ = fs::remove_file(path);
    fs::write(path, bytes).unwrap();
}

/// Several changes at once: pieces of the file are replaced by other bytes.
fn many_damages(good: &[u8], cases: u32, read: impl Fn(&[u8])) -> usize {
    let piece = (
        any::<prop::sample::Index>(),
        0..12_usize,
        prop::collection::vec(prop_oneof![Just(0x00), Just(0xff), any::<u8>()], 0..12),
    );
    let damages = prop::collection::vec(piece, 1..5);
    let config = Config { failure_persistence: None, ..Config::with_cases(cases) };
    TestRunner::new(config)
        .run(&damages, |damages| {
            let mut bytes = good.to_vec();
            for (start, length, new) in damages {
                let start = start.index(bytes.len() + 1);
                let end = bytes.len().min(start + length);
                bytes.splice(start..end, new);
            }
            read(&bytes);
            Ok(())
        })
        .unwrap();
    cases as usize
}

/// The message must name the file and contain no control characters.
#[track_caller]
fn check(error: &DataError, path: &Path) {
    let message = error.to_string();
    assert!(message.contains(&path.display().to_string()), "{message}");
    assert!(message.len() < 1000 && !message.contains(|c: char| c.is_control()), "{message:?}");
    if let DataError::Content { found, expected, hint, .. } = error {
        assert!(!found.is_empty() && !expected.is_empty() && !hint.is_empty(), "{message}");
    }
}

/// Three images of 2 × 3 pixels.
const IMAGES: &[u8] = b"\0\0\x08\x03\0\0\0\x03\0\0\0\x02\0\0\0\x03abcdefghijklmnopqr";
const LABELS: &[u8] = b"\0\0\x08\x01\0\0\0\x03\x04\x07\x01";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn damaged_idx_files() {
    let folder = tempfile::tempdir().unwrap();
    let [images, labels] = ["images", "labels"].map(|name| folder.path().join(name));
    for (path, good, other, intact) in
        [(&images, IMAGES, &labels, LABELS), (&labels, LABELS, &images, IMAGES)]
    {
        write(other, intact);
        let read = |bytes: &[u8]| {
            write(path, bytes);
            match Dataset::read(&images, &labels) {
                // An accepted file is complete, though different: its data match its header.
                Ok(set) => {
                    let number = |at: usize| {
                        bytes[at..at + 4].iter().fold(0, |n, &b| n << 8 | usize::from(b))
                    };
                    assert_eq!(set.len(), number(4));
                    assert_eq!(set.images.len(), set.len() * set.height * set.width);
                    if path == &labels {
                        assert_eq!(set.labels, bytes[8..]);
                    } else {
                        assert_eq!((set.height, set.width), (number(8), number(12)));
                        assert_eq!(set.images, bytes[16..]);
                    }
                }
                // A wrong number of labels may be reported for either file.
                Err(error) => check(&error, if error_names(&error, path) { path } else { other }),
            }
        };
        let tried = every_damage(good, read) + many_damages(good, 4000, read);
        println!("IDX, {}: {tried} corruptions", path.file_name().unwrap().display());
    }
}

fn error_names(error: &DataError, path: &Path) -> bool {
    error.to_string().starts_with(&path.display().to_string())
}

#[test]
fn damaged_gzip_files() {
    let folder = tempfile::tempdir().unwrap();
    let [images, labels] = ["images.gz", "labels.gz"].map(|name| folder.path().join(name));
    write(&labels, &gzip(LABELS));
    let good = gzip(IMAGES);
    let read = |bytes: &[u8]| {
        write(&images, bytes);
        match Dataset::read(&images, &labels) {
            // A checksum protects the content, but not a name or a date in the header.
            Ok(set) => assert_eq!(set.images, &IMAGES[16..]),
            Err(error) => check(&error, &images),
        }
    };
    // The content may be damaged, too, before it is compressed.
    let packed = |bytes: &[u8]| {
        write(&images, &gzip(bytes));
        match Dataset::read(&images, &labels) {
            Ok(set) => assert_eq!(set.images, &bytes[16..]),
            Err(error) => check(&error, &images),
        }
    };
    let tried = every_damage(&good, read)
        + many_damages(&good, 4000, read)
        + every_damage(IMAGES, packed)
        + many_damages(IMAGES, 4000, packed);
    println!("gzip: {tried} corruptions");
}

/// A stroke on paper, as a file.
fn picture(format: ImageFormat) -> Vec<u8> {
    let paper = GrayImage::from_fn(12, 16, |x, y| {
        Luma([if (5..8).contains(&x) && (2..14).contains(&y) { 10 } else { 240 }])
    });
    let mut bytes = Vec::new();
    match format {
        ImageFormat::Jpeg => JpegEncoder::new(&mut bytes).encode_image(&paper),
        _ => paper.write_to(&mut std::io::Cursor::new(&mut bytes), format),
    }
    .unwrap();
    bytes
}

fn damaged_picture(format: ImageFormat) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("digit");
    let read = |bytes: &[u8]| {
        write(&path, bytes);
        match digit::read(&path) {
            Ok(digit) => assert!(digit.pixels.contains(&255)),
            Err(error) => check(&error, &path),
        }
    };
    let good = picture(format);
    let tried = every_damage(&good, read) + many_damages(&good, 1000, read);
    println!("{format:?}: {tried} corruptions");
}

#[test]
fn damaged_png_files() {
    damaged_picture(ImageFormat::Png);
}

#[test]
fn damaged_jpeg_files() {
    damaged_picture(ImageFormat::Jpeg);
}

/// A checksum protects the header of a PNG, but a malicious file has a valid one.
#[test]
fn png_headers_that_lie() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("digit");
    let good = picture(ImageFormat::Png);
    let sides = [0, 1, 11, 13, 255, 8192, 8193, u32::MAX];
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for (width, height) in sides.iter().flat_map(|w| sides.map(|h| (*w, h))) {
        for (depth, color) in [0, 1, 2, 4, 8, 16, 32]
            .into_iter()
            .flat_map(|depth| [0, 1, 2, 3, 4, 6, 7].map(|color| (depth, color)))
        {
            let mut bytes = good.clone();
            bytes[16..20].copy_from_slice(&width.to_be_bytes());
            bytes[20..24].copy_from_slice(&height.to_be_bytes());
            bytes[24..26].copy_from_slice(&[depth, color]);
            let mut crc = flate2::Crc::new();
            crc.update(&bytes[12..29]);
            bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
            write(&path, &bytes);
            let end = match digit::read(&path) {
                Ok(_) => "read",
                Err(error) => {
                    check(&error, &path);
                    match error {
                        DataError::Picture { .. } => "not a picture",
                        DataError::Content { .. } => "too many pixels for the file",
                        DataError::Blank { .. } => "blank",
                        error => panic!("{error}"),
                    }
                }
            };
            *ends.entry(end).or_default() += 1;
        }
    }
    println!("PNG headers: {} corruptions: {ends:?}", ends.values().sum::<usize>());
    assert!(ends["too many pixels for the file"] > 0 && ends["not a picture"] > 0, "{ends:?}");
}
