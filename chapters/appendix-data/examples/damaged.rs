//! The messages for damaged files: `cargo run -p data --example damaged`.

use std::error::Error;
use std::fs;

use data::{Dataset, Split};

const IMAGES: &str = "train-images-idx3-ubyte";
const LABELS: &str = "train-labels-idx1-ubyte";

fn main() -> Result<(), Box<dyn Error>> {
    // Two images of 2 × 3 pixels, labeled 4 and 7.
    let images = file([0x0803, 2, 2, 3], &[1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]);
    let labels = file([0x0801, 2], &[4, 7]);
    say("as it should be", &images, &labels)?;
    say("a download that broke off", &images[..20], &labels)?;
    say("the header promises more than there is", &file([0x0803, 9, 2, 3], &[0; 12]), &labels)?;
    say("the header promises the moon", &file([0x0803, 1_000_000, 4096, 4096], &[]), &labels)?;
    say("the two files swapped", &labels, &images)?;
    say("a web page instead of a file", b"<!DOCTYPE html>", &labels)?;
    say("one label too few", &images, &file([0x0801, 1], &[4]))
}

/// A header of 32-bit numbers, most significant byte first, and the bytes after it.
fn file<const N: usize>(header: [u32; N], body: &[u8]) -> Vec<u8> {
    [header.map(u32::to_be_bytes).as_flattened(), body].concat()
}

fn say(damage: &str, images: &[u8], labels: &[u8]) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join(IMAGES), images)?;
    fs::write(folder.path().join(LABELS), labels)?;
    println!("{damage}");
    match Dataset::load(folder.path(), Split::Train) {
        Ok(set) => println!("  {} images with the labels {:?}", set.len(), set.labels),
        Err(error) => {
            // The name of the temporary folder differs in every run, so it is left out.
            let place = format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR);
            println!("  {}", error.to_string().replace(&place, ""));
        }
    }
    Ok(())
}
