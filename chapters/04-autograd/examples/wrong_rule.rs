//! A backward rule with a mistake, and how it is caught:
//! `cargo run -p autograd --example wrong_rule`

use autograd::{
    Context, Operation, Tensor, apply,
    gradcheck::{Mismatch, gradcheck},
};
use engine::{Array, Options};

// ANCHOR: rule
/// x², differentiated by somebody in a hurry.
struct Square {
    slope: f64,
}

impl Operation for Square {
    fn name(&self) -> &'static str {
        "Square"
    }

    fn forward(&self, ctx: &mut Context, inputs: &[Array]) -> Array {
        ctx.save(&inputs[0]);
        inputs[0].mul(&inputs[0])
    }

    fn backward(&self, ctx: &Context, grad: Array) -> Vec<Option<Array>> {
        vec![Some(grad.mul(ctx.saved(0)).scale(self.slope))]
    }
}
// ANCHOR_END: rule

// ANCHOR: train
/// Gradient descent on (w − 3)², from w = 0.
fn train(slope: f64) -> f64 {
    let w = Tensor::scalar(0.0).requires_grad_();
    for _ in 0..50 {
        apply(Square { slope }, &[&(&w - 3.0)]).backward();
        let step = w.grad().expect("a gradient").data();
        w.update(|data| data.axpy_(-0.1, &step));
        w.zero_grad();
    }
    w.item()
}

fn main() {
    let x = [Array::vector(&[0.0, 0.5, -1.0], Options::f64())];
    for slope in [2.0, 1.0] {
        println!("backward: {slope}·x·∂ℓ/∂y");
        println!("  50 steps of training reach w = {:.4}", train(slope));
        match gradcheck(|x| apply(Square { slope }, &[&x[0]]), &x, 1e-8) {
            Ok(_) => println!("  gradcheck finds nothing wrong"),
            Err(Mismatch { place, found, expected, .. }) => {
                println!("  gradcheck: number {place} has {found:.4}, should have {expected:.4}");
            }
        }
    }
}
// ANCHOR_END: train
