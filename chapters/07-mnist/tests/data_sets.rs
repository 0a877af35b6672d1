//! Splits, subsets and rows of tensors, with PyTorch's parts, orders and random numbers.
#![cfg(feature = "program")] // The JSON reader comes with it.

use autograd::{
    Tensor,
    nn::{Linear, Module},
};
use engine::{Array, Options, Shape};
use losses::MSELoss;
use mnist::{
    Batch, DataLoader, Dataset, TensorDataset, evaluate, evaluate_logits, mlp, random_split,
    train_step,
};
use optimizers::{Optimizer, SGD};
use proptest::prelude::*;
use random::TorchRng;
use serde_json::{Value, json};

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/split.json")).expect("JSON")
}

fn cases<'a>(reference: &'a Value, name: &str) -> &'a [Value] {
    reference[name].as_array().expect("a list")
}

fn size(value: &Value) -> usize {
    value.as_u64().and_then(|size| usize::try_from(size).ok()).expect("a size")
}

/// Images of one pixel whose class is their number.
fn numbered(n: usize, batch_size: usize) -> DataLoader {
    let numbers: Vec<u8> = (0..n).map(|i| u8::try_from(i).expect("a byte")).collect();
    DataLoader::new(numbers.clone(), numbers, 1, batch_size)
}

/// Rows (2i, 2i + 1) with target i/8.
fn rows(n: usize) -> TensorDataset<Tensor> {
    let options = Options::default();
    let numbers: Vec<f64> = (0..2 * n).map(|i| i as f64).collect();
    let targets: Vec<f64> = (0..n).map(|i| i as f64 / 8.0).collect();
    let x = Tensor::new(Array::new(Shape::matrix(n, 2), &numbers, options));
    TensorDataset::new(x, Tensor::new(Array::vector(&targets, options)))
}

#[test]
fn a_split_is_that_of_pytorch() {
    let reference = reference();
    assert_eq!(cases(&reference, "splits").len(), 12);
    for (seed, case) in (0..).zip(cases(&reference, "splits")) {
        let mut rng = TorchRng::manual_seed(seed);
        let (n, lengths) = (size(&case["n"]), case["lengths"].as_array().expect("a list"));
        let parts = if lengths.iter().all(Value::is_u64) {
            random_split(n, &lengths.iter().map(size).collect::<Vec<_>>(), &mut rng)
        } else {
            let shares = lengths.iter().map(|share| share.as_f64().expect("a share"));
            random_split(n, &shares.collect::<Vec<_>>(), &mut rng)
        };
        assert_eq!(json!(parts), case["parts"], "{case}");
        assert_eq!(Some(rng.random_i64()), case["next"].as_i64(), "{case}");
    }
}

/// The batches of a subset and of rows, two epochs of each, one after the other from one generator.
#[test]
fn loaders_have_pytorchs_batches() {
    let reference = reference();
    assert_eq!(cases(&reference, "loaders").len(), 6);
    for case in cases(&reference, "loaders") {
        let (n, batch_size) = (size(&case["n"]), size(&case["batch_size"]));
        let share = case["share"].as_f64().expect("a share");
        let drop_last = case["drop_last"].as_bool().expect("true or false");
        let mut rng = TorchRng::manual_seed(n as u64);
        let parts = random_split(n, &[share, 1.0 - share], &mut rng);
        let all = numbered(n, batch_size).shuffle(true).drop_last(drop_last);
        let part = all.subset(&parts[0]);
        for expected in cases(case, "subset") {
            let batches = part.epoch(&mut rng).map(|batch| batch.classes);
            assert_eq!(json!(batches.collect::<Vec<_>>()), *expected, "{case}");
        }
        let tensors = DataLoader::from_dataset(rows(n), batch_size);
        let tensors = tensors.shuffle(true).drop_last(drop_last);
        for expected in cases(case, "tensors") {
            let batches = tensors.epoch(&mut rng).map(|(x, y)| {
                let x = x.to_vec();
                (x.chunks(2).map(<[f64]>::to_vec).collect::<Vec<_>>(), y.to_vec())
            });
            assert_eq!(json!(batches.collect::<Vec<_>>()), *expected, "{case}");
        }
        assert_eq!(Some(rng.random_i64()), case["next"].as_i64(), "{case}");
    }
}

proptest! {
    /// Every index is in exactly one part, however the parts are given.
    #[test]
    fn a_split_has_every_index_once(
        weights in prop::collection::vec(0_u8..20, 1..6),
        n in 0_usize..200,
        seed in 0_u64..100,
    ) {
        let mut rng = TorchRng::manual_seed(seed);
        let total: f64 = weights.iter().map(|&w| f64::from(w)).sum();
        let counts: Vec<usize> = weights.iter().map(|&w| w.into()).collect();
        let by_count = random_split(counts.iter().sum(), &counts, &mut rng);
        prop_assert_eq!(by_count.iter().map(Vec::len).collect::<Vec<_>>(), counts);
        let mut splits = vec![by_count];
        if total > 0.0 {
            let shares: Vec<f64> = weights.iter().map(|&w| f64::from(w) / total).collect();
            let by_share = random_split(n, &shares, &mut rng);
            for (part, share) in by_share.iter().zip(&shares) {
                let exact = n as f64 * share;
                prop_assert!((part.len() as f64 - exact).abs() <= weights.len() as f64);
            }
            prop_assert_eq!(by_share.iter().map(Vec::len).sum::<usize>(), n);
            splits.push(by_share);
        }
        for parts in splits {
            let mut all = parts.concat();
            all.sort_unstable();
            prop_assert_eq!(&all, &(0..all.len()).collect::<Vec<_>>());
        }
    }

    /// A subset of a subset is the subset of the chosen ones.
    #[test]
    fn subsets_can_be_nested(n in 1_usize..60, seed in 0_u64..100) {
        let mut rng = TorchRng::manual_seed(seed);
        let (outer, inner) = (rng.randperm(n), rng.randperm(n.div_ceil(2)));
        let both: Vec<usize> = inner.iter().map(|&i| outer[i]).collect();
        let all = numbered(n, 7);
        let (nested, direct) = (all.subset(&outer).subset(&inner), all.subset(&both));
        prop_assert_eq!(nested.classes(), direct.classes());
        prop_assert_eq!(nested.classes(), &both);
        for (i, &chosen) in both.iter().enumerate() {
            prop_assert_eq!(nested.image(i), all.image(chosen));
        }
        let pixels = |loader: &DataLoader| -> Vec<f64> {
            loader.batches(&loader.in_order()).flat_map(|batch| batch.images.to_vec()).collect()
        };
        prop_assert_eq!(pixels(&nested), pixels(&direct));
        let (nested, direct) = (rows(n).subset(&outer).subset(&inner), rows(n).subset(&both));
        prop_assert_eq!(nested.features().to_vec(), direct.features().to_vec());
        prop_assert_eq!(nested.targets().to_vec(), direct.targets().to_vec());
    }
}

/// A million pixels, and a thousand loaders of half of the images each.
#[test]
fn a_subset_shares_its_images() {
    let all = DataLoader::new(vec![0; 1_000_000], vec![0; 100], 10_000, 10);
    let half: Vec<usize> = (50..100).collect();
    let subsets: Vec<_> = (0..1000).map(|_| all.subset(&half)).collect();
    for subset in subsets {
        assert!(std::ptr::eq(subset.image(0), all.image(50)));
    }
}

/// Points on a plane, classified through the same loader, step and evaluation as images.
#[test]
fn rows_with_classes_are_trained_like_images() {
    let mut rng = TorchRng::manual_seed(0);
    let numbers: Vec<f64> = rng.randn(400).into_iter().map(f64::from).collect();
    let classes: Vec<usize> = numbers.chunks(2).map(|p| usize::from(p[0] > p[1])).collect();
    let x = Tensor::new(Array::new(Shape::matrix(200, 2), &numbers, Options::default()));
    let loader = DataLoader::from_dataset(TensorDataset::new(x, classes), 20).shuffle(true);
    let model = mlp(&[2, 2], &mut rng);
    let mut optimizer = SGD::new(model.parameters(), 0.5);
    for _ in 0..20 {
        for batch in loader.epoch(&mut rng) {
            train_step(&model, &mut optimizer, &Batch::from(batch)).expect("two classes");
        }
    }
    let (evaluation, logits) = evaluate_logits(&model, &loader).expect("two classes");
    assert!(evaluation.accuracy() > 0.97, "{}", evaluation.accuracy());
    assert_eq!(evaluation, evaluate(&model, &loader).expect("two classes"));
    assert_eq!(evaluation.truth, *loader.dataset().targets());
    assert_eq!(logits.evaluation().predictions, evaluation.predictions);
    assert!((logits.cross_entropy() - evaluation.loss).abs() < 1e-6);
}

/// y = 2x₁ − x₂, learned from rows with numbers as targets.
#[test]
fn rows_with_numbers_are_a_regression() {
    let mut rng = TorchRng::manual_seed(1);
    let numbers: Vec<f64> = rng.randn(128).into_iter().map(f64::from).collect();
    let y: Vec<f64> = numbers.chunks(2).map(|x| 2.0 * x[0] - x[1]).collect();
    let options = Options::default();
    let x = Tensor::new(Array::new(Shape::matrix(64, 2), &numbers, options));
    let y = Tensor::new(Array::new(Shape::matrix(64, 1), &y, options));
    let loader = DataLoader::from_dataset(TensorDataset::new(x, y), 16).shuffle(true);
    let model = Linear::new(2, 1, &mut rng);
    let mut optimizer = SGD::new(model.parameters(), 0.1);
    for _ in 0..50 {
        for (x, y) in loader.epoch(&mut rng) {
            optimizer.zero_grad();
            MSELoss::new().forward(&model.call(&x), &y).backward();
            optimizer.step();
        }
    }
    let weight = model.parameter("weight").expect("a layer has one").to_vec();
    assert!((weight[0] - 2.0).abs() < 1e-3 && (weight[1] + 1.0).abs() < 1e-3, "{weight:?}");
}

#[test]
#[should_panic(expected = "the parts [7, 4] have 11 items together, but there are 10")]
fn counts_must_add_up() {
    random_split(10, &[7, 4], &mut TorchRng::manual_seed(0));
}

#[test]
#[should_panic(expected = "shares must be between 0 and 1 and add up to 1")]
fn shares_must_add_up() {
    random_split(10, &[0.5, 0.6], &mut TorchRng::manual_seed(0));
}

#[test]
#[should_panic(expected = "shares must be between 0 and 1 and add up to 1")]
fn shares_must_not_be_negative() {
    random_split(10, &[-0.5, 1.5], &mut TorchRng::manual_seed(0));
}

#[test]
#[should_panic(expected = "no image 3: there are 3")]
fn a_subset_has_only_images_that_exist() {
    let _ = numbered(5, 1).subset(&[4, 0, 2]).subset(&[3]);
}

#[test]
#[should_panic(expected = "there are 3 rows and 2 targets")]
fn every_row_needs_a_target() {
    TensorDataset::new(Tensor::vector(&[1.0, 2.0, 3.0]), vec![0, 1]);
}
