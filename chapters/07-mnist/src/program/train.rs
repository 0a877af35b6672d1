//! Training: the loop, and everything that is kept of it.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use autograd::nn::{Module, Sequential};
use data::{Dataset, Split, files::write_atomically};
use engine::{Device, Options, device, threads};
use figures::{ConfusionTable, Figure, LearningCurve, Mistakes};
use indicatif::{ProgressBar, ProgressStyle};
use optimizers::Optimizer;
use random::TorchRng;

use super::{
    ProgramError,
    ahead::{self, Ahead, Snapshot},
    checkpoint::{self, Progress},
    cli::TrainArgs,
    diverged::{self, Careful, Diverged, Place},
    interrupt,
    lock::Lock,
    metrics::{EpochMetrics, Metrics},
    model_file, output, report, say,
    settings::Settings,
    warn,
    watch::Watch,
};
use crate::{Batch, DataLoader, Evaluation, evaluate, mlp, train_step};

/// More parameters than this would take more memory than a laptop has to spare.
const MOST_PARAMETERS: u128 = 50_000_000;

/// A batch may become this many numbers on its way through the layers: 1 GiB, and as much again
/// for the gradients.
const MOST_NUMBERS: usize = 1 << 28;

/// How many images are evaluated at once, if they are small.
const TEST_BATCH: usize = 500;

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

/// Everything a training moves.
struct Run {
    folder: PathBuf,
    progress: Progress,
    device: Device,
    model: Sequential,
    optimizer: Box<dyn Optimizer>,
    rng: TorchRng,
    train: DataLoader,
    test: DataLoader,
    /// Height and width of an image.
    side: (usize, usize),
    watch: Watch,
    since: Instant,
    _lock: Lock,
}

fn train(args: &TrainArgs) -> Result<(), ProgramError> {
    let mut run = Run::begin(args)?;
    say(report::summary(&run.model, run.train.pixels()));
    say("");
    for line in run.progress.history.iter().map(|epoch| run.line(epoch)) {
        say(line);
    }
    interrupt::watch();
    while run.progress.epoch < run.progress.settings.epochs {
        run.epoch()?;
    }
    run.finish()
}

impl Run {
    /// Loads the data, and starts a run or goes on with one.
    fn begin(args: &TrainArgs) -> Result<Self, ProgramError> {
        let folder = args.out.clone();
        let saved = folder.join(output::CHECKPOINT);
        let lock = if saved.exists() { Some(Lock::take(&folder)?) } else { None };
        let found =
            if args.resume && saved.exists() { Some(checkpoint::load(&saved)?) } else { None };
        let progress = match &found {
            Some(checkpoint) => resumed(&folder, checkpoint.progress.clone(), args)?,
            None => Progress::start(Settings::from_args(args)),
        };
        let settings = &progress.settings;
        let not_usable = |problem: String| {
            let path = saved.display().to_string();
            checkpoint::CheckpointError::Format { path, problem }
        };
        let device = settings.device().map_err(|error| not_usable(error.to_string()))?;
        device.open()?;

        let (train, test) = load_data(settings.data.as_deref())?;
        let side = (train.height, train.width);
        let pixels = side.0 * side.1;
        check_same_size(&test, pixels)?;
        let classes = train.classes().max(test.classes());
        let sizes: Vec<usize> =
            [pixels].into_iter().chain(settings.hidden.iter().copied()).chain([classes]).collect();
        check_size(&sizes)?;
        check_batch(settings.batch_size.min(train.len()), &sizes)?;

        let mut rng = TorchRng::manual_seed(settings.seed.into());
        let model = mlp(&sizes, &mut rng);
        model.to_device(device);
        let mut optimizer = settings.optimizer(model.parameters());
        let options = Options { device, ..Options::default() };
        let batch_size = settings.batch_size;
        let train = loader(train, batch_size).options(options);
        let test = loader(test, test_batch(&sizes)).options(options);

        // Before anything is moved: this can fail, for a folder whose name is not UTF-8.
        let toml = progress.settings.to_toml()?;
        let lock = lock.map_or_else(|| Lock::take(&folder), Ok)?;
        if let Some(checkpoint) = &found {
            checkpoint.restore(&model, optimizer.as_mut())?;
            if let Some(place) = diverged::unfit(&model, optimizer.as_ref()) {
                let problem = format!("{place} holds a number that is infinite or NaN");
                return Err(not_usable(problem).into());
            }
            // The generator is brought to where it was by drawing again what had been drawn.
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
            if let Some(aside) = output::prepare(&folder)? {
                say(format!("the earlier run was moved to {}\n", aside.display()));
            }
        }
        write_atomically(&folder.join(output::SETTINGS), toml.as_bytes())?;
        // From the first moment on there is something to resume, as long as was asked for.
        checkpoint::save(&saved, &progress, &model, optimizer.as_ref())?;
        Ok(Self {
            folder,
            progress,
            device,
            model,
            optimizer,
            rng,
            train,
            test,
            side,
            watch: Watch::default(),
            since: Instant::now(),
            _lock: lock,
        })
    }

    /// One pass through the training images, then a test, then everything is saved.
    fn epoch(&mut self) -> Result<(), ProgramError> {
        let order = self.rng.shuffle_order(self.train.len());
        let batch_size = self.progress.settings.batch_size;
        let done = (self.progress.batch * batch_size).min(order.len());
        let bar = progress_bar(
            self.train.len(),
            done,
            self.progress.epoch + 1,
            self.progress.settings.epochs,
        );
        if self.device.is_remote() {
            self.learn_ahead(&order[done..], &bar)?;
        } else {
            self.learn(&order[done..], &bar)?;
        }
        bar.finish_and_clear();
        if interrupt::pressed() {
            return self.stop();
        }

        let seen = order.len() as f64;
        let test = evaluate(&self.model, &self.test)?;
        // The last step of an epoch can be the one that went too far.
        if !test.loss.is_finite() {
            return Err(self.diverged_in_test(test.loss));
        }
        let metrics = EpochMetrics {
            epoch: self.progress.epoch + 1,
            train_loss: self.progress.loss_sum / seen,
            train_accuracy: self.progress.correct as f64 / seen,
            test_loss: test.loss,
            test_accuracy: test.accuracy(),
            seconds: self.progress.seconds,
            images_per_second: seen / self.progress.seconds,
        };
        self.check()?;
        self.progress.complete_epoch(metrics);
        say(self.line(&metrics));
        let Progress { epoch, settings, .. } = &self.progress;
        let warnings = self.watch.epoch(&self.model, &self.train, &test, *epoch, settings);
        warnings.iter().for_each(warn);
        self.save()
    }

    /// Learns from these images, batch by batch. Ends early if Ctrl-C was pressed.
    fn learn(&mut self, images: &[usize], bar: &ProgressBar) -> Result<(), ProgramError> {
        let mut clock = Instant::now();
        for batch in self.train.batches(images) {
            let mut optimizer = Careful::new(self.optimizer.as_mut());
            let step = train_step(&self.model, &mut optimizer, &batch)?;
            let refused = optimizer.refused();
            self.progress.batch += 1;
            if refused || !step.loss.is_finite() {
                bar.finish_and_clear();
                return Err(self.diverged(step.loss, &batch));
            }
            self.progress.loss_sum += step.loss * batch.classes.len() as f64;
            self.progress.correct += step.correct;
            self.progress.seconds += clock.elapsed().as_secs_f64();
            clock = Instant::now();
            self.show(bar);
            if interrupt::pressed() {
                break;
            }
        }
        Ok(())
    }

    /// The same on a device that computes while the program goes on. The losses of many steps are
    /// looked at together. If one of them is not finite, the device goes back to where these steps
    /// began, and they are taken again, one by one.
    fn learn_ahead(&mut self, images: &[usize], bar: &ProgressBar) -> Result<(), ProgramError> {
        let batch_size = self.progress.settings.batch_size;
        for images in images.chunks(batch_size * ahead::STEPS) {
            let clock = Instant::now();
            let before = Snapshot::of(&self.model, self.optimizer.as_ref());
            let mut ahead = Ahead::default();
            for batch in self.train.batches(images) {
                ahead.step(&self.model, self.optimizer.as_mut(), &batch)?;
            }
            if let Some(steps) = ahead.fetch(&self.model) {
                for (step, images) in steps.into_iter().zip(images.chunks(batch_size)) {
                    self.progress.batch += 1;
                    self.progress.loss_sum += step.loss * images.len() as f64;
                    self.progress.correct += step.correct;
                }
                self.progress.seconds += clock.elapsed().as_secs_f64();
                self.show(bar);
            } else {
                before.restore(&self.model, self.optimizer.as_mut());
                self.learn(images, bar)?;
            }
            if interrupt::pressed() {
                break;
            }
        }
        Ok(())
    }

    /// How far the epoch has come.
    fn show(&self, bar: &ProgressBar) {
        let Progress { batch, loss_sum, correct, settings, .. } = &self.progress;
        let seen = (batch * settings.batch_size).min(self.train.len());
        bar.set_position(seen as u64);
        bar.set_message(format!(
            "loss {:.4}   train {}",
            loss_sum / seen as f64,
            report::percent(*correct as f64 / seen as f64)
        ));
    }

    /// The batch, whose loss or gradient is not finite, shows where it began.
    fn diverged(&self, loss: f64, batch: &Batch) -> ProgramError {
        let place = diverged::trace(&self.model, self.optimizer.as_ref(), batch, loss);
        self.stopped_at(place, Some(loss).filter(|loss| !loss.is_finite()))
    }

    /// The same for the test images, of which one batch at least is to blame.
    fn diverged_in_test(&self, loss: f64) -> ProgramError {
        let order = self.test.in_order();
        let trace = |batch| diverged::trace(&self.model, self.optimizer.as_ref(), &batch, loss);
        let mut places = self.test.batches(&order).map(trace);
        let place = places.find(|place| *place != Place::Loss).unwrap_or(Place::Loss);
        self.stopped_at(place, Some(loss))
    }

    /// Looks at everything before it is saved, so that what was saved last is still good.
    fn check(&self) -> Result<(), ProgramError> {
        let place = diverged::unfit(&self.model, self.optimizer.as_ref());
        place.map_or(Ok(()), |place| Err(self.stopped_at(place, None)))
    }

    fn stopped_at(&self, place: Place, loss: Option<f64>) -> ProgramError {
        let kept = self.folder.join(output::MODEL);
        let diverged = Diverged {
            loss,
            place,
            epoch: self.progress.epoch + 1,
            batch: self.progress.batch,
            settings: self.progress.settings.clone(),
            kept: kept.exists().then_some(kept),
        };
        Box::new(diverged).into()
    }

    fn line(&self, epoch: &EpochMetrics) -> String {
        report::epoch_line(epoch, self.progress.settings.epochs)
    }

    /// First the checkpoint, from which the rest could be made again, then the model, then what
    /// the epochs came to.
    fn save(&mut self) -> Result<(), ProgramError> {
        self.progress.wall_seconds += self.since.elapsed().as_secs_f64();
        self.since = Instant::now();
        let path = self.folder.join(output::CHECKPOINT);
        checkpoint::save(&path, &self.progress, &self.model, self.optimizer.as_ref())?;
        model_file::save(&self.folder.join(output::MODEL), &self.model)?;
        let Some(last) = self.progress.history.last() else { return Ok(()) };
        let metrics = Metrics {
            epochs: self.progress.history.clone(),
            test_accuracy: last.test_accuracy,
            wall_seconds: self.progress.wall_seconds,
        };
        Ok(write_atomically(&self.folder.join(output::METRICS), metrics.to_json().as_bytes())?)
    }

    /// Ctrl-C: save what was learned, and say how to go on.
    fn stop(&mut self) -> Result<(), ProgramError> {
        self.check()?;
        self.save()?;
        say(format!(
            "\nstopped in epoch {} after {} batches; what was learned is saved. To go on:\n    \
             cargo run --release -- --resume --out {}",
            self.progress.epoch + 1,
            self.progress.batch,
            self.folder.display()
        ));
        Err(ProgramError::Interrupted)
    }

    /// The report, the drawings and the numbers.
    fn finish(mut self) -> Result<(), ProgramError> {
        let evaluation = evaluate(&self.model, &self.test)?;
        say("");
        say(report::evaluation(&evaluation));
        self.draw(&evaluation)?;
        self.save()?;
        say(format!(
            "\nin {:.1} s; the model, its curves and its mistakes are in {}",
            self.progress.wall_seconds,
            self.folder.display()
        ));
        Ok(())
    }

    fn draw(&self, evaluation: &Evaluation) -> Result<(), ProgramError> {
        let history = &self.progress.history;
        let series =
            |value: fn(&EpochMetrics) -> f64| history.iter().map(value).collect::<Vec<_>>();
        let curve = LearningCurve::new("Learning to read digits")
            .train_loss(&series(|epoch| epoch.train_loss))
            .test_loss(&series(|epoch| epoch.test_loss))
            .train_accuracy(&series(|epoch| epoch.train_accuracy))
            .test_accuracy(&series(|epoch| epoch.test_accuracy));
        self.write("learning_curve", &curve)?;

        let (height, width) = self.side;
        let mut mistakes = Mistakes::new("The most confident mistakes", height, width);
        for i in evaluation.mistakes().into_iter().take(30) {
            let (truth, read) = (evaluation.truth[i], evaluation.read[i]);
            mistakes = mistakes.mistake(self.test.image(i), truth, read, evaluation.confidence[i]);
        }
        self.write("mistakes", &mistakes)?;

        let names: Vec<String> = (0..evaluation.confusion.len()).map(|c| c.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let counts = evaluation.confusion.concat();
        self.write("confusion", &ConfusionTable::new("What is taken for what", &names, &counts))
    }

    fn write(&self, name: &str, figure: &dyn Figure) -> Result<(), ProgramError> {
        save_figure(&self.folder, name, figure)
    }
}

/// Writes a figure as SVG and as PNG.
pub(super) fn save_figure(
    folder: &Path,
    name: &str,
    figure: &dyn Figure,
) -> Result<(), ProgramError> {
    write_atomically(&folder.join(format!("{name}.svg")), figure.to_svg()?.as_bytes())?;
    Ok(write_atomically(&folder.join(format!("{name}.png")), &figure.to_png()?)?)
}

/// The saved run, with the number of epochs asked for, if nothing else is asked otherwise.
fn resumed(
    folder: &Path,
    mut progress: Progress,
    args: &TrainArgs,
) -> Result<Progress, ProgramError> {
    if let Some((name, saved, asked)) = progress.settings.contradiction(args) {
        return Err(ProgramError::Resume { folder: folder.to_owned(), name, saved, asked });
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

/// The training and the test images of a folder, or those that come with the program.
pub(super) fn load_data(folder: Option<&Path>) -> Result<(Dataset, Dataset), ProgramError> {
    let load = |split| match folder {
        Some(folder) => Dataset::load(folder, split),
        None => data::mnist::load(split),
    };
    Ok((load(Split::Train)?, load(Split::Test)?))
}

/// A loader over a data set.
pub(super) fn loader(set: Dataset, batch_size: usize) -> DataLoader {
    let pixels = set.height * set.width;
    DataLoader::new(set.images, set.labels, pixels, batch_size)
}

/// Refuses test images of another size than the model reads.
pub(super) fn check_same_size(test: &Dataset, model: usize) -> Result<(), ProgramError> {
    let found = test.height * test.width;
    if found == model {
        return Ok(());
    }
    Err(ProgramError::Pixels { place: "the test set".to_owned(), model, found })
}

fn check_size(sizes: &[usize]) -> Result<(), ProgramError> {
    let layer = |pair: &[usize]| (pair[0] as u128 + 1) * pair[1] as u128;
    let parameters = sizes.windows(2).map(layer).sum();
    if parameters <= MOST_PARAMETERS {
        return Ok(());
    }
    let hidden = sizes[1..sizes.len() - 1].to_vec();
    Err(ProgramError::TooLarge { hidden, parameters, limit: MOST_PARAMETERS })
}

fn check_batch(batch: usize, sizes: &[usize]) -> Result<(), ProgramError> {
    // `check_size` has seen to it that the sum is small.
    let width = sizes.iter().sum();
    if batch.saturating_mul(width) <= MOST_NUMBERS {
        return Ok(());
    }
    Err(ProgramError::Batch { batch, width, limit: MOST_NUMBERS })
}

/// How many images are evaluated at once: fewer, if they or the layers are enormous.
pub(super) fn test_batch(sizes: &[usize]) -> usize {
    let widest = sizes.iter().copied().max().unwrap_or(1);
    (MOST_NUMBERS / widest.max(1)).clamp(1, TEST_BATCH)
}

/// A bar on a terminal; nothing elsewhere, where the lines per epoch have to do.
fn progress_bar(images: usize, done: usize, epoch: usize, epochs: usize) -> ProgressBar {
    let bar = ProgressBar::new(images as u64);
    let width = epochs.to_string().len();
    let template = format!("epoch {epoch:>width$}/{epochs} {{bar:30}} {{msg}}   {{per_sec}}");
    let style = ProgressStyle::with_template(&template).expect("the template is well formed");
    bar.set_style(style.with_key(
        "per_sec",
        |state: &indicatif::ProgressState, out: &mut dyn std::fmt::Write| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate")]
            let rate = report::thousands(state.per_sec().round() as u64);
            let _ = write!(out, "{rate} images/s");
        },
    ));
    bar.set_position(done as u64);
    // The images of an earlier sitting do not count for the speed of this one.
    bar.reset_eta();
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
