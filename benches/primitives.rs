//! Each primitive of an engine, at a size that training meets: a batch of 512 with 128 features.

use benches::{DEVICES, on_all_threads};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use engine::{Array, Binary, Device, Shape, Unary};
use workloads::numbers;

mod settings;

const ROWS: usize = 512;
const COLS: usize = 128;

type Primitive = Box<dyn FnMut() -> Array + Send>;

/// The primitives by name, each on arrays of its own.
fn primitives(device: Device) -> Vec<(&'static str, Primitive)> {
    let x = benches::matrix(&numbers::factor(0, ROWS, COLS), ROWS, COLS, device);
    let y = benches::matrix(&numbers::factor(1, ROWS, COLS), ROWS, COLS, device);
    let weight = benches::matrix(&numbers::factor(1, COLS, COLS), COLS, COLS, device);
    let row = x.index_select(&[0]).reshape(Shape::vector(COLS));
    let column = x.sum(Some(1));
    let rows: Vec<usize> = (0..ROWS).map(|i| i * 7 % ROWS).collect();
    let columns: Vec<usize> = (0..ROWS).map(|i| i * 7 % COLS).collect();
    let taken = x.gather(&columns);
    let softmax = x.softmax(1);
    let mut sum = x.clone();
    sum.axpy_(1.0, &y);
    let mut list: Vec<(&'static str, Primitive)> = vec![];
    macro_rules! primitive {
        ($name:literal, [$($array:ident),*], $body:expr) => {{
            $(let $array = $array.clone();)*
            list.push(($name, Box::new(move || $body)));
        }};
    }
    primitive!("unary relu", [x], x.map(Unary::Relu));
    primitive!("unary exp", [x], x.map(Unary::Exp));
    primitive!("unary tanh", [x], x.map(Unary::Tanh));
    primitive!("binary add", [x, y], x.zip(Binary::Add, &y));
    primitive!("binary add a row", [x, row], x.zip(Binary::Add, &row));
    primitive!("binary relu backward", [x, y], x.zip(Binary::ReluBackward, &y));
    primitive!("matmul", [x, weight], x.matmul(&weight));
    primitive!("linear", [x, weight, row], x.linear(&weight, Some(&row)));
    primitive!("sum of all", [x], x.sum(None));
    primitive!("sum down the rows", [x], x.sum(Some(0)));
    primitive!("sum along the columns", [x], x.sum(Some(1)));
    primitive!("max along the columns", [x], x.max(Some(1)));
    primitive!("transpose", [x], x.transpose());
    primitive!("reshape", [x], x.reshape(Shape::matrix(COLS, ROWS)));
    primitive!(
        "expand",
        [column],
        column.reshape(Shape::matrix(ROWS, 1)).expand(Shape::matrix(ROWS, COLS))
    );
    primitive!("index_select", [x, rows], x.index_select(&rows));
    primitive!("index_add", [x, rows], x.index_add(&rows, ROWS));
    primitive!("gather", [x, columns], x.gather(&columns));
    primitive!("scatter", [taken, columns], taken.scatter(&columns, COLS));
    primitive!("cat of rows", [x, y], Array::cat(&[&x, &y], 0));
    primitive!("cat of columns", [x, y], Array::cat(&[&x, &y], 1));
    primitive!("log softmax", [x], x.log_softmax(1));
    primitive!("softmax", [x], x.softmax(1));
    primitive!("softmax backward", [x, softmax], x.softmax_backward(&softmax, 1));
    list.push((
        "axpy",
        Box::new(move || {
            sum.axpy_(1e-9, &y);
            sum.clone()
        }),
    ));
    list
}

fn all(c: &mut Criterion) {
    for &device in DEVICES {
        for (name, mut primitive) in primitives(device) {
            let mut group = c.benchmark_group(format!("primitive/{name}"));
            group.throughput(Throughput::Elements((ROWS * COLS) as u64));
            group.bench_function(BenchmarkId::from_parameter(device), |b| {
                on_all_threads(|| b.iter(&mut primitive));
            });
        }
    }
}

/// `argmax` returns no array, so it is not in the list.
fn argmax(c: &mut Criterion) {
    let mut group = c.benchmark_group("primitive/argmax");
    group.throughput(Throughput::Elements((ROWS * COLS) as u64));
    for &device in DEVICES {
        let x = benches::matrix(&numbers::factor(0, ROWS, COLS), ROWS, COLS, device);
        group.bench_function(BenchmarkId::from_parameter(device), |b| {
            on_all_threads(|| b.iter(|| x.argmax()));
        });
    }
}

criterion_group! {
    name = benches;
    config = settings::criterion().measurement_time(std::time::Duration::from_millis(400));
    targets = all, argmax
}
criterion_main!(benches);
