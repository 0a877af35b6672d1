//! Elementwise functions of one array, or of two. [`crate::scalar`] has their definitions.

use af::Array;
use arrayfire as af;

use super::{
    lock::Lock,
    matrix::{Float, Matrix, dims, ready},
};
use crate::scalar::{Binary, Unary};

pub(super) fn unary<T: Float>(lock: &Lock, op: Unary, x: &Matrix<T>) -> Matrix<T> {
    x.map(lock, |x| apply(op, x))
}

pub(super) fn binary<T: Float>(lock: &Lock, op: Binary, a: &Matrix<T>, b: &Matrix<T>) -> Matrix<T> {
    let rows = if a.rows == 1 { b.rows } else { a.rows };
    let cols = if a.cols == 1 { b.cols } else { a.cols };
    match (a.array(), b.array()) {
        (Some(x), Some(y)) => {
            let (x, y) = (broadcast(x, rows, cols), broadcast(y, rows, cols));
            Matrix::new(lock, rows, cols, combine(op, &x, &y))
        }
        _ => Matrix::empty(rows, cols),
    }
}

// ANCHOR: axpy
/// `y += alpha * x`, evaluated at once. Otherwise the parameters and the state of an optimizer
/// would stay lazy expressions that grow with every step.
pub(super) fn axpy<T: Float>(lock: &Lock, alpha: f64, x: &Matrix<T>, y: &Matrix<T>) -> Matrix<T> {
    let Some(x) = x.array() else { return y.clone() };
    y.map(lock, |y| ready(y + x * af::constant(T::rounded(alpha), x.dims())))
}
// ANCHOR_END: axpy

/// Broadcasts dimensions of size 1. ArrayFire evaluates this lazily; nothing is copied.
pub(super) fn broadcast<T: Float>(x: &Array<T>, rows: usize, cols: usize) -> Array<T> {
    let size = x.dims();
    let times = |wanted: usize, found: u64| if found == 1 { wanted } else { 1 };
    match (times(rows, size[0]), times(cols, size[1])) {
        (1, 1) => x.clone(),
        (down, across) => af::tile(x, dims(down, across)),
    }
}

fn apply<T: Float>(op: Unary, x: &Array<T>) -> Array<T> {
    let number = |c: f64| af::constant(T::rounded(c), x.dims());
    let (above, below) = (|c| af::gt(x, &number(c), false), |c| af::lt(x, &number(c), false));
    match op {
        Unary::Neg => x * number(-1.0),
        Unary::Abs => af::abs(x),
        Unary::Sign => above(0.0).cast::<T>() - below(0.0).cast::<T>(),
        Unary::Exp => af::exp(x),
        Unary::Expm1 => af::expm1(x),
        Unary::Log => af::log(x),
        Unary::Log1p => af::log1p(x),
        Unary::Sqrt => af::sqrt(x),
        Unary::Pow(p) => power(x, p),
        Unary::AddScalar(c) => x + number(c),
        Unary::MulScalar(c) => x * number(c),
        Unary::Clamp(low, high) => {
            let at_most_high = af::selectl(high, &above(high), x);
            af::selectl(low, &below(low), &at_most_high)
        }
        Unary::Within(low, high) => above(low).cast::<T>() * below(high).cast::<T>(),
        Unary::Relu => af::selectl(0.0, &af::le(x, &number(0.0), false), x),
        Unary::Elu => af::select(x, &above(0.0), &af::expm1(x)),
        Unary::Softplus => {
            let large = af::selectr(x, &above(0.0), 0.0);
            large + af::log1p(&af::exp(&(af::abs(x) * number(-1.0))))
        }
        Unary::Softsign => x / (af::abs(x) + number(1.0)),
        Unary::Sigmoid => sigmoid(x),
        Unary::Tanh => af::tanh(x),
    }
}

fn power<T: Float>(x: &Array<T>, p: f64) -> Array<T> {
    match p {
        1.0 => x.clone(),
        2.0 => x * x,
        3.0 => x * x * x,
        0.5 => af::sqrt(x),
        -1.0 => af::constant(T::rounded(1.0), x.dims()) / x,
        _ => af::pow(x, &af::constant(T::rounded(p), x.dims()), false),
    }
}

fn sigmoid<T: Float>(x: &Array<T>) -> Array<T> {
    let number = |c: f64| af::constant(T::rounded(c), x.dims());
    number(1.0) / (number(1.0) + af::exp(&(x * number(-1.0))))
}

fn combine<T: Float>(op: Binary, a: &Array<T>, b: &Array<T>) -> Array<T> {
    let number = |c: f64| af::constant(T::rounded(c), a.dims());
    match op {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        // The result is NaN if either side is: b unless it is smaller or equal, and a if a is NaN.
        Binary::Maximum => {
            let larger = af::select(a, &af::le(b, a, false), b);
            af::select(a, &af::isnan(a), &larger)
        }
        Binary::Equal => af::eq(a, b, false).cast::<T>(),
        Binary::Greater => af::gt(a, b, false).cast::<T>(),
        Binary::ReluBackward => af::selectl(0.0, &af::le(b, &number(0.0), false), a),
        Binary::EluBackward => af::select(&(a * af::exp(b)), &af::le(b, &number(0.0), false), a),
        Binary::SoftplusBackward => a / (number(1.0) + af::exp(&(b * number(-1.0)))),
        Binary::SoftsignBackward => {
            let scale = number(1.0) + af::abs(b);
            a / (&scale * &scale)
        }
        Binary::SigmoidBackward => a * (b * (number(1.0) - b)),
        Binary::TanhBackward => a * (number(1.0) - b * b),
    }
}
