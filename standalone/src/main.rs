//! The released program: `mnist` of chapter 7, with the data and the book inside.
//!
//! It is a single file that runs in any folder of any computer, without Rust and without the
//! repository. In reading order: [`book`], the command that shows the pages; [`licenses`], what else
//! is inside, and whose it is. Everything else the program does is chapter 7's.

mod book;
mod licenses;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use mnist::program::cli::Cli;

use self::{book::BookArgs, licenses::LicensesArgs};

fn main() -> ExitCode {
    let matches = command().get_matches();
    match matches.subcommand() {
        Some(("book", flags)) => match BookArgs::from_arg_matches(flags) {
            Ok(args) => book::run(&args),
            Err(error) => error.exit(),
        },
        Some(("licenses", _)) => licenses::run(),
        _ => match Cli::from_arg_matches(&matches) {
            Ok(cli) => mnist::program::start(cli),
            Err(error) => error.exit(),
        },
    }
}

/// The command line of chapter 7, with two commands more.
fn command() -> clap::Command {
    Cli::command_with_defaults()
        // Chapter 7 has one of that name, which says that its program has no book.
        .mut_subcommand("book", |_| BookArgs::command())
        .subcommand(LicensesArgs::command().display_order(1000))
        .after_help(licenses::SHORT)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_makes_sense() {
        super::command().debug_assert();
    }
}
