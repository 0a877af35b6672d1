//! A picture of a digit, prepared in the same way as MNIST:
//! `cargo run -p data --example own_digit`.

use data::{DataError, Split, digit, mnist};

/// Width and height of the picture.
const WIDTH: usize = 40;
const HEIGHT: usize = 34;

fn main() -> Result<(), DataError> {
    // Dark ink on gray paper that gets darker to the right, with the digit in a corner.
    let test = mnist::load(Split::Test)?;
    let ink = test.image(0);
    let mut picture: Vec<u8> =
        (0..WIDTH * HEIGHT).map(|i| 220 - u8::try_from(i % WIDTH).unwrap_or(0) / 2).collect();
    for y in 0..28 {
        for x in 0..28 {
            let place = (y + 5) * WIDTH + x + 11;
            picture[place] = picture[place].saturating_sub(ink[y * 28 + x] / 2);
        }
    }

    println!(
        "the picture, {WIDTH} × {HEIGHT} pixels: gray from {} to {}",
        least(&picture),
        most(&picture)
    );
    let digit = digit::prepare(&picture, WIDTH, HEIGHT).expect("there is ink on the paper");
    println!(
        "prepared, 28 × 28 pixels: gray from {} to {}",
        least(&digit.pixels),
        most(&digit.pixels)
    );
    print!("{}", digit.ascii().trim_end_matches('\n').trim_start_matches('\n'));
    println!();
    let distance = |a: &u8, b: &u8| u32::from(a.abs_diff(*b));
    let total: u32 = digit.pixels.iter().zip(ink).map(|(a, b)| distance(a, b)).sum();
    println!("mean distance from the original: {:.1} of 255", f64::from(total) / 784.0);
    Ok(())
}

fn least(gray: &[u8]) -> u8 {
    gray.iter().copied().min().unwrap_or(0)
}

fn most(gray: &[u8]) -> u8 {
    gray.iter().copied().max().unwrap_or(0)
}
