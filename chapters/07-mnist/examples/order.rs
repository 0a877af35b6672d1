//! The same images in another order, or at another scale: `cargo run -p mnist --example order`.

#[path = "support/sets.rs"]
mod sets;

use std::error::Error;

use autograd::nn::Module;
use mnist::{
    Batch, DataLoader, evaluate,
    loader::{MEAN, STD},
    mlp, train_step,
};
use optimizers::SGD;
use random::TorchRng;

fn main() -> Result<(), Box<dyn Error>> {
    let (train, test) = sets::loaders(20_000)?;
    let shuffled = TorchRng::manual_seed(1).randperm(train.len());
    let mut by_class = train.in_order();
    by_class.sort_by_key(|&i| train.classes()[i]);

    println!("One epoch over 20,000 images; {} test images read afterwards.", test.len());
    println!();
    println!("                         loss in the last batch   test images read");
    row("shuffled", &train, &test, &shuffled, false)?;
    row("as in the file", &train, &test, &train.in_order(), false)?;
    row("sorted by class", &train, &test, &by_class, false)?;
    row("shuffled, bytes as they are", &train, &test, &shuffled, true)?;
    Ok(())
}

fn row(
    name: &str,
    train: &DataLoader,
    test: &DataLoader,
    order: &[usize],
    raw: bool,
) -> Result<(), Box<dyn Error>> {
    let model = mlp(&[train.pixels(), 32, 10], &mut TorchRng::manual_seed(0));
    let mut optimizer = SGD::new(model.parameters(), 0.05).momentum(0.9);
    // Back from mean 0 and deviation 1 to the bytes of the file.
    let bytes = |batch: Batch| Batch { images: (batch.images * STD + MEAN) * 255.0, ..batch };
    let seen = |batch: Batch| if raw { bytes(batch) } else { batch };
    let mut last = f64::NAN;
    for batch in train.batches(order) {
        last = train_step(&model, &mut optimizer, &seen(batch))?.loss;
    }
    let mut correct = 0;
    for batch in test.batches(&test.in_order()) {
        let batch = seen(batch);
        let read = autograd::no_grad(|| model.call(&batch.images)).data().argmax();
        correct += read.iter().zip(&batch.classes).filter(|(read, class)| read == class).count();
    }
    debug_assert!(raw || correct as u64 == evaluate(&model, test)?.correct());
    println!("{name:<28}{last:>19.4}{:>17.1} %", 100.0 * correct as f64 / test.len() as f64);
    Ok(())
}
