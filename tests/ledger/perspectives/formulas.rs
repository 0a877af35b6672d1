//! Formulas that the tutorial states, checked on numbers.

use autograd::{
    Tensor,
    nn::{Linear, Module},
};
use engine::{Array, Options, Shape};
use layer::{Activation, Axis, Layer, count_parameters, softmax};
use losses::{BCELoss, BCEWithLogitsLoss, L2Loss, MSELoss, Reduction};
use nalgebra::{DMatrix, DVector};
use optimizers::{SGD, lr_scan as scan};
use tests::perspectives::{
    drawings::arrow,
    large::{INPUT, LARGE},
};
use unit::Unit;

use crate::check::{Found, counts, numbers};

/// From, to and number of the rates, as a scan of a loss that never changes goes through them.
pub fn lr_scan() -> Found {
    let model = Linear::from_parameters(Tensor::matrix(&[[0.0]]), None);
    let mut optimizer = SGD::new(model.parameters(), 0.1);
    let scan = scan(&model, &mut optimizer, (1e-6, 1.0), 100, || (model.weight() * 0.0).mean());
    numbers([scan.rates[0], scan.rates[99], scan.rates.len() as f64])
}

/// D weights and one bias.
pub fn unit_parameters() -> Found {
    let count = |d: usize| Unit::new(vec![0.5; d], 0.0, Activation::Tanh).n_parameters();
    Found::Property((0..100).all(|d| count(d) == d + 1), format!("{} with D = 8", count(8)))
}

/// A weight for each pair of input and output, and a bias for each output.
pub fn layer_parameters() -> Found {
    let sizes = [(8, 4), (4, 3), (3, 2), (784, 32)];
    let count = |(n_in, n_out)| {
        Layer::new(DMatrix::zeros(n_in, n_out), vec![0.0; n_out], Activation::Tanh).n_parameters()
    };
    let holds = sizes.into_iter().all(|(n_in, n_out)| {
        count((n_in, n_out)) == (n_in + 1) * n_out
            && count_parameters(&[n_in, n_out]) == (n_in + 1) * n_out
    });
    Found::Property(holds, format!("{:?}", sizes.map(count)))
}

/// To the far left each of the six activations goes to −1 or to 0.
pub fn left_ends() -> Found {
    let ends = Activation::ALL
        .into_iter()
        .filter(|&phi| phi != Activation::Identity)
        .map(|phi| (phi, phi.limits().0, phi.apply(-1e12)));
    let holds = ends
        .clone()
        .all(|(_, end, value)| (end == -1.0 || end == 0.0) && (value - end).abs() < 1e-11);
    Found::Property(holds && ends.clone().count() == 6, format!("{:?}", ends.collect::<Vec<_>>()))
}

/// Where the arrow starts, s is 0.
pub fn arrow_origin() -> Found {
    let s = [0, 1].map(|i| {
        let unit = arrow(i);
        let origin = unit.decision_line().origin;
        unit.pre_activation(&DVector::from_column_slice(&[origin.x, origin.y]))
    });
    Found::Property(s == [0.0, 0.0], format!("{s:?}"))
}

/// W of 5 × 3 times x of 3 makes 5.
pub fn five_by_three() -> Found {
    let layer = Layer::from_linear(&DMatrix::zeros(5, 3), vec![0.0; 5], Activation::Identity);
    let x = DMatrix::zeros(1, 3);
    counts([layer.forward(&x).len(), x.len()])
}

/// The first layer's parameters fill ±1/√`n_in`, and none is beyond.
pub fn init_bound() -> Found {
    let bound = 1.0 / (INPUT.1 as f64).sqrt();
    let parameters = ["0.weight", "0.bias"].map(|name| LARGE.net.parameter(name));
    let values = parameters.into_iter().flatten().flat_map(|p| p.to_vec());
    let largest = values.fold(0.0, |largest: f64, w| largest.max(w.abs()));
    Found::Property((0.99 * bound..=bound).contains(&largest), format!("{largest} of {bound}"))
}

/// The large network's output, and as many zeros.
fn output_and_zeros() -> (Tensor, Tensor) {
    let shape = Shape::matrix(INPUT.0, 10);
    let output = Array::new(shape, &LARGE.outputs[4], Options::default());
    (Tensor::new(output), Tensor::new(Array::zeros(shape, Options::default())))
}

/// ½|x − y|² is half the count of numbers times their mean squared error, not that error itself.
pub fn l2_half() -> Found {
    let (x, y) = output_and_zeros();
    let l2 = L2Loss.forward(&x, &y).item();
    let halves: f64 = x.to_vec().iter().map(|x| x * x / 2.0).sum();
    let mse = MSELoss::new().forward(&x, &y).item() * x.shape().len() as f64 / 2.0;
    let near = |a: f64| (l2 - a).abs() < 1e-6 * l2;
    Found::Property(near(halves) && near(mse), format!("{l2}, {halves}, {mse}"))
}

/// `MSELoss` of the large network's output against zeros.
pub fn mse_of_output() -> Found {
    let (x, y) = output_and_zeros();
    numbers([MSELoss::new().forward(&x, &y).item()])
}

/// `BCELoss` takes probabilities and clamps ln 0; the formula with the sigmoid is another loss.
pub fn bce() -> Found {
    let (x, y) = (Tensor::vector(&[1.0; 10]), Tensor::vector(&[0.0; 10]));
    let by_formula = BCEWithLogitsLoss::new().reduction(Reduction::Sum).forward(&x, &y).item();
    assert!((by_formula - 13.132_616_9).abs() < 1e-5, "{by_formula}");
    numbers([BCELoss::new().forward(&x, &y).item()])
}

/// Of two classes, the first gets σ(y₁ − y₂).
pub fn two_classes() -> Found {
    let mut worst: f64 = 0.0;
    for i in -20..=20 {
        for j in -20..=20 {
            let (y1, y2) = (f64::from(i) / 4.0, f64::from(j) / 4.0);
            let p = softmax(&DMatrix::from_row_slice(1, 2, &[y1, y2]), Axis::EachRow)[0];
            worst = worst.max((p - Activation::Sigmoid.apply(y1 - y2)).abs());
        }
    }
    Found::Property(worst < 1e-15, format!("they differ by {worst:e}"))
}

/// The softmax of (2, −1, 3).
pub fn softmax_of_three() -> Vec<f64> {
    let y = DMatrix::from_row_slice(1, 3, &[2.0, -1.0, 3.0]);
    softmax(&y, Axis::EachRow).as_slice().to_vec()
}
