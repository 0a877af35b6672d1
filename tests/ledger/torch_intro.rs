//! The quick introduction to PyTorch.

use autograd::{
    Tensor, gradcheck,
    nn::{Linear, Module, print},
};
use engine::{Array, DType, Shape};
use losses::{CrossEntropyLoss, NLLLoss};
use random::TorchRng;
use tests::{
    tensors::{double, randn},
    torch_intro::{
        B, CLASSES, LAYER1, LAYER2, MyNet, P, REFERENCE, W, X, Z, affine, softmax, walk,
    },
};
use unit::callable;

use crate::check::{Checks, Found, counts, numbers};

/// The checks of this tutorial.
pub fn checks() -> Checks {
    Checks::new(&[
        ("new_layer", |_| new_layer()),
        ("w", |row| numbers(row.pick(W.as_flattened()))),
        ("x", |row| numbers(row.pick(&X))),
        ("b", |row| numbers(row.pick(&B))),
        ("affine", |row| numbers(row.pick(&affine().to_vec()))),
        ("randn", |_| numbers(walk(0).x.to_vec())),
        ("sigmoid", |_| sigmoid()),
        ("softmax_rows", |_| softmax_rows()),
        ("row_sums", |_| numbers(walk(0).x.softmax(1).sum_dim(1).to_vec())),
        ("factor", |_| numbers([callable::scale(2.5)(1.0)])),
        ("called", |_| numbers([callable::scale(2.5)(5.0)])),
        ("layer1", |_| counts(features(&walk(0).model.layer1, LAYER1))),
        ("layer2", |_| counts(features(&walk(0).model.layer2, LAYER2))),
        ("print", |_| Found::Text(print(&walk(0).model))),
        ("output", |_| output()),
        ("z", |row| numbers(row.pick(Z.as_flattened()))),
        ("softmax", |row| numbers(row.pick(&softmax().to_vec()))),
        ("p", |row| numbers(row.pick(P.as_flattened()))),
        ("cross_entropy_of_distributions", |_| {
            let loss = CrossEntropyLoss::new().forward_probabilities(&double(&Z), &double(&P));
            numbers([loss.item()])
        }),
        ("classes_from_1", |row| {
            let right = double(&P).data().argmax();
            counts(row.at.iter().map(|&i| right[i] + 1))
        }),
        ("cross_entropy_of_classes", |_| numbers([cross_entropy(&double(&Z)).item()])),
        ("classes", |_| counts(CLASSES)),
        ("nll", |_| {
            let q = Tensor::matrix(&Z).softmax(1);
            let loss = NLLLoss::new().forward(&q.log(), &CLASSES).expect("three classes");
            Found::Text(loss.to_string())
        }),
        ("cross_entropy", |_| Found::Text(cross_entropy(&Tensor::matrix(&Z)).to_string())),
        ("reference", |_| counts(REFERENCE)),
        ("weight_grad", |_| gradients(|model| model.layer1.weight().clone(), &[4, 3])),
        ("bias_grad", |_| gradients(|model| model.layer1.bias().expect("a bias").clone(), &[4])),
        ("input_grad", |_| {
            Found::Text(walk(0).x.grad().map_or("None".to_owned(), |grad| grad.to_string()))
        }),
    ])
}

fn cross_entropy(z: &Tensor) -> Tensor {
    CrossEntropyLoss::new().forward(z, &CLASSES).expect("three classes")
}

/// Inputs and outputs of a layer, and both must be what the tutorial asks for.
fn features(layer: &Linear, asked: (usize, usize)) -> [usize; 2] {
    let found = [layer.in_features(), layer.out_features()];
    assert_eq!(found, [asked.0, asked.1]);
    found
}

/// No weight is larger than 1/√2, whatever the seed.
fn new_layer() -> Found {
    let largest = (0..100)
        .flat_map(|seed| Linear::new(2, 2, &mut TorchRng::manual_seed(seed)).weight().to_vec())
        .fold(0.0, |largest: f64, w| largest.max(w.abs()));
    Found::Property((0.69..=0.5f64.sqrt()).contains(&largest), format!("a weight of {largest}"))
}

/// Each number lies between 0 and 1, and a larger x has a larger sigmoid.
fn sigmoid() -> Found {
    let x = randn(Shape::matrix(2, 3), &mut TorchRng::manual_seed(0));
    let mut pairs: Vec<_> = x.to_vec().into_iter().zip(x.sigmoid().to_vec()).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let inside = pairs.iter().all(|&(_, y)| 0.0 < y && y < 1.0);
    let growing = pairs.windows(2).all(|two| two[0].1 < two[1].1);
    Found::Property(inside && growing, format!("{pairs:?}"))
}

/// Each row is positive and adds up to 1.
fn distributions(rows: &Tensor) -> Found {
    let positive = rows.to_vec().iter().all(|&p| p > 0.0);
    let sums = rows.sum_dim(1).to_vec();
    let whole = sums.iter().all(|sum| (sum - 1.0).abs() <= f64::from(f32::EPSILON));
    Found::Property(positive && whole, format!("{rows}"))
}

fn softmax_rows() -> Found {
    distributions(&walk(0).x.softmax(1))
}

fn output() -> Found {
    let y = walk(0).y;
    assert_eq!(y.shape(), Shape::matrix(2, 2));
    distributions(&y)
}

/// A gradient has its parameter's shape, and agrees with finite differences.
fn gradients(of: impl Fn(&MyNet) -> Tensor, shape: &[usize]) -> Found {
    let walk = walk(0);
    let grad = of(&walk.model).grad().expect("a gradient reaches it");
    assert_eq!(grad.shape().sizes(), shape);
    let mut inputs: Vec<Array> = walk.model.parameters().iter().map(Tensor::data).collect();
    inputs.push(walk.x.data());
    let loss = |x: &[Tensor]| {
        let hidden = x[4].linear(&x[0], Some(&x[1])).sigmoid();
        let y = hidden.linear(&x[2], Some(&x[3])).softmax(1);
        NLLLoss::new().forward(&y.log(), &REFERENCE).expect("two classes")
    };
    if let Err(why) = gradcheck(loss, &inputs, 1e-8) {
        return Found::Property(false, why.to_string());
    }
    // The same loss in double precision gives the same gradient.
    let exact: Vec<Tensor> = inputs
        .iter()
        .map(|input| Tensor::new(input.to_dtype(DType::F64)).requires_grad_())
        .collect();
    loss(&exact).backward();
    let place = walk.model.parameters().iter().position(|p| p.shape() == grad.shape());
    let exact = exact[place.expect("it is a parameter")].grad().expect("a gradient").to_vec();
    let near = grad.to_vec().iter().zip(&exact).all(|(a, b)| (a - b).abs() < 1e-7);
    Found::Property(near, format!("{grad}, {exact:?}"))
}
