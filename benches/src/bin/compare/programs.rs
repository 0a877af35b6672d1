//! The programs that run the workloads: how they are started, and how requests reach them.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use benches::results::Missing;
use serde::Deserialize;
use workloads::{Record, Workload};

/// A program that runs workloads on request.
pub struct Program {
    name: String,
    command: Command,
    install: &'static str,
    supports: fn(&Workload) -> bool,
    state: State,
}

enum State {
    NotStarted,
    Running(Box<Running>),
    /// It did not start, or ended too early; why.
    Failed(String),
}

struct Running {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    errors: File,
}

/// A program's answer to a workload.
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
        supports: fn(&Workload) -> bool,
    ) -> Self {
        Self { name: name.into(), command, install, supports, state: State::NotStarted }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it can run this workload, and has not failed before.
    pub fn supports(&self, workload: &Workload) -> bool {
        (self.supports)(workload) && !matches!(self.state, State::Failed(_))
    }

    /// Lets it run a workload for so many seconds; nothing, if it fails, and then
    /// [`missing`](Self::missing) says why.
    pub fn ask(&mut self, workload: &str, seconds: f64) -> Option<Record> {
        if matches!(self.state, State::NotStarted) {
            self.state = match start(&mut self.command) {
                Ok(running) => State::Running(Box::new(running)),
                Err(problem) => State::Failed(problem.to_string()),
            };
        }
        let State::Running(running) = &mut self.state else { return None };
        match running.ask(workload, seconds) {
            Ok(Answer::Done(record)) => Some(record),
            Ok(Answer::Missing { missing }) => {
                self.state = State::Failed(format!("{workload}: {missing}"));
                None
            }
            Err(problem) => {
                self.state = State::Failed(running.last_error().unwrap_or(problem));
                None
            }
        }
    }

    /// Why it failed, if it did.
    pub fn missing(&self) -> Option<Missing> {
        let State::Failed(problem) = &self.state else { return None };
        let reason = format!("{problem}. {}", self.install).trim_end().to_owned();
        Some(Missing { name: self.name.clone(), reason })
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
    fn ask(&mut self, workload: &str, seconds: f64) -> Result<Answer, String> {
        let said = |error: std::io::Error| error.to_string();
        writeln!(self.input, "{workload} {seconds}").map_err(said)?;
        self.input.flush().map_err(said)?;
        let mut line = String::new();
        if self.output.read_line(&mut line).map_err(said)? == 0 {
            return Err("it ended without an answer".to_owned());
        }
        serde_json::from_str(&line).map_err(|error| format!("{error}: {}", line.trim()))
    }

    /// The last line of its error stream.
    fn last_error(&mut self) -> Option<String> {
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

/// All programs, in the order of their turns. Small workloads are often fastest on one thread, so
/// most programs are started twice: with all threads, and with one.
pub fn all(count: usize, python: &Path) -> Vec<Program> {
    let mut one_and_all = vec![count, 1];
    one_and_all.dedup();
    let mut list =
        vec![Program::new("chain-rule", own("faer", count), "", |workload| !limit(workload))];
    list.push(Program::new("by hand", own("by hand", count), "", |workload| {
        matches!(workload, Workload::Step { optimizer: workloads::Optimizer::Sgd, .. })
    }));
    for &count in &one_and_all {
        list.push(Program::new(named("the machine", count), own("machine", count), "", limit));
        list.push(Program::new(named("faer", count), own("faer alone", count), "", |workload| {
            matches!(workload, Workload::Product { .. })
        }));
    }
    let script = |script: &str, count| with_threads(Command::new(python), count, &[script]);
    for &count in &one_and_all {
        let mut eager = script("peer_pytorch.py", count);
        eager.arg("eager");
        list.push(Program::new(named("PyTorch", count), eager, PYTORCH, computed));
        let mut compiled = script("peer_pytorch.py", count);
        compiled.arg("compile");
        list.push(Program::new(named("PyTorch, compiled", count), compiled, PYTORCH, |workload| {
            computed(workload) && !matches!(workload, Workload::Product { .. })
        }));
    }
    let mut tutorial = script("peer_pytorch.py", count);
    tutorial.arg("tutorial").env("BENCH_MNIST", data::mnist::directory());
    list.push(Program::new("PyTorch, tutorial", tutorial, PYTORCH, |workload| {
        matches!(workload, Workload::Epoch { .. })
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

/// Whether it measures a limit of the machine.
fn limit(workload: &Workload) -> bool {
    matches!(workload, Workload::MultiplyAdd | Workload::Read | Workload::Copy)
}

fn computed(workload: &Workload) -> bool {
    matches!(
        workload,
        Workload::Product { .. } | Workload::Step { .. } | Workload::Inference { .. }
    )
}

/// This program, as one of those that are compared.
fn own(implementation: &str, count: usize) -> Command {
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("compare"));
    let mut command = with_threads(Command::new(program), count, &[]);
    command.args(["serve", implementation]);
    command
}

/// Every library has its own name for the number of threads.
fn with_threads(mut command: Command, count: usize, scripts: &[&str]) -> Command {
    for name in ["BENCH_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"] {
        command.env(name, count.to_string());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join("python");
    command.args(scripts.iter().map(|script| folder.join(script)));
    command
}

/// The folder of the peers' programs in Rust.
fn peers() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join("target");
    target.unwrap_or_else(own).join("release")
}
