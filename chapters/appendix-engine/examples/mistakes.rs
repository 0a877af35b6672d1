//! The engine's messages when arrays do not fit: `cargo run -p engine --example mistakes`.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};

use engine::{Array, DType, Device, Options, Shape};

fn main() {
    // The messages are printed below; the default panic hook would print each one a second time.
    set_hook(Box::new(|_| {}));
    let options = Options::default();
    let x = Array::zeros(Shape::matrix(64, 784), options);
    let w = Array::zeros(Shape::matrix(256, 784), options);
    let b = Array::zeros(Shape::vector(10), options);

    say("the transpose was forgotten", || x.matmul(&w));
    say("the bias belongs to another layer", || x.linear(&w, Some(&b)));
    say("a column where a row was meant", || x.add(&w.transpose()));
    say("two precisions", || x.matmul_nt(&w.to_dtype(DType::F64)));
    say("two devices", || x.matmul_nt(&w.to_device(Device::Nalgebra)));
    say("numbers lost on the way", || x.reshape(Shape::matrix(64, 28)));
    say("a class that is not there", || x.gather(&[784; 64]));

    println!("a device of another name, from a command line");
    if let Err(error) = "cuda".parse::<Device>() {
        println!("  {error}");
    }
}

fn say(slip: &str, call: impl FnOnce() -> Array) {
    println!("{slip}");
    let panic = catch_unwind(AssertUnwindSafe(|| drop(call()))).expect_err("it does not fit");
    let message = panic.downcast_ref::<String>().expect("a message with shapes in it");
    // `assert_eq!` adds two more lines with the values it compared.
    println!("  {}", message.lines().next().unwrap_or_default());
}
