//! The same training step with autograd and by hand: a small network, where everything but the
//! products counts, and a large one, where the products do.

use benches::{by_hand, networks, on_all_threads, products};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use engine::Device;
use workloads::{TIMING_LR_FACTOR, Workload};

mod settings;

fn overhead(c: &mut Criterion) {
    for name in ["step/784-32-32-32-10/512/sgd", "step/784-1024-1024-10/512/sgd"] {
        let Workload::Step { sizes, batch, optimizer } = products::workload(name) else {
            unreachable!("a step")
        };
        let mut group = c.benchmark_group(format!("autograd overhead/{name}"));
        group.throughput(Throughput::Elements(batch as u64));
        group.bench_function("autograd", |b| {
            on_all_threads(|| {
                let mut step = networks::step(&sizes, batch, optimizer, Device::default());
                b.iter(|| step(TIMING_LR_FACTOR));
            });
        });
        group.bench_function("by hand", |b| {
            let mut step = by_hand::Step::new(&sizes, batch);
            on_all_threads(|| b.iter(|| step.run(TIMING_LR_FACTOR)));
        });
    }
}

criterion_group! { name = benches; config = settings::criterion(); targets = overhead }
criterion_main!(benches);
