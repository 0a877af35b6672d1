//! The header of a picture must not determine how much memory is used.
//!
//! Linux reports the peak size of a process, which includes memory reserved but not used.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{self, Read, Write};

use data::digit;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use image::codecs::jpeg::JpegEncoder;

fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmPeak:")).unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib * 1024
}

/// A PNG chunk with its length and its checksum.
fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(&name);
    crc.update(content);
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length, &name[..], content, &crc.sum().to_be_bytes()].concat()
}

fn zeros(count: u64) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    io::copy(&mut io::repeat(0).take(count), &mut encoder).unwrap();
    encoder.flush().unwrap();
    encoder.finish().unwrap()
}

/// A PNG of this size, bit depth and color type, with `extra` chunks before its pixels.
fn png(width: u32, height: u32, depth: u8, color: u8, extra: &[u8], pixels: &[u8]) -> Vec<u8> {
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let header = chunk(*b"IHDR", &[&sides[..], &[depth, color, 0, 0, 0]].concat());
    let pixels = chunk(*b"IDAT", pixels);
    [b"\x89PNG\r\n\x1a\n", &header[..], extra, &pixels, &chunk(*b"IEND", b"")].concat()
}

/// A JPEG of one small square whose header says it has this size.
fn jpeg(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let square = image::RgbImage::from_pixel(16, 16, image::Rgb([9, 99, 200]));
    JpegEncoder::new(&mut bytes).encode_image(&square).unwrap();
    let place = bytes.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    bytes[place + 5..place + 7].copy_from_slice(&height.to_be_bytes());
    bytes[place + 7..place + 9].copy_from_slice(&width.to_be_bytes());
    if progressive {
        bytes[place + 1] = 0xc2;
        // The scan: coefficients 0 to 0 instead of 0 to 63.
        let scan = bytes.windows(2).position(|w| w == [0xff, 0xda]).unwrap();
        let length = usize::from(bytes[scan + 3]);
        bytes[scan + 2 + length - 2] = 0;
    }
    bytes
}

#[test]
fn memory_depends_on_the_file_and_is_at_most_a_few_of_the_largest_pictures() {
    const MIB: u64 = 1 << 20;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("digit");
    let read = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let before = peak();
        let result = digit::read(&path);
        (result.map_err(|error| error.to_string()), peak() - before)
    };

    // A few hundred bytes with a header of 64 million pixels.
    let tiny = zeros(5);
    for promise in [
        jpeg(8192, 8192, false),
        jpeg(8192, 8192, true),
        png(8192, 8192, 1, 0, b"", &tiny),
        png(8192, 8192, 8, 2, b"", &tiny),
    ] {
        let (result, taken) = read(&promise);
        let error = result.unwrap_err();
        for words in ["digit", "8192 × 8192 pixels", "expected at most", "save the picture again"]
        {
            assert!(error.contains(words), "no `{words}` in: {error}");
        }
        assert!(taken < 4 * MIB, "{} MiB for {error}", taken / MIB);
    }

    // 512 MiB of zeros where something small is expected.
    let bomb = zeros(512 * MIB);
    let profile = chunk(*b"iCCP", &[b"name\0\0", &bomb[..]].concat());
    let text = chunk(*b"zTXt", &[b"name\0\0", &bomb[..]].concat());
    for bytes in [
        png(1, 1, 8, 2, b"", &bomb),
        png(1, 1, 8, 2, &profile, &tiny),
        png(1, 1, 8, 2, &text, &tiny),
    ] {
        let (result, taken) = read(&bytes);
        assert!(result.unwrap_err().contains("looks blank"));
        assert!(taken < 256 * MIB, "{} MiB", taken / MIB);
    }

    // A picture of the largest size, with all its pixels.
    let (result, _) = read(&png(8192, 4096, 16, 6, b"", &zeros(8192 * 4096 * 8 + 4096)));
    assert!(result.unwrap_err().contains("looks blank"));
    assert!(peak() < 1024 * MIB, "{} MiB", peak() / MIB);
}
