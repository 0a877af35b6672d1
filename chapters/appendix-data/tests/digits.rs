//! A picture of a digit is prepared as in MNIST.

use std::path::Path;
use std::sync::LazyLock;

use data::digit::{self, Digit};
use data::{DataError, Dataset, Split, mnist};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{
    DynamicImage, GrayImage, ImageBuffer, ImageEncoder, ImageError, Luma, LumaA, Rgb, Rgb32FImage,
};
use proptest::prelude::*;

static DIGITS: LazyLock<Dataset> =
    LazyLock::new(|| mnist::load(Split::Test).unwrap().truncated(200));

fn picture(i: usize) -> GrayImage {
    GrayImage::from_raw(28, 28, DIGITS.image(i).to_vec()).unwrap()
}

/// Saves the picture in a new folder, where it is read back.
fn through_file(picture: &DynamicImage, name: &str) -> Result<Digit, DataError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    picture.save(&path).unwrap();
    digit::read(&path)
}

/// Mean absolute difference of two digits, in gray levels of 255.
fn difference(a: &[u8], b: &[u8]) -> f64 {
    let sum: u32 = a.iter().zip(b).map(|(&a, &b)| u32::from(a.abs_diff(b))).sum();
    f64::from(sum) / a.len() as f64
}

/// The result for 200 digits.
#[derive(Debug)]
struct RoundTrip {
    /// Mean difference from the originals.
    mean: f64,
    /// The largest difference from an original.
    largest: f64,
    /// How many are closer to their own original than to any other of the 200.
    recognized: usize,
}

/// Applies `change` to 200 digits, and saves and reads them.
fn round_trip(name: &str, change: impl Fn(GrayImage) -> DynamicImage) -> RoundTrip {
    let mut result = RoundTrip { mean: 0.0, largest: 0.0, recognized: 0 };
    for i in 0..DIGITS.len() {
        let digit = through_file(&change(picture(i)), name).unwrap();
        let to = |other: usize| difference(&digit.pixels, DIGITS.image(other));
        result.mean += to(i) / DIGITS.len() as f64;
        result.largest = result.largest.max(to(i));
        result.recognized += usize::from((0..DIGITS.len()).all(|other| to(i) <= to(other)));
    }
    result
}

fn enlarged(picture: &GrayImage, filter: FilterType) -> GrayImage {
    imageops::resize(picture, 280, 280, filter)
}

#[test]
fn mnists_own_digits_stay_as_they_are() {
    let result = round_trip("digit.png", Into::into);
    assert!(result.largest < 0.5 && result.recognized == 200, "{result:?}");
}

#[test]
fn black_on_white_is_inverted() {
    let result = round_trip("digit.png", |mut picture| {
        imageops::invert(&mut picture);
        picture.into()
    });
    assert!(result.largest < 0.5 && result.recognized == 200, "{result:?}");
}

#[test]
fn size_does_not_matter() {
    let result = round_trip("digit.png", |picture| enlarged(&picture, FilterType::Nearest).into());
    assert!(result.largest < 0.5 && result.recognized == 200, "{result:?}");
    // These two filters blur. For comparison: two different digits differ by about 40 gray levels.
    for filter in [FilterType::Triangle, FilterType::Lanczos3] {
        let result = round_trip("digit.png", |picture| enlarged(&picture, filter).into());
        assert!(result.mean < 9.0 && result.recognized > 180, "{filter:?}: {result:?}");
    }
}

#[test]
fn a_jpeg_of_blue_ink_on_tinted_paper_works() {
    let (paper, blue) = ([0.92, 0.88, 0.78], [0.16, 0.2, 0.47]);
    let result = round_trip("digit.jpg", |picture| {
        let mut sheet = GrayImage::new(500, 400);
        imageops::replace(&mut sheet, &enlarged(&picture, FilterType::Triangle), 170, 20);
        let photo = Rgb32FImage::from_fn(500, 400, |x, y| {
            let ink = f32::from(sheet.get_pixel(x, y).0[0]) / 255.0;
            // The light comes from the left.
            let light = 1.0 - 0.2 * x as f32 / 500.0;
            Rgb([0, 1, 2].map(|c| light * (paper[c] + ink * (blue[c] - paper[c]))))
        });
        DynamicImage::from(photo).into_rgb8().into()
    });
    assert!(result.mean < 9.0 && result.recognized > 180, "{result:?}");
}

#[test]
fn transparency_is_white_paper() {
    let result = round_trip("digit.png", |picture| {
        let black_ink =
            ImageBuffer::from_fn(28, 28, |x, y| LumaA([0, picture.get_pixel(x, y).0[0]]));
        DynamicImage::ImageLumaA8(black_ink)
    });
    assert!(result.largest < 0.5 && result.recognized == 200, "{result:?}");
}

#[test]
fn sixteen_bits_and_any_name_are_fine() {
    let deep = ImageBuffer::from_fn(28, 28, |x, y| {
        Luma([u16::from(picture(0).get_pixel(x, y).0[0]) * 257])
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no-ending");
    DynamicImage::ImageLuma16(deep).save_with_format(&path, image::ImageFormat::Png).unwrap();
    assert_eq!(digit::read(&path).unwrap().pixels, DIGITS.image(0));
}

#[test]
fn a_photograph_taken_sideways_is_rotated() {
    // EXIF data, as a TIFF of one entry: tag 0x0112, orientation, is 6: rotate clockwise.
    let note = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let stored = imageops::rotate270(&enlarged(&picture(0), FilterType::Nearest));
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    encoder.set_exif_metadata(note.to_vec()).unwrap();
    encoder.encode_image(&stored).unwrap();

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photograph.jpg");
    std::fs::write(&path, bytes).unwrap();
    assert!(difference(&digit::read(&path).unwrap().pixels, DIGITS.image(0)) < 5.0);
}

#[test]
fn a_digit_in_a_corner_is_centered() {
    for i in 0..20 {
        let mut wide = GrayImage::new(90, 50);
        imageops::replace(&mut wide, &picture(i), 61, 1);
        let digit = through_file(&wide.into(), "digit.png").unwrap();
        assert!(difference(&digit.pixels, DIGITS.image(i)) < 0.5, "digit {i}");
    }
}

#[test]
fn a_digit_may_touch_the_border() {
    // A tight 7: its bar is the whole upper edge.
    let seven = GrayImage::from_fn(100, 160, |x, y| {
        Luma([if y < 20 || (x + y / 2).abs_diff(95) < 12 { 0 } else { 255 }])
    });
    let digit = through_file(&seven.into(), "digit.png").unwrap();
    let ink = digit.pixels.iter().filter(|&&pixel| pixel > 127).count();
    assert!((60..120).contains(&ink), "{ink}\n{}", digit.ascii());
}

#[test]
fn blank_pictures_are_an_error() {
    for picture in [
        GrayImage::from_pixel(50, 50, Luma([255])),
        GrayImage::from_pixel(1, 1, Luma([0])),
        // Paper grain.
        GrayImage::from_fn(60, 60, |x, y| Luma([200 + ((x * 7 + y * 13) % 10) as u8])),
    ] {
        let error = through_file(&picture.into(), "paper.png").unwrap_err();
        assert!(matches!(error, DataError::Blank { .. }), "{error}");
        assert!(error.to_string().contains("paper.png looks blank"), "{error}");
    }
}

#[test]
fn other_files_are_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("digit.png");
    std::fs::write(&path, b"GIF89a is another format").unwrap();
    let error = digit::read(&path).unwrap_err().to_string();
    assert!(error.contains("digit.png") && error.contains("PNG and JPEG"), "{error}");

    let error = digit::read(folder.path()).unwrap_err().to_string();
    assert!(error.contains("is a folder"), "{error}");

    let error = digit::read(Path::new("missing.png")).unwrap_err().to_string();
    assert!(error.contains("missing.png") && error.contains("spelling"), "{error}");
}

#[test]
fn a_picture_too_large_is_rejected_before_it_is_decoded() {
    for (width, height) in [(8193, 1), (1, 8193)] {
        let error = through_file(&GrayImage::new(width, height).into(), "wide.png").unwrap_err();
        assert!(matches!(error, DataError::Picture { .. }), "{error}");
        assert!(error.to_string().contains("8192"), "{error}");
    }
}

#[test]
fn a_picture_that_promises_too_many_bytes_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("promise.png");
    GrayImage::new(1, 1).save(&path).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    // The header: after 16 bytes the width and the height, then 16 bits each of red, green, blue
    // and opacity. 8192 · 8192 · 8 bytes are twice the limit. Its checksum comes last.
    bytes[16..24].copy_from_slice([8192_u32, 8192].map(u32::to_be_bytes).as_flattened());
    bytes[24..26].copy_from_slice(&[16, 6]);
    let mut checksum = flate2::Crc::new();
    checksum.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&checksum.sum().to_be_bytes());
    std::fs::write(&path, bytes).unwrap();
    match digit::read(&path).unwrap_err() {
        DataError::Picture { source, .. } => {
            assert!(matches!(source, ImageError::Limits(_)), "{source}");
        }
        error => panic!("{error}"),
    }
}

#[test]
fn a_truncated_picture_never_panics() {
    let large = enlarged(&picture(0), FilterType::Triangle);
    let folder = tempfile::tempdir().unwrap();
    for name in ["digit.png", "digit.jpg"] {
        let path = folder.path().join(name);
        large.save(&path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        for length in (0..bytes.len()).step_by(7) {
            std::fs::write(&path, &bytes[..length]).unwrap();
            if let Ok(digit) = digit::read(&path) {
                assert!(digit.pixels.contains(&255));
            }
        }
    }
}

proptest! {
    #[test]
    fn any_picture_gives_a_digit_in_its_place_or_none(
        (width, height, gray) in (1_usize..40, 1_usize..40).prop_flat_map(|(w, h)| {
            (Just(w), Just(h), prop::collection::vec(prop_oneof![Just(0_u8), Just(255), any::<u8>()], w * h))
        }),
    ) {
        if let Some(digit) = digit::prepare(&gray, width, height) {
            prop_assert!(digit.pixels.contains(&255));
            let inked = |i: &usize| digit.pixels[*i] > 0;
            let rows: Vec<usize> = (0..784).filter(inked).map(|i| i / 28).collect();
            let columns: Vec<usize> = (0..784).filter(inked).map(|i| i % 28).collect();
            let span = |places: &[usize]| places.iter().max().unwrap() - places.iter().min().unwrap();
            // 20 and a faint rim.
            prop_assert!(span(&rows) < 22 && span(&columns) < 22);
        }
    }

    #[test]
    fn damaged_pictures_never_panic(
        flips in prop::collection::vec((0_usize..1200, 1_u8..), 1..6), jpeg: bool,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(if jpeg { "digit.jpg" } else { "digit.png" });
        picture(3).save(&path).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        for (at, bits) in flips {
            let length = bytes.len();
            bytes[at % length] ^= bits;
        }
        std::fs::write(&path, bytes).unwrap();
        if let Ok(digit) = digit::read(&path) {
            prop_assert!(digit.pixels.contains(&255));
        }
    }
}
