//! What is timed.

use autograd::nn::Module;
use engine::{Array, Device, Options, Shape};
use gpu::measured::{self, Bytes, Product, Step};
use mnist::{DataLoader, gradients, mlp, train::cross_entropy};
use optimizers::{Optimizer, SGD};
use random::TorchRng;

use super::clock::median;

/// Elements of an array that is transferred: 4 kB to 64 MB.
const MOVED: [usize; 8] = [1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24];
/// Elements of an array that a device streams through in its own memory, too large for its caches.
const STREAMED: [usize; 3] = [1 << 21, 1 << 22, 1 << 23];
/// Sides of square products.
const SQUARES: [usize; 8] = [16, 32, 64, 128, 256, 512, 1024, 2048];
/// Networks and batches.
const STEPS: [(&[usize], usize); 7] = [
    (&[784, 32, 32, 32, 10], 32),
    (&[784, 32, 32, 32, 10], 512),
    (&[784, 128, 10], 128),
    (&[784, 1024, 1024, 10], 32),
    (&[784, 1024, 1024, 10], 128),
    (&[784, 1024, 1024, 10], 512),
    (&[784, 1024, 1024, 10], 2048),
];

/// Everything there is to measure about a device.
pub fn all(device: Device, what: String) -> measured::Device {
    let on = Options { device, ..Options::default() };
    let (launch, round_trip) = calls(on);
    let remote = device.is_remote();
    let moved = |time: &dyn Fn(usize) -> f64| {
        let sizes = if remote { &MOVED[..] } else { &[] };
        sizes.iter().map(|&n| Bytes { bytes: 4 * n, seconds: time(n) }).collect()
    };
    measured::Device {
        name: device.name().to_owned(),
        what,
        remote,
        launch,
        round_trip,
        uploads: moved(&|n| upload(n, on)),
        downloads: moved(&|n| download(n, on)),
        streams: STREAMED.map(|n| stream(n, on)).to_vec(),
        products: SQUARES.map(|n| product(n, on)).to_vec(),
        steps: STEPS.map(|(sizes, batch)| step(sizes, batch, on)).to_vec(),
    }
}

/// The least work there is, y += x for a single element: queued in a row, and waited for each time.
fn calls(on: Options) -> (f64, f64) {
    let (x, mut y) = (Array::ones(Shape::vector(1), on), Array::zeros(Shape::vector(1), on));
    let launch = median(on.device, || y.axpy_(1.0, &x));
    let round_trip = median(on.device, || {
        y.axpy_(1.0, &x);
        y.item();
    });
    (launch, round_trip)
}

fn upload(n: usize, on: Options) -> f64 {
    let here = Array::ones(Shape::vector(n), Options::default());
    median(on.device, || drop(here.to_device(on.device)))
}

fn download(n: usize, on: Options) -> f64 {
    let there = Array::ones(Shape::vector(n), on);
    median(on.device, || drop(there.to_device(Device::default())))
}

/// y += x, which reads two arrays and writes one.
fn stream(n: usize, on: Options) -> Bytes {
    let (x, mut y) = (Array::ones(Shape::vector(n), on), Array::zeros(Shape::vector(n), on));
    Bytes { bytes: 3 * 4 * n, seconds: median(on.device, || y.axpy_(1.0, &x)) }
}

fn product(n: usize, on: Options) -> Product {
    let values = TorchRng::manual_seed(0).randn(2 * n * n);
    let values: Vec<f64> = values.into_iter().map(f64::from).collect();
    let shape = Shape::matrix(n, n);
    let here =
        |half: usize| Array::new(shape, &values[half * n * n..][..n * n], Options::default());
    let (a, b) = (here(0), here(1));
    let (a_there, b_there) = (a.to_device(on.device), b.to_device(on.device));
    Product {
        n,
        resident: median(on.device, || drop(a_there.matmul(&b_there))),
        carried: median(on.device, || {
            let product = a.to_device(on.device).matmul(&b.to_device(on.device));
            drop(product.to_device(Device::default()));
        }),
    }
}

/// Steps in a row, each with its own batch from bytes that are on the device already. No loss is
/// read.
fn step(sizes: &[usize], batch: usize, on: Options) -> Step {
    let count = 4 * batch;
    let images = (0..count * sizes[0]).map(|i| u8::try_from(i * 31 % 251).unwrap_or_default());
    let classes = (0..count).map(|i| u8::try_from(i % 10).unwrap_or_default());
    let loader = DataLoader::new(images.collect(), classes.collect(), sizes[0], batch).options(on);
    let order = loader.in_order();
    let model = mlp(sizes, &mut TorchRng::manual_seed(0));
    model.to_device(on.device);
    let mut optimizer = SGD::new(model.parameters(), 0.01).momentum(0.9);
    let mut rows = order.chunks(batch).cycle();
    let seconds = median(on.device, || {
        let rows = rows.next().unwrap_or_default();
        for batch in loader.batches(rows) {
            let pass = gradients(&model, &batch, cross_entropy);
            pass.expect("the networks have ten outputs for ten classes");
            optimizer.step();
        }
    });
    Step { sizes: sizes.to_vec(), batch, seconds }
}
