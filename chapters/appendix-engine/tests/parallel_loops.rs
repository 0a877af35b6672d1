//! Loops over large arrays are split into chunks, which several cores compute. The results must be
//! those of a single loop.

use engine::{Array, Binary, Bytes, DType, Device, Options, Shape, Unary, threads::with_threads};

/// Tall ones, wide ones, and some that cannot be split in half.
const SHAPES: [(usize, usize); 7] =
    [(512, 784), (512, 128), (193, 401), (32, 1009), (191, 193), (1, 70_001), (70_001, 1)];

/// Runs `check` in both precisions, on one thread and on several, with the elements 0, 1, 2, … in
/// every shape. They are small integers, so nothing is rounded, in any order of computation.
fn check(check: impl Fn(Array, &[f64]) + Sync) {
    for dtype in [DType::F32, DType::F64] {
        let options = Options { dtype, device: Device::Faer };
        for threads in [1, 3] {
            let all = || {
                for (rows, cols) in SHAPES {
                    let count: Vec<f64> = (0..rows * cols).map(|i| i as f64).collect();
                    check(Array::new(Shape::matrix(rows, cols), &count, options), &count);
                }
            };
            with_threads(threads, all).unwrap();
        }
    }
}

fn each(count: &[f64], f: impl Fn(f64) -> f64) -> Vec<f64> {
    count.iter().copied().map(f).collect()
}

#[test]
fn unary_functions() {
    check(|x, count| {
        assert_eq!(x.map(Unary::MulScalar(-2.0)).to_vec(), each(count, |i| -2.0 * i));
        let mut own = Array::new(x.shape(), count, x.options());
        own.map_(Unary::AddScalar(1.0));
        assert_eq!(own.to_vec(), each(count, |i| i + 1.0));
    });
}

#[test]
fn binary_functions() {
    check(|x, count| {
        let negative = x.neg();
        assert_eq!(x.zip(Binary::Sub, &negative).to_vec(), each(count, |i| 2.0 * i));
        let mut own = Array::new(x.shape(), count, x.options());
        own.zip_(Binary::Add, &x);
        assert_eq!(own.to_vec(), each(count, |i| 2.0 * i));
    });
}

#[test]
fn updates() {
    check(|x, count| {
        let mut y = x.clone();
        y.axpy_(2.0, &x);
        assert_eq!(y.to_vec(), each(count, |i| 3.0 * i));
        y.axpby_(-1.0, &x, 2.0);
        assert_eq!(y.to_vec(), each(count, |i| 5.0 * i));

        // Squares of larger ones would be rounded.
        let digits = Array::new(x.shape(), &each(count, |i| i % 10.0), x.options());
        y.add_squares_(1.0, &digits, 0.0);
        assert_eq!(y.to_vec(), each(count, |i| (i % 10.0).powi(2)));
        let ones = y.zip(Binary::Equal, &y);
        let mut z = x.clone();
        z.add_over_root_(2.0, &x, (1.0, &ones, 1.0));
        assert_eq!(z.to_vec(), each(count, |i| 2.0 * i));
    });
}

#[test]
fn column_sums() {
    check(|x, count| {
        // Sums of larger ones would be rounded.
        let digits = each(count, |i| i % 10.0);
        let cols = x.shape().cols();
        let sums: Vec<f64> = (0..cols).map(|j| digits.iter().skip(j).step_by(cols).sum()).collect();
        assert_eq!(Array::new(x.shape(), &digits, x.options()).sum(Some(0)).to_vec(), sums);
    });
}

#[test]
fn transposes() {
    check(|x, count| {
        let cols = x.shape().cols();
        let columns = (0..cols).flat_map(|j| count.iter().skip(j).step_by(cols));
        assert!(x.transpose().to_vec().iter().eq(columns));
    });
}

/// A gathered batch has the same rows as its images gathered one by one.
#[test]
fn batches() {
    let bytes: Vec<u8> = (0..=250).cycle().step_by(31).take(600 * 300).collect();
    let images = Bytes::new(bytes, 300);
    let order: Vec<usize> = (0..600).rev().collect();
    for dtype in [DType::F32, DType::F64] {
        let options = Options { dtype, device: Device::Faer };
        let all = images.gather(&order, 0.1307, 0.3081, options).to_vec();
        for (&i, numbers) in order.iter().zip(all.chunks(300)) {
            assert_eq!(images.gather(&[i], 0.1307, 0.3081, options).to_vec(), numbers);
        }
    }
}

#[test]
fn losses() {
    let classes: Vec<usize> = (0..1000).map(|i| i * 7 % 10).collect();
    let logits: Vec<f64> = (0..10_000).map(|i| f64::from(i * 37 % 101) / 10.0).collect();
    for dtype in [DType::F32, DType::F64] {
        let options = Options { dtype, device: Device::Faer };
        let row =
            |i: usize| Array::new(Shape::matrix(1, 10), &logits[10 * i..10 * i + 10], options);
        let all = Array::new(Shape::matrix(1000, 10), &logits, options);
        let (losses, q) = all.cross_entropy(&classes);
        let (losses, q) = (losses.to_vec(), q.to_vec());
        for (i, &class) in classes.iter().enumerate() {
            let (loss, alone) = row(i).cross_entropy(&[class]);
            assert_eq!(loss.item(), losses[i]);
            assert_eq!(alone.to_vec(), q[10 * i..10 * i + 10]);
        }
    }
}

/// A layer's output for one sample is the same as for a batch of copies of it.
#[test]
fn one_row() {
    for dtype in [DType::F32, DType::F64] {
        let options = Options { dtype, device: Device::Faer };
        for (inputs, outputs) in [(1, 1), (5, 43), (784, 32), (3, 2_000), (2_000, 3_001)] {
            let digits = |rows, cols, by| {
                let digits: Vec<f64> = (0..rows * cols).map(|i| (i * by % 11) as f64).collect();
                Array::new(Shape::matrix(rows, cols), &digits, options)
            };
            let (x, w) = (digits(1, inputs, 7), digits(outputs, inputs, 5));
            let bias = digits(1, outputs, 3).reshape(Shape::vector(outputs));
            let three = x.expand(Shape::matrix(3, inputs));
            let expected = three.linear(&w, Some(&bias)).to_vec();
            assert_eq!(x.linear(&w, Some(&bias)).to_vec(), expected[..outputs]);
            assert_eq!(x.matmul_nt(&w), x.matmul(&w.transpose()));
        }
    }
}

/// A running average of zeros reaches 0 instead of staying subnormal. An average of squares may
/// stay subnormal.
#[test]
fn running_averages_decay() {
    for dtype in [DType::F32, DType::F64] {
        let nothing = Array::vector(&[0.0; 3], Options { dtype, device: Device::Faer });
        let mut average = Array::vector(&[1.0, -1.0, f64::NAN], nothing.options());
        let mut squares = average.clone();
        for _ in 0..8000 {
            average.axpby_(1.0, &nothing, 0.9);
            squares.add_squares_(1.0, &nothing, 0.9);
        }
        assert_eq!(average.to_vec()[..2], [0.0, 0.0]);
        let smallest =
            if dtype == DType::F32 { f64::from(f32::MIN_POSITIVE) } else { f64::MIN_POSITIVE };
        assert!(squares.to_vec()[..2].iter().all(|square| square.abs() < smallest));
        for decayed in [average, squares] {
            assert!(decayed.to_vec()[2].is_nan(), "NaN must stay NaN");
        }
    }
}
