//! Every operation compared with PyTorch's, from `operations.json`: the value, and the gradient of
//! every input. The README says how the references were computed.

use std::fmt;

use autograd::{Tensor, ops::gelu::Approximate};
use engine::{Array, DType, Device, Options, Shape};
use serde_json::Value;

use super::compare::{Report, array, deviation, dtype, integers, items, number, shape};

/// How far an element may be from PyTorch's: more than a dozen roundings, since another processor
/// may add up a sum in another order, and twice that where another library computes exponentials.
fn tolerance(dtype: DType, device: Device) -> f64 {
    let roundings = if device.is_remote() { 2.0 } else { 1.0 };
    match dtype {
        DType::F32 => 3e-6 * roundings,
        DType::F64 => 2.5e-15 * roundings,
    }
}

fn reference() -> Value {
    serde_json::from_str(include_str!("operations.json")).expect("the reference is JSON")
}

/// Computes every case on every available device.
pub fn report() -> Report {
    let mut report = Report::default();
    for json in items(&reference()["cases"]) {
        let mut worst: f64 = 0.0;
        let cases: Vec<_> =
            Device::available().into_iter().map(|device| Case::read(json, device)).collect();
        for place in cases.iter().flat_map(Case::places) {
            let deviation = deviation(place.ours, place.theirs);
            if deviation <= tolerance(dtype(json), place.case.output.device())
                && place.is_close_far_below_1()
            {
                worst = worst.max(deviation);
            } else if let Some(difference) = place.difference() {
                report.intended(difference.op, difference.reason);
            } else {
                report.wrong.push(place.to_string());
            }
        }
        // Composed of three operations, because this crate has no losses yet.
        let name = if cases[0].op == "mse_loss" { "sub, pow, mean" } else { &cases[0].op };
        report.case(name, dtype(json), worst);
    }
    report.all_occurred(DIFFERENCES.iter().map(|d| (d.op, d.reason)));
    report
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
        let options = Options { dtype: dtype(json), device };
        let array = |json: &Value| array(json, options);
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

    /// The dimension of the case, if it has one.
    fn dim(&self) -> Option<isize> {
        self.args["dim"].as_i64().map(|dim| isize::try_from(dim).expect("a small number"))
    }

    /// Computes the value and the gradients, and pairs each element with PyTorch's.
    fn places(&self) -> Vec<Place<'_>> {
        let inputs: Vec<Tensor> =
            self.inputs.iter().map(|input| Tensor::new(input.clone())).collect();
        for (input, grad) in inputs.iter().zip(&self.grads) {
            input.set_requires_grad(grad.is_some());
        }
        let output = self.compute(&inputs);
        assert_eq!(output.requires_grad(), self.grads.iter().any(Option::is_some), "{}", self.op);
        if output.requires_grad() {
            output.backward_with(&self.upstream);
        }
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
            "leaky_relu" => x[0].leaky_relu(number(&args["negative_slope"])),
            "gelu" => x[0].gelu(match args["approximate"].as_str() {
                Some("tanh") => Approximate::Tanh,
                _ => Approximate::None,
            }),
            "silu" => x[0].silu(),
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
            "maximum" => x[0].maximum(&x[1]),
            "minimum" => x[0].minimum(&x[1]),
            "where_" => Tensor::where_(&x[0], &x[1], &x[2]),
            "masked_fill" => x[0].masked_fill(&x[1], number(&args["value"])),
            "narrow" => x[0].narrow(along(), integer(&args["start"]), integer(&args["length"])),
            "select" => x[0].select(along(), integer(&args["index"])),
            "cat" => Tensor::cat(&x.iter().collect::<Vec<_>>(), along()),
            "stack" => Tensor::stack(&x.iter().collect::<Vec<_>>(), along()),
            "eq, ne, lt, le, gt, ge" => {
                let (a, b) = (&x[0], &x[1]);
                let answers = [a.eq(b), a.ne(b), a.lt(b), a.le(b), a.gt(b), a.ge(b)];
                let rows =
                    answers.map(|answer| answer.reshape(Shape::vector(answer.shape().len())));
                Tensor::stack(&rows.each_ref(), 0)
            }
            "argmax" => places_of(x[0].argmax(along()), &x[0]),
            "argmin" => places_of(x[0].argmin(along()), &x[0]),
            "allclose" => {
                let [rtol, atol] = ["rtol", "atol"].map(|name| number(&args[name]));
                x[0].full_like(0.0).sum() + f64::from(u8::from(x[0].allclose(&x[1], rtol, atol)))
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

fn integer(json: &Value) -> usize {
    serde_json::from_value(json.clone()).expect("a place or a length")
}

/// Places as numbers of the kind of `like`.
fn places_of(places: Vec<usize>, like: &Tensor) -> Tensor {
    let places: Vec<f64> = places.into_iter().map(|place| place as f64).collect();
    Tensor::from_vec(&places, Shape::vector(places.len()), like.data().options())
}

/// One element, as computed here and by PyTorch.
struct Place<'a> {
    case: &'a Case,
    is_gradient: bool,
    /// Its index, counted row by row.
    at: usize,
    ours: f64,
    theirs: f64,
}

impl Place<'_> {
    /// Whether an elementwise result has the right digits even if it is tiny, and the right sign if
    /// it is 0. (A sum may lose its digits to larger terms.) What is only moved keeps every bit.
    fn is_close_far_below_1(&self) -> bool {
        let (a, b) = (self.ours, self.theirs);
        let only_moves =
            ["where_", "masked_fill", "narrow", "select", "cat", "stack"].contains(&&*self.case.op);
        if only_moves && !self.is_gradient && !self.case.output.device().is_remote() {
            return a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
        }
        let by_itself =
            self.case.inputs.len() == 1 && self.case.inputs[0].shape() == self.case.output.shape();
        if self.is_gradient || !by_itself || self.case.op.ends_with("softmax") {
            return true;
        }
        let dtype = self.case.output.dtype();
        let smallest =
            if dtype == DType::F32 { f64::from(f32::MIN_POSITIVE) } else { f64::MIN_POSITIVE };
        if a == 0.0 && b == 0.0 {
            return a.is_sign_negative() == b.is_sign_negative();
        }
        // Infinities and NaN have been compared already.
        !a.is_finite()
            || (a - b).abs() <= tolerance(dtype, self.case.output.device()) * b.abs().max(smallest)
    }

    /// The intended difference that covers this element, if any.
    fn difference(&self) -> Option<&'static Difference> {
        DIFFERENCES.iter().find(|d| d.op == self.case.op && (d.covers)(self))
    }

    /// The element of the first input at the same index.
    fn input(&self) -> f64 {
        self.case.inputs[0].to_vec()[self.at]
    }

    /// The gradient of a maximum that is shared evenly on a tie.
    fn even_share(&self) -> f64 {
        let (x, g) = (&self.case.inputs[0], &self.case.upstream);
        let (rows, cols) = x.shape().table();
        let (i, j) = (self.at / cols, self.at % cols);
        let (is, js) = match self.case.dim() {
            None => (0..rows, 0..cols),
            Some(dim) if x.shape().axis(dim) == 0 => (0..rows, j..j + 1),
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

/// An intended difference from PyTorch.
struct Difference {
    op: &'static str,
    reason: &'static str,
    covers: fn(&Place) -> bool,
}

static DIFFERENCES: [Difference; 12] = [
    Difference {
        op: "relu",
        reason: "max(−0, 0) is 0; PyTorch keeps −0",
        covers: |place| !place.is_gradient && place.ours == 0.0 && place.theirs == 0.0,
    },
    Difference {
        op: "elu",
        reason: "for another α than 1 we add two parts, and −0 + 0 is 0; PyTorch keeps −0",
        covers: |place| {
            let composed = number(&place.case.args["alpha"]) != 1.0;
            !place.is_gradient && composed && place.ours == 0.0 && place.theirs == 0.0
        },
    },
    Difference {
        op: "softplus",
        reason: "above its threshold of 20 PyTorch drops ln(1 + e⁻ˣ) < 3·10⁻⁹, which f64 can hold",
        covers: |place| place.input() > 20.0 && (place.ours - place.theirs).abs() < 3e-9,
    },
    Difference {
        op: "softsign",
        reason: "at ±∞ the derivative 1/(1 + |x|)² is 0; PyTorch computes NaN",
        covers: |place| place.is_gradient && place.input().is_infinite() && place.ours == 0.0,
    },
    Difference {
        op: "clamp",
        reason: "where no bound is given we hold at ±∞, and a number at a bound does not move",
        covers: |place| place.is_gradient && place.input().is_infinite() && place.ours == 0.0,
    },
    Difference {
        op: "softsign",
        reason: "an infinite gradient stays infinite, divided by (1 + |x|)²; PyTorch takes the two \
                 parts of the quotient rule from each other, ∞ − ∞",
        covers: |place| {
            let upstream = || place.case.upstream.to_vec()[place.at];
            place.is_gradient && place.theirs.is_nan() && place.ours == upstream()
        },
    },
    Difference {
        op: "clamp",
        reason: "the gradient of a number that was held is multiplied by 0, which leaves NaN of an \
                 infinite one or NaN; PyTorch puts 0",
        covers: |place| {
            let held = || !place.case.upstream.to_vec()[place.at].is_finite();
            place.is_gradient && place.theirs == 0.0 && place.ours.is_nan() && held()
        },
    },
    Difference {
        op: "pow",
        reason: "x^0.5 and x^-0.5 are C's pow, in values and derivatives, which has no sign of −0 and \
                 0 or ∞ at −∞; PyTorch takes roots",
        covers: |place| {
            let (x, p) = (place.input(), number(&place.case.args["exponent"]));
            let derivative = p * x.powf(p - 1.0);
            let right = if place.is_gradient {
                derivative * place.case.upstream.to_vec()[place.at]
            } else {
                x.powf(p)
            };
            p.abs() == 0.5 && (x == 0.0 || x == f64::NEG_INFINITY) && place.ours == right
        },
    },
    Difference {
        op: "gelu",
        reason: "left of 0, PyTorch adds 1 and an error function that is nearly −1, and the digits \
                 cancel; erfc keeps them",
        covers: |place| {
            let x = place.input();
            let epsilon = if place.case.inputs[0].dtype() == DType::F32 {
                f64::from(f32::EPSILON)
            } else {
                f64::EPSILON
            };
            let cancelled = (place.ours - place.theirs).abs() <= 2.0 * epsilon * x.abs();
            !place.is_gradient && x < 0.0 && place.case.args["approximate"] == "none" && cancelled
        },
    },
    Difference {
        op: "gelu",
        reason: "where x·Φ(x) is x, it is x up to the largest number and ∞; PyTorch's vector code \
                 computes ∞ and NaN",
        covers: |place| {
            !place.is_gradient && !place.theirs.is_finite() && place.ours == place.input()
        },
    },
    Difference {
        op: "gelu",
        reason: "the derivative of the formula with tanh stays finite for every x; PyTorch cubes x, \
                 and computes 0 · ∞",
        covers: |place| place.is_gradient && place.theirs.is_nan() && place.input().abs() > 1e12,
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
