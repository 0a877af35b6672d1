//! The command `train`: a run from its start to its end.

use engine::{device, threads};

use super::{
    cli::TrainArgs, drawings, error::ProgramError, interrupt, metrics::Test, report, run::Run,
    start::start, terminal::say,
};
use crate::evaluate_logits;

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
    while !run.progress.is_over() {
        run.epoch()?;
    }
    finish(run)
}

/// The test, the report, the drawings, the last save.
fn finish(mut run: Run) -> Result<(), ProgramError> {
    if run.progress.out_of_patience() {
        say(report::patience_line(&run.progress));
    }
    let evaluation = run.with_best(|run| {
        let (evaluation, test) = evaluate_logits(&run.model, &run.test)?;
        // Without a validation, this is the first look at what the last step did.
        if !evaluation.loss.is_finite() {
            return Err(run.diverged_after_learning(evaluation.loss, &run.test));
        }
        let held_out = run.validation.as_ref();
        let validation = held_out.map(|images| evaluate_logits(&run.model, images)).transpose()?;
        let validation = validation.as_ref().map(|(_, logits)| logits);
        run.tested = Some(Test::of(&evaluation, &test, validation));
        Ok(evaluation)
    })?;
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
