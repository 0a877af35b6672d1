//! The numbers worked by hand on the page, without the code that draws them.

use random::mt19937::Mt19937;
use random::{TorchRng, linear_init, randperm};

/// The first words for seed 0, as listed on the page.
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

/// Bits of `torch.empty(n).normal_(mean, std, generator=torch.Generator().manual_seed(seed))`, first
/// and last number, from torch 2.15.0. Below 16 numbers, rounding to single precision comes last.
#[test]
fn normal_numbers_with_a_mean_and_a_deviation() {
    let sqrt_2 = 2_f64.sqrt();
    for (seed, n, mean, std, first, last) in [
        (0, 1, 0.0, sqrt_2, 0x400b_799d, 0x400b_799d),
        (0, 3, 0.5, 0.1, 0x3f27_7312, 0x3e90_722c),
        (0, 15, 0.0, 0.3, 0x3eec_b26f, 0xbea4_88cd),
        (0, 16, 0.0, 0.3, 0xbeac_edd3, 0xbd97_ed7e),
        (0, 17, -1.5, 0.7, 0xc012_7008, 0xbf59_0445),
        (3, 1, 0.0, sqrt_2, 0x3f91_6894, 0x3f91_6894),
        (3, 3, 0.5, 0.1, 0x3f14_905a, 0x3f02_4720),
        (3, 15, 0.0, 0.3, 0x3e76_c434, 0x3e00_c8b2),
        (3, 16, 0.0, 0.3, 0xbcbc_5c6c, 0x3dff_cb41),
        (3, 17, -1.5, 0.7, 0xbfc6_de09, 0xbf94_88a6),
    ] {
        let numbers = TorchRng::manual_seed(seed).normal(n, mean, std);
        let bits = (numbers[0].to_bits(), numbers[n - 1].to_bits());
        assert_eq!(bits, (first, last), "seed {seed}, {n} numbers");
    }
}
