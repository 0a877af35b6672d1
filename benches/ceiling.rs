//! What the machine can do at all: multiply-adds, and reading and copying memory, with one thread
//! and with all.

use benches::ceiling;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use engine::threads::with_threads;
use std::hint::black_box;
use workloads::Workload;

mod settings;

fn multiply_adds(c: &mut Criterion) {
    let mut group = c.benchmark_group("ceiling/fma");
    for threads in settings::one_and_all() {
        // Two operations each: criterion prints them as elements per second.
        group.throughput(Throughput::Elements((2 * Workload::MULTIPLY_ADDS * threads) as u64));
        group.bench_function(format!("{threads} threads"), |b| {
            with_threads(threads, || b.iter(ceiling::multiply_adds)).expect("threads start");
        });
    }
}

fn memory(c: &mut Criterion) {
    let bytes = settings::or_less(Workload::MEMORY);
    let from = ceiling::memory(bytes);
    let mut to = ceiling::memory(bytes / 2);
    let mut group = c.benchmark_group("ceiling/memory");
    group.throughput(Throughput::Bytes(bytes as u64));
    for threads in settings::one_and_all() {
        group.bench_function(format!("read, {threads} threads"), |b| {
            with_threads(threads, || b.iter(|| ceiling::read(&from))).expect("threads start");
        });
        group.bench_function(format!("copy, {threads} threads"), |b| {
            let mut copy = || ceiling::copy(&from[..to.len()], black_box(&mut to));
            with_threads(threads, || b.iter(&mut copy)).expect("threads start");
        });
    }
}

criterion_group! { name = benches; config = settings::criterion(); targets = multiply_adds, memory }
criterion_main!(benches);
