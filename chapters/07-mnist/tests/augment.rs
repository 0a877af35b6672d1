//! What distortions keep, and when two of them are the same.

use mnist::{Affine, Augment, DataLoader};
use proptest::prelude::*;
use random::TorchRng;

/// An image of random bytes.
fn image(pixels: usize, seed: u64) -> Vec<u8> {
    let bytes = TorchRng::manual_seed(seed).randint(0, 256, pixels);
    bytes.into_iter().map(|byte| u8::try_from(byte).expect("a byte")).collect()
}

fn floats(image: &[u8]) -> Vec<f64> {
    image.iter().map(|&byte| byte.into()).collect()
}

/// An image with a margin of zeros on every side.
fn with_margin(height: usize, width: usize, margin: usize, seed: u64) -> Vec<f64> {
    let inner = |n: usize, i: usize| (margin..n - margin).contains(&i);
    let pixels = floats(&image(height * width, seed)).into_iter().enumerate();
    let kept =
        pixels.map(
            |(i, pixel)| {
                if inner(height, i / width) && inner(width, i % width) { pixel } else { 0.0 }
            },
        );
    kept.collect()
}

fn everything(height: usize, width: usize, seed: u64) -> Augment {
    let moved = Augment::new(height, width, seed).degrees(15.0).translate(2.0).scale(0.8, 1.2);
    moved.shear(10.0).elastic(34.0, 4.0).noise(0.1)
}

proptest! {
    #[test]
    fn no_turn_no_shift_is_the_same_to_the_bit(
        height in 1_usize..20, width in 1_usize..20, seed in 0_u64..100,
    ) {
        let pixels = floats(&image(height * width, seed));
        for map in [Affine::identity(), Affine::new(0.0, (0.0, 0.0), 1.0, 0.0)] {
            prop_assert_eq!(map.warp(&pixels, (height, width)), pixels.clone());
        }
        let still = Augment::new(height, width, 0).degrees(0.0).translate(0.0).scale(1.0, 1.0);
        let still = still.shear(0.0).elastic(0.0, 1.0).noise(0.0);
        let bytes = image(height * width, seed);
        prop_assert_eq!(still.apply(&bytes, &mut TorchRng::manual_seed(seed)), bytes);
    }

    #[test]
    fn a_full_turn_changes_only_roundings(
        height in 1_usize..30, width in 1_usize..30, turns in -3_i8..=3, seed in 0_u64..100,
    ) {
        let pixels = floats(&image(height * width, seed));
        let turned = Affine::new(360.0 * f64::from(turns), (0.0, 0.0), 1.0, 0.0);
        for (found, expected) in turned.warp(&pixels, (height, width)).iter().zip(&pixels) {
            prop_assert!((found - expected).abs() < 1e-10);
        }
    }

    /// Four quarter turns of a square, and two half turns of any image, lead back.
    #[test]
    fn turns_add_up(side in 1_usize..20, other in 1_usize..20, seed in 0_u64..100) {
        for (degrees, times, size) in [(90.0, 4, (side, side)), (180.0, 2, (side, other))] {
            let pixels = floats(&image(size.0 * size.1, seed));
            let turn = Affine::new(degrees, (0.0, 0.0), 1.0, 0.0);
            let turned = (0..times).fold(pixels.clone(), |pixels, _| turn.warp(&pixels, size));
            for (found, expected) in turned.iter().zip(&pixels) {
                prop_assert!((found - expected).abs() < 1e-10);
            }
        }
    }

    /// There and back by whole pixels is exact, if nothing is pushed out.
    #[test]
    fn a_shift_can_be_undone(
        dx in -3_i8..=3, dy in -3_i8..=3, height in 7_usize..20, width in 7_usize..20,
        seed in 0_u64..100,
    ) {
        let pixels = with_margin(height, width, 3, seed);
        let shift = |dx: i8, dy: i8| Affine::new(0.0, (dx.into(), dy.into()), 1.0, 0.0);
        let there = shift(dx, dy).warp(&pixels, (height, width));
        // Where the pixel came from.
        let (at, from) = (3 * width + 3, (3 + dy) * i8::try_from(width).unwrap() + 3 + dx);
        prop_assert_eq!(there[usize::try_from(from).unwrap()], pixels[at]);
        prop_assert_eq!(shift(-dx, -dy).warp(&there, (height, width)), pixels);
    }

    /// However an image is moved within its margin by fractions of a pixel, its ink stays the same.
    #[test]
    fn a_shift_keeps_the_ink(dx in -2.0..2.0, dy in -2.0..2.0, seed in 0_u64..100) {
        let pixels = with_margin(11, 13, 3, seed);
        let moved = Affine::new(0.0, (dx, dy), 1.0, 0.0).warp(&pixels, (11, 13));
        let ink = |pixels: &[f64]| pixels.iter().sum::<f64>();
        prop_assert!((ink(&moved) - ink(&pixels)).abs() < 1e-9 * ink(&pixels).max(1.0));
    }

    /// Interpolation makes no value that was not between others.
    #[test]
    fn values_stay_between_the_extremes(
        degrees in -180.0..180.0, dx in -9.0..9.0, dy in -9.0..9.0, scale in 0.1..5.0,
        shear in -60.0..60.0, height in 1_usize..12, width in 1_usize..12, seed in 0_u64..100,
    ) {
        let pixels = floats(&image(height * width, seed));
        let largest = pixels.iter().copied().fold(0.0, f64::max);
        let map = Affine::new(degrees, (dx, dy), scale, shear);
        for value in map.warp(&pixels, (height, width)) {
            prop_assert!((0.0..=largest * (1.0 + 1e-15)).contains(&value));
        }
    }

    /// Whatever the size of batches, and wherever an epoch was interrupted, each image is distorted in
    /// the same way. Another epoch, another image or another seed distort in another way.
    #[test]
    fn a_distortion_belongs_to_its_image(
        batch_size in 1_usize..8, interrupted in 0_usize..12, seed in 0_u64..1000, epoch: u64,
    ) {
        let (n, size) = (12, (9, 8));
        let same = image(72, seed).repeat(n);
        let loader = |batch_size| DataLoader::new(same.clone(), vec![0; n], 72, batch_size);
        let augment = everything(size.0, size.1, seed);
        let pixels = |batch_size, order: &[usize], epoch| -> Vec<f64> {
            let loader = loader(batch_size).augmented(&augment, epoch);
            loader.batches(order).flat_map(|batch| batch.images.to_vec()).collect()
        };
        let order = TorchRng::manual_seed(seed).randperm(n);
        let all = pixels(n, &order, epoch);
        prop_assert_eq!(&pixels(batch_size, &order, epoch), &all);
        let (before, after) = order.split_at(interrupted);
        let resumed = [pixels(batch_size, before, epoch), pixels(batch_size, after, epoch)];
        prop_assert_eq!(&resumed.concat(), &all);
        let part = loader(batch_size).subset(&order).augmented(&augment, epoch);
        let in_order = part.in_order();
        let part = part.batches(&in_order).flat_map(|batch| batch.images.to_vec());
        prop_assert_eq!(&part.collect::<Vec<_>>(), &all);

        prop_assert_ne!(&pixels(n, &order, epoch.wrapping_add(1)), &all);
        let images: Vec<_> = all.chunks(72).collect();
        prop_assert!((1..n).all(|i| images[..i].iter().all(|other| *other != images[i])));
        let other = everything(size.0, size.1, seed + 1);
        prop_assert_ne!(
            other.apply(&same[..72], &mut other.generator(epoch, 0)),
            augment.apply(&same[..72], &mut augment.generator(epoch, 0))
        );
    }
}

/// With σ = 4 and α = 34, the displacements have a root mean square of 1.4 pixels: a slope of one gray
/// level per pixel shows how far every pixel was moved.
#[test]
fn elastic_displacements_are_as_large_as_documented() {
    let (height, width) = (101, 101);
    let slope: Vec<u8> =
        (0..height * width).map(|i| u8::try_from(2 * (i % width)).unwrap()).collect();
    let augment = Augment::new(height, width, 0).elastic(34.0, 4.0);
    let (mut squares, mut count) = (0.0, 0);
    for image in 0..20 {
        let moved = augment.apply(&slope, &mut augment.generator(0, image));
        for (i, (&new, &old)) in moved.iter().zip(&slope).enumerate() {
            let inner = |place: usize| (20..81).contains(&place);
            if inner(i / width) && inner(i % width) {
                squares += ((f64::from(new) - f64::from(old)) / 2.0).powi(2);
                count += 1;
            }
        }
    }
    let found = (squares / f64::from(count)).sqrt();
    let expected = 34.0 / (2.0 * 4.0 * (3.0 * std::f64::consts::PI).sqrt());
    assert!((expected - 1.4).abs() < 0.05, "{expected}");
    assert!((found - expected).abs() < 0.1, "{found}, not {expected}");
}

/// Gray in the middle of the range, so that nothing is cut off.
#[test]
fn noise_has_its_deviation() {
    let gray = vec![128; 40_000];
    let augment = Augment::new(200, 200, 0).noise(0.1);
    let noisy = augment.apply(&gray, &mut augment.generator(0, 0));
    let off: Vec<f64> = noisy.iter().map(|&byte| (f64::from(byte) - 128.0) / 255.0).collect();
    let mean = off.iter().sum::<f64>() / 40_000.0;
    let deviation = (off.iter().map(|x| x * x).sum::<f64>() / 40_000.0).sqrt();
    assert!(mean.abs() < 0.003 && (deviation - 0.1).abs() < 0.002, "{mean} ± {deviation}");
    // Background and ink can't be left.
    for edge in [0, 255] {
        let noisy = augment.apply(&vec![edge; 40_000], &mut augment.generator(0, 1));
        let untouched: u32 = noisy.iter().map(|&byte| u32::from(byte == edge)).sum();
        assert!((18_000..22_500).contains(&untouched), "{untouched} of 40000 are {edge}");
    }
}

/// Every draw is within its limits, and comes near them.
#[test]
fn draws_fill_their_range() {
    let augment = Augment::new(9, 9, 0).translate(2.0);
    let mut rng = TorchRng::manual_seed(0);
    // A single pixel of ink: its center of mass is the shift.
    let mut dot = vec![0.0; 81];
    dot[40] = 1.0;
    let shifts = (0..2000).map(|_| {
        let moved = augment.draw(&mut rng).warp(&dot, (9, 9));
        moved.iter().enumerate().map(|(i, ink)| ink * ((i % 9) as f64 - 4.0)).sum::<f64>()
    });
    let shifts: Vec<f64> = shifts.collect();
    let (least, most) = shifts.iter().fold((0_f64, 0_f64), |(a, b), &x| (a.min(x), b.max(x)));
    assert!((-2.0 - 1e-6..-1.95).contains(&least) && (1.95..2.0 + 1e-6).contains(&most));
    let mean = shifts.iter().sum::<f64>() / 2000.0;
    assert!(mean.abs() < 0.1, "{mean}");
}

#[test]
fn settings_without_a_meaning_are_refused() {
    let refused: [fn(Augment) -> Augment; 12] = [
        |new| new.degrees(-1.0),
        |new| new.degrees(181.0),
        |new| new.degrees(f64::NAN),
        |new| new.translate(-0.5),
        |new| new.translate(f64::INFINITY),
        |new| new.scale(1.2, 0.8),
        |new| new.scale(0.0, 1.0),
        |new| new.shear(90.0),
        |new| new.elastic(-1.0, 4.0),
        |new| new.elastic(34.0, 0.0),
        |new| new.elastic(34.0, 1e9),
        |new| new.noise(f64::NAN),
    ];
    for (i, setting) in refused.into_iter().enumerate() {
        assert!(
            std::panic::catch_unwind(|| setting(Augment::new(3, 3, 0))).is_err(),
            "setting {i} was accepted"
        );
    }
}

/// The largest settings are far from anything useful, but nothing breaks.
#[test]
fn the_largest_settings_do_no_harm() {
    let wild = Augment::new(5, 7, 0).degrees(180.0).translate(1e6).scale(0.01, 100.0).shear(89.0);
    let wild = wild.elastic(1e6, 1000.0).noise(f64::MAX);
    for image in 0..200 {
        assert_eq!(wild.apply(&[200; 35], &mut wild.generator(u64::MAX, image)).len(), 35);
    }
}

#[test]
#[should_panic(expected = "the images have 12 pixels, but `augment` is for 3 × 5")]
fn an_augment_of_another_size_is_refused() {
    let _ = DataLoader::new(vec![0; 12], vec![0], 12, 1).augmented(&Augment::new(3, 5, 0), 0);
}

#[test]
#[should_panic(expected = "an image of 3 × 5 pixels has 15 numbers, but there are 12")]
fn an_image_of_another_size_is_refused() {
    Augment::new(3, 5, 0).apply(&[0; 12], &mut TorchRng::manual_seed(0));
}
