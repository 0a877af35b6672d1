//! One epoch of a run: every training image once, then a test, then everything is saved.

use std::time::Instant;

use indicatif::ProgressBar;

use super::{
    checkpoint::Progress,
    error::ProgramError,
    interrupt,
    metrics::EpochMetrics,
    non_finite::{self, Place, checked_step},
    progress_bar,
    queued::{CAPACITY, QueuedSteps, Snapshot},
    report,
    run::Run,
    terminal::{say, this_program, warn},
};
use crate::{Batch, evaluate};

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
        if self.device.is_remote() {
            self.learn_queued(&order[done..], &bar)?;
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
        let Progress { epoch, settings, .. } = &self.progress;
        say(report::epoch_line(&metrics, settings.epochs));
        let warnings = self.diagnostics.warnings(&self.model, &self.train, &test, *epoch, settings);
        warnings.iter().for_each(warn);
        self.save()
    }

    /// Learns from these images, batch by batch. Ends early if Ctrl-C was pressed.
    fn learn(&mut self, images: &[usize], bar: &ProgressBar) -> Result<(), ProgramError> {
        let mut clock = Instant::now();
        for batch in self.train.batches(images) {
            let checked = checked_step(&self.model, self.optimizer.as_mut(), &batch)?;
            let step = checked.step;
            self.progress.batch += 1;
            if !checked.taken {
                bar.finish_and_clear();
                return Err(self.diverged_in(&batch, step.loss));
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
    fn learn_queued(&mut self, images: &[usize], bar: &ProgressBar) -> Result<(), ProgramError> {
        let batch_size = self.progress.settings.batch_size;
        for images in images.chunks(batch_size * CAPACITY) {
            let clock = Instant::now();
            let before = Snapshot::of(&self.model, self.optimizer.as_ref());
            let mut queued = QueuedSteps::default();
            for batch in self.train.batches(images) {
                queued.step(&self.model, self.optimizer.as_mut(), &batch)?;
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

    /// The error for a batch whose loss or gradient is infinite or NaN.
    fn diverged_in(&self, batch: &Batch, loss: f64) -> ProgramError {
        let place = non_finite::trace(&self.model, self.optimizer.as_ref(), batch, loss);
        self.diverged_at(place, Some(loss))
    }

    /// The same for the test images, in one batch of which at least it shows.
    fn diverged_in_test(&self, loss: f64) -> ProgramError {
        let order = self.test.in_order();
        let trace = |batch| non_finite::trace(&self.model, self.optimizer.as_ref(), &batch, loss);
        let mut places = self.test.batches(&order).map(trace);
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
