//! The command `licenses`: what is inside this program, and whose it is.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

/// What `--help` says about it.
pub const SHORT: &str = "The digits are MNIST's, © Yann LeCun and Corinna Cortes, CC BY-SA 3.0; `mnist licenses` says \
     more.";

/// Say what is inside this program, and under which licenses
#[derive(Debug, Parser)]
#[command(name = "licenses")]
pub struct LicensesArgs {}

/// The texts, one after the other. THIRD-PARTY.txt, which the first one names, is written by the
/// example `third_party`.
const PARTS: [&str; 7] = [
    include_str!("licenses.txt"),
    include_str!("../../LICENSE-MIT"),
    include_str!("../../LICENSE-APACHE"),
    include_str!("../../chapters/appendix-data/mnist/README.md"),
    include_str!("../../chapters/appendix-figures/fonts/LICENSE"),
    include_str!("../../book/theme/fonts/README.md"),
    include_str!("../../book/theme/fonts/OFL.txt"),
];

/// The command `licenses`.
pub fn run() -> ExitCode {
    let rule = format!("\n{}\n\n", "-".repeat(80));
    // A reader of our output may stop early, as `head` does.
    let _ = io::stdout().write_all(PARTS.join(&rule).as_bytes());
    ExitCode::SUCCESS
}
