//! The first bytes of MNIST's files: `cargo run -p data --example header`.

use std::error::Error;
use std::fs::File;
use std::io::Read;

use data::mnist;
use flate2::read::GzDecoder;

fn main() -> Result<(), Box<dyn Error>> {
    for (name, length) in [("train-images-idx3-ubyte.gz", 16), ("train-labels-idx1-ubyte.gz", 8)] {
        let mut header = vec![0; length];
        let file = File::open(mnist::directory().join(name))?;
        GzDecoder::new(file).read_exact(&mut header)?;

        println!("{name}");
        for (word, offset) in header.as_chunks::<4>().0.iter().zip((0..).step_by(4)) {
            let [a, b, c, d] = word;
            let number = u32::from_be_bytes(*word);
            println!("{offset:>4}   {a:02x} {b:02x} {c:02x} {d:02x}   {number:>6}");
        }
    }
    Ok(())
}
