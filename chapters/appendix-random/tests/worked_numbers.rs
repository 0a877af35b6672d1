//! The numbers worked by hand on the page, without the code that draws them.

use random::mt19937::Mt19937;
use random::{TorchRng, linear_init, randperm};

/// The first words after the seed 0, as the page lists them.
const WORDS: [u32; 3] = [2_357_136_044, 2_546_248_239, 3_071_714_933];

#[test]
fn the_first_words() {
    let mut engine = Mt19937::new(0);
    assert_eq!(WORDS.map(|_| engine.next_u32()), WORDS);
}

#[test]
fn the_first_number_is_a_fraction_of_2_to_the_24() {
    // 2,357,136,044 = 140 · 16,777,216 + 8,325,804
    assert_eq!(u64::from(WORDS[0]), 140 * 16_777_216 + 8_325_804);
    let by_hand = 8_325_804.0 / 16_777_216.0;
    assert_eq!(f64::from(TorchRng::manual_seed(0).rand(1)[0]), by_hand);
}

#[test]
fn an_order_of_four() {
    // 0, 1, 2, 3: the remainders 0 (by 4) and 0 (by 3) change nothing, 1 (by 2) swaps the last two.
    assert_eq!([WORDS[0] % 4, WORDS[1] % 3, WORDS[2] % 2], [0, 0, 1]);
    assert_eq!(randperm(&mut TorchRng::manual_seed(0), 4), [0, 1, 3, 2]);
}

#[test]
fn the_first_of_a_block_comes_from_its_places_0_and_8() {
    let uniform = TorchRng::manual_seed(0).rand(16);
    let radius = (-2.0 * (1.0 - f64::from(uniform[0])).ln()).sqrt();
    let by_hand = radius * (std::f64::consts::TAU * f64::from(uniform[8])).cos();
    assert!((f64::from(TorchRng::manual_seed(0).randn(16)[0]) - by_hand).abs() < 1e-6);
}

#[test]
fn the_bound_of_a_layer_on_784_pixels_is_a_28th() {
    let (weight, bias) = linear_init(&mut TorchRng::manual_seed(0), 784, 16);
    let largest = weight.iter().chain(&bias).fold(0.0_f32, |most, w| most.max(w.abs()));
    assert!(f64::from(largest) <= 1.0 / 28.0 + 1e-9 && f64::from(largest) > 0.99 / 28.0);
}
