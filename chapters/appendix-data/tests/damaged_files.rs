//! A file from outside may be anything. Reading it gives the data or says what is wrong.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use data::{DataError, Dataset, Split};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

const IMAGES: &str = "train-images-idx3-ubyte";
const LABELS: &str = "train-labels-idx1-ubyte";

fn image_file(count: u32, height: u32, width: u32, pixels: &[u8]) -> Vec<u8> {
    let header = [0x0803, count, height, width];
    [header.map(u32::to_be_bytes).as_flattened(), pixels].concat()
}

fn label_file(labels: &[u8]) -> Vec<u8> {
    let header = [0x0801, u32::try_from(labels.len()).unwrap()];
    [header.map(u32::to_be_bytes).as_flattened(), labels].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A folder with the given files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn load(images: &[u8], labels: &[u8]) -> Result<Dataset, DataError> {
    Dataset::load(folder(&[(IMAGES, images), (LABELS, labels)]).path(), Split::Train)
}

/// Two images of 2 × 3 pixels, labeled 4 and 7.
fn small() -> (Vec<u8>, Vec<u8>) {
    (image_file(2, 2, 3, &[1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]), label_file(&[4, 7]))
}

/// The message must contain all words.
fn assert_contains(error: &DataError, words: &[&str]) {
    let message = error.to_string();
    for word in words {
        assert!(message.contains(word), "no `{word}` in: {message}");
    }
}

#[test]
fn a_small_set_is_read() {
    let (images, labels) = small();
    let set = load(&images, &labels).unwrap();
    assert_eq!((set.len(), set.height, set.width), (2, 2, 3));
    assert_eq!(set.image(1), [10, 20, 30, 40, 50, 60]);
    assert_eq!(set.labels, [4, 7]);
    assert_eq!(set.class_counts(), [0, 0, 0, 0, 1, 0, 0, 1]);
}

#[test]
fn content_decides_what_is_compressed_not_the_name() {
    let (images, labels) = small();
    let plain = load(&images, &labels).unwrap();
    assert_eq!(load(&gzip(&images), &labels).unwrap(), plain);
    let named =
        folder(&[(&format!("{IMAGES}.gz"), &images), (&format!("{LABELS}.gz"), &gzip(&labels))]);
    assert_eq!(Dataset::load(named.path(), Split::Train).unwrap(), plain);
    // gzip files may be joined end to end.
    let joined = [gzip(&images[..20]), gzip(&images[20..])].concat();
    assert_eq!(load(&joined, &labels).unwrap(), plain);
}

#[test]
fn every_usual_name_is_found() {
    let (images, labels) = small();
    for (split, image_name, label_name) in [
        (Split::Train, "train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
        (Split::Test, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
        (Split::Test, "t10k-images.idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"),
    ] {
        let folder = folder(&[(image_name, &images), (label_name, &labels)]);
        assert_eq!(Dataset::load(folder.path(), split).unwrap().len(), 2);
    }
}

#[test]
fn emnist_is_transposed_back() {
    let (images, labels) = small();
    for (split, word) in [(Split::Train, "train"), (Split::Test, "test")] {
        let image_name = format!("emnist-letters-{word}-images-idx3-ubyte.gz");
        let label_name = format!("emnist-letters-{word}-labels-idx1-ubyte");
        let folder = folder(&[(&image_name, &gzip(&images)), (&label_name, &labels)]);
        let set = Dataset::load(folder.path(), split).unwrap();
        // 1 2 3 over 4 5 6 becomes three rows of two.
        assert_eq!((set.height, set.width), (3, 2));
        assert_eq!(set.image(0), [1, 4, 2, 5, 3, 6]);
    }
}

#[test]
fn two_emnist_sets_in_one_folder_are_an_error() {
    let (images, labels) = small();
    let names = ["digits", "letters"].map(|set| {
        ["images-idx3", "labels-idx1"].map(|part| format!("emnist-{set}-train-{part}-ubyte"))
    });
    let mut files: Vec<(&str, &[u8])> = Vec::new();
    for [image_name, label_name] in &names {
        files.extend([(image_name.as_str(), images.as_slice()), (label_name, &labels)]);
    }
    let folder = folder(&files);
    let error = Dataset::load(folder.path(), Split::Train).unwrap_err();
    assert_contains(&error, &[&names[0][0], &names[1][0], "one set per folder"]);
    let paths = names[1].each_ref().map(|name| folder.path().join(name));
    assert_eq!(Dataset::read(&paths[0], &paths[1]).unwrap().len(), 2);
}

#[test]
fn missing_files_are_named() {
    let empty = folder(&[]);
    let error = Dataset::load(empty.path(), Split::Train).unwrap_err();
    let place = empty.path().to_string_lossy();
    assert_contains(
        &error,
        &["training images", &place, IMAGES, "train-images.idx3-ubyte.gz", "emnist-*"],
    );

    let gone = empty.path().join("gone");
    assert_contains(&Dataset::load(&gone, Split::Test).unwrap_err(), &["gone", "give the folder"]);

    let half = folder(&[(IMAGES, &small().0)]);
    assert_contains(
        &Dataset::load(half.path(), Split::Train).unwrap_err(),
        &["training labels", LABELS],
    );
}

#[test]
fn a_folder_is_not_a_file() {
    let folder = folder(&[(LABELS, &small().1)]);
    fs::create_dir(folder.path().join(IMAGES)).unwrap();
    let error = Dataset::load(folder.path(), Split::Train).unwrap_err();
    assert_contains(&error, &[IMAGES, "a folder", "regular file"]);
}

#[cfg(unix)]
#[test]
fn a_device_is_not_a_file() {
    let error = Dataset::read(Path::new("/dev/zero"), Path::new("/dev/zero")).unwrap_err();
    assert_contains(&error, &["/dev/zero", "a pipe or a device"]);
}

#[test]
fn mislabeled_files_are_recognized() {
    let (images, labels) = small();
    let error = load(&labels, &images).unwrap_err();
    assert_contains(&error, &[IMAGES, "0x00000801 (labels)", "0x00000803 (images)", "swapped"]);
    assert_contains(
        &load(&images, &images).unwrap_err(),
        &[LABELS, "0x00000803 (images)", "swapped"],
    );
    assert_contains(&load(b"<html>", &labels).unwrap_err(), &["0x3c68746d", "not an IDX file"]);
    let floats = [&[0, 0, 0x0d, 3], &images[4..]].concat();
    assert_contains(&load(&floats, &labels).unwrap_err(), &["0x00000d03", "unsigned bytes"]);
}

#[test]
fn counts_must_agree() {
    let error = load(&small().0, &label_file(&[4, 7, 1])).unwrap_err();
    assert_contains(&error, &[IMAGES, "is 2", "3, the number of labels in", LABELS]);
}

#[test]
fn an_empty_set_is_an_error() {
    let (images, labels) = small();
    let error = load(&image_file(0, 28, 28, &[]), &label_file(&[])).unwrap_err();
    assert_contains(&error, &[IMAGES, "the count is 0"]);
    assert_contains(&load(&image_file(2, 0, 3, &[]), &labels).unwrap_err(), &["height is 0"]);
    assert_contains(
        &load(&image_file(2, 3, 0, &[]), &labels).unwrap_err(),
        &["width is 0", "4096"],
    );
    assert_contains(&load(&[], &labels).unwrap_err(), &["magic number is missing"]);
    assert_contains(&load(&images[..13], &labels).unwrap_err(), &["width is missing"]);
}

#[test]
fn a_header_may_not_promise_more_than_the_file_has() {
    let labels = small().1;
    let greedy = image_file(u32::MAX, 4096, 4096, &[0; 100]);
    assert_contains(
        &load(&greedy, &labels).unwrap_err(),
        &["72057594021150720 bytes", "at most 2147483648"],
    );
    assert_contains(&load(&gzip(&greedy), &labels).unwrap_err(), &["at most 2147483648"]);
    let wide = image_file(2, 28, 4097, &[0; 100]);
    assert_contains(&load(&wide, &labels).unwrap_err(), &["width is 4097", "from 1 to 4096"]);
    let thin = image_file(2, 28, 28, &[0; 100]);
    assert_contains(&load(&thin, &labels).unwrap_err(), &["116 bytes long", "1584 by its header"]);
    assert_contains(&load(&gzip(&thin), &labels).unwrap_err(), &["100 bytes long", "1568"]);
}

/// Images of one pixel take less memory than their shuffled order.
#[test]
fn too_many_images_are_rejected() {
    let many = image_file((1 << 24) + 1, 1, 1, &vec![0; (1 << 24) + 1]);
    let error = load(&gzip(&many), &small().1).unwrap_err();
    assert_contains(&error, &[IMAGES, "the count is 16777217", "at most 16777216"]);
}

#[test]
fn large_images_are_accepted() {
    let pixels = vec![9; 4096 * 4096];
    let set = load(&gzip(&image_file(1, 4096, 4096, &pixels)), &label_file(&[0])).unwrap();
    assert_eq!(set.images, pixels);
}

#[test]
fn a_truncated_compressed_file_is_an_error() {
    let (images, labels) = small();
    let packed = gzip(&images);
    for length in 2..packed.len() {
        let error = load(&packed[..length], &labels).unwrap_err();
        assert_contains(&error, &[IMAGES]);
    }
}

/// A kind of damage to a file.
#[derive(Clone, Debug)]
enum Damage {
    Cut(usize),
    Flip(usize, u8),
    Append(Vec<u8>),
    Header(usize, u32),
    Gzip,
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (0_usize..80).prop_map(Damage::Cut),
        (0_usize..80, 1_u8..).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        prop::collection::vec(any::<u8>(), 1..40).prop_map(Damage::Append),
        (0_usize..4, any::<u32>()).prop_map(|(field, value)| Damage::Header(field, value)),
        (0_usize..4, 0_u32..40).prop_map(|(field, value)| Damage::Header(field, value)),
        Just(Damage::Gzip),
    ]
}

fn apply(damage: &Damage, bytes: &mut Vec<u8>) {
    match damage {
        Damage::Cut(length) => bytes.truncate(*length),
        Damage::Flip(at, bits) => {
            if let Some(byte) = bytes.get_mut(*at) {
                *byte ^= bits;
            }
        }
        Damage::Append(more) => bytes.extend(more),
        Damage::Header(field, value) => {
            if let Some(place) = bytes.get_mut(4 * field..4 * field + 4) {
                place.copy_from_slice(&value.to_be_bytes());
            }
        }
        Damage::Gzip => *bytes = gzip(bytes),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_damaged_set_is_complete_or_an_error(
        to_images in prop::collection::vec(damage(), 0..4),
        to_labels in prop::collection::vec(damage(), 0..3),
    ) {
        let (mut images, mut labels) = small();
        for damage in &to_images {
            apply(damage, &mut images);
        }
        for damage in &to_labels {
            apply(damage, &mut labels);
        }
        match load(&images, &labels) {
            Ok(set) => {
                prop_assert!(!set.is_empty());
                prop_assert_eq!(set.images.len(), set.len() * set.height * set.width);
            }
            Err(error) => {
                let message = error.to_string();
                prop_assert!(message.contains(IMAGES) || message.contains(LABELS), "{}", message);
            }
        }
    }

    #[test]
    fn a_false_header_is_an_error(field in 0_usize..4, value: u32, packed: bool) {
        let (mut images, labels) = small();
        let honest = images.clone();
        apply(&Damage::Header(field, value), &mut images);
        prop_assume!(images != honest);
        let images = if packed { gzip(&images) } else { images };
        prop_assert!(load(&images, &labels).is_err());
    }

    #[test]
    fn too_short_or_too_long_is_an_error(
        cut in 0_usize..28, more in prop::collection::vec(any::<u8>(), 1..40), packed: bool,
    ) {
        let (images, labels) = small();
        let pack = |bytes: &[u8]| if packed { gzip(bytes) } else { bytes.to_vec() };
        prop_assert!(load(&pack(&images[..cut]), &labels).is_err());
        prop_assert!(load(&pack(&[images, more].concat()), &labels).is_err());
    }

    #[test]
    fn a_flipped_bit_in_a_compressed_file_never_gives_other_pixels(at in 0_usize..60, bits in 1_u8..) {
        let (images, labels) = small();
        let mut packed = gzip(&images);
        apply(&Damage::Flip(at, bits), &mut packed);
        if let Ok(set) = load(&packed, &labels) {
            prop_assert_eq!(set.images, &images[16..]);
        }
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let folder = folder(&[("a", &bytes)]);
        let path: PathBuf = folder.path().join("a");
        prop_assert!(data::digit::read(&path).is_err());
        let magic = [&[0, 0, 8, 3], bytes.as_slice()].concat();
        prop_assert!(load(&magic, &bytes).is_err());
    }
}
