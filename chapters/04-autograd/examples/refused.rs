//! What `backward` refuses, in its own words: `cargo run -p autograd --example refused`

use std::panic;

use autograd::{Tensor, no_grad};

/// Runs something that panics and prints what it says.
fn refused(what: &str, work: impl FnOnce() + panic::UnwindSafe) {
    let payload = panic::catch_unwind(work).expect_err("this is a mistake");
    let said = payload.downcast::<String>().map_or_else(
        |payload| payload.downcast::<&str>().map_or(String::new(), |text| (*text).to_owned()),
        |text| *text,
    );
    println!("{what}");
    let mut line = String::from("   ");
    for word in said.split_whitespace() {
        if line.chars().count() + word.chars().count() > 76 {
            println!("{line}");
            line = String::from("   ");
        }
        line = line + " " + word;
    }
    println!("{line}");
}

fn main() {
    panic::set_hook(Box::new(|_| ()));
    // ANCHOR: mistakes
    refused("backward from a list", || {
        let x = Tensor::vector(&[1.0, 2.0]).requires_grad_();
        (2.0 * x).backward();
    });
    refused("backward twice", || {
        let x = Tensor::scalar(3.0).requires_grad_();
        let loss = &x * &x;
        loss.backward();
        loss.backward();
    });
    refused("backward from a number computed inside no_grad", || {
        let x = Tensor::scalar(3.0).requires_grad_();
        no_grad(|| &x * &x).backward();
    });
    refused("requires_grad_ on a computed tensor", || {
        let x = Tensor::scalar(3.0).requires_grad_();
        drop((&x * &x).requires_grad_());
    });
    // ANCHOR_END: mistakes
}
