//! Steps on a device that computes while the program goes on.
//!
//! Launching work on a GPU takes less time than doing it, so the program runs ahead, and work queues
//! up on the device. The GPU is busy all the time, as long as the program reads no result. Reading
//! one waits until the queue is empty, and then the GPU idles until there is new work in it. So the
//! loss of each step stays on the device, and is fetched once for many steps.

use autograd::nn::{Module, StateDict};
use engine::{Array, Shape};
use losses::ClassError;
use optimizers::{Optimizer, State};

use super::step;
use crate::{Batch, Step};

/// How many steps may be queued before their results are fetched.
pub const CAPACITY: usize = 50;

/// Steps whose results have not been read yet.
#[derive(Default)]
pub struct QueuedSteps {
    /// A loss and a number of correct images for each step, and a last number that
    /// [`fetch`](Self::fetch) fills; on the device.
    record: Option<Array>,
    taken: usize,
}

impl QueuedSteps {
    /// One step.
    ///
    /// # Errors
    ///
    /// If a class has no score.
    ///
    /// # Panics
    ///
    /// If [`CAPACITY`] steps have been taken already.
    pub fn step(
        &mut self,
        model: &dyn Module,
        optimizer: &mut dyn Optimizer,
        batch: &Batch,
        step: step::Step,
    ) -> Result<(), ClassError> {
        assert!(self.taken < CAPACITY, "{CAPACITY} steps have been taken; fetch them first");
        let pass = step.gradients(model, batch)?;
        optimizer.step();
        let correct = pass.logits.data().is_argmax(&batch.classes).sum(None);
        self.write(2 * self.taken, &pass.loss.data());
        self.write(2 * self.taken + 1, &correct);
        self.taken += 1;
        Ok(())
    }

    /// The results of the steps, in one transfer; `None` if a number became infinite or NaN.
    ///
    /// A gradient that is not finite makes its bias infinite or NaN, and no later step makes it
    /// finite again. So the losses and the biases show whatever went wrong in any of the steps.
    pub fn fetch(mut self, model: &dyn Module) -> Option<Vec<Step>> {
        let biases =
            model.parameters().into_iter().filter(|parameter| parameter.shape().rank() < 2);
        for bias in biases {
            // 0 if all are finite, and else NaN.
            self.write(2 * CAPACITY, &bias.data().scale(0.0).sum(None));
        }
        let numbers = self.record.map(|record| record.to_vec()).unwrap_or_default();
        if numbers.iter().any(|number| !number.is_finite()) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        let step = |pair: &[f64]| Step { loss: pair[0], correct: pair[1] as usize };
        Some(numbers.chunks_exact(2).take(self.taken).map(step).collect())
    }

    /// Adds a single number to one place of the record.
    fn write(&mut self, place: usize, number: &Array) {
        let number = number.reshape(Shape::matrix(1, 1)).scatter(&[place], 2 * CAPACITY + 1);
        match &mut self.record {
            Some(record) => record.axpy_(1.0, &number),
            None => self.record = Some(number),
        }
    }
}

/// A copy of the numbers that steps change: parameters and the optimizer's buffers. Nothing is
/// copied right away; an array that is held here too is left alone by a step, which makes a new one.
pub struct Snapshot {
    parameters: StateDict,
    buffers: Vec<State>,
}

impl Snapshot {
    /// As they are now.
    pub fn of(model: &dyn Module, optimizer: &dyn Optimizer) -> Self {
        Self { parameters: model.state_dict(), buffers: optimizer.state().to_vec() }
    }

    /// Puts them back.
    ///
    /// # Panics
    ///
    /// If they are another model's, or another optimizer's.
    pub fn restore(&self, model: &dyn Module, optimizer: &mut dyn Optimizer) {
        model.load_state_dict(&self.parameters).expect("the parameters are the model's own");
        optimizer.load_state(&self.buffers).expect("the buffers are the optimizer's own");
    }
}
