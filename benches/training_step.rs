//! One training step of four networks, by engine: zero the gradients, forward, loss, backward,
//! update, and read the loss.

use benches::{DEVICES, networks, on_all_threads, products};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use engine::Device;
use workloads::{TIMING_LR_FACTOR, Workload};

mod settings;

fn step(c: &mut Criterion) {
    for name in networks::STEPS {
        let Workload::Step { sizes, batch, optimizer } = products::workload(name) else {
            unreachable!("a step")
        };
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Elements(batch as u64));
        for &device in DEVICES {
            if device == Device::Nalgebra && sizes[1] > 1000 {
                continue;
            }
            group.bench_function(BenchmarkId::from_parameter(device), |b| {
                on_all_threads(|| {
                    let mut step = networks::step(&sizes, batch, optimizer, device);
                    b.iter(|| step(TIMING_LR_FACTOR));
                });
            });
        }
    }
}

criterion_group! { name = benches; config = settings::criterion(); targets = step }
criterion_main!(benches);
