//! One epoch of a run: every training image once, then the validation, then everything is saved.

use std::time::Instant;

use autograd::nn::Module;
use indicatif::ProgressBar;
use optimizers::lr_scheduler::LRScheduler;
use random::philox::philox4x32;

use super::{
    checkpoint::Progress,
    error::ProgramError,
    interrupt,
    metrics::{EpochMetrics, Score},
    non_finite::{self, Place, checked_step},
    progress_bar,
    queued::{CAPACITY, QueuedSteps, Snapshot},
    report,
    run::Run,
    terminal::{say, this_program, warn},
};
use crate::{Batch, DataLoader, evaluate};

/// Distinguishes dropout's random numbers from others that are made of the same seed.
const DROPOUT: u32 = 1;

impl Run {
    /// Takes the run through the rest of its epoch, and saves it.
    ///
    /// # Errors
    ///
    /// If a number becomes infinite or NaN, a file cannot be written, or Ctrl-C was pressed.
    pub(super) fn epoch(&mut self) -> Result<(), ProgramError> {
        // As a DataLoader without a generator of its own, which leaves `rng` four words further.
        let order = self.rng.shuffle_order(self.train.len());
        let Progress { epoch, batch, settings, .. } = &self.progress;
        let done = (batch * settings.batch_size).min(order.len());
        let bar = progress_bar::new(order.len(), done, epoch + 1, settings.epochs);
        // From here on, the best epoch is no longer the present one.
        let has_best = self.progress.best_epoch == self.progress.epoch && self.progress.batch == 0;
        if self.progress.settings.patience.is_some() && has_best && self.progress.epoch > 0 {
            self.best = Some(self.model.state_dict());
        }
        let train = match &self.augment {
            Some(augment) => self.train.augmented(augment, *epoch as u64),
            None => self.train.clone(),
        };
        if self.device.is_remote() {
            self.learn_queued(&train, &order[done..], &bar)?;
        } else {
            self.learn(&train, &order[done..], &bar)?;
        }
        bar.finish_and_clear();
        if interrupt::pressed() {
            return self.stop();
        }

        let seen = order.len() as f64;
        let validation =
            self.validation.as_ref().map(|loader| evaluate(&self.model, loader)).transpose()?;
        // The last step of an epoch can be the one that went too far.
        if let (Some(evaluation), Some(loader)) = (&validation, &self.validation)
            && !evaluation.loss.is_finite()
        {
            return Err(self.diverged_after_learning(evaluation.loss, loader));
        }
        let metrics = EpochMetrics {
            epoch: self.progress.epoch + 1,
            lr: self.optimizer.lr(),
            train_loss: self.progress.loss_sum / seen,
            train_accuracy: self.progress.correct as f64 / seen,
            validation: validation.as_ref().map(Score::of),
            seconds: self.progress.seconds,
            images_per_second: seen / self.progress.seconds,
        };
        self.check()?;
        self.progress.complete_epoch(metrics);
        if self.progress.best_epoch == self.progress.epoch {
            self.best = None;
        }
        let Progress { epoch, settings, .. } = &self.progress;
        say(report::epoch_line(&metrics, settings.epochs));
        let (model, train) = (&self.model, &self.train);
        let warnings =
            self.diagnostics.warnings(model, train, validation.as_ref(), *epoch, settings);
        warnings.iter().for_each(warn);
        self.save()
    }

    /// Learns from these images, batch by batch. Ends early if Ctrl-C was pressed.
    fn learn(
        &mut self,
        train: &DataLoader,
        images: &[usize],
        bar: &ProgressBar,
    ) -> Result<(), ProgramError> {
        let mut clock = Instant::now();
        for batch in train.batches(images) {
            self.reseed(self.progress.batch);
            let optimizer = self.optimizer.as_mut();
            let checked = checked_step(&self.learner, optimizer, &batch, self.step)?;
            let step = checked.step;
            self.progress.batch += 1;
            if !checked.taken {
                bar.finish_and_clear();
                return Err(self.diverged_in(&batch, step.loss));
            }
            if let Some(schedule) = &mut self.schedule {
                schedule.step(self.optimizer.as_mut());
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
    /// read together. If one of them is infinite or NaN, the parameters are put back to where these
    /// steps began, and the steps are taken again, one by one.
    fn learn_queued(
        &mut self,
        train: &DataLoader,
        images: &[usize],
        bar: &ProgressBar,
    ) -> Result<(), ProgramError> {
        let batch_size = self.progress.settings.batch_size;
        for images in images.chunks(batch_size * CAPACITY) {
            let clock = Instant::now();
            let before = Snapshot::of(&self.model, self.optimizer.as_ref());
            let schedule_before = self.schedule.as_ref().map(LRScheduler::state);
            let mut queued = QueuedSteps::default();
            for (i, batch) in train.batches(images).enumerate() {
                self.reseed(self.progress.batch + i);
                queued.step(&self.learner, self.optimizer.as_mut(), &batch, self.step)?;
                if let Some(schedule) = &mut self.schedule {
                    schedule.step(self.optimizer.as_mut());
                }
            }
            if let Some(steps) = queued.fetch(&self.model) {
                for (step, images) in steps.into_iter().zip(images.chunks(batch_size)) {
                    self.progress.batch += 1;
                    self.progress.loss_sum += step.loss * images.len() as f64;
                    self.progress.correct += step.correct;
                }
                self.progress.seconds += clock.elapsed().as_secs_f64();
                self.show(bar);
            } else {
                before.restore(&self.model, self.optimizer.as_mut());
                if let (Some(schedule), Some(before)) = (&mut self.schedule, &schedule_before) {
                    let optimizer = self.optimizer.as_mut();
                    schedule
                        .load_state(before, optimizer)
                        .expect("the state is the schedule's own");
                }
                self.learn(train, images, bar)?;
            }
            if interrupt::pressed() {
                break;
            }
        }
        Ok(())
    }

    /// Before each step: what dropout draws depends on the seed, the epoch and the batch alone, so that
    /// a resumed run draws the same.
    fn reseed(&self, batch: usize) {
        let Progress { settings, epoch, .. } = &self.progress;
        #[expect(clippy::cast_possible_truncation, reason = "an epoch has fewer batches than that")]
        let words = philox4x32([*epoch as u32, batch as u32, 0, 0], [settings.seed, DROPOUT]);
        self.generator.reseed(words[0].into());
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

    /// The error for a batch whose loss or gradient is infinite or NaN.
    fn diverged_in(&self, batch: &Batch, loss: f64) -> ProgramError {
        let place = non_finite::trace(&self.model, self.optimizer.as_ref(), batch, loss);
        self.diverged_at(place, Some(loss))
    }

    /// The same for images that are not learned from, in one batch of which at least it shows.
    pub(super) fn diverged_after_learning(&self, loss: f64, images: &DataLoader) -> ProgramError {
        let order = images.in_order();
        let trace = |batch| non_finite::trace(&self.model, self.optimizer.as_ref(), &batch, loss);
        let mut places = images.batches(&order).map(trace);
        let place = places.find(|place| *place != Place::Loss).unwrap_or(Place::Loss);
        self.diverged_at(place, Some(loss))
    }

    /// Ctrl-C: saves what was learned, and says how to go on.
    fn stop(&mut self) -> Result<(), ProgramError> {
        self.check()?;
        self.save()?;
        say(format!(
            "\nstopped in epoch {} after {} batches; what was learned is saved. To go on:\n    \
             {} --resume --out {}",
            self.progress.epoch + 1,
            self.progress.batch,
            this_program(),
            self.folder.display()
        ));
        Err(ProgramError::Interrupted)
    }
}
