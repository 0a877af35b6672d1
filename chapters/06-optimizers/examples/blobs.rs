//! Two classes of blobs, and two kinds of test: `cargo run -p optimizers --example blobs`.

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential, Sigmoid},
};
use data::blobs::{Blobs, make_blobs, make_blobs_around};
use engine::{Array, Options, Shape};
use losses::BCELoss;
use optimizers::{Optimizer, SGD};
use random::{NumpyRng, TorchRng};

/// Blob 0 is class 0, the others are class 1.
fn points(blobs: &Blobs) -> (Tensor, Tensor) {
    let n = blobs.labels.len();
    let target: Vec<f64> = blobs.labels.iter().map(|&blob| f64::from(blob != 0)).collect();
    let tensor = |cols, values: &[f64]| {
        Tensor::new(Array::new(Shape::matrix(n, cols), values, Options::default()))
    };
    (tensor(2, &blobs.points), tensor(1, &target))
}

fn main() {
    let mut numpy = NumpyRng::seed(0);
    let train = make_blobs(40, 2, 3, 1.5, &mut numpy);
    let same_centers = points(&make_blobs_around(10, &train.centers, 2, 1.5, &mut numpy));
    let new_centers = points(&make_blobs(10, 2, 3, 1.5, &mut NumpyRng::seed(2)));
    let train = points(&train);

    let mut torch = TorchRng::manual_seed(0);
    let model = Sequential::new()
        .push(Linear::new(2, 10, &mut torch))
        .push(ReLU::new())
        .push(Linear::new(10, 1, &mut torch))
        .push(Sigmoid::new());
    println!("{model}");
    println!("{} parameters", model.parameter_count());
    println!();

    let loss = |(x, y): &(Tensor, Tensor)| BCELoss::new().forward(&model.call(x), y);
    let mut optimizer = SGD::new(model.parameters(), 0.01);
    println!("epoch   train    test, same centers   test, new centers");
    for epoch in 0..=500 {
        if epoch % 50 == 0 {
            println!(
                "{epoch:>5}  {:.4}  {:>12.4}  {:>19.4}",
                loss(&train).item(),
                loss(&same_centers).item(),
                loss(&new_centers).item()
            );
        }
        optimizer.zero_grad();
        loss(&train).backward();
        optimizer.step();
    }
    println!();
    println!("Points around the same centers are the same problem, and their loss falls too.");
    println!("New centers are another problem: what was learned does not help there.");
}
