//! Properties for every seed and every size.

use proptest::prelude::*;
use rand::{Rng, RngExt, SeedableRng};
use random::mt19937::Mt19937;
use random::philox::Philox;
use random::{
    Generator, KerasRng, NumpyRng, TorchRng, bernoulli, linear_init, linear_weight, randperm,
    uniform,
};

/// Whether `order` contains each of 0, …, n − 1 once.
fn is_permutation(order: &[usize], n: usize) -> bool {
    let mut sorted = order.to_vec();
    sorted.sort_unstable();
    sorted == (0..n).collect::<Vec<_>>()
}

/// The mean and the variance about zero of a sample.
fn moments(sample: impl ExactSizeIterator<Item = f64> + Clone) -> (f64, f64) {
    let n = sample.len() as f64;
    (sample.clone().sum::<f64>() / n, sample.map(|x| x * x).sum::<f64>() / n)
}

proptest! {
    #[test]
    fn orders_are_permutations(seed: u64, n in 0_usize..300) {
        prop_assert!(is_permutation(&randperm(&mut Philox::stateless(seed), n), n));
        prop_assert!(is_permutation(&NumpyRng::seed_from_u64(seed).permutation(n), n));
        let mut rng = TorchRng::manual_seed(seed);
        prop_assert!(is_permutation(&rng.randperm(n), n));
        prop_assert!(is_permutation(&rng.subset_random_order(n), n));
        prop_assert!(is_permutation(&rng.shuffle_order(n), n));
    }

    #[test]
    fn numpy_shuffles_what_it_is_given(seed: u32, items: Vec<u8>) {
        let mut shuffled = items.clone();
        NumpyRng::seed(seed).shuffle(&mut shuffled);
        let order = NumpyRng::seed(seed).permutation(items.len());
        let gathered: Vec<u8> = order.iter().map(|&i| items[i]).collect();
        prop_assert_eq!(shuffled, gathered);
    }

    #[test]
    fn uniform_stays_between_its_bounds(seed: u64, lo in -1e6..1e6, width in 1e-3..1e6) {
        let (low, high) = (lo, lo + width);
        for v in TorchRng::manual_seed(seed).uniform(100, low, high) {
            // The bounds themselves are rounded to f32, by at most one part in 2^24.
            let slack = low.abs().max(high.abs()) / f64::from(1 << 24);
            prop_assert!(f64::from(v) >= low - slack && f64::from(v) <= high + slack);
        }
    }

    #[test]
    fn uniform_never_reaches_its_upper_bound(seed: u64, lo in -1e6_f32..1e6) {
        // Between two neighboring floats, only the lower one is in the interval.
        let next = f64::from(lo.next_up());
        let values = uniform(&mut Philox::stateless(seed), 50, lo.into(), next);
        prop_assert_eq!(values, [lo; 50]);
    }

    #[test]
    fn only_the_low_half_of_a_torch_seed_is_used(seed: u32, high: u32) {
        let mut narrow = TorchRng::manual_seed(seed.into());
        let mut wide = TorchRng::manual_seed((u64::from(high) << 32) + u64::from(seed));
        prop_assert_eq!(narrow.randn(20), wide.randn(20));
    }

    #[test]
    fn small_randn_does_not_depend_on_how_it_is_split(seed: u64, a in 0_usize..8, b in 0_usize..8) {
        let mut split = TorchRng::manual_seed(seed);
        let parts = [split.randn(a), split.randn(b)].concat();
        prop_assert_eq!(parts, TorchRng::manual_seed(seed).randn(a + b));
    }

    #[test]
    fn bernoulli_does_not_depend_on_how_it_is_split(
        seed: u64,
        p in 0.0..=1.0,
        a in 0_usize..90,
        b in 0_usize..90,
    ) {
        let generator = Generator::manual_seed(seed);
        let other_handle = generator.clone();
        let parts = [generator.bernoulli(a, p), other_handle.bernoulli(b, p)].concat();
        let mut rng = TorchRng::manual_seed(seed);
        prop_assert_eq!(parts, rng.bernoulli(a + b, p));
        prop_assert_eq!(generator.get_state().next_u32(), rng.next_u32());
    }

    /// The same words decide for every p, so a larger p keeps what a smaller one does.
    #[test]
    fn a_larger_p_draws_yes_where_a_smaller_one_does(seed: u64, p in 0.0..=1.0, q in 0.0..=1.0) {
        let draw = |p| bernoulli(&mut Philox::stateless(seed), 100, p);
        let pairs = draw(f64::min(p, q)).into_iter().zip(draw(f64::max(p, q)));
        prop_assert!(pairs.into_iter().all(|(smaller, larger)| larger || !smaller));
        prop_assert!(draw(1.0).into_iter().all(|yes| yes));
        prop_assert!(!draw(0.0).into_iter().any(|yes| yes));
    }

    #[test]
    fn bernoulli_says_yes_with_probability_p(seed: u64, p in 0.0..=1.0) {
        let n = 4096_u16;
        let yes = TorchRng::manual_seed(seed).bernoulli(n.into(), p).into_iter().filter(|&x| x);
        let share = yes.count() as f64 / f64::from(n);
        // Six standard deviations, and one draw more.
        let margin = 6.0 * (p * (1.0 - p) / f64::from(n)).sqrt() + 1.0 / f64::from(n);
        prop_assert!((share - p).abs() <= margin, "{} of {}", share, p);
    }

    #[test]
    fn a_generator_goes_back_to_a_state(seed: u64, drawn in 0_usize..2000) {
        let mut generator = Generator::manual_seed(seed);
        generator.bernoulli(drawn, 0.5);
        let state = generator.get_state();
        let after = linear_weight(&mut generator, 3, 5);
        generator.set_state(state);
        prop_assert_eq!(&linear_weight(&mut generator.clone(), 3, 5), &after);
        generator.reseed(seed);
        prop_assert_eq!(generator.next_u64(), TorchRng::manual_seed(seed).next_u64());
    }

    #[test]
    fn large_calls_leave_the_spare_normal(seed: u64) {
        let mut rng = TorchRng::manual_seed(seed);
        let first = rng.randn(1);
        rng.randn(16);
        rng.rand(3);
        rng.randperm(5);
        let second = rng.randn(1);
        prop_assert_eq!([first, second].concat(), TorchRng::manual_seed(seed).randn(2));
    }

    /// One spare number for both precisions, which is rounded only when it is handed out.
    #[test]
    fn small_normals_are_the_same_in_both_precisions(seed: u64, a in 0_usize..8, b in 0_usize..8) {
        let (mut mixed, mut double) = (TorchRng::manual_seed(seed), TorchRng::manual_seed(seed));
        #[expect(clippy::cast_possible_truncation, reason = "that is how they are rounded")]
        let rounded: Vec<f32> = double.randn_f64(a + b).into_iter().map(|x| x as f32).collect();
        prop_assert_eq!(&mixed.randn_f64(a), &TorchRng::manual_seed(seed).randn_f64(a));
        prop_assert_eq!(&mixed.randn(b), &rounded[a..]);
        prop_assert_eq!(mixed.next_u32(), double.next_u32());
    }

    #[test]
    fn double_uniforms_stay_between_their_bounds(seed: u64, lo in -1e6..1e6, width in 0.0..1e6) {
        let (low, high) = (lo, lo + width);
        let values = TorchRng::manual_seed(seed).uniform_f64(100, low, high);
        prop_assert!(values.iter().all(|&v| low <= v && (v < high || low == high)));
        let standard = TorchRng::manual_seed(seed).rand_f64(100);
        prop_assert!(standard.iter().all(|u| (0.0..1.0).contains(u)));
    }

    #[test]
    fn double_normals_have_mean_0_and_variance_1(seed: u64) {
        let n = 4096;
        let (mean, variance) = moments(TorchRng::manual_seed(seed).randn_f64(n).into_iter());
        let unit = 1.0 / (n as f64).sqrt();
        prop_assert!(mean.abs() < 6.0 * unit && (variance - 1.0).abs() < 6.0 * 1.5 * unit);
    }

    #[test]
    fn large_randn_uses_n_words_or_16_more(seed: u64, n in 16_usize..200) {
        let mut rng = TorchRng::manual_seed(seed);
        let values = rng.randn(n);
        prop_assert!(values.len() == n && values.iter().all(|x| x.is_finite()));
        let spent = if n % 16 == 0 { n } else { n + 16 };
        let mut other = TorchRng::manual_seed(seed);
        other.rand(spent);
        prop_assert_eq!(rng.next_u32(), other.next_u32());
    }

    #[test]
    fn an_epoch_uses_a_fixed_number_of_words(seed: u32, n in 1_usize..50) {
        let after = |draw: fn(&mut TorchRng, usize) -> Vec<usize>| {
            let mut rng = TorchRng::manual_seed(seed.into());
            draw(&mut rng, n);
            rng.next_u32()
        };
        let mut engine = Mt19937::new(seed);
        let words: Vec<u32> = (0..60).map(|_| engine.next_u32()).collect();
        prop_assert_eq!(after(TorchRng::subset_random_order), words[2 + n - 1]);
        prop_assert_eq!(after(TorchRng::shuffle_order), words[4]);
    }

    #[test]
    fn integers_stay_in_range(seed: u64, a: i64, b: i64) {
        prop_assume!(a != b);
        let (lo, hi) = (a.min(b), a.max(b));
        let mut rng = TorchRng::manual_seed(seed);
        prop_assert!(rng.randint(lo, hi, 20).iter().all(|x| (lo..hi).contains(x)));
        prop_assert!(rng.random_i64() >= 0);
    }

    #[test]
    fn initial_weights_are_within_their_bound(seed: u64, n_in in 0_usize..40, n_out in 0_usize..40) {
        let (weight, bias) = linear_init(&mut TorchRng::manual_seed(seed), n_in, n_out);
        prop_assert_eq!((weight.len(), bias.len()), (n_in * n_out, n_out));
        // Without biases, the generator stops after the weights.
        let mut rng = TorchRng::manual_seed(seed);
        prop_assert_eq!(&linear_weight(&mut rng, n_in, n_out), &weight);
        let mut other = TorchRng::manual_seed(seed);
        other.rand(n_in * n_out);
        prop_assert_eq!(rng.next_u32(), other.next_u32());
        let bound = if n_in == 0 { 0.0 } else { 1.0 / (n_in as f64).sqrt() };
        let bound = bound * (1.0 + f64::from(f32::EPSILON));
        prop_assert!(weight.iter().chain(&bias).all(|&w| f64::from(w).abs() <= bound));
    }

    #[test]
    fn a_kernel_does_not_depend_on_the_size_of_the_one_before(seed: u64, n in 0_usize..20) {
        let second = |n| {
            let mut rng = KerasRng::set_random_seed(seed);
            rng.glorot_uniform(n, n);
            rng.glorot_uniform(4, 2)
        };
        let kernel = second(n);
        prop_assert_eq!(&kernel, &second(1));
        prop_assert!(kernel.iter().all(|w| w.abs() <= 1.0));
    }

    #[test]
    fn numpy_normal_is_a_scaled_randn(seed: u32, loc in -9.0..9.0, scale in 0.0..9.0) {
        let (mut a, mut b) = (NumpyRng::seed(seed), NumpyRng::seed(seed));
        for _ in 0..10 {
            prop_assert_eq!(a.normal(loc, scale), loc + scale * b.randn());
        }
    }

    #[test]
    fn seeding_through_rand_is_seeding(seed: u64) {
        let mut torch = TorchRng::from_seed(seed.to_le_bytes());
        prop_assert_eq!(torch.next_u64(), TorchRng::manual_seed(seed).next_u64());
        prop_assert_eq!(TorchRng::seed_from_u64(seed).rand(3), TorchRng::manual_seed(seed).rand(3));
        let mut keras = KerasRng::seed_from_u64(seed);
        prop_assert_eq!(keras.layer_seed(), KerasRng::set_random_seed(seed).layer_seed());
    }

    /// 64 bits are two words of 32, the low one first.
    #[test]
    fn philox_makes_u64s_of_its_words(seed: u64) {
        let (mut words, mut wide) = (Philox::stateless(seed), Philox::stateless(seed));
        for _ in 0..5 {
            let (low, high) = (u64::from(words.next_u32()), u64::from(words.next_u32()));
            prop_assert_eq!(wide.next_u64(), high << 32 | low);
        }
    }

    #[test]
    fn normals_have_mean_0_and_variance_1(seed: u32) {
        // Six standard errors: of the mean, 1/√n; of the mean square, √2/√n.
        let n = 4096_u16;
        let margin = 6.0 / f64::from(n).sqrt();
        let blocks = TorchRng::manual_seed(seed.into()).randn(n.into());
        let mut small = TorchRng::manual_seed(seed.into());
        let small: Vec<f32> = (0..n / 8).flat_map(|_| small.randn(8)).collect();
        let mut polar = NumpyRng::seed(seed);
        let polar: Vec<f64> = (0..n).map(|_| polar.randn()).collect();
        for (mean, square) in [
            moments(blocks.iter().map(|&x| x.into())),
            moments(small.iter().map(|&x| x.into())),
            moments(polar.iter().copied()),
        ] {
            prop_assert!(mean.abs() < margin, "mean {}", mean);
            prop_assert!((square - 1.0).abs() < margin * 2_f64.sqrt(), "mean square {}", square);
        }
    }
}

/// All six orders of three items are equally frequent, up to six standard deviations.
#[test]
fn orders_are_uniform() {
    let mut torch = TorchRng::manual_seed(0);
    let mut numpy = NumpyRng::seed(0);
    let draws: [&mut dyn FnMut() -> Vec<usize>; 2] =
        [&mut || torch.randperm(3), &mut || numpy.permutation(3)];
    for draw in draws {
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..60_000 {
            *counts.entry(draw()).or_insert(0_i32) += 1;
        }
        assert_eq!(counts.len(), 6);
        let deviation = (60_000.0_f64 * (1.0 / 6.0) * (5.0 / 6.0)).sqrt();
        for (order, count) in counts {
            assert!(f64::from(count - 10_000).abs() < 6.0 * deviation, "{order:?}: {count}");
        }
    }
}

/// Each generator can be used through `rand`'s traits.
#[test]
fn generators_work_with_rand() {
    fn use_it(mut rng: impl Rng) {
        let mut bytes = [0; 7];
        rng.fill_bytes(&mut bytes);
        assert_ne!(bytes, [0; 7]);
        assert!((1..=6).contains(&rng.random_range(1..=6)));
        let any: &mut dyn Rng = &mut rng;
        assert_eq!(linear_init(any, 3, 2).0.len(), 6);
    }
    use_it(TorchRng::manual_seed(1));
    use_it(Generator::manual_seed(1));
    use_it(NumpyRng::seed(1));
    use_it(KerasRng::set_random_seed(1));
    use_it(Philox::stateless(1));
    use_it(Mt19937::new(1));
}

#[test]
fn zero_numbers_use_no_words() {
    let mut rng = TorchRng::manual_seed(5);
    let empty = [rng.rand(0), rng.randn(0), rng.uniform(0, 0.0, 1.0)].concat();
    assert_eq!(empty, []);
    assert_eq!(rng.randint(0, 1, 0), []);
    assert_eq!([rng.randperm(0), rng.randperm(1)].concat(), [0]);
    assert_eq!(rng.rand(1), TorchRng::manual_seed(5).rand(1));
}

#[test]
fn a_layer_without_inputs_has_zero_biases() {
    let (weight, bias) = linear_init(&mut TorchRng::manual_seed(0), 0, 3);
    assert_eq!(weight, []);
    assert_eq!(bias, [0.0; 3]);
    assert!(bias.iter().all(|b| b.is_sign_positive()));
}

#[test]
#[should_panic(expected = "uniform: needs lo <= hi")]
fn uniform_rejects_bounds_in_the_wrong_order() {
    TorchRng::manual_seed(0).uniform(1, 2.0, 1.0);
}

#[test]
#[should_panic(expected = "lo = NaN")]
fn uniform_rejects_a_nan_bound() {
    TorchRng::manual_seed(0).uniform(1, f64::NAN, 1.0);
}

#[test]
#[should_panic(expected = "hi = 300000000000000000000000000000000000000")]
fn uniform_rejects_bounds_too_far_apart() {
    TorchRng::manual_seed(0).uniform(1, -3e38, 3e38);
}

#[test]
#[should_panic(expected = "randint: needs lo < hi, got lo = 4, hi = 4")]
fn randint_rejects_an_empty_range() {
    TorchRng::manual_seed(0).randint(4, 4, 1);
}

#[test]
#[should_panic(expected = "bernoulli: needs p in [0, 1], got p = 1.5")]
fn bernoulli_rejects_what_is_no_probability() {
    TorchRng::manual_seed(0).bernoulli(1, 1.5);
}

#[test]
#[should_panic(expected = "got p = NaN")]
fn bernoulli_rejects_nan() {
    Generator::manual_seed(0).bernoulli(0, f64::NAN);
}
