//! Any bytes as IDX files: a set that is whole, or an error that names a file.
#![no_main]

use std::path::Path;

use data::Dataset;
use libfuzzer_sys::fuzz_target;

// The first byte says how many of the rest are the labels.
fuzz_target!(|input: &[u8]| {
    let Some((&length, rest)) = input.split_first() else { return };
    let (labels, images) = rest.split_at(rest.len().min(length.into()));
    let images = fuzz::file("images", images);
    let labels = fuzz::file("labels", labels);
    match Dataset::read(&images, &labels) {
        Ok(set) => {
            assert!(!set.is_empty());
            assert_eq!(set.images.len(), set.len() * set.height * set.width);
        }
        Err(error) => {
            let error = error.to_string();
            let blames = |path: &Path| error.contains(&path.display().to_string());
            let named = if blames(&labels) { &labels } else { &images };
            fuzz::check_message(&error, named);
        }
    }
});
