//! Matrix products by size and engine, and by faer alone with one thread and with all.

use std::hint::black_box;

use benches::{DEVICES, on_all_threads, products};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use engine::{Device, threads::with_threads};
use workloads::Workload;

mod settings;

/// nalgebra is the reference, not the fast path: beyond this many multiplications it only takes
/// time.
const ENOUGH_FOR_NALGEBRA: usize = 512 * 512 * 512;

fn matmul(c: &mut Criterion) {
    for name in products::PRODUCTS {
        let workload = products::workload(name);
        let Workload::Product { transposition, m, k, n } = workload else {
            unreachable!("a product")
        };
        let multiplications = m * k * n;
        if settings::only_tried() && multiplications > ENOUGH_FOR_NALGEBRA {
            continue;
        }
        let mut group = c.benchmark_group(name);
        // A multiplication and an addition each: criterion prints them as elements per second.
        group.throughput(Throughput::Elements(2 * multiplications as u64));
        for &device in DEVICES {
            if device == Device::Nalgebra && multiplications > ENOUGH_FOR_NALGEBRA {
                continue;
            }
            group.bench_function(BenchmarkId::from_parameter(device), |b| {
                let product = products::on_device(transposition, m, k, n, device);
                on_all_threads(|| b.iter(&product));
            });
        }
        for threads in settings::one_and_all() {
            group.bench_function(format!("faer alone, {threads} threads"), |b| {
                let par = products::faers_threads(threads);
                let mut product = products::ByFaer::new(transposition, m, k, n, par);
                with_threads(threads, || b.iter(|| _ = black_box(product.multiply())))
                    .expect("threads start");
            });
        }
    }
}

criterion_group! { name = benches; config = settings::criterion(); targets = matmul }
criterion_main!(benches);
