//! The numbers inside the sentences of the pages: `cargo run -p losses --example losses_values`.

use autograd::Tensor;
use engine::{Array, Options, Shape};
use losses::{BCEWithLogitsLoss, ClassError, CrossEntropyLoss, NLLLoss};

fn table<const COLS: usize>(rows: &[[f64; COLS]]) -> Tensor {
    Tensor::new(Array::matrix(rows, Options::f64()))
}

/// The loss of `classes` equal logits, or of a certain and correct prediction after a second
/// softmax.
fn of_many(classes: usize, twice: bool) -> Result<f64, ClassError> {
    let mut logits = vec![0.0; classes];
    logits[0] = if twice { 1000.0 } else { 0.0 };
    let logits = Array::new(Shape::matrix(1, classes), &logits, Options::f64());
    let logits = Tensor::new(logits);
    let scores = if twice { logits.softmax(1) } else { logits };
    Ok(CrossEntropyLoss::new().forward(&scores, &[0])?.item())
}

fn main() -> Result<(), ClassError> {
    println!("ln_2 = {:.4}", of_many(2, false)?);
    println!("ln_3 = {:.4}", of_many(3, false)?);
    println!("ln_10 = {:.4}", of_many(10, false)?);
    println!("floor_3 = {:.6}", of_many(3, true)?);
    println!("floor_10 = {:.4}", of_many(10, true)?);
    let loss = CrossEntropyLoss::new();
    println!("surest = {:.4}", table(&[[0.0, 1.0, 0.0]]).softmax(1).data().get(0, 1));
    let sure = table(&[[0.0, 4.0, 0.0]]);
    println!("twice_at_4 = {:.4}", loss.forward(&sure.softmax(1), &[1])?.item());

    let with_logits = BCEWithLogitsLoss::new();
    println!("ln_1_e = {:.4}", with_logits.forward(&table(&[[1.0]]), &table(&[[0.0]])).item());

    let z = table(&[[1.0, -1.0, 2.0], [-1.0, 0.0, 1.0]]);
    let q = z.softmax(1).data();
    for (i, j) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)] {
        println!("q_{}_{} = {:.4}", i + 1, j + 1, q.get(i, j));
    }
    let nll = NLLLoss::new();
    for (i, class) in [(0, 2), (1, 1)] {
        let row = z.log_softmax(1).index_select(&[i]);
        println!("surprise_{} = {:.4}", i + 1, nll.forward(&row, &[class])?.item());
    }
    println!("cross_entropy = {:.4}", loss.forward(&z, &[2, 1])?.item());
    println!("surprise_fifth = {:.4}", nll.forward(&table(&[[0.2]]).log(), &[0])?.item());

    let target = table(&[[0.7, 0.2, 0.1]]);
    println!("entropy = {:.4}", loss.forward_probabilities(&target.log(), &target).item());
    Ok(())
}
