//! Half the squared distance, or the mean of the squares: `cargo run -p losses --example l2_or_mse`.

use autograd::Tensor;
use losses::{L2Loss, MSELoss, Reduction};

fn main() {
    let x = || Tensor::matrix(&[[1.0, 5.0], [3.0, -1.0]]).requires_grad_();
    let t = Tensor::matrix(&[[0.0, 2.0], [3.0, 1.0]]);
    println!("predictions {:?}, targets {:?}", x().to_vec(), t.to_vec());
    println!("                      loss   gradient");

    // ANCHOR: losses
    let mse = MSELoss::new();
    report("MSELoss, mean", &x(), |x| mse.forward(x, &t));
    report("MSELoss, sum", &x(), |x| mse.reduction(Reduction::Sum).forward(x, &t));
    report("L2Loss", &x(), |x| L2Loss.forward(x, &t));
    // ANCHOR_END: losses
}

fn report(name: &str, x: &Tensor, loss: impl Fn(&Tensor) -> Tensor) {
    let loss = loss(x);
    loss.backward();
    let grad = x.grad().map(|grad| grad.to_vec()).unwrap_or_default();
    println!("{name:<16} {:>9}   {grad:?}", loss.item());
}
