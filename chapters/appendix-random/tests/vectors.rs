//! Every number equals that of torch, numpy or Keras, bit for bit.

use std::fmt::Debug;
use std::str::FromStr;

use random::mt19937::Mt19937;
use random::{KerasRng, NumpyRng, TorchRng, linear_init};
use serde_json::{Map, Value};

/// The reference numbers, by group.
fn reference(group: &str) -> Value {
    let text = include_str!("vectors.json");
    serde_json::from_str::<Value>(text).expect("vectors.json is JSON")[group].take()
}

/// The entries of a group; panics if there are none.
fn entries(group: &Value) -> &Map<String, Value> {
    let map = group.as_object().expect("a group of vectors");
    assert!(!map.is_empty());
    map
}

/// The numbers in nested lists, row by row; panics if there are none.
fn flat<T>(value: &Value, read: fn(&Value) -> T) -> Vec<T> {
    fn flatten<T>(value: &Value, read: fn(&Value) -> T, into: &mut Vec<T>) {
        match value.as_array() {
            Some(items) => items.iter().for_each(|item| flatten(item, read, into)),
            None => into.push(read(value)),
        }
    }
    let mut numbers = Vec::new();
    flatten(value, read, &mut numbers);
    assert!(!numbers.is_empty());
    numbers
}

/// The bits of each `f32`. The text is the exact value, so converting it to `f32` loses nothing.
fn bits(value: &Value) -> Vec<u32> {
    #[expect(clippy::cast_possible_truncation, reason = "the value is an f32")]
    flat(value, |x| (x.as_f64().expect("a number") as f32).to_bits())
}

/// Integers.
fn integers<T: TryFrom<u64, Error: Debug>>(value: &Value) -> Vec<T> {
    flat(value, |x| x.as_u64().expect("a whole number").try_into().expect("one that fits"))
}

/// The bits of each `f64`, from its text.
fn bits_f64(value: &Value) -> Vec<u64> {
    flat(value, |x| parse::<f64>(x.as_str().expect("an f64 as text")).to_bits())
}

/// A number in a key or a text.
fn parse<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a number")
}

/// The seed in a key such as `seed42` or `seed42_3_4`.
fn seed<T: FromStr<Err: Debug>>(key: &str) -> T {
    let rest = key.strip_prefix("seed").expect("a key that starts with seed");
    parse(rest.split('_').next().expect("a seed"))
}

#[track_caller]
fn assert_bits(actual: &[f32], expected: &Value, what: &str) {
    let actual: Vec<u32> = actual.iter().map(|x| x.to_bits()).collect();
    assert_eq!(actual, bits(expected), "{what}");
}

#[test]
fn engine_from_one_word() {
    for (seed, expected) in entries(&reference("mt19937_init_genrand")) {
        let expected: Vec<u32> = integers(expected);
        let mut engine = Mt19937::new(parse(seed));
        let actual: Vec<u32> = expected.iter().map(|_| engine.next_u32()).collect();
        assert_eq!(actual, expected, "seed {seed}");
    }
}

#[test]
fn engine_past_its_first_state() {
    let mut engine = Mt19937::new(123);
    let outputs: Vec<u32> = (0..2000).map(|_| engine.next_u32()).collect();
    for (index, expected) in entries(&reference("mt19937_seed123_output_index")) {
        let index: usize = parse(index);
        assert_eq!([outputs[index]], integers::<u32>(expected)[..], "output {index}");
    }
}

#[test]
fn torch_rand() {
    for (key, expected) in entries(&reference("torch_rand")) {
        let n = bits(expected).len();
        assert_bits(&TorchRng::manual_seed(seed(key)).rand(n), expected, key);
    }
}

#[test]
fn torch_linear() {
    for (key, expected) in entries(&reference("torch_linear")) {
        let sizes: Vec<usize> = key.split('_').skip(1).map(parse).collect();
        let mut rng = TorchRng::manual_seed(seed(key));
        let (weight, bias) = linear_init(&mut rng, sizes[0], sizes[1]);
        assert_bits(&weight, &expected["weight"], key);
        assert_bits(&bias, &expected["bias"], key);
    }
}

#[test]
fn torch_randn() {
    for (key, lengths) in entries(&reference("torch_randn")) {
        for (n, expected) in entries(lengths) {
            let actual = TorchRng::manual_seed(seed(key)).randn(parse(n));
            assert_bits(&actual, expected, &format!("{key}, n = {n}"));
        }
    }
}

#[test]
fn torch_randperm() {
    for (key, lengths) in entries(&reference("torch_randperm")) {
        for (n, expected) in entries(lengths) {
            let expected: Vec<usize> = integers(expected);
            let n = n.split('_').next().expect("a length");
            let order = TorchRng::manual_seed(seed(key)).randperm(parse(n));
            assert_eq!(order[..expected.len()], expected, "{key}, n = {n}");
        }
    }
}

#[test]
fn torch_integers() {
    let expected = reference("torch_randint_seed0_0_100");
    let actual = TorchRng::manual_seed(0).randint(0, 100, 10);
    assert_eq!(actual, flat(&expected, |x| x.as_i64().expect("a whole number")));

    for (hi, expected) in entries(&reference("torch_randint_seed5_from_0_to")) {
        let actual = TorchRng::manual_seed(5).randint(0, parse(hi), 6);
        assert_eq!(actual, flat(expected, |x| x.as_i64().expect("a whole number")), "hi = {hi}");
    }

    let expected = reference("torch_random_int64_seed0");
    assert_eq!(Some(TorchRng::manual_seed(0).random_i64()), expected.as_i64());
}

/// Each key is the function and its arguments: the seed, how many, and two parameters, if there are.
#[test]
fn torch_in_double_precision() {
    for (key, expected) in entries(&reference("torch_f64")) {
        let fields: Vec<&str> = key.split('_').collect();
        let n = parse(fields[2]);
        let both = || (parse(fields[3]), parse(fields[4]));
        let mut rng = TorchRng::manual_seed(parse(fields[1]));
        let actual = match fields[0] {
            "rand" => rng.rand_f64(n),
            "randn" => rng.randn_f64(n),
            "uniform" => rng.uniform_f64(n, both().0, both().1),
            "normal" => rng.normal_f64(n, both().0, both().1),
            other => panic!("an unknown function: {other}"),
        };
        let actual: Vec<u64> = actual.iter().map(|x| x.to_bits()).collect();
        assert_eq!(actual, bits_f64(&expected[0]), "{key}");
        // What is drawn next shows how many words were used, and what is kept of a pair.
        assert_bits(&rng.randn(1), &expected[1], &format!("randn after {key}"));
        assert_bits(&rng.rand(1), &expected[2], &format!("rand after {key}"));
    }
}

#[test]
fn torch_bernoulli() {
    for (key, expected) in entries(&reference("torch_bernoulli")) {
        let fields: Vec<&str> = key.split('_').collect();
        let (p, n) = (parse(fields[1]), parse(fields[2]));
        let mut rng = TorchRng::manual_seed(seed(key));
        let draws = rng.bernoulli(n, p);
        let found = if n < 1000 {
            let bytes = draws.chunks(8).map(|eight| {
                let bits = eight.iter().zip((0..8).rev());
                bits.fold(0_u8, |byte, (&draw, place)| byte | u8::from(draw) << place)
            });
            bytes.map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
        } else {
            let hash = |h: u64, &draw: &bool| {
                h.wrapping_mul(1_099_511_628_211).wrapping_add(u64::from(draw) + 1)
            };
            draws.iter().fold(0, hash).to_string()
        };
        assert_eq!(Some(found.as_str()), expected[0].as_str(), "{key}");
        assert_bits(&rng.rand(1), &expected[1], &format!("what follows {key}"));
    }
}

#[test]
fn torch_calls_of_all_kinds_in_a_row() {
    let mut rng = TorchRng::manual_seed(7);
    let calls = reference("torch_mixed_seed7");
    let calls = calls.as_array().expect("a list of calls");
    assert_eq!(calls.len(), 8);
    for (i, call) in calls.iter().enumerate() {
        let n = integers(&call["n"])[0];
        let actual = match call["call"].as_str() {
            Some("randn") => rng.randn(n),
            Some("rand") => rng.rand(n),
            other => panic!("an unknown call: {other:?}"),
        };
        assert_bits(&actual, &call["value"], &format!("call {i}"));
    }
}

#[test]
fn data_loader_orders() {
    let mut rng = TorchRng::manual_seed(0);
    let two_epochs = [rng.subset_random_order(12), rng.subset_random_order(12)].concat();
    assert_eq!(two_epochs, integers::<usize>(&reference("dataloader_subset_seed0_n12")));

    let mut rng = TorchRng::manual_seed(0);
    let two_epochs = [rng.shuffle_order(12), rng.shuffle_order(12)].concat();
    assert_eq!(two_epochs, integers::<usize>(&reference("dataloader_shuffle_seed0_n12")));
}

#[test]
fn torch_network_then_inputs() {
    let expected = reference("torch_primer_seed123");
    let mut rng = TorchRng::manual_seed(123);
    for (layer, n_in, n_out) in [(0, 8, 4), (2, 4, 3), (4, 3, 2)] {
        let (weight, bias) = linear_init(&mut rng, n_in, n_out);
        for (name, actual) in [("weight", weight), ("bias", bias)] {
            let name = format!("{layer}.{name}");
            assert_bits(&actual, &expected["params"][&name], &name);
        }
    }
    assert_bits(&rng.randn(100 * 8), &expected["Xin"], "Xin");
}

#[test]
fn torch_inputs_then_network() {
    let expected = reference("torch_statistics_seed123");
    let mut rng = TorchRng::manual_seed(123);
    let compare = |actual: &[f32], expected: &Value, name: &str| {
        let min = actual.iter().copied().fold(f32::INFINITY, f32::min);
        let max = actual.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        assert_bits(&actual[..3], &expected["first3"], name);
        assert_bits(&[min], &expected["min"], name);
        assert_bits(&[max], &expected["max"], name);
    };
    compare(&rng.randn(500 * 100), &expected["Xin"], "Xin");
    for (layer, n_in, n_out) in [(0, 100, 200), (2, 200, 100), (4, 100, 10)] {
        let (weight, bias) = linear_init(&mut rng, n_in, n_out);
        for (name, actual) in [("weight", weight), ("bias", bias)] {
            let name = format!("{layer}.{name}");
            compare(&actual, &expected["params"][&name], &name);
        }
    }
}

#[test]
fn keras_layer_seeds() {
    let expected = reference("keras_seed0");
    let mut rng = KerasRng::set_random_seed(0);
    let seeds: Vec<u32> = (0..5).map(|_| rng.layer_seed()).collect();
    assert_eq!(seeds, integers::<u32>(&expected["python_randint_1_1e9"]));
    assert_eq!(seeds[..2], integers::<u32>(&expected["layer_seeds"]));
}

#[test]
fn keras_network_and_samples() {
    let expected = reference("keras_seed0");
    let mut rng = KerasRng::set_random_seed(0);
    assert_bits(&rng.glorot_uniform(2, 3), &expected["kernel1_2x3"], "first kernel");
    assert_bits(&rng.glorot_uniform(3, 1), &expected["kernel2_3x1"], "second kernel");

    let mut rng = NumpyRng::seed(0);
    let samples: Vec<u64> = (0..6 * 2).map(|_| rng.random_sample().to_bits()).collect();
    assert_eq!(samples, bits_f64(&expected["numpy_samples"]));
}

#[test]
fn numpy_legacy() {
    #[track_caller]
    fn compare(rng: &mut NumpyRng, draw: fn(&mut NumpyRng) -> f64, expected: &Value) {
        let expected = bits_f64(expected);
        let actual: Vec<u64> = expected.iter().map(|_| draw(rng).to_bits()).collect();
        assert_eq!(actual, expected);
    }
    for (key, expected) in entries(&reference("numpy_legacy")) {
        let seeded = || NumpyRng::seed(seed(key));
        compare(&mut seeded(), NumpyRng::random_sample, &expected["random_sample"]);
        compare(&mut seeded(), NumpyRng::randn, &expected["randn"]);
        compare(&mut seeded(), |rng| rng.uniform(-10.0, 10.0), &expected["uniform_-10_10"]);
        assert_eq!(
            seeded().permutation(10),
            integers::<usize>(&expected["permutation10"]),
            "{key}"
        );
    }
}
