//! `cargo run --release`: train a network on MNIST, and look at what it learned.

use std::process::ExitCode;

fn main() -> ExitCode {
    mnist::program::main()
}
