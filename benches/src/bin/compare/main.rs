//! `benches/compare`: the same workloads in this project and in every other library that is
//! installed.
//!
//! Each library is a program that runs workloads on request and says how long they took (see
//! `workloads::serve`). So all of them stay warm and take turns, a fraction of a second each, and
//! whatever else disturbs the machine disturbs them alike. The results are medians over the rounds.

mod programs;
mod rounds;

use std::{path::PathBuf, process::ExitCode};

use benches::{
    Implementation,
    machine::{Machine, today},
    plot, report,
    results::{self, OURS, Results},
    targets,
};
use clap::{Parser, Subcommand};
use engine::Device;
use figures::Figure;

/// Time this project beside other libraries on the same workloads.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// One short round, to see that everything runs
    #[arg(long)]
    quick: bool,
    /// How many turns each program has at each workload
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many seconds a turn takes
    #[arg(long, default_value_t = 0.25)]
    seconds: f64,
    /// Only the workloads whose names contain this
    #[arg(long, default_value = "")]
    only: String,
    /// How many threads each program may use [default: one for each core]
    #[arg(long)]
    threads: Option<usize>,
    /// The Python that has PyTorch or JAX
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// The folder for results.json, ratios.svg and tables.txt
    #[arg(long, default_value = "target/compare")]
    into: PathBuf,
}

#[derive(Subcommand)]
enum Command {
    /// Be one of the programs that are compared: read workloads and seconds, print records
    #[command(hide = true)]
    Serve {
        /// The implementation
        implementation: String,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Some(Command::Serve { implementation }) => serve(implementation),
        None => compare(&cli),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn serve(name: &str) -> Result<(), String> {
    let setting = text::counted(workloads::threads(), "thread");
    let version = env!("CARGO_PKG_VERSION");
    let (implementation, library) = match name {
        "faer alone" => (Implementation::Faer, ["faer", &setting, "0.24.4"]),
        "by hand" => (Implementation::ByHand, ["by hand", &setting, version]),
        "machine" => (Implementation::Machine, ["machine", &setting, ""]),
        device => {
            let device: Device = device.parse().map_err(|error| format!("{error}"))?;
            let setting = format!("{device}, {setting}");
            let done = benches::on_all_threads(|| {
                let library = [OURS, &setting, version];
                workloads::serve(library, &[], |workload| {
                    benches::prepare(Implementation::ChainRule(device), workload)
                })
            });
            return done.map_err(|error| error.to_string());
        }
    };
    benches::on_all_threads(|| {
        workloads::serve(library, &[], |workload| benches::prepare(implementation, workload))
    })
    .map_err(|error| error.to_string())
}

fn compare(cli: &Cli) -> Result<(), String> {
    let (rounds, seconds) = if cli.quick { (1, 0.03) } else { (cli.rounds, cli.seconds) };
    let count = cli.threads.unwrap_or_else(workloads::threads).max(1);
    let workloads: Vec<String> =
        rounds::all().into_iter().filter(|workload| workload.contains(&cli.only)).collect();
    let mut programs = programs::all(count, &cli.python);
    let records = rounds::run(&workloads, &mut programs, rounds, seconds);
    let missing = programs.iter().filter_map(programs::Program::missing).collect();
    let results = Results {
        date: today(),
        machine: Machine::here(),
        threads: count,
        rounds,
        records,
        missing,
    };
    let failed = |error: benches::results::ResultsError| error.to_string();
    results.save(&cli.into.join("results.json")).map_err(failed)?;
    let svg = plot::ratios(&results).to_svg().map_err(|error| error.to_string())?;
    results::write(&cli.into.join("ratios.svg"), &svg).map_err(failed)?;
    let parts = [report::heading, report::ratios, report::limits, report::products, report::notes];
    let parts = parts.map(|part| part(&results));
    let tables = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
    results::write(&cli.into.join("tables.txt"), &tables).map_err(failed)?;
    print!("{tables}");
    let met: Vec<bool> = targets::ratios(&results).iter().filter_map(targets::Ratio::met).collect();
    let count = met.iter().filter(|&&met| met).count();
    println!("\n{count} of {} targets met; everything is in {}", met.len(), cli.into.display());
    Ok(())
}
