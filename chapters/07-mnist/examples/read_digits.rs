//! From images to a network that reads them: `cargo run --release -p mnist --example read_digits`.

use std::error::Error;

use autograd::nn::Module;
use data::{Dataset, Split};
use mnist::{DataLoader, evaluate, mlp, train_step};
use optimizers::SGD;
use random::TorchRng;

fn main() -> Result<(), Box<dyn Error>> {
    let train = loader(data::mnist::load(Split::Train)?).shuffle(true);
    let test = loader(data::mnist::load(Split::Test)?);
    let mut rng = TorchRng::manual_seed(0);
    let model = mlp(&[train.pixels(), 128, 10], &mut rng);
    let mut optimizer = SGD::new(model.parameters(), 0.05).momentum(0.9);
    println!("{model}\n");

    println!("before: {:.2} % of the test images are read correctly", percent(&model, &test)?);
    for batch in train.epoch(&mut rng) {
        train_step(&model, &mut optimizer, &batch)?;
    }
    println!("after one epoch: {:.2} %", percent(&model, &test)?);
    Ok(())
}

fn loader(set: Dataset) -> DataLoader {
    let pixels = set.height * set.width;
    DataLoader::new(set.images, set.labels, pixels, 128)
}

fn percent(model: &dyn Module, test: &DataLoader) -> Result<f64, losses::ClassError> {
    Ok(100.0 * evaluate(model, test)?.accuracy())
}
