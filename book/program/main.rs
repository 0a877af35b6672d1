//! `cargo book`, and what else there is to do with the book.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use book::{check, figures, notebooks, outputs, pages, site};
use clap::{Parser, Subcommand};
use server::{Browser, browser};

/// The book beside the code. Without a command, its pages are built and opened in a browser.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Build the pages and open them in a browser, as `cargo book` does
    Open {
        /// The folder to build into [default: target/book in the workspace]
        #[arg(long)]
        into: Option<PathBuf>,
    },
    /// Build the pages into a folder; open its index.html in a browser
    Build {
        /// The folder [default: target/book in the workspace]
        #[arg(long)]
        into: Option<PathBuf>,
    },
    /// Build the pages and show them in a browser on this computer, anew whenever one changes
    Serve {
        /// The port: the book is at `http://127.0.0.1:<port>`
        #[arg(long, default_value_t = 3000)]
        port: u16,
        /// The folder to build into [default: target/book in the workspace]
        #[arg(long)]
        into: Option<PathBuf>,
    },
    /// Draw all figures and run all programs whose output the pages show, and write what changed
    Refresh,
    /// Compare what the notebooks showed when they last ran with what their pages show; they run
    /// with `cargo run -p notebooks -- run`
    Notebooks {
        /// Show on the pages what they showed
        #[arg(long)]
        refresh: bool,
        /// The folder of the executed notebooks
        #[arg(long, default_value = "target/notebooks")]
        from: PathBuf,
        /// Some of them, such as `01-unit`; all if none is named
        names: Vec<String>,
    },
    /// Read all pages, say what does not fit, and count what there is
    Check,
    /// Called by mdBook, as book.toml says: turn the pages' own marks into Markdown
    Preprocess {
        /// Asked first: `supports html`
        question: Vec<String>,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().command.unwrap_or(Command::Open { into: None }) {
        Command::Open { into } => build(into).map(|index| open(&index)),
        Command::Build { into } => build(into).map(|index| println!("{}", index.display())),
        Command::Serve { port, into } => folder(into)
            .and_then(|into| site::serve(&into, port).map_err(|error| format!("{error:#}"))),
        Command::Refresh => refresh().map_err(|error| error.to_string()),
        Command::Notebooks { refresh, from, names } => run_notebooks(refresh, &from, names),
        Command::Check => check_all(),
        Command::Preprocess { question } if question.is_empty() => {
            site::preprocess(io::stdin(), io::stdout()).map_err(|error| format!("{error:#}"))
        }
        Command::Preprocess { .. } => Ok(()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// The folder to build into: the named one, or the usual one, wherever cargo was started.
fn folder(named: Option<PathBuf>) -> Result<PathBuf, String> {
    let path = named.unwrap_or_else(|| pages::workspace().join("target/book"));
    std::path::absolute(&path).map_err(|error| format!("{}: {error}", path.display()))
}

fn build(into: Option<PathBuf>) -> Result<PathBuf, String> {
    site::build(&folder(into)?).map_err(|error| format!("{error:#}"))
}

/// Opens the built book, and says where it is, since a browser can fail without telling.
fn open(index: &Path) {
    let file = index.display();
    match browser::open(index) {
        Browser::Started => println!(
            "The book is built, and your browser should open it now. If it doesn't, open this \
             file:\n    {file}"
        ),
        Browser::Missing(reason) => println!(
            "The book is built, but {reason}. Open this file in a browser:\n    {file}\nIf your \
             browser is on another computer, `cargo book serve` shows the book at \
             http://127.0.0.1:3000; forward that port to it."
        ),
    }
}

/// Writes the figures and outputs that differ from what the code makes now.
fn refresh() -> io::Result<()> {
    let mut written = 0;
    for drawing in figures::all() {
        let svg = drawing.figure.to_svg().map_err(io::Error::other)?;
        let path = pages::src().join("figures").join(drawing.name).with_extension("svg");
        let shown = fs::read_to_string(&path).unwrap_or_default();
        if shown != svg {
            fs::write(&path, svg)?;
            println!("{}", path.display());
            written += 1;
        }
    }
    outputs::build()?;
    for output in outputs::all()? {
        let fresh = output.fresh()?;
        if output.text != fresh {
            fs::write(&output.path, fresh)?;
            println!("{}", output.path.display());
            written += 1;
        }
    }
    println!("{written} files written");
    Ok(())
}

fn check_all() -> Result<(), String> {
    let report = check::all().map_err(|error| error.to_string())?;
    println!("{report}");
    if report.problems.is_empty() { Ok(()) } else { Err(report.problems.join("\n")) }
}

fn run_notebooks(refresh: bool, from: &Path, names: Vec<String>) -> Result<(), String> {
    let folder = notebooks::folder();
    let names = if names.is_empty() {
        notebooks::names(&folder).map_err(|error| error.to_string())?
    } else {
        names
    };
    let mut problems = vec![];
    for name in &names {
        let differences = || -> io::Result<Vec<String>> {
            let made = notebooks::read(from, name)?;
            if !notebooks::same_sources(&notebooks::read(&folder, name)?, &made) {
                return Ok(vec!["has changed since it ran".to_owned()]);
            }
            if refresh {
                let kept = if notebooks::keep(from, name)? { "kept" } else { "as it was" };
                println!("{name}: {kept}");
                return Ok(vec![]);
            }
            let shown = notebooks::read(&notebooks::kept_in(), name)?;
            Ok(notebooks::differences(&shown, &made, notebooks::tolerance(name)))
        };
        let found = differences().unwrap_or_else(|error| vec![error.to_string()]);
        problems.extend(found.into_iter().map(|what| format!("{name}: {what}")));
    }
    if problems.is_empty() {
        println!("{} notebooks: the pages show what they show", names.len());
        return Ok(());
    }
    problems.push(
        "the cure, after `cargo run -p notebooks -- run`: \
        `cargo run -p book -- notebooks --refresh`"
            .to_owned(),
    );
    Err(problems.join("\n"))
}
