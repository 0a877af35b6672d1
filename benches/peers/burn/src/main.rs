//! The workloads in burn, on `flex`, its own CPU backend: gemm, SIMD and rayon, all in Rust.

use burn::{
    module::{Module, Param},
    nn::{Linear, loss::CrossEntropyLossConfig},
    optim::{AdamConfig, GradientsParams, ModuleOptimizer, SgdConfig, momentum::MomentumConfig},
    tensor::{Device, Int, Tensor, TensorData, activation::relu},
};
use workloads::{Optimizer, Prepared, Transposition, Workload, numbers};

fn main() -> std::io::Result<()> {
    let setting = match workloads::threads() {
        1 => "flex, 1 thread".to_owned(),
        threads => format!("flex, {threads} threads"),
    };
    let names: Vec<String> = std::env::args().skip(1).collect();
    workloads::serve(["burn", &setting, "0.22.1"], &names, |workload| {
        Ok(match workload {
            &Workload::Product { transposition, m, k, n } => product(transposition, m, k, n),
            Workload::Step { sizes, batch, optimizer } => step(sizes, *batch, *optimizer),
            Workload::Inference { sizes, batch } => inference(sizes, *batch),
            _ => return Err("not tried with burn".to_owned()),
        })
    })
}

fn matrix(values: Vec<f32>, rows: usize, cols: usize, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, [rows, cols]), device)
}

fn size(tensor: Tensor<2>) -> f64 {
    numbers::mean_abs(&tensor.into_data().try_to_vec::<f32>().expect("single precision"))
}

fn product(transposition: Transposition, m: usize, k: usize, n: usize) -> Prepared {
    let device = Device::flex();
    let factor =
        |which, rows, cols| matrix(numbers::factor(which, rows, cols), rows, cols, &device);
    let a = if transposition == Transposition::TN {
        factor(0, k, m).transpose()
    } else {
        factor(0, m, k)
    };
    let b = if transposition == Transposition::NT {
        factor(1, n, k).transpose()
    } else {
        factor(1, k, n)
    };
    let check = size(a.clone().matmul(b.clone()));
    Prepared::new(check, move || _ = std::hint::black_box(a.clone().matmul(b.clone())))
}

#[derive(Module, Debug)]
struct Mlp {
    layers: Vec<Linear>,
}

impl Mlp {
    /// burn keeps weights as (in, out).
    fn new(sizes: &[usize], device: &Device) -> Self {
        let pairs = (0..).zip(sizes.windows(2));
        let layers = pairs.map(|(layer, pair)| {
            let (weight, bias) = numbers::layer(layer, pair[0], pair[1]);
            let weight = matrix(weight, pair[1], pair[0], &device.clone().inner()).transpose();
            // Stored anew in the order in which burn keeps them.
            let weight = Tensor::from_data(weight.into_data(), device);
            let bias = Tensor::from_data(TensorData::new(bias, [pair[1]]), device);
            Linear { weight: Param::from_tensor(weight), bias: Some(Param::from_tensor(bias)) }
        });
        Self { layers: layers.collect() }
    }

    fn forward(&self, images: Tensor<2>) -> Tensor<2> {
        let (last, hidden) = self.layers.split_last().expect("at least one layer");
        let x = hidden.iter().fold(images, |x, layer| relu(layer.forward(x)));
        last.forward(x)
    }
}

fn inference(sizes: &[usize], batch: usize) -> Prepared {
    let device = Device::flex();
    let model = Mlp::new(sizes, &device);
    let images = matrix(numbers::normalized(batch, sizes[0]), batch, sizes[0], &device);
    let check = size(model.forward(images.clone()));
    Prepared::new(check, move || _ = std::hint::black_box(model.forward(images.clone())))
}

fn step(sizes: &[usize], batch: usize, optimizer: Optimizer) -> Prepared {
    let device = Device::flex().autodiff();
    let mut model = Some(Mlp::new(sizes, &device));
    let images = matrix(numbers::normalized(batch, sizes[0]), batch, sizes[0], &device);
    let classes: Vec<i64> = numbers::classes(batch).into_iter().map(i64::from).collect();
    let classes = Tensor::<1, Int>::from_data(TensorData::new(classes, [batch]), &device);
    let cross_entropy = CrossEntropyLossConfig::new().init(&device);
    let (mut optimizer, lr): (ModuleOptimizer, f64) = match optimizer {
        Optimizer::Sgd => {
            let momentum = MomentumConfig::new().with_momentum(0.9).with_dampening(0.0);
            (SgdConfig::new().with_momentum(Some(momentum)).init(), 0.01)
        }
        Optimizer::Adam => (AdamConfig::new().with_epsilon(1e-8).init(), 0.001),
    };
    Prepared::step(move |lr_factor| {
        let old = model.take().expect("put back after each step");
        let loss = cross_entropy.forward(old.forward(images.clone()), classes.clone());
        let grads = GradientsParams::from_grads(loss.backward(), &old);
        model = Some(optimizer.step(lr * lr_factor, old, grads));
        f64::from(loss.into_scalar::<f32>())
    })
}
