//! Every registered operation on random shapes and values, empty matrices included.

use autograd::{
    Tensor,
    ops::{self, batch_norm::Moments, gelu::Approximate},
};
use engine::{Array, Binary, Options, Shape, Unary};
use proptest::prelude::*;
use random::NumpyRng;

use super::{TOLERANCE, check, deterministic, draw};

/// The inputs, and the function to differentiate.
type Trial = (Vec<Array>, Box<dyn Fn(&[Tensor]) -> Tensor>);

fn trial(inputs: impl Into<Vec<Array>>, f: impl Fn(&[Tensor]) -> Tensor + 'static) -> Trial {
    (inputs.into(), Box::new(f))
}

/// Random values away from the kinks, where there is no derivative to compare with.
fn draw_away_from(kinks: &[f64], shape: Shape, rng: &mut NumpyRng) -> Array {
    let one = || loop {
        let x = rng.uniform(-2.0, 2.0);
        if kinks.iter().all(|kink| (x - kink).abs() > 1e-3) {
            return x;
        }
    };
    let values: Vec<f64> = std::iter::repeat_with(one).take(shape.len()).collect();
    Array::new(shape, &values, engine::Options::f64())
}

/// The shape (n, m), or one that broadcasts to it.
fn broadcastable(n: usize, m: usize, kind: usize) -> Shape {
    match kind {
        0 => Shape::scalar(),
        1 => Shape::vector(m),
        2 => Shape::matrix(1, m),
        3 => Shape::matrix(n, 1),
        4 => Shape::matrix(1, 1),
        _ => Shape::matrix(n, m),
    }
}

/// The trials of an operation, with random shapes and values.
#[expect(clippy::too_many_lines, reason = "one or two lines for each operation")]
fn trials(name: &str, (n, k, m): (usize, usize, usize), rng: &mut NumpyRng) -> Vec<Trial> {
    let table = Shape::matrix(n, m);
    let any = |shape, rng: &mut NumpyRng| draw(shape, -2.0, 2.0, rng);
    let choose = |most: usize, rng: &mut NumpyRng| rng.permutation(most)[0];
    // One operand: a matrix, a vector, or a scalar.
    let one = match choose(4, rng) {
        0 => Shape::vector(m),
        1 => Shape::scalar(),
        _ => table,
    };
    let number = |value| Array::scalar(value, Options::f64());
    let pair = [broadcastable(n, m, choose(7, rng)), broadcastable(n, m, choose(7, rng))];
    match name {
        "add" | "sub" | "mul" | "div" => {
            let f: fn(&[Tensor]) -> Tensor = match name {
                "add" => |x| &x[0] + &x[1],
                "sub" => |x| &x[0] - &x[1],
                "mul" => |x| &x[0] * &x[1],
                _ => |x| &x[0] / &x[1],
            };
            vec![trial([any(pair[0], rng), draw(pair[1], 0.5, 2.0, rng)], f)]
        }
        "layer_norm" => {
            let feature = Shape::vector(m.max(1));
            let x = if one == Shape::scalar() { feature } else { Shape::matrix(n, m.max(1)) };
            vec![
                trial([any(x, rng), any(feature, rng), any(feature, rng)], |x| {
                    x[0].layer_norm(Some(&x[1]), Some(&x[2]), 0.5)
                }),
                trial([any(x, rng), any(feature, rng)], |x| {
                    x[0].layer_norm(Some(&x[1]), None, 0.5)
                }),
                trial([any(x, rng)], |x| x[0].layer_norm(None, None, 0.5)),
            ]
        }
        "batch_norm" => {
            let (feature, x) = (Shape::vector(m), Shape::matrix(if n == 1 { 2 } else { n }, m));
            let mean = any(feature, rng);
            let given = Moments { mean, variance: draw(feature, 0.1, 2.0, rng) };
            vec![
                trial([any(x, rng), any(feature, rng), any(feature, rng)], |x| {
                    x[0].batch_norm(Some(&x[1]), Some(&x[2]), 0.5)
                }),
                trial([any(x, rng)], |x| x[0].batch_norm(None, None, 0.5)),
                trial([any(table, rng), any(feature, rng)], move |x| {
                    x[0].batch_norm_with(&given, None, Some(&x[1]), 0.5)
                }),
            ]
        }
        "neg" => vec![trial([any(one, rng)], |x| -&x[0])],
        "pow" => vec![
            trial([any(one, rng)], |x| x[0].pow(2.0)),
            trial([any(one, rng)], |x| x[0].pow(3.0)),
            trial([any(one, rng)], |x| x[0].pow(0.0)),
            trial([draw(one, 0.5, 2.0, rng)], |x| x[0].pow(-1.3)),
            trial([draw(one, 0.5, 2.0, rng)], |x| x[0].pow(0.5)),
        ],
        "exp" => vec![trial([any(one, rng)], |x| x[0].exp())],
        "log" => vec![trial([draw(one, 0.2, 3.0, rng)], |x| x[0].log())],
        "sqrt" => vec![trial([draw(one, 0.2, 3.0, rng)], |x| x[0].sqrt())],
        "abs" => vec![trial([draw_away_from(&[0.0], one, rng)], |x| x[0].abs())],
        "clamp" => {
            let x = draw_away_from(&[-1.0, 0.5], one, rng);
            vec![
                trial([x.clone()], |x| x[0].clamp(-1.0, 0.5)),
                trial([x], |x| x[0].clamp(f64::NEG_INFINITY, 0.5)),
            ]
        }
        "maximum" | "minimum" => {
            // Apart by 0.1 at least, since at a tie there is no derivative.
            let (a, b) = (any(pair[0], rng), any(pair[1], rng));
            let apart = a.sub(&b).map(Unary::Abs).zip(Binary::Greater, &number(0.1)).sum(None);
            let shape = pair[0].broadcast(pair[1]).expect("they fit");
            if apart.item() < shape.len() as f64 {
                return Vec::new();
            }
            let f: fn(&[Tensor]) -> Tensor = match name {
                "maximum" => |x| x[0].maximum(&x[1]),
                _ => |x| x[0].minimum(&x[1]),
            };
            vec![trial([a, b], f)]
        }
        "where_" => {
            let condition = any(broadcastable(n, m, choose(7, rng)), rng).gt(0.0);
            let condition = Tensor::new(condition);
            let mask = condition.clone();
            vec![
                trial([any(pair[0], rng), any(pair[1], rng)], move |x| {
                    Tensor::where_(&condition, &x[0], &x[1])
                }),
                trial([any(pair[0], rng)], move |x| x[0].masked_fill(&mask, 0.5)),
            ]
        }
        "matmul" => {
            let (a, b) = (any(Shape::matrix(n, k), rng), any(Shape::matrix(k, m), rng));
            vec![
                trial([a.clone(), b.clone()], |x| x[0].matmul(&x[1])),
                trial([a.clone(), b.clone()], |x| x[1].t().matmul(&x[0].t())),
                trial([a, any(Shape::vector(k), rng)], |x| x[0].matmul(&x[1])),
                trial([any(Shape::vector(k), rng), b], |x| x[0].matmul(&x[1])),
                trial([any(Shape::vector(k), rng), any(Shape::vector(k), rng)], |x| {
                    x[0].matmul(&x[1])
                }),
            ]
        }
        "transpose" => vec![trial([any(one, rng)], |x| x[0].t())],
        "linear" => {
            let (w, b) = (any(Shape::matrix(m, k), rng), any(Shape::vector(m), rng));
            let (batch, sample) = (any(Shape::matrix(n, k), rng), any(Shape::vector(k), rng));
            vec![
                trial([batch.clone(), w.clone(), b.clone()], |x| x[0].linear(&x[1], Some(&x[2]))),
                trial([batch, w.clone()], |x| x[0].linear(&x[1], None)),
                trial([sample, w, b], |x| x[0].linear(&x[1], Some(&x[2]))),
            ]
        }
        "sum" => vec![
            trial([any(one, rng)], |x| x[0].sum()),
            trial([any(table, rng)], |x| x[0].sum_dim(0)),
            trial([any(table, rng)], |x| x[0].sum_dim(1)),
            trial([any(one, rng)], |x| x[0].sum_dim(-1)),
        ],
        "mean" => vec![
            trial([any(one, rng)], |x| x[0].mean()),
            trial([any(table, rng)], |x| x[0].mean_dim(0)),
            trial([any(table, rng)], |x| x[0].mean_dim(1)),
            trial([any(one, rng)], |x| x[0].mean_dim(-1)),
        ],
        "max" if table.is_empty() => Vec::new(), // there is no largest of nothing
        "max" => {
            // A maximum has a derivative only where no two numbers tie: steps of 0.1, in any order.
            let steps = rng.permutation(table.len());
            let values: Vec<f64> = steps.iter().map(|&i| 0.1 * i as f64).collect();
            let x = Array::new(table, &values, engine::Options::f64());
            vec![
                trial([x.clone()], |x| x[0].max()),
                trial([x.clone()], |x| x[0].amax(0)),
                trial([x], |x| x[0].amax(1)),
            ]
        }
        "relu" => vec![trial([draw_away_from(&[0.0], one, rng)], |x| x[0].relu())],
        // The derivative is continuous at 0, but has a kink.
        "elu" => vec![trial([draw_away_from(&[0.0], one, rng)], |x| x[0].elu())],
        "softplus" => vec![trial([any(one, rng)], |x| x[0].softplus())],
        "softsign" => vec![trial([draw_away_from(&[0.0], one, rng)], |x| x[0].softsign())],
        "leaky_relu" => vec![trial([draw_away_from(&[0.0], one, rng)], |x| x[0].leaky_relu(0.2))],
        "gelu" => vec![
            trial([any(one, rng)], |x| x[0].gelu(Approximate::None)),
            trial([any(one, rng)], |x| x[0].gelu(Approximate::Tanh)),
        ],
        "silu" => vec![trial([any(one, rng)], |x| x[0].silu())],
        "sigmoid" => vec![trial([any(one, rng)], |x| x[0].sigmoid())],
        "tanh" => vec![trial([any(one, rng)], |x| x[0].tanh())],
        "softmax" => vec![
            trial([any(one, rng)], |x| x[0].softmax(-1)),
            trial([any(table, rng)], |x| x[0].softmax(0)),
        ],
        "log_softmax" => vec![
            trial([any(one, rng)], |x| x[0].log_softmax(-1)),
            trial([any(table, rng)], |x| x[0].log_softmax(0)),
        ],
        "reshape" => vec![
            trial([any(table, rng)], move |x| x[0].reshape(Shape::matrix(m, n))),
            trial([any(table, rng)], move |x| x[0].reshape(Shape::vector(n * m))),
        ],
        "expand" => vec![trial([any(pair[0], rng)], move |x| x[0].expand(table))],
        "index_select" => {
            let rows = if n == 0 { 0 } else { 7 };
            let indices: Vec<usize> = (0..rows).map(|_| choose(n, rng)).collect();
            let places = indices.clone();
            vec![
                trial([any(table, rng)], move |x| x[0].index_select(&indices)),
                trial([any(Shape::vector(n), rng)], move |x| x[0].index_select(&places)),
            ]
        }
        "gather" if m == 0 => Vec::new(), // a row of nothing has nothing to choose
        "gather" => {
            let columns: Vec<usize> = (0..n).map(|_| choose(m, rng)).collect();
            vec![trial([any(table, rng)], move |x| x[0].gather(&columns))]
        }
        "narrow" => {
            let (start, length) = (choose(n + 1, rng), choose(m + 1, rng));
            let mut trials = vec![
                trial([any(table, rng)], move |x| x[0].narrow(0, start, n - start)),
                trial([any(table, rng)], move |x| x[0].narrow(1, 0, length)),
                trial([any(Shape::vector(m), rng)], move |x| x[0].narrow(0, m - length, length)),
            ];
            if n > 0 && m > 0 {
                trials.push(trial([any(table, rng)], move |x| {
                    x[0].select(1, m - 1).select(0, n - 1)
                }));
            }
            trials
        }
        "cat" => {
            let (below, beside) = (Shape::matrix(k, m), Shape::matrix(n, k));
            let vector = Shape::vector(m);
            vec![
                trial([any(table, rng), any(below, rng)], |x| {
                    Tensor::cat(&[&x[1], &x[0], &x[1]], 0)
                }),
                trial([any(table, rng), any(beside, rng)], |x| Tensor::cat(&[&x[0], &x[1]], -1)),
                trial([any(vector, rng), any(Shape::vector(k), rng)], |x| {
                    Tensor::cat(&[&x[0], &x[1]], 0)
                }),
                trial([any(vector, rng), any(vector, rng)], |x| Tensor::stack(&[&x[0], &x[1]], 1)),
            ]
        }
        other => panic!("{other} is never tried on random shapes: add it here"),
    }
}

proptest! {
    #![proptest_config(deterministic(256))]

    #[test]
    fn every_operation_on_any_shape(
        sizes in (0..5_usize, 0..5_usize, 0..5_usize),
        seed: u32,
    ) {
        let rng = &mut NumpyRng::seed(seed);
        for entry in ops::registry() {
            for (number, (inputs, f)) in trials(entry.name, sizes, rng).into_iter().enumerate() {
                check(f, &inputs, TOLERANCE).map_err(|error| {
                    TestCaseError::fail(format!("{}, trial {number}: {error}", entry.name))
                })?;
            }
        }
    }
}
