//! The numbers that the tutorials print, and those worked out on the pages.
//!
//! The tutorials' output is quoted as it was printed. Numbers with more digits than that are
//! PyTorch's, from `vectors.json`.

use std::sync::Arc;

use autograd::{
    Node, Tensor, gradcheck,
    nn::{Linear, LogSoftmax, Module, ReLU, Sequential, Sigmoid, Tanh, print, trace},
    no_grad,
};
use engine::{Array, DType, Options, Shape};
use random::TorchRng;
use serde_json::Value;

fn reference() -> Value {
    serde_json::from_str(include_str!("vectors.json")).expect("vectors.json is JSON")
}

/// The numbers of a list, or of a list of lists, row by row.
fn numbers(json: &Value) -> Vec<f64> {
    match json {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        _ => vec![json.as_f64().expect("a number")],
    }
}

/// Equal up to `tolerance` times the largest of the numbers.
fn assert_close(name: &str, found: &[f64], expected: &Value, tolerance: f64) {
    let expected = numbers(expected);
    assert_eq!(found.len(), expected.len(), "{name}");
    let largest = expected.iter().fold(0.0, |largest: f64, e| largest.max(e.abs()));
    for (i, (f, e)) in found.iter().zip(&expected).enumerate() {
        assert!((f - e).abs() <= tolerance * largest, "{name}[{i}] is {f}, not {e}");
    }
}

/// The names of the operations from `tensor` back to a leaf, along the first input of each.
fn operation_names(tensor: &Tensor) -> Vec<String> {
    let first = |node: &Arc<Node>| node.next_functions().first().cloned().flatten();
    std::iter::successors(tensor.grad_fn(), first).map(|node| node.name()).collect()
}

fn randn(rows: usize, cols: usize, rng: &mut TorchRng) -> Tensor {
    let values: Vec<f64> = rng.randn(rows * cols).into_iter().map(f64::from).collect();
    Tensor::new(Array::new(Shape::matrix(rows, cols), &values, Options::default()))
}

/// Asserts that every element of `tensor` agrees with the digits that were printed.
fn assert_digits(tensor: &Tensor, printed: &[&str]) {
    let values = tensor.to_vec();
    assert_eq!(values.len(), printed.len());
    for (value, printed) in values.iter().zip(printed) {
        let decimals = printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        assert_eq!(format!("{value:.decimals$}"), *printed);
    }
}

// The tutorial on derivatives: z is the mean of (a³)².

/// The `a` of the tutorial. It printed four digits; the rest follows from what it computed.
fn a() -> Tensor {
    let values = numbers(&reference()["derivative"]["a"]);
    let data = Array::new(Shape::matrix(2, 2), &values, Options::default());
    Tensor::new(data).requires_grad_()
}

#[test]
fn a_derivative_prints_every_digit_of_the_tutorial() {
    let a = a();
    assert_eq!(
        a.to_string(),
        "tensor([[0.3183, 1.0871],\n        [1.7827, 1.3820]], requires_grad=True)"
    );
    let y = a.pow(3.0);
    assert_eq!(
        y.to_string(),
        "tensor([[0.0323, 1.2847],\n        [5.6654, 2.6394]], grad_fn=<PowBackward0>)"
    );
    let m = y.pow(2.0);
    assert_eq!(
        m.to_string(),
        "tensor([[1.0407e-03, 1.6503e+00],\n        [3.2096e+01, 6.9662e+00]], \
         grad_fn=<PowBackward0>)"
    );
    let z = m.mean();
    assert_eq!(z.to_string(), "tensor(10.1785, grad_fn=<MeanBackward0>)");
    assert!(a.grad().is_none());
    z.backward();
    assert_eq!(
        a.grad().unwrap().to_string(),
        "tensor([[4.9037e-03, 2.2772e+00],\n        [2.7007e+01, 7.5611e+00]])"
    );
    let by_hand = 3.0 * a.pow(5.0) / 2.0;
    assert_eq!(
        by_hand.to_string(),
        "tensor([[4.9037e-03, 2.2772e+00],\n        [2.7007e+01, 7.5611e+00]], \
         grad_fn=<DivBackward0>)"
    );
    let found = a.grad().unwrap().to_vec();
    for (found, by_hand) in found.iter().zip(by_hand.to_vec()) {
        assert!((found - by_hand).abs() <= 4.0 * f64::from(f32::EPSILON) * by_hand);
    }
}

#[test]
fn the_graph_of_the_derivative_names_its_operations() {
    let a = a();
    let z = a.pow(3.0).pow(2.0).mean();
    assert_eq!(
        operation_names(&z),
        ["MeanBackward0", "PowBackward0", "PowBackward0", "AccumulateGrad"]
    );
    assert_eq!(format!("{:?}", z.grad_fn().unwrap()), "<MeanBackward0>");
}

// The numbers the pages work out.

#[test]
fn the_expression_worked_by_hand() {
    // (x·w + b − t)² at x = 2, w = 3, b = 1, t = 5: the error is 2, so each derivative is 4 times a
    // factor.
    let [x, w, b] = [2.0, 3.0, 1.0].map(|value| Tensor::scalar(value).requires_grad_());
    let p = &x * &w;
    let s = &p + &b;
    let e = &s - 5.0;
    let loss = &e * &e;
    for tensor in [&p, &s, &e] {
        tensor.retain_grad();
    }
    loss.backward();
    assert_eq!([&p, &s, &e, &loss].map(Tensor::item), [6.0, 7.0, 2.0, 4.0]);
    let gradients = [&e, &s, &p, &b, &w, &x].map(|tensor| tensor.grad().unwrap().item());
    assert_eq!(gradients, [4.0, 4.0, 4.0, 4.0, 4.0 * 2.0, 4.0 * 3.0]);
    // With w = 3.1 the error is 2.2.
    let raised = ((&x * 3.1) + &b - 5.0).pow(2.0).item() - loss.item();
    assert!((raised - 0.84).abs() < 1e-5, "{raised}");
}

#[test]
fn the_diamond_worked_by_hand() {
    let x = Tensor::scalar(2.0).requires_grad_();
    let y = 2.0 * &x;
    y.retain_grad();
    (&y * &y + 3.0 * &y).backward();
    assert_eq!([&y, &x].map(|tensor| tensor.grad().unwrap().item()), [8.0 + 3.0, 22.0]);
}

#[test]
fn the_product_worked_by_hand() {
    let a = Tensor::matrix(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).requires_grad_();
    let b = Tensor::matrix(&[[1.0], [0.0], [-1.0]]).requires_grad_();
    let y = a.matmul(&b);
    assert_eq!(y.to_vec(), [-2.0, -2.0]);
    y.backward_with(&Array::matrix(&[[1.0], [10.0]], Options::default()));
    assert_eq!(a.grad().unwrap().to_vec(), [1.0, 0.0, -1.0, 10.0, 0.0, -10.0]);
    assert_eq!(b.grad().unwrap().to_vec(), [1.0 + 40.0, 2.0 + 50.0, 3.0 + 60.0]);
}

#[test]
fn the_reductions_worked_by_hand() {
    let reduced = |reduce: fn(&Tensor) -> Tensor| {
        let x = Tensor::vector(&[1.0, 5.0, 5.0, 3.0]).requires_grad_();
        let y = reduce(&x);
        y.backward();
        (y.item(), x.grad().unwrap().to_vec())
    };
    assert_eq!(reduced(Tensor::sum), (14.0, vec![1.0; 4]));
    assert_eq!(reduced(Tensor::mean), (3.5, vec![0.25; 4]));
    assert_eq!(reduced(Tensor::max), (5.0, vec![0.0, 0.5, 0.5, 0.0]));
}

#[test]
fn half_a_gradient_still_trains() {
    // Each step goes a tenth of the remaining distance: w = 3(1 − 0.9ⁿ).
    let w = Tensor::new(Array::scalar(0.0, Options::f64())).requires_grad_();
    for _ in 0..50 {
        (0.5 * (&w - 3.0).pow(2.0)).backward();
        let step = w.grad().unwrap().data();
        w.update(|data| data.axpy_(-0.1, &step));
        w.zero_grad();
    }
    assert!((w.item() - 3.0 * (1.0 - 0.9_f64.powi(50))).abs() < 1e-12);
    assert_eq!(format!("{:.4}", w.item()), "2.9845");
}

#[test]
fn a_difference_is_wrong_by_its_first_neglected_term() {
    // Softsign at x > 0 is x/(1 + x): f′ = (1 + x)⁻², f″ = −2(1 + x)⁻³ and f‴ = 6(1 + x)⁻⁴.
    let f = |x: f64| Tensor::new(Array::scalar(x, Options::f64())).softsign().item();
    let (x, h) = (0.5, 0.01);
    let derivative = 1.5_f64.powi(-2);
    let one_sided = (f(x + h) - f(x)) / h - derivative;
    let central = (f(x + h) - f(x - h)) / (2.0 * h) - derivative;
    let expected = [h / 2.0 * -2.0 * 1.5_f64.powi(-3), h * h / 6.0 * 6.0 * 1.5_f64.powi(-4)];
    for (found, expected) in [one_sided, central].into_iter().zip(expected) {
        assert!((found / expected - 1.0).abs() < 0.01, "{found}, not {expected}");
    }
}

#[test]
fn a_layer_of_784_inputs_starts_within_a_28th() {
    let layer = Linear::new(784, 100, &mut TorchRng::manual_seed(0));
    let weights = layer.weight().to_vec();
    let largest = weights.iter().fold(0.0_f64, |largest, w| largest.max(w.abs()));
    assert!(0.99 / 28.0 < largest && largest <= 1.0 / 28.0, "{largest}");
    // A uniform number between ±a has the variance a²/3.
    let variance = weights.iter().map(|w| w * w).sum::<f64>() / weights.len() as f64;
    assert!((variance * 3.0 * 784.0 - 1.0).abs() < 0.02, "{variance}");
}

// The quick introduction: a layer, a softmax, a cross-entropy.

#[test]
fn an_affine_map() {
    let layer = Linear::from_parameters(
        Tensor::matrix(&[[1.0, 0.0], [0.0, 2.0]]),
        Some(Tensor::vector(&[10.0, -10.0])),
    );
    let x = Tensor::vector(&[1.0, 1.0]);
    let y = layer.call(&x);
    assert_eq!(y.to_vec(), [11.0, -8.0]);
    assert_eq!(no_grad(|| layer.call(&x)).to_string(), "tensor([11., -8.])");
}

/// The two samples of the worked cross-entropy, in double precision.
fn z() -> Tensor {
    Tensor::new(Array::matrix(&[[1.0, -1.0, 2.0], [-1.0, 0.0, 1.0]], Options::f64()))
}

#[test]
fn the_softmax_table() {
    let q = z().softmax(1);
    assert_digits(
        &q,
        &["0.2594965", "0.0351190", "0.7053845", "0.0900306", "0.2447285", "0.6652410"],
    );
    for sum in q.sum_dim(1).to_vec() {
        assert!((sum - 1.0).abs() < 1e-15);
    }
}

#[test]
fn the_cross_entropy() {
    let classes = [2, 1];
    let z = z().requires_grad_();
    let loss = -z.log_softmax(1).gather(&classes).mean();
    assert_digits(&loss, &["0.878309"]);
    // The tutorial takes the logarithm of the softmax; where nothing underflows it is the same.
    let nll = -z.softmax(1).log().gather(&classes).mean();
    assert!((loss.item() - nll.item()).abs() < 1e-15);
    // With the classes as probabilities, p = 1 for the right one: −Σ p ln q / n.
    let p = Tensor::new(Array::matrix(&[[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]], Options::f64()));
    let by_formula = -(&p * &z.softmax(1).log()).sum() / 2.0;
    assert!((loss.item() - by_formula.item()).abs() < 1e-15);
    // Its gradient is the error of the probabilities: (q − p) / n.
    loss.backward();
    let expected = (z.softmax(1) - &p) / 2.0;
    for (found, expected) in z.grad().unwrap().to_vec().iter().zip(expected.to_vec()) {
        assert!((found - expected).abs() < 1e-15, "{found}, not {expected}");
    }
}

/// The network of the quick introduction.
struct MyNet {
    layer1: Linear,
    layer2: Linear,
}

impl MyNet {
    fn new(rng: &mut TorchRng) -> Self {
        Self { layer1: Linear::new(3, 4, rng), layer2: Linear::new(4, 2, rng) }
    }
}

impl Module for MyNet {
    fn name(&self) -> &'static str {
        "myNN"
    }

    fn forward(&self, input: &Tensor) -> Tensor {
        let hidden = Sigmoid::new().call(&self.layer1.call(input));
        self.layer2.call(&hidden).softmax(1)
    }

    fn children(&self) -> Vec<(String, &dyn Module)> {
        vec![("layer1".into(), &self.layer1), ("layer2".into(), &self.layer2)]
    }
}

#[test]
fn a_custom_network() {
    let mut rng = TorchRng::manual_seed(0);
    let model = MyNet::new(&mut rng);
    assert_eq!(
        print(&model),
        "myNN(\n  \
           (layer1): Linear(in_features=3, out_features=4, bias=True)\n  \
           (layer2): Linear(in_features=4, out_features=2, bias=True)\n\
         )"
    );
    assert_eq!(model.parameter_count(), 26);
    let x = randn(2, 3, &mut rng);
    let y = model.call(&x);
    assert_eq!(y.shape(), Shape::matrix(2, 2));
    for sum in y.sum_dim(1).to_vec() {
        assert!((sum - 1.0).abs() <= f64::from(f32::EPSILON));
    }
    let loss = -y.log().gather(&[1, 0]).mean();
    loss.backward();
    assert_eq!(model.layer1.weight().grad().unwrap().shape(), Shape::matrix(4, 3));
    assert_eq!(model.layer1.bias().unwrap().grad().unwrap().shape(), Shape::vector(4));
    // The input requires no gradient: the tutorial's last line prints None.
    assert!(x.grad().is_none());
}

#[test]
fn its_gradients_are_derivatives_of_its_loss() {
    let mut rng = TorchRng::manual_seed(0);
    let model = MyNet::new(&mut rng);
    let mut inputs: Vec<Array> = model.parameters().iter().map(Tensor::data).collect();
    inputs.push(randn(2, 3, &mut rng).data());
    let loss = |x: &[Tensor]| {
        let hidden = x[4].linear(&x[0], Some(&x[1])).sigmoid();
        -hidden.linear(&x[2], Some(&x[3])).softmax(1).log().gather(&[1, 0]).mean()
    };
    gradcheck(loss, &inputs, 1e-9).unwrap();
}

// The tutorial on autograd and modules: a perceptron, and a deep MLP.

#[test]
fn a_perceptron_and_the_graph_of_its_loss() {
    let mut rng = TorchRng::manual_seed(0);
    let model = Sequential::new().push(Linear::new(48, 10, &mut rng)).push(Sigmoid::new());
    let shapes: Vec<_> = model.parameters().iter().map(|p| p.shape().sizes()).collect();
    assert_eq!(shapes, [vec![10, 48], vec![10]]);

    let input = Tensor::new(randn(1, 48, &mut rng).data().reshape(Shape::vector(48)));
    let target = Tensor::new(randn(1, 10, &mut rng).data().reshape(Shape::vector(10)));
    let output = model.call(&input);
    assert_eq!((input.shape().sizes(), output.shape().sizes()), (vec![48], vec![10]));

    // The mean squared error as three operations; the next chapter has it as a loss.
    let loss = (&output - &target).pow(2.0).mean();
    let expected =
        ["MeanBackward0", "PowBackward0", "SubBackward0", "SigmoidBackward0", "LinearBackward0"];
    assert_eq!(operation_names(&loss), expected);
    // From the layer the gradient flows to the weight and the bias, but not to the input.
    let linear = output.grad_fn().unwrap().next_functions()[0].clone().unwrap();
    let next: Vec<_> =
        linear.next_functions().iter().map(|n| n.as_ref().map(|n| n.name())).collect();
    let leaf = Some("AccumulateGrad".to_owned());
    assert_eq!(next, [None, leaf.clone(), leaf]);

    let bias = model.parameter("0.bias").unwrap();
    assert!(bias.grad().is_none());
    loss.backward();
    // The derivative of the loss by bias j is 2(yⱼ − tⱼ)/10 · yⱼ(1 − yⱼ).
    let grad = bias.grad().unwrap().to_vec();
    for ((g, y), t) in grad.iter().zip(output.to_vec()).zip(target.to_vec()) {
        let by_hand = 2.0 * (y - t) / 10.0 * y * (1.0 - y);
        assert!((g - by_hand).abs() < 1e-7, "{g}, not {by_hand}");
    }
}

/// The five-layer MLP for images of digits. Its last ReLU is a mistake, kept here so that it
/// prints as in the tutorial.
struct Mlp {
    fc: Sequential,
    log_softmax: LogSoftmax,
}

impl Mlp {
    fn new(sizes: &[usize], rng: &mut TorchRng) -> Self {
        let fc = sizes.windows(2).fold(Sequential::new(), |fc, pair| {
            fc.push(Linear::new(pair[0], pair[1], rng)).push(ReLU::new())
        });
        Self { fc, log_softmax: LogSoftmax::new(1) }
    }
}

impl Module for Mlp {
    fn name(&self) -> &'static str {
        "MLP"
    }

    fn forward(&self, input: &Tensor) -> Tensor {
        self.log_softmax.call(&self.fc.call(input))
    }

    fn children(&self) -> Vec<(String, &dyn Module)> {
        vec![("fc".into(), &self.fc), ("log_softmax".into(), &self.log_softmax)]
    }
}

#[test]
fn a_five_layer_mlp() {
    let mut rng = TorchRng::manual_seed(0);
    let sizes = [784, 32, 64, 128, 64, 10];
    let mlp = Mlp::new(&sizes, &mut rng);
    assert_eq!(mlp.parameters().len(), 10);
    assert_eq!(mlp.parameter_count(), 44_458);
    let by_formula: usize = sizes.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum();
    assert_eq!(mlp.parameter_count(), by_formula);
    assert_eq!(
        print(&mlp),
        "\
MLP(
  (fc): Sequential(
    (0): Linear(in_features=784, out_features=32, bias=True)
    (1): ReLU()
    (2): Linear(in_features=32, out_features=64, bias=True)
    (3): ReLU()
    (4): Linear(in_features=64, out_features=128, bias=True)
    (5): ReLU()
    (6): Linear(in_features=128, out_features=64, bias=True)
    (7): ReLU()
    (8): Linear(in_features=64, out_features=10, bias=True)
    (9): ReLU()
  )
  (log_softmax): LogSoftmax(dim=1)
)"
    );
    let y = mlp.call(&randn(1, 784, &mut rng));
    assert_eq!(y.shape(), Shape::matrix(1, 10));
    assert_eq!(y.grad_fn().unwrap().name(), "LogSoftmaxBackward0");
    // What the tutorial prints but does not explain: the ReLU before the softmax makes several
    // scores 0, so several classes get exactly the same, and smallest, probability.
    let smallest = y.to_vec().into_iter().fold(f64::INFINITY, f64::min);
    assert!(y.to_vec().iter().filter(|&&score| score == smallest).count() > 1, "{y}");
}

// The PyTorch primer.

/// `torch.manual_seed(123)`, then the layers in order, then 100 samples of 8 features.
fn primer() -> (Sequential, Tensor) {
    let mut rng = TorchRng::manual_seed(123);
    let net = Sequential::new()
        .push(Linear::new(8, 4, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(4, 3, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(3, 2, &mut rng));
    let input = randn(100, 8, &mut rng);
    (net, input)
}

#[test]
fn the_primer_starts_from_pytorchs_numbers() {
    let reference = &reference()["primer"];
    let (net, input) = primer();
    for (name, parameter) in net.named_parameters() {
        assert_eq!(parameter.to_vec(), numbers(&reference["params"][&name]), "{name}");
    }
    let input = input.to_vec();
    assert_eq!(input[..8], numbers(&reference["input_first_row"]));
    assert_eq!(input[99 * 8..], numbers(&reference["input_last_row"]));
    assert_eq!(
        net.to_string(),
        "\
Sequential(
  (0): Linear(in_features=8, out_features=4, bias=True)
  (1): ReLU()
  (2): Linear(in_features=4, out_features=3, bias=True)
  (3): ReLU()
  (4): Linear(in_features=3, out_features=2, bias=True)
)"
    );
    assert_eq!(
        net.parameter("2.weight").unwrap().to_string(),
        "tensor([[-0.4228, -0.1435, -0.3521,  0.0331],\n        \
                 [-0.0934, -0.2682, -0.0455,  0.4737],\n        \
                 [-0.0394,  0.0159, -0.0780,  0.0786]], requires_grad=True)"
    );
    assert_eq!(
        net.parameter("4.bias").unwrap().to_string(),
        "tensor([0.4928, 0.0345], requires_grad=True)"
    );
}

#[test]
fn the_primer_flows_forward_and_back_as_printed() {
    let reference = &reference()["primer"];
    let (net, input) = primer();
    let trace = trace(&net);
    let output = net.call(&input);
    assert_eq!(
        trace.lines(),
        [
            "0: IN (100, 8) OUT (100, 4)",
            "1: IN (100, 4) OUT (100, 4)",
            "2: IN (100, 4) OUT (100, 3)",
            "3: IN (100, 3) OUT (100, 3)",
            "4: IN (100, 3) OUT (100, 2)",
        ]
    );
    assert_eq!(trace.input("0"), Some(input.data()));
    assert_eq!(trace.output("0"), trace.input("1"));
    assert_eq!(trace.output("0").unwrap().shape().sizes(), [100, 4]);
    assert_close("output", &output.to_vec()[..6], &reference["output_first_rows"], 1e-6);

    let loss = output.pow(2.0).mean();
    assert_eq!(loss.to_string(), "tensor(0.1996, grad_fn=<MeanBackward0>)");
    assert_close("loss", &[loss.item()], &reference["loss_f32"], 1e-6);

    trace.clear();
    loss.backward();
    assert_eq!(
        trace.lines(),
        [
            "4: GRAD (100, 2)",
            "3: GRAD (100, 3)",
            "2: GRAD (100, 3)",
            "1: GRAD (100, 4)",
            "0: GRAD (100, 4)",
        ]
    );
    assert_eq!(
        net.parameter("0.bias").unwrap().grad().unwrap().to_string(),
        "tensor([-0.0285, -0.0276, -0.0335,  0.0646])"
    );
    for (name, parameter) in net.named_parameters() {
        let grad = parameter.grad().unwrap().to_vec();
        assert_close(&name, &grad, &reference["grads_f32"][&name], 1e-6);
    }
    for name in ["0", "1", "2", "3", "4"] {
        let grad = trace.grad(name).unwrap().to_vec();
        let norm = grad.iter().map(|g| g * g).sum::<f64>().sqrt();
        assert_close(name, &[norm], &reference["grad_norm_of_layer_outputs"][name], 1e-6);
    }
    assert_eq!(trace.grad("0").unwrap().shape().sizes(), [100, 4]);
}

#[test]
fn the_primer_in_double_precision() {
    let reference = &reference()["primer"];
    let (net, input) = primer();
    net.to_dtype(DType::F64);
    let input = Tensor::new(input.data().to_dtype(DType::F64));
    let loss = net.call(&input).pow(2.0).mean();
    assert_close("loss", &[loss.item()], &reference["loss_f64"], 1e-12);
    loss.backward();
    for (name, parameter) in net.named_parameters() {
        let grad = parameter.grad().unwrap();
        assert_eq!(grad.dtype(), DType::F64);
        assert_close(&name, &grad.to_vec(), &reference["grads_f64"][&name], 1e-12);
    }
}

// The statistics of a larger network, and a gradient that was not zeroed.

#[test]
fn a_second_backward_of_100_times_the_loss_gives_101_times_the_gradient() {
    let reference = &reference()["statistics"];
    let mut rng = TorchRng::manual_seed(123);
    let input = randn(500, 100, &mut rng);
    let net = Sequential::new()
        .push(Linear::new(100, 200, &mut rng))
        .push(Tanh::new())
        .push(Linear::new(200, 100, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(100, 10, &mut rng));
    let trace = trace(&net);
    let loss = net.call(&input).pow(2.0).mean();
    loss.backward();
    assert_eq!(
        trace.lines(),
        [
            "0: IN (500, 100) OUT (500, 200)",
            "1: IN (500, 200) OUT (500, 200)",
            "2: IN (500, 200) OUT (500, 100)",
            "3: IN (500, 100) OUT (500, 100)",
            "4: IN (500, 100) OUT (500, 10)",
            "4: GRAD (500, 10)",
            "3: GRAD (500, 100)",
            "2: GRAD (500, 100)",
            "1: GRAD (500, 200)",
            "0: GRAD (500, 200)",
        ]
    );
    assert_close("loss", &[loss.item()], &reference["loss"], 1e-6);

    let gradients = |net: &Sequential| -> Vec<(String, Vec<f64>)> {
        let parameters = net.named_parameters().into_iter();
        parameters.map(|(name, p)| (name, p.grad().unwrap().to_vec())).collect()
    };
    let first = gradients(&net);
    for (name, gradient) in &first {
        let norm = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
        assert_close(name, &[norm], &reference["grad_norms"][name], 1e-6);
    }

    // Nothing was zeroed in between: 1 + 100 = 101.
    (100.0 * net.call(&input).pow(2.0).mean()).backward();
    let ratio = reference["second_backward_ratio"].as_f64().unwrap();
    assert_eq!(ratio, 101.0);
    for ((name, before), (_, after)) in first.iter().zip(gradients(&net)) {
        let expected: Vec<f64> = before.iter().map(|g| ratio * g).collect();
        assert_close(name, &after, &expected.into(), 1e-6);
    }
}
