//! What the files hold: `cargo run -p mnist --example first_look`.

use std::error::Error;

use data::{Split, digit};
use mnist::loader::{MEAN, STD};

fn main() -> Result<(), Box<dyn Error>> {
    for split in [Split::Train, Split::Test] {
        let set = data::mnist::load(split)?;
        let (mean, std) = set.mean_and_std();
        println!("{} {split} images of {} × {} bytes", set.len(), set.height, set.width);
        println!("  of each digit  {:?}", set.class_counts());
        println!("  mean {mean:.4}, standard deviation {std:.4}, of bytes from 0 to 1");
    }
    println!();
    let set = data::mnist::load(Split::Train)?;
    println!("The first training image, which is a {}:", set.labels[0]);
    let text = digit::ascii(set.image(0), set.width);
    for line in text.lines().filter(|line| !line.is_empty()) {
        println!("{line}");
    }
    println!();
    println!("normalized: (byte / 255 - {MEAN}) / {STD}");
    for byte in [0.0, 128.0, 255.0] {
        println!("  {byte:>3}  {:>8.4}", (byte / 255.0 - MEAN) / STD);
    }
    Ok(())
}
