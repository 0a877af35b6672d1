//! One step of training, taken apart: `cargo run -p mnist --example one_step`.

use std::error::Error;

use autograd::nn::Module;
use data::Split;
use losses::CrossEntropyLoss;
use mnist::{DataLoader, mlp};
use optimizers::{Optimizer, SGD};
use random::TorchRng;

fn main() -> Result<(), Box<dyn Error>> {
    let set = data::mnist::load(Split::Train)?;
    let pixels = set.height * set.width;
    let loader = DataLoader::new(set.images, set.labels, pixels, 64).shuffle(true);
    let mut rng = TorchRng::manual_seed(0);
    let model = mlp(&[pixels, 32, 10], &mut rng);
    let mut optimizer = SGD::new(model.parameters(), 0.1);

    let batch = loader.epoch(&mut rng).next().ok_or("there are no images")?;
    println!("images    {}", batch.images.shape());
    let logits = model.call(&batch.images);
    println!("logits    {}", logits.shape());
    let loss = CrossEntropyLoss::new().forward(&logits, &batch.classes)?;
    println!("loss      {:.4}, where guessing costs ln 10 = {:.4}", loss.item(), 10f64.ln());

    loss.backward();
    println!("\nparameter shape     |gradient|");
    for (name, parameter) in model.named_parameters() {
        let grad = parameter.grad().ok_or("backward gives every parameter a gradient")?;
        let length = grad.to_vec().iter().map(|g| g * g).sum::<f64>().sqrt();
        println!("{name:<10}{:<12}{length:>8.4}", parameter.shape().to_string());
    }

    optimizer.step();
    let after = CrossEntropyLoss::new().forward(&model.call(&batch.images), &batch.classes)?;
    println!("\nthe same images after the step: {:.4}", after.item());
    Ok(())
}
