//! `benches/compare`: the same works by this project and by everybody else who is installed.
//!
//! Everybody is a program that does works when asked for and says how long it took (see
//! `works::serve`). So all stay warm and take turns, a moment each, and whatever else happens on
//! the machine happens to all of them alike. What is written down is the median over the rounds.

mod contest;
mod programs;

use std::{path::PathBuf, process::ExitCode};

use benches::{
    Contestant, aims,
    machine::{Machine, today},
    plot, report,
    results::{self, OURS, Results},
};
use clap::{Parser, Subcommand};
use engine::Device;
use figures::Figure;

/// Time this project beside other libraries on the same works.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// One short round, to see that everything runs
    #[arg(long)]
    quick: bool,
    /// How often everybody has their turn at each work
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many seconds a turn takes
    #[arg(long, default_value_t = 0.25)]
    seconds: f64,
    /// Only the works whose names contain this
    #[arg(long, default_value = "")]
    only: String,
    /// How many threads everybody may use [default: all cores]
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
    /// Be one of those who are compared: read works and seconds, print records
    #[command(hide = true)]
    Serve {
        /// Who
        who: String,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Some(Command::Serve { who }) => serve(who),
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

fn serve(who: &str) -> Result<(), String> {
    let setting = text::counted(works::threads(), "thread");
    let version = env!("CARGO_PKG_VERSION");
    let (contestant, who) = match who {
        "faer alone" => (Contestant::Faer, ["faer", &setting, "0.24.4"]),
        "by hand" => (Contestant::ByHand, ["by hand", &setting, version]),
        "machine" => (Contestant::Machine, ["machine", &setting, ""]),
        device => {
            let device: Device = device.parse().map_err(|error| format!("{error}"))?;
            let setting = format!("{device}, {setting}");
            let done = benches::on_all_threads(|| {
                let who = [OURS, &setting, version];
                works::serve(who, &[], |work| benches::prepare(Contestant::ChainRule(device), work))
            });
            return done.map_err(|error| error.to_string());
        }
    };
    benches::on_all_threads(|| works::serve(who, &[], |work| benches::prepare(contestant, work)))
        .map_err(|error| error.to_string())
}

fn compare(cli: &Cli) -> Result<(), String> {
    let (rounds, seconds) = if cli.quick { (1, 0.03) } else { (cli.rounds, cli.seconds) };
    let count = cli.threads.unwrap_or_else(works::threads).max(1);
    let works: Vec<String> =
        contest::works().into_iter().filter(|work| work.contains(&cli.only)).collect();
    let mut programs = programs::all(count, &cli.python);
    let records = contest::run(&works, &mut programs, rounds, seconds);
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
    let met: Vec<bool> = aims::ratios(&results).iter().filter_map(aims::Ratio::met).collect();
    let count = met.iter().filter(|&&met| met).count();
    println!("\n{count} of {} aims met; everything is in {}", met.len(), cli.into.display());
    Ok(())
}
