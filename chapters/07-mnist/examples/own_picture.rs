//! A photograph of a digit, as it is and prepared: `cargo run -p mnist --example own_picture`.

#[path = "support/reader.rs"]
mod reader;
#[path = "support/sets.rs"]
mod sets;

use std::{error::Error, path::Path};

use autograd::{nn::Module, no_grad};
use data::digit;
use image::imageops::FilterType;
use mnist::{DataLoader, program::report};

fn main() -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/test_image_2.jpg");
    let (train, _) = sets::loaders(60_000)?;
    let model = reader::reader(&train)?;
    // ANCHOR: read
    let probabilities = |pixels: &[u8]| {
        let one = DataLoader::new(pixels.to_vec(), vec![0], pixels.len(), 1);
        let batch = one.batches(&[0]).next().expect("one image");
        no_grad(|| model.call(&batch.images).softmax(1)).to_vec()
    };
    // ANCHOR_END: read

    let gray = image::open(&path)?.to_luma8();
    println!("a picture of {} × {} pixels", gray.width(), gray.height());
    let small = image::imageops::resize(&gray, 28, 28, FilterType::Triangle);
    println!("\nonly made smaller:");
    print!("{}", report::bars(&probabilities(small.as_raw())));
    let prepared = digit::read(&path)?;
    println!("\nprepared as MNIST was:");
    print!("{}", report::bars(&probabilities(&prepared.pixels)));
    Ok(())
}
