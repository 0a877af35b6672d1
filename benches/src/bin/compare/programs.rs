//! The programs that do the works: where they are, and talking to them.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use benches::results::Missing;
use serde::Deserialize;
use works::{Record, Work};

/// Somebody who is asked to do works.
pub struct Program {
    name: String,
    command: Command,
    install: &'static str,
    does: fn(&Work) -> bool,
    state: State,
}

enum State {
    /// Nobody has asked yet.
    Waiting,
    Running(Box<Running>),
    /// It did not start, or ended before its time; why.
    Gone(String),
}

struct Running {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    errors: File,
}

/// A program's answer to a work.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Done(Record),
    Missing { missing: String },
}

impl Program {
    fn new(
        name: impl Into<String>,
        command: Command,
        install: &'static str,
        does: fn(&Work) -> bool,
    ) -> Self {
        Self { name: name.into(), command, install, does, state: State::Waiting }
    }

    /// Who it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether there is any use in asking it for this work.
    pub fn does(&self, work: &Work) -> bool {
        (self.does)(work) && !matches!(self.state, State::Gone(_))
    }

    /// Lets it do a work for so many seconds; nothing, if it cannot, and then `missing` knows why.
    pub fn ask(&mut self, work: &str, seconds: f64) -> Option<Record> {
        if matches!(self.state, State::Waiting) {
            self.state = match start(&mut self.command) {
                Ok(running) => State::Running(Box::new(running)),
                Err(problem) => State::Gone(problem.to_string()),
            };
        }
        let State::Running(running) = &mut self.state else { return None };
        match running.ask(work, seconds) {
            Ok(Answer::Done(record)) => Some(record),
            Ok(Answer::Missing { missing }) => {
                self.state = State::Gone(format!("{work}: {missing}"));
                None
            }
            Err(problem) => {
                let said = running.last_words().unwrap_or(problem);
                self.state = State::Gone(said);
                None
            }
        }
    }

    /// Why it did not take part, if it did not.
    pub fn missing(&self) -> Option<Missing> {
        let State::Gone(problem) = &self.state else { return None };
        let why = format!("{problem}. {}", self.install).trim_end().to_owned();
        Some(Missing { who: self.name.clone(), why })
    }
}

fn start(command: &mut Command) -> std::io::Result<Running> {
    let mut errors = tempfile::tempfile()?;
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(errors.try_clone()?).spawn()?;
    errors.rewind()?;
    let missing = || std::io::Error::other("a pipe was asked for");
    let input = child.stdin.take().ok_or_else(missing)?;
    let output = BufReader::new(child.stdout.take().ok_or_else(missing)?);
    Ok(Running { child, input, output, errors })
}

impl Running {
    fn ask(&mut self, work: &str, seconds: f64) -> Result<Answer, String> {
        let said = |error: std::io::Error| error.to_string();
        writeln!(self.input, "{work} {seconds}").map_err(said)?;
        self.input.flush().map_err(said)?;
        let mut line = String::new();
        if self.output.read_line(&mut line).map_err(said)? == 0 {
            return Err("it ended without an answer".to_owned());
        }
        serde_json::from_str(&line).map_err(|error| format!("{error}: {}", line.trim()))
    }

    /// The last line of its complaints.
    fn last_words(&mut self) -> Option<String> {
        let _ = self.child.wait();
        let mut text = vec![];
        self.errors.rewind().ok()?;
        self.errors.read_to_end(&mut text).ok()?;
        let text = String::from_utf8_lossy(&text);
        text.lines().rfind(|line| !line.trim().is_empty()).map(|line| line.trim().to_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let State::Running(running) = &mut self.state {
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
    }
}

const RUST: &str = "Build it: (cd benches/peers && cargo build --release)";
const PYTORCH: &str = "Install it: pip install torch torchvision; then benches/compare --python …";
const JAX: &str = "Install it: pip install jax; then benches/compare --python …";

/// All who can be asked, in the order of their turns. Small works are often fastest on one
/// thread, so most are asked twice.
pub fn all(count: usize, python: &Path) -> Vec<Program> {
    let mut one_and_all = vec![count, 1];
    one_and_all.dedup();
    let mut list = vec![Program::new("chain-rule", own("faer", count), "", |work| !limit(work))];
    list.push(Program::new("by hand", own("by hand", count), "", |work| {
        matches!(work, Work::Step { optimizer: works::Optimizer::Sgd, .. })
    }));
    for &count in &one_and_all {
        list.push(Program::new(named("the machine", count), own("machine", count), "", limit));
        list.push(Program::new(named("faer", count), own("faer alone", count), "", |work| {
            matches!(work, Work::Product { .. })
        }));
    }
    let script = |script: &str, count| with_threads(Command::new(python), count, &[script]);
    for &count in &one_and_all {
        let mut eager = script("peer_pytorch.py", count);
        eager.arg("eager");
        list.push(Program::new(named("PyTorch", count), eager, PYTORCH, computed));
        let mut compiled = script("peer_pytorch.py", count);
        compiled.arg("compile");
        list.push(Program::new(named("PyTorch, compiled", count), compiled, PYTORCH, |work| {
            computed(work) && !matches!(work, Work::Product { .. })
        }));
    }
    let mut tutorial = script("peer_pytorch.py", count);
    tutorial.arg("tutorial").env("BENCH_MNIST", data::mnist::directory());
    list.push(Program::new("PyTorch, tutorial", tutorial, PYTORCH, |work| {
        matches!(work, Work::Epoch { .. })
    }));
    list.push(Program::new("JAX", script("peer_jax.py", count), JAX, computed));
    for (name, program) in [("candle", "peer-candle"), ("burn", "peer-burn")] {
        for &count in &one_and_all {
            let path = peers().join(program).with_extension(std::env::consts::EXE_EXTENSION);
            let command = with_threads(Command::new(path), count, &[]);
            list.push(Program::new(named(name, count), command, RUST, computed));
        }
    }
    list
}

fn named(name: &str, count: usize) -> String {
    format!("{name}, {}", text::counted(count, "thread"))
}

/// What the machine itself does.
fn limit(work: &Work) -> bool {
    matches!(work, Work::MultiplyAdd | Work::Read | Work::Copy)
}

fn computed(work: &Work) -> bool {
    matches!(work, Work::Product { .. } | Work::Step { .. } | Work::Inference { .. })
}

/// This program, as one of those who are asked.
fn own(who: &str, count: usize) -> Command {
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("compare"));
    let mut command = with_threads(Command::new(program), count, &[]);
    command.args(["serve", who]);
    command
}

/// Every library has its own word for the number of threads.
fn with_threads(mut command: Command, count: usize, scripts: &[&str]) -> Command {
    for name in ["BENCH_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"] {
        command.env(name, count.to_string());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join("python");
    command.args(scripts.iter().map(|script| folder.join(script)));
    command
}

/// Where the peers in Rust are built to.
fn peers() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join("target");
    target.unwrap_or_else(own).join("release")
}
