//! The state of an optimizer, and what happens without it:
//! `cargo run -p optimizers --example memory`.

use autograd::Tensor;
use engine::{Array, Options};
use optimizers::{Adam, Optimizer, SGD, State};

fn weight(value: f64) -> Tensor {
    Tensor::new(Array::scalar(value, Options::f64())).requires_grad_()
}

fn descend(w: &Tensor, optimizer: &mut dyn Optimizer, steps: usize) -> f64 {
    for _ in 0..steps {
        optimizer.zero_grad();
        w.pow(2.0).backward();
        optimizer.step();
    }
    w.item()
}

fn main() {
    let w = weight(1.0);
    let mut adam = Adam::new(vec![w.clone()], 0.1);
    let at_five = descend(&w, &mut adam, 5);
    println!("after 5 steps     w = {at_five:.6}");
    // ANCHOR: resume
    let saved: Vec<State> = adam.state().to_vec();
    let unbroken = descend(&w, &mut adam, 5);

    let w = weight(at_five);
    let mut resumed = Adam::new(vec![w.clone()], 0.1);
    resumed.load_state(&saved).expect("it is this parameter's");
    let with_state = descend(&w, &mut resumed, 5);
    // ANCHOR_END: resume
    let w = weight(at_five);
    let without = descend(&w, &mut Adam::new(vec![w.clone()], 0.1), 5);
    println!("5 more, unbroken  w = {unbroken:.6}");
    println!("resumed           w = {with_state:.6}");
    println!("state forgotten   w = {without:.6}");

    println!();
    println!("down w² from 1, lr = 0.09, after 20, 21, 22, 23 and 200 steps:");
    let (w_without, w_with) = (weight(1.0), weight(1.0));
    let mut adam = Adam::new(vec![w_with.clone()], 0.09);
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for step in 1..=200 {
        let w_new = descend(&w_without, &mut Adam::new(vec![w_without.clone()], 0.09), 1);
        let w_kept = descend(&w_with, &mut adam, 1);
        if (20..24).contains(&step) || step == 200 {
            without.push(format!("{w_new:>9.5}"));
            with.push(format!("{w_kept:>9.5}"));
        }
    }
    println!("new in every step {}", without.concat());
    println!("one for all steps {}", with.concat());

    println!();
    let w = weight(1.0);
    let mut sgd = SGD::new(vec![w.clone()], 0.1).momentum(0.9);
    descend(&w, &mut sgd, 1);
    if let Err(error) = adam.load_state(sgd.state()) {
        println!("SGD's state for Adam: {error}");
    }
}
