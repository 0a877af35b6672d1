//! Starting a run, or going on with one.

use std::{path::Path, time::Instant};

use autograd::nn::Module;
use data::files::write_atomically;
use engine::Options;
use random::TorchRng;

use super::{
    checkpoint::{self, CheckpointError, Progress},
    cli::TrainArgs,
    diagnostics::Diagnostics,
    error::ProgramError,
    images,
    lock::Lock,
    memory,
    non_finite::find_non_finite,
    run::Run,
    run_folder,
    terminal::say,
};
use crate::mlp;

/// Loads the data, makes the network, and prepares the folder, or restores all of it from the
/// folder's checkpoint.
///
/// # Errors
///
/// If the data, the settings, the device or the folder are not usable. Nothing has been changed in
/// the folder then.
pub(super) fn start(args: &TrainArgs) -> Result<Run, ProgramError> {
    let folder = args.out.clone();
    let saved = folder.join(run_folder::CHECKPOINT);
    let lock = if saved.exists() { Some(Lock::take(&folder)?) } else { None };
    let found = if args.resume && saved.exists() { Some(checkpoint::load(&saved)?) } else { None };
    let progress = match &found {
        Some(checkpoint) => continued(&folder, checkpoint.progress.clone(), args)?,
        None => Progress::start(args.settings()),
    };
    let settings = &progress.settings;
    let not_usable = |problem: String| {
        let path = saved.display().to_string();
        CheckpointError::Format { path, problem }
    };
    let device = settings.device().map_err(|error| not_usable(error.to_string()))?;
    device.open()?;

    let (train, test) = images::load(settings.data.as_deref())?;
    let side = (train.height, train.width);
    let pixels = images::pixels(&train);
    images::check_pixels("the test set", images::pixels(&test), pixels)?;
    let classes = train.classes().max(test.classes());
    let hidden = settings.hidden.iter().copied();
    let sizes: Vec<usize> = [pixels].into_iter().chain(hidden).chain([classes]).collect();
    memory::check_parameters(&sizes)?;
    memory::check_batch(settings.batch_size.min(train.len()), &sizes)?;

    let mut rng = TorchRng::manual_seed(settings.seed.into());
    let model = mlp(&sizes, &mut rng);
    model.to_device(device);
    let mut optimizer = settings.optimizer(model.parameters());
    let options = Options { device, ..Options::default() };
    let train = images::loader(train, settings.batch_size).options(options);
    let test = images::loader(test, memory::test_batch(&sizes)).options(options);

    // Before anything is moved: this can fail, for a folder whose name is not UTF-8.
    let toml = settings.to_toml()?;
    let lock = lock.map_or_else(|| Lock::take(&folder), Ok)?;
    if let Some(checkpoint) = &found {
        checkpoint.restore(&model, optimizer.as_mut())?;
        if let Some(place) = find_non_finite(&model, optimizer.as_ref()) {
            let problem = format!("{place} holds a number that is infinite or NaN");
            return Err(not_usable(problem).into());
        }
        // Drawing the orders of the epochs that are over brings the generator to where it was.
        for _ in 0..progress.epoch {
            rng.shuffle_order(train.len());
        }
        say(format!(
            "going on with {} after epoch {}, batch {}\n",
            folder.display(),
            progress.epoch,
            progress.batch
        ));
    } else {
        if args.resume {
            say(format!("there is no run to resume in {}; starting one\n", folder.display()));
        }
        if let Some(aside) = run_folder::prepare(&folder)? {
            say(format!("the earlier run was moved to {}\n", aside.display()));
        }
    }
    write_atomically(&folder.join(run_folder::SETTINGS), toml.as_bytes())?;
    // A run that is killed in its first epoch can be resumed too, and a longer one stays longer.
    checkpoint::save(&saved, &progress, &model, optimizer.as_ref())?;
    let (diagnostics, since) = (Diagnostics::default(), Instant::now());
    Ok(Run {
        folder,
        progress,
        device,
        model,
        optimizer,
        rng,
        train,
        test,
        side,
        diagnostics,
        since,
        _lock: lock,
    })
}

/// The saved run, with the number of epochs asked for, unless another flag contradicts it.
fn continued(
    folder: &Path,
    mut progress: Progress,
    args: &TrainArgs,
) -> Result<Progress, ProgramError> {
    if let Some(flag) = args.contradiction(&progress.settings) {
        return Err(ProgramError::Resume { folder: folder.to_owned(), flag });
    }
    if let Some(epochs) = args.epochs {
        let begun = progress.epoch + usize::from(progress.batch > 0);
        if epochs < begun {
            let folder = folder.to_owned();
            return Err(ProgramError::Longer { folder, begun, asked: epochs });
        }
        progress.settings.epochs = epochs;
    }
    Ok(progress)
}
