//! Training steps and inference, of networks with the same initial parameters in every library.

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential},
    no_grad,
};
use engine::{Array, Device, Shape};
use mnist::{Batch, DataLoader, train_step};
use optimizers::{Adam, SGD};
use workloads::{Optimizer, numbers};

/// The networks whose training step is timed.
pub const STEPS: [&str; 4] = [
    "step/784-32-32-32-10/512/sgd",
    "step/784-32-64-128-64-10/512/sgd",
    "step/784-128-10/128/adam",
    "step/784-1024-1024-10/512/sgd",
];

/// The network whose inference is timed, on one image and on a batch.
pub const INFERENCES: [&str; 2] =
    ["inference/784-32-64-128-64-10/1", "inference/784-32-64-128-64-10/512"];

/// A multilayer perceptron with the parameters of [`numbers::layer`].
///
/// # Panics
///
/// If there are fewer than two sizes.
pub fn model(sizes: &[usize], device: Device) -> Sequential {
    let last = sizes.len() - 2;
    let pairs = sizes.windows(2).enumerate();
    pairs.fold(Sequential::new(), |net, (i, pair)| {
        let layer = u32::try_from(i).expect("a network has few layers");
        let (weight, bias) = numbers::layer(layer, pair[0], pair[1]);
        let weight = crate::matrix(&weight, pair[1], pair[0], device);
        let bias: Vec<f64> = bias.into_iter().map(f64::from).collect();
        let bias = Array::new(Shape::vector(pair[1]), &bias, crate::on(device));
        let net = net.push(Linear::from_parameters(Tensor::new(weight), Some(Tensor::new(bias))));
        if i == last { net } else { net.push(ReLU::new()) }
    })
}

/// The first `count` images and classes.
///
/// # Panics
///
/// If `count` is zero.
pub fn batch(count: usize, pixels: usize, device: Device) -> Batch {
    let (images, classes) = (numbers::images(count, pixels), numbers::classes(count));
    let loader = DataLoader::new(images, classes, pixels, count).options(crate::on(device));
    let order = loader.in_order();
    let batch = loader.batches(&order).next();
    batch.expect("a batch of at least one image")
}

/// A training step, which takes a factor for its learning rate and returns its loss.
///
/// # Panics
///
/// When it is run, if the network has fewer than ten outputs.
pub fn step(
    sizes: &[usize],
    count: usize,
    optimizer: Optimizer,
    device: Device,
) -> impl FnMut(f64) -> f64 + use<> {
    let model = model(sizes, device);
    let batch = batch(count, sizes[0], device);
    let mut optimizer: Box<dyn optimizers::Optimizer> = match optimizer {
        Optimizer::Sgd => Box::new(SGD::new(model.parameters(), 0.01).momentum(0.9)),
        Optimizer::Adam => Box::new(Adam::new(model.parameters(), 0.001)),
    };
    let lr = optimizer.lr();
    move |lr_factor| {
        optimizer.set_lr(lr * lr_factor);
        let step = train_step(&model, optimizer.as_mut(), &batch);
        step.expect("the network has an output for each of ten classes").loss
    }
}

/// The forward pass of a batch, without a graph.
pub fn inference(sizes: &[usize], count: usize, device: Device) -> impl Fn() -> Array + use<> {
    let model = model(sizes, device);
    let images = batch(count, sizes[0], device).images;
    move || no_grad(|| model.call(&images)).data()
}
