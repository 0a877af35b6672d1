//! The command `train`: a run from its start to its end.

use engine::{device, threads};

use super::{
    cli::TrainArgs, drawings, error::ProgramError, interrupt, report, run::Run, start::start,
    terminal::say,
};
use crate::evaluate;

/// The command `train`.
///
/// # Errors
///
/// If the data, the settings, the device or the output folder are not usable, or a number becomes
/// infinite or NaN.
pub fn run(args: &TrainArgs) -> Result<(), ProgramError> {
    let count = args.threads.unwrap_or_else(threads::available);
    threads::with_threads(count, || device::catch(|| train(args)))??
}

fn train(args: &TrainArgs) -> Result<(), ProgramError> {
    let mut run = start(args)?;
    say(report::summary(&run.model, run.train.pixels()));
    say("");
    for metrics in &run.progress.history {
        say(report::epoch_line(metrics, run.progress.settings.epochs));
    }
    interrupt::watch();
    while run.progress.epoch < run.progress.settings.epochs {
        run.epoch()?;
    }
    finish(run)
}

/// The report, the drawings, the last save.
fn finish(mut run: Run) -> Result<(), ProgramError> {
    let evaluation = evaluate(&run.model, &run.test)?;
    say("");
    say(report::evaluation(&evaluation));
    drawings::draw(&run.folder, &run.progress.history, &evaluation, &run.test, run.side)?;
    run.save()?;
    say(format!(
        "\nin {:.1} s; the model, its curves and its mistakes are in {}",
        run.progress.wall_seconds,
        run.folder.display()
    ));
    Ok(())
}
