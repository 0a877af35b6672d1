//! Every operation against PyTorch: values and gradients, in both precisions, on random inputs
//! and on the edges where formulas break.
//!
//! The numbers are in `reference/operations.json`; the README beside it says how they were made.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use autograd::{Tensor, ops};
use engine::{Array, DType, Device, Options, Shape};
use serde_json::Value;

/// How far a number may be from PyTorch's, relative to 1 + its size: some ten roundings.
fn tolerance(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => 1e-6,
        DType::F64 => 1e-13,
    }
}

fn reference() -> Value {
    let text = include_str!("reference/operations.json");
    serde_json::from_str(text).expect("the reference is JSON")
}

/// One case of the reference.
struct Case {
    op: String,
    args: Value,
    inputs: Vec<Array>,
    upstream: Array,
    output: Array,
    grads: Vec<Option<Array>>,
}

impl Case {
    fn read(json: &Value, device: Device) -> Self {
        let dtype = if json["dtype"] == "f32" { DType::F32 } else { DType::F64 };
        let array = |json: &Value| {
            let values: Vec<f64> = items(&json["data"]).iter().map(number).collect();
            Array::new(shape(&json["shape"]), &values, Options { dtype, device })
        };
        Self {
            op: json["op"].as_str().expect("a name").to_owned(),
            args: json["args"].clone(),
            inputs: items(&json["inputs"]).iter().map(array).collect(),
            upstream: array(&json["upstream"]),
            output: array(&json["output"]),
            grads: items(&json["grads"])
                .iter()
                .map(|grad| (!grad.is_null()).then(|| array(grad)))
                .collect(),
        }
    }

    fn dim(&self) -> Option<usize> {
        self.args["dim"].as_u64().map(|dim| usize::try_from(dim).expect("0 or 1"))
    }

    /// Computes the value and the gradients, and puts each number beside PyTorch's.
    fn places(&self) -> Vec<Place<'_>> {
        let inputs: Vec<Tensor> =
            self.inputs.iter().map(|input| Tensor::new(input.clone())).collect();
        for (input, grad) in inputs.iter().zip(&self.grads) {
            input.set_requires_grad(grad.is_some());
        }
        let output = self.compute(&inputs);
        output.backward_with(&self.upstream);
        let mut places = self.side_by_side(false, &output.data(), &self.output);
        for (input, theirs) in inputs.iter().zip(&self.grads) {
            assert_eq!(input.grad().is_some(), theirs.is_some(), "{}", self.op);
            if let (Some(ours), Some(theirs)) = (input.grad(), theirs) {
                places.extend(self.side_by_side(true, &ours.data(), theirs));
            }
        }
        places
    }

    fn side_by_side(&self, is_gradient: bool, ours: &Array, theirs: &Array) -> Vec<Place<'_>> {
        assert_eq!(ours.shape(), theirs.shape(), "{} {}", self.op, self.args);
        let pairs = ours.to_vec().into_iter().zip(theirs.to_vec());
        pairs
            .enumerate()
            .map(|(at, (ours, theirs))| Place { case: self, is_gradient, at, ours, theirs })
            .collect()
    }

    /// The operation, as a user of this crate would write it.
    fn compute(&self, x: &[Tensor]) -> Tensor {
        let (args, dim) = (&self.args, self.dim());
        let along = || dim.expect("a dimension");
        match self.op.as_str() {
            "add" => &x[0] + &x[1],
            "sub" => &x[0] - &x[1],
            "mul" => &x[0] * &x[1],
            "div" => &x[0] / &x[1],
            "neg" => -&x[0],
            "pow" => x[0].pow(number(&args["exponent"])),
            "exp" => x[0].exp(),
            "log" => x[0].log(),
            "sqrt" => x[0].sqrt(),
            "abs" => x[0].abs(),
            "matmul" => x[0].matmul(&x[1]),
            "transpose" => x[0].t(),
            "sum" => dim.map_or_else(|| x[0].sum(), |dim| x[0].sum_dim(dim)),
            "mean" => dim.map_or_else(|| x[0].mean(), |dim| x[0].mean_dim(dim)),
            "max" => dim.map_or_else(|| x[0].max(), |dim| x[0].amax(dim)),
            "amax" => x[0].amax(along()),
            "relu" => x[0].relu(),
            "tanh" => x[0].tanh(),
            "sigmoid" => x[0].sigmoid(),
            // elu with another α is relu + α(elu − relu): left of 0 it is α·elu, right of it x.
            "elu" => match number(&args["alpha"]) {
                1.0 => x[0].elu(),
                alpha => (1.0 - alpha) * x[0].relu() + alpha * x[0].elu(),
            },
            "softplus" => x[0].softplus(),
            "softsign" => x[0].softsign(),
            "softmax" => x[0].softmax(along()),
            "log_softmax" => x[0].log_softmax(along()),
            "reshape" => x[0].reshape(shape(&args["shape"])),
            "expand" => x[0].expand(shape(&args["shape"])),
            "index_select" => x[0].index_select(&integers(&args["index"])),
            "gather" => x[0].gather(&integers(&args["index"])),
            "clamp" => {
                let bound = |name: &str, none| args[name].as_f64().unwrap_or(none);
                x[0].clamp(bound("min", f64::NEG_INFINITY), bound("max", f64::INFINITY))
            }
            "linear" => x[0].linear(&x[1], x.get(2)),
            "mse_loss" => {
                let squares = (&x[0] - &x[1]).pow(2.0);
                if args["reduction"] == "mean" { squares.mean() } else { squares.sum() }
            }
            op => panic!("the reference has {op}, this test does not"),
        }
    }
}

fn items(json: &Value) -> &[Value] {
    json.as_array().expect("a list")
}

fn number(json: &Value) -> f64 {
    match json.as_str() {
        Some(text) => text.parse().expect("inf, -inf or nan"),
        None => json.as_f64().expect("a number"),
    }
}

fn integers(json: &Value) -> Vec<usize> {
    let integer =
        |n: &Value| usize::try_from(n.as_u64().expect("an integer")).expect("a small one");
    items(json).iter().map(integer).collect()
}

fn shape(json: &Value) -> Shape {
    match integers(json)[..] {
        [] => Shape::scalar(),
        [n] => Shape::vector(n),
        [rows, cols] => Shape::matrix(rows, cols),
        _ => panic!("more than two dimensions: {json}"),
    }
}

/// One number that we and PyTorch have both computed.
struct Place<'a> {
    case: &'a Case,
    is_gradient: bool,
    /// Where it stands, counted row by row.
    at: usize,
    ours: f64,
    theirs: f64,
}

impl Place<'_> {
    /// 0 if they are the same, be it infinite or NaN. The sign of a zero does not count.
    fn deviation(&self) -> f64 {
        let (a, b) = (self.ours, self.theirs);
        if a == b || a.is_nan() && b.is_nan() { 0.0 } else { (a - b).abs() / (1.0 + b.abs()) }
    }

    /// The difference we mean to have here, if any.
    fn difference(&self) -> Option<&'static Difference> {
        DIFFERENCES.iter().find(|d| d.op == self.case.op && (d.covers)(self))
    }

    /// The number of the first input at this place.
    fn input(&self) -> f64 {
        self.case.inputs[0].to_vec()[self.at]
    }

    /// The gradient of a maximum, when all winners share it evenly.
    fn even_share(&self) -> f64 {
        let (x, g) = (&self.case.inputs[0], &self.case.upstream);
        let (rows, cols) = x.shape().table();
        let (i, j) = (self.at / cols, self.at % cols);
        let (is, js) = match self.case.dim() {
            None => (0..rows, 0..cols),
            Some(0) => (0..rows, j..j + 1),
            Some(_) => (i..i + 1, 0..cols),
        };
        let rivals: Vec<f64> =
            is.flat_map(|i| js.clone().map(move |j| (i, j))).map(|(i, j)| x.get(i, j)).collect();
        let winners = rivals.iter().filter(|&&x| rivals.iter().all(|&y| x >= y)).count();
        if winners == 0 {
            f64::NAN
        } else if rivals.iter().all(|&y| x.get(i, j) >= y) {
            g.expand(x.shape()).get(i, j) / winners as f64
        } else {
            0.0
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Case { op, args, inputs, .. } = self.case;
        let what = if self.is_gradient { "gradient" } else { "value" };
        let Self { at, ours, theirs, .. } = self;
        write!(f, "{op} {args}, {what}, number {at}: {ours}, not {theirs}, for {inputs:?}")
    }
}

/// A place where we mean to differ from PyTorch.
struct Difference {
    op: &'static str,
    reason: &'static str,
    covers: fn(&Place) -> bool,
}

static DIFFERENCES: [Difference; 5] = [
    Difference {
        op: "softplus",
        reason: "above its threshold of 20 PyTorch drops ln(1 + e⁻ˣ) < 3·10⁻⁹, which f64 can hold",
        covers: |place| place.input() > 20.0 && (place.ours - place.theirs).abs() < 3e-9,
    },
    Difference {
        op: "softsign",
        reason: "at ±∞ the slope 1/(1 + |x|)² is 0; PyTorch computes NaN",
        covers: |place| place.is_gradient && place.input().is_infinite() && place.ours == 0.0,
    },
    Difference {
        op: "clamp",
        reason: "where no bound is given we hold at ±∞, and a number at a bound does not move",
        covers: |place| place.is_gradient && place.input().is_infinite() && place.ours == 0.0,
    },
    Difference {
        op: "pow",
        reason: "the slope of x^0.5 has x^-0.5, for us C's pow, which has 0 at −∞ and ∞ at −0",
        covers: |place| {
            let x = place.input();
            let slope = 0.5 * place.case.upstream.to_vec()[place.at] * x.powf(-0.5);
            place.is_gradient && (x == 0.0 || x == f64::NEG_INFINITY) && place.ours == slope
        },
    },
    Difference {
        op: "max",
        reason: "we always share a tie evenly; PyTorch prefers the first along a dimension, and \
                 shares among NaNs, where we answer NaN",
        covers: |place| {
            let (ours, even) = (place.ours, place.even_share());
            place.is_gradient && ((ours - even).abs() < 1e-6 || ours.is_nan() && even.is_nan())
        },
    },
];

#[test]
fn every_value_and_every_gradient_is_pytorchs() {
    let reference = reference();
    let mut worst: BTreeMap<String, f64> = BTreeMap::new();
    let mut differing = BTreeSet::new();
    let mut wrong = Vec::new();
    let devices = [Device::Nalgebra, Device::Faer];
    let cases: Vec<Case> = devices
        .into_iter()
        .flat_map(|device| items(&reference["cases"]).iter().map(move |c| Case::read(c, device)))
        .collect();
    for case in &cases {
        let dtype = case.output.dtype();
        for place in case.places() {
            let deviation = place.deviation();
            if deviation <= tolerance(dtype) {
                let worst = worst.entry(format!("{:<13} {dtype}", case.op)).or_default();
                *worst = worst.max(deviation);
            } else if let Some(difference) = place.difference() {
                differing.insert(difference.op);
            } else {
                wrong.push(place.to_string());
            }
        }
    }
    println!("{} cases; the largest deviation of each operation:", cases.len());
    for (op, worst) in worst {
        println!("{op}  {worst:.1e}");
    }
    println!("meant to differ:");
    for difference in &DIFFERENCES {
        println!("{:<13} {}", difference.op, difference.reason);
    }
    assert!(wrong.is_empty(), "{} numbers differ:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(cases.len(), 400 * devices.len());
    assert_eq!(differing, DIFFERENCES.iter().map(|d| d.op).collect(), "every difference occurs");
}

#[test]
fn no_operation_is_without_a_reference() {
    let reference = reference();
    let known: BTreeSet<&str> =
        items(&reference["cases"]).iter().filter_map(|case| case["op"].as_str()).collect();
    for entry in ops::registry() {
        assert!(known.contains(entry.name), "{} is not in the reference", entry.name);
    }
}
