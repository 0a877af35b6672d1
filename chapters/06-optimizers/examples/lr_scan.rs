//! Finding a learning rate by trying them all: `cargo run -p optimizers --example lr_scan`.

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential},
};
use data::blobs::make_blobs;
use engine::{Array, Options, Shape};
use losses::CrossEntropyLoss;
use optimizers::{Optimizer, SGD, lr_scan};
use random::{NumpyRng, TorchRng};

fn main() {
    let blobs = make_blobs(90, 2, 3, 1.5, &mut NumpyRng::seed(0));
    let x = Tensor::new(Array::new(Shape::matrix(90, 2), &blobs.points, Options::default()));
    let mut rng = TorchRng::manual_seed(0);
    let model = Sequential::new()
        .push(Linear::new(2, 10, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(10, 3, &mut rng));
    let loss = || {
        let loss = CrossEntropyLoss::new().forward(&model.call(&x), &blobs.labels);
        loss.expect("three blobs, three outputs")
    };

    let mut optimizer = SGD::new(model.parameters(), 0.001);
    let steps = 49;
    let scan = lr_scan(&model, &mut optimizer, (1e-4, 100.0), steps, loss);
    println!("     rate      loss");
    for (rate, loss) in scan.rates.iter().zip(&scan.losses) {
        let length = (1..=60).filter(|&i| f64::from(i) <= 40.0 * loss / scan.losses[0]).count();
        println!("{rate:>9.5} {loss:>9.4}  {}", "#".repeat(length));
    }
    println!();
    println!("The scan ended after {} of {steps} steps.", scan.rates.len());

    println!();
    println!("loss after 100 steps, from {:.4}:", scan.losses[0]);
    let start = model.state_dict();
    let recommended = scan.recommended().expect("the first losses are finite");
    let rates = [
        ("as before", 0.001),
        ("recommended", recommended),
        ("ten times that", 10.0 * recommended),
    ];
    for (what, lr) in rates {
        model.load_state_dict(&start).expect("the network's own numbers");
        optimizer.set_lr(lr);
        for _ in 0..100 {
            optimizer.zero_grad();
            loss().backward();
            optimizer.step();
        }
        println!("  lr = {lr:>7.4}  {:.4}  ({what})", loss().item());
    }
}
