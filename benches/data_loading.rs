//! From files to batches: gathering and normalizing an epoch from bytes, the same beginning with
//! the files on disk, and an epoch of training with everything included.

use benches::{
    DEVICES,
    epoch::{self, Files},
    on_all_threads, products,
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use data::{Dataset, Split};
use engine::Device;
use mnist::{DataLoader, tutorial};
use random::TorchRng;
use std::{hint::black_box, time::Duration};
use workloads::Workload;

mod settings;

fn files() -> Dataset {
    data::mnist::load(Split::Train).expect("MNIST is part of the source tree")
}

fn loader(train: Dataset, device: Device) -> DataLoader {
    let pixels = train.height * train.width;
    DataLoader::new(train.images, train.labels, pixels, tutorial::BATCH_SIZE)
        .options(benches::on(device))
        .shuffle(true)
}

/// All batches of one epoch, in a random order.
fn gather(loader: &DataLoader, rng: &mut TorchRng) {
    for batch in loader.epoch(rng) {
        black_box(batch);
    }
}

fn data_loading(c: &mut Criterion) {
    let mut rng = TorchRng::manual_seed(0);
    let mut group = c.benchmark_group("data loading");
    let train = files();
    group.throughput(Throughput::Elements(train.labels.len() as u64));
    for &device in DEVICES {
        let loader = loader(train.clone(), device);
        group.bench_function(BenchmarkId::new("gather an epoch", device), |b| {
            on_all_threads(|| b.iter(|| gather(&loader, &mut rng)));
        });
    }
    group.bench_function("read the files", |b| b.iter(files));
    let unpacked = Files::unpacked().expect("a folder to unpack them in");
    group.bench_function("read the unpacked files", |b| b.iter(|| unpacked.read()));
    group.bench_function("read the files and gather an epoch", |b| {
        on_all_threads(|| b.iter(|| gather(&loader(files(), Device::default()), &mut rng)));
    });
    assert!(matches!(products::workload(epoch::EPOCH), Workload::Epoch { .. }));
    group.bench_function(epoch::EPOCH, |b| {
        on_all_threads(|| b.iter(|| epoch::from_files(&unpacked).expect("read before")));
    });
}

criterion_group! {
    name = benches;
    config = settings::criterion().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = data_loading
}
criterion_main!(benches);
