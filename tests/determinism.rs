//! The same seed gives the same bits: on every run, on any number of threads, in debug and release.
//!
//! Why this is worth a test: floating-point sums depend on the order of their terms. Share a sum
//! out among the cores there happen to be, or let an optimizing compiler rearrange it, and the last
//! bit changes; after a few thousand steps, so has the network.
//!
//! What holds where:
//!
//! - *Another run, or another number of threads:* the same bits, on every processor. The engine
//!   cuts a product into parts by its size alone, and sums within a part in a fixed order.
//! - *Debug and release:* the same bits. The compiler keeps the order that is written, and the
//!   products are compiled from the same source. The literal hashes below hold this: they are
//!   asserted in whichever profile the test is built.
//! - *Another processor:* not promised. faer, and nalgebra through `matrixmultiply`, choose their
//!   kernels by what the processor can do, and some of those choose by the size of its caches how
//!   many terms they sum at a time. A multiplication fused with its addition (FMA) rounds once, not
//!   twice. On x86-64 with AVX2 and FMA, though, the kernels that these products reach sum the same
//!   terms in the same order and round alike, with AVX-512 (where the literals were taken) and
//!   without (on an emulated Haswell and an emulated EPYC). There, and only there, the literals are
//!   asserted. A new version of one of these crates may change them.
//! - *Another operating system:* not promised either where a loss takes exponentials and
//!   logarithms, which come from the system's library. So the literals are those of squared
//!   errors, for which +, −, × and ÷ are enough.

use std::thread;

use autograd::{
    Tensor,
    nn::{Module, Sequential},
};
use data::Split;
use engine::{Array, DType, Device, Options, Shape, threads::with_threads};
use losses::MSELoss;
use mnist::{Batch, DataLoader, mlp, train_step};
use optimizers::{Optimizer, SGD};
use random::TorchRng;

/// One step along the gradient of some loss, and the loss.
type Step = fn(&Sequential, &mut SGD, &Batch) -> f64;

/// As the program learns.
fn cross_entropy(model: &Sequential, optimizer: &mut SGD, batch: &Batch) -> f64 {
    train_step(model, optimizer, batch).expect("ten classes").loss
}

/// The squared distance to 1 for the right class and 0 for the others.
fn squares(model: &Sequential, optimizer: &mut SGD, batch: &Batch) -> f64 {
    let one_hot: Vec<f64> = batch
        .classes
        .iter()
        .flat_map(|&class| (0..10).map(move |other| f64::from(other == class)))
        .collect();
    let shape = Shape::matrix(batch.classes.len(), 10);
    let target = Tensor::new(Array::new(shape, &one_hot, batch.images.data().options()));
    optimizer.zero_grad();
    let loss = MSELoss::new().forward(&model.call(&batch.images), &target);
    loss.backward();
    optimizer.step();
    loss.item()
}

/// FNV-1a, 64 bits: Fowler, Noll and Vo's hash, for its brevity.
struct Fnv(u64);

impl Fnv {
    fn add(&mut self, x: f64) {
        for byte in x.to_bits().to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// All bits of a short training: the loss of each of eight steps, and every parameter after them.
///
/// The layers are large enough for their products to be shared out.
fn train(options: Options, step: Step) -> u64 {
    let images = data::mnist::load(Split::Train).expect("MNIST is in the repository");
    let images = images.truncated(512);
    let loader = DataLoader::new(images.images, images.labels, 784, 128).options(options);
    let mut rng = TorchRng::manual_seed(0);
    let model = mlp(&[784, 128, 10], &mut rng);
    model.to_dtype(options.dtype);
    model.to_device(options.device);
    let mut optimizer = SGD::new(model.parameters(), 0.05).momentum(0.9);

    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    for _ in 0..2 {
        for batch in loader.batches(&rng.randperm(loader.len())) {
            hash.add(step(&model, &mut optimizer, &batch));
        }
    }
    model.parameters().iter().flat_map(Tensor::to_vec).for_each(|x| hash.add(x));
    hash.0
}

const ENGINES: [Options; 4] = [
    Options { dtype: DType::F32, device: Device::Faer },
    Options { dtype: DType::F64, device: Device::Faer },
    Options { dtype: DType::F32, device: Device::Nalgebra },
    Options { dtype: DType::F64, device: Device::Nalgebra },
];

#[test]
fn every_run_and_every_number_of_threads_gives_the_same_bits() {
    // Else this build has one thread, and all that follows would prove nothing.
    let pool = with_threads(2, || thread::current().id()).expect("two threads");
    assert_ne!(pool, thread::current().id(), "the engine is built without its feature `threads`");

    for options in ENGINES {
        let expected = train(options, cross_entropy);
        assert_eq!(train(options, cross_entropy), expected, "{options:?}: a second run");
        for count in [1, 2, 3, 8] {
            let found = with_threads(count, || train(options, cross_entropy)).expect("threads");
            assert_eq!(found, expected, "{options:?}: {count} threads");
        }
    }
}

#[test]
fn other_losses_precisions_and_engines_give_other_bits() {
    // A hash of too few numbers would be the same for these, and the other tests would prove nothing.
    let mut hashes: Vec<u64> = [cross_entropy as Step, squares]
        .into_iter()
        .flat_map(|step| ENGINES.map(|options| train(options, step)))
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 8);
}

/// Whether the literals below are for this processor.
fn known_processor() -> bool {
    #[cfg(target_arch = "x86_64")]
    return is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

#[test]
fn debug_and_release_give_the_same_bits() {
    let expected = [0x587284468577e6c9, 0xbb954e2c8b432797, 0x59e23af3278d8bf8, 0x5965aa32b4d32a6f];
    let found = ENGINES.map(|options| train(options, squares));
    if known_processor() {
        assert_eq!(found, expected, "{found:#018x?}");
    }
}
