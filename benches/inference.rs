//! Reading one image, and 512 of them, by a network of five layers; no graph is recorded.

use benches::{DEVICES, networks, on_all_threads, products};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use workloads::Workload;

mod settings;

fn inference(c: &mut Criterion) {
    for name in networks::INFERENCES {
        let Workload::Inference { sizes, batch } = products::workload(name) else {
            unreachable!("an inference")
        };
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Elements(batch as u64));
        for &device in DEVICES {
            group.bench_function(BenchmarkId::from_parameter(device), |b| {
                on_all_threads(|| {
                    let read = networks::inference(&sizes, batch, device);
                    b.iter(&read);
                });
            });
        }
    }
}

criterion_group! { name = benches; config = settings::criterion(); targets = inference }
criterion_main!(benches);
