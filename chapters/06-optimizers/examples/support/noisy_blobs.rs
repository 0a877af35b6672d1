//! Three blobs, learned from small batches while the learning rate follows a schedule.

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential},
    no_grad,
};
use data::blobs::{Blobs, make_blobs};
use engine::{Array, Options, Shape};
use losses::CrossEntropyLoss;
use optimizers::{
    Optimizer, SGD,
    lr_scheduler::{
        CosineAnnealingLR, ExponentialLR, LRScheduler, LinearLR, OneCycleLR, SequentialLR, StepLR,
    },
};
use random::{NumpyRng, TorchRng};

/// How many points.
pub const POINTS: usize = 300;
/// Passes over all of them.
pub const EPOCHS: usize = 30;
/// The seeds of the first weights and of the order of the points.
pub const SEEDS: std::ops::RangeInclusive<u64> = 1..=10;

/// Starts a schedule for an optimizer that will take so many steps.
pub type Start = fn(&mut dyn Optimizer, usize) -> LRScheduler;

/// The schedules that the page compares, each stepped once per batch.
// ANCHOR: schedules
pub const SCHEDULES: [(&str, Start); 5] = [
    ("constant", |sgd, _| LRScheduler::new(sgd, ExponentialLR::new(1.0))),
    ("step", |sgd, steps| LRScheduler::new(sgd, StepLR::new(steps / 3).gamma(0.1))),
    ("cosine", |sgd, steps| LRScheduler::new(sgd, CosineAnnealingLR::new(steps))),
    ("warm-up, cosine", |sgd, steps| {
        let warm_up = LinearLR::new().start_factor(0.1).total_iters(steps / 10);
        let cosine = CosineAnnealingLR::new(steps - steps / 10);
        LRScheduler::new(sgd, SequentialLR::new(warm_up).then(steps / 10, cosine))
    }),
    ("one cycle", |sgd, steps| {
        let cycle = OneCycleLR::new(sgd.lr(), steps).cycle_momentum(false);
        LRScheduler::new(sgd, cycle)
    }),
];
// ANCHOR_END: schedules

/// What else there is to choose.
#[derive(Clone, Copy)]
pub struct Setup {
    /// The standard deviation of the points around their center.
    pub spread: f64,
    pub batch: usize,
    pub lr: f64,
    pub momentum: f64,
}

/// Blobs that overlap, and small batches.
pub const NOISY: Setup = Setup { spread: 1.5, batch: 10, lr: 0.5, momentum: 0.0 };
/// Blobs that don't overlap, and steps that are long for the beginning.
pub const LONG_STEPS: Setup = Setup { spread: 0.5, batch: 10, lr: 0.25, momentum: 0.9 };

/// A training: the rate of every step, and the loss on all points, first before the training and
/// then after each epoch.
pub struct Run {
    pub rates: Vec<f64>,
    pub losses: Vec<f64>,
    /// As often, how many of the ten hidden units are off for every point.
    pub dead: Vec<usize>,
}

impl Run {
    pub fn last(&self) -> f64 {
        self.losses[EPOCHS]
    }
}

/// The loss on these of the points.
fn loss(model: &Sequential, blobs: &Blobs, which: &[usize]) -> Tensor {
    let points: Vec<f64> =
        which.iter().flat_map(|&i| &blobs.points[2 * i..2 * i + 2]).copied().collect();
    let classes: Vec<usize> = which.iter().map(|&i| blobs.labels[i]).collect();
    let x = Tensor::new(Array::new(Shape::matrix(which.len(), 2), &points, Options::default()));
    let loss = CrossEntropyLoss::new().forward(&model.call(&x), &classes);
    loss.expect("three blobs, three outputs")
}

/// Trains a network with ten hidden units from that seed.
pub fn train(setup: Setup, start: Start, seed: u64) -> Run {
    let Setup { spread, batch, lr, momentum } = setup;
    let blobs = make_blobs(POINTS, 2, 3, spread, &mut NumpyRng::seed(0));
    let mut rng = TorchRng::manual_seed(seed);
    let hidden = Linear::new(2, 10, &mut rng);
    let model = Sequential::new().push(hidden).push(ReLU::new()).push(Linear::new(10, 3, &mut rng));
    let all: Vec<usize> = (0..POINTS).collect();
    let x = Tensor::new(Array::new(Shape::matrix(POINTS, 2), &blobs.points, Options::default()));
    let layers = model.children();
    let measure = |run: &mut Run| {
        run.losses.push(no_grad(|| loss(&model, &blobs, &all)).item());
        let hidden = no_grad(|| layers[1].1.call(&layers[0].1.call(&x))).to_vec();
        let off = |unit: usize| hidden.iter().skip(unit).step_by(10).all(|&y| y == 0.0);
        run.dead.push((0..10).filter(|&unit| off(unit)).count());
    };
    let mut run = Run { rates: vec![], losses: vec![], dead: vec![] };
    measure(&mut run);

    // ANCHOR: loop
    let mut sgd = SGD::new(model.parameters(), lr).momentum(momentum);
    let mut scheduler = start(&mut sgd, EPOCHS * POINTS.div_ceil(batch));
    for _ in 0..EPOCHS {
        for batch in rng.randperm(POINTS).chunks(batch) {
            run.rates.push(sgd.lr());
            sgd.zero_grad();
            loss(&model, &blobs, batch).backward();
            sgd.step();
            scheduler.step(&mut sgd);
        }
        measure(&mut run);
    }
    // ANCHOR_END: loop

    run
}

/// Trains once from each seed.
pub fn runs(setup: Setup, start: Start) -> Vec<Run> {
    SEEDS.map(|seed| train(setup, start, seed)).collect()
}

/// The mean and the standard deviation of the losses after the last epoch.
pub fn ends(runs: &[Run]) -> (f64, f64) {
    let n = runs.len() as f64;
    let mean = runs.iter().map(Run::last).sum::<f64>() / n;
    let square = runs.iter().map(|run| (run.last() - mean).powi(2)).sum::<f64>() / n;
    (mean, square.sqrt())
}
