//! Prints one digit of MNIST, and the number of images of each class.
//!
//! `cargo run -p data --example look -- 5` shows training image 5 instead of image 0.

use data::{DataError, Split, digit, mnist};

fn main() -> Result<(), DataError> {
    let train = mnist::load(Split::Train)?;
    let test = mnist::load(Split::Test)?;

    let wanted = std::env::args().nth(1).map_or(Ok(0), |argument| argument.parse());
    let Some(i) = wanted.ok().filter(|&i| i < train.len()) else {
        eprintln!("expected the number of a training image, from 0 to {}", train.len() - 1);
        std::process::exit(2);
    };

    println!("Training image {i} is labeled {}:", train.labels[i]);
    println!("{}", digit::ascii(train.image(i), train.width));

    println!("digit  training   test");
    for (class, (n, m)) in train.class_counts().iter().zip(test.class_counts()).enumerate() {
        println!("{class:>5} {n:>9} {m:>6}");
    }
    println!("  all {:>9} {:>6}", train.len(), test.len());

    let (mean, std) = train.mean_and_std();
    println!(
        "\nA pixel's mean is {mean:.4} and its standard deviation {std:.4} (black 0, white 1)."
    );
    Ok(())
}
