//! Starting a run, or going on with one.

use std::{path::Path, time::Instant};

use autograd::nn::{Dropout, Linear, Module, ReLU, Sequential};
use data::files::write_atomically;
use engine::Options;
use random::{Generator, TorchRng};

use super::{
    checkpoint::{self, CheckpointError, Progress},
    cli::{Contradiction, TrainArgs},
    config,
    diagnostics::Diagnostics,
    distortion::distortion,
    error::ProgramError,
    images,
    lock::Lock,
    memory,
    non_finite::find_non_finite,
    run::Run,
    run_folder,
    schedule::schedule,
    step::Step,
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
    let mut progress = match &found {
        Some(checkpoint) => continued(&folder, checkpoint.progress.clone(), args)?,
        None => Progress::start(args.over(config::read(args.config.as_deref())?)),
    };
    progress.settings.check().map_err(ProgramError::Together)?;
    let settings = &mut progress.settings;
    let not_usable = |problem: String| {
        let path = saved.display().to_string();
        CheckpointError::Format { path, problem }
    };
    let device = settings.device().map_err(|error| not_usable(error.to_string()))?;
    device.open()?;

    let (train, test) = images::load(settings.data.as_deref())?;
    settings.validation = Some(images::held_out(settings.validation, train.len())?);
    settings.check().map_err(ProgramError::Together)?;
    let (settings, side) = (&progress.settings, (train.height, train.width));
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
    let generator = Generator::manual_seed(settings.seed.into());
    let learner = with_dropout(&model, settings.dropout, &generator);
    let mut optimizer = settings.optimizer(model.parameters());
    let options = Options { device, ..Options::default() };
    let train = images::loader(train, settings.batch_size).options(options);
    let (train, validation) =
        images::split(&train, settings.validation.unwrap_or(0), settings.seed);
    let test_batch = memory::test_batch(&sizes);
    let validation = validation.map(|images| images.batch_size(test_batch));
    let test = images::loader(test, test_batch).options(options);
    let mut schedule = schedule(settings, train.batch_count(), optimizer.as_mut());
    let augment = distortion(settings.augment, side, settings.seed);

    // Before anything is moved: this can fail, for a folder whose name is not UTF-8.
    let toml = settings.to_toml()?;
    let lock = lock.map_or_else(|| Lock::take(&folder), Ok)?;
    let mut best = None;
    if let Some(checkpoint) = &found {
        best = checkpoint.restore(&model, optimizer.as_mut())?;
        if let Some(place) = find_non_finite(&model, optimizer.as_ref()) {
            let problem = format!("{place} holds a number that is infinite or NaN");
            return Err(not_usable(problem).into());
        }
        // Drawing the orders of the epochs that are over brings the generator to where it was.
        for _ in 0..progress.epoch {
            rng.shuffle_order(train.len());
        }
        // And so does the learning rate follow from the steps taken.
        if let Some(schedule) = &mut schedule {
            let batches = train.batch_count();
            let taken = progress.epoch * batches + progress.batch.min(batches);
            // A damaged file can claim more steps than there are.
            let taken = taken.min(progress.settings.epochs * batches);
            (0..taken).for_each(|_| schedule.step(optimizer.as_mut()));
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
    checkpoint::save(&saved, &progress, &model, optimizer.as_ref(), best.as_ref())?;
    let step = Step::new(&progress.settings);
    let (diagnostics, since) = (Diagnostics::default(), Instant::now());
    Ok(Run {
        folder,
        progress,
        device,
        model,
        learner,
        generator,
        best,
        step,
        optimizer,
        schedule,
        rng,
        train,
        augment,
        validation,
        test,
        tested: None,
        side,
        diagnostics,
        since,
        _lock: lock,
    })
}

/// The network that learns: layers with the same parameters, and a dropout after each ReLU.
fn with_dropout(model: &Sequential, p: f64, generator: &Generator) -> Sequential {
    let mut learner = Sequential::new();
    for (_, module) in model.children() {
        learner = match module.parameter("weight") {
            Some(weight) => learner.push(Linear::from_parameters(weight, module.parameter("bias"))),
            None if p == 0.0 => learner.push(ReLU::new()),
            None => learner.push(ReLU::new()).push(Dropout::new(p, generator)),
        };
    }
    learner
}

/// The saved run, with the number of epochs asked for, unless another flag contradicts it.
fn continued(
    folder: &Path,
    mut progress: Progress,
    args: &TrainArgs,
) -> Result<Progress, ProgramError> {
    let saved = progress.settings.clone();
    let base = match &args.config {
        Some(path) => config::read(Some(path))?,
        None => saved.clone(),
    };
    let mut asked = args.over(base);
    // What a file of settings leaves open, the run has decided.
    asked.validation = asked.validation.or(saved.validation);
    asked.data = asked.data.or_else(|| saved.data.clone());
    asked.to_toml()?;
    if let Some(flag) = Contradiction::between(&saved, &asked) {
        return Err(ProgramError::Resume { folder: folder.to_owned(), flag });
    }
    let epochs = asked.epochs;
    if epochs != saved.epochs {
        let begun = progress.epoch + usize::from(progress.batch > 0);
        if epochs < begun {
            let folder = folder.to_owned();
            return Err(ProgramError::Longer { folder, begun, asked: epochs });
        }
        progress.settings.epochs = epochs;
    }
    Ok(progress)
}
