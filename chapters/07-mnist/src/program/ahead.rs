//! Steps on a device that computes while the program goes on.
//!
//! A graphics card gets its orders faster than it carries them out, and is busy all the time, as
//! long as nobody asks for a number. Whoever asks has to wait for everything ordered so far, and
//! meanwhile the card runs out of orders. So what a step came to stays on the device, and is
//! fetched once for many steps.

use autograd::nn::{Module, StateDict};
use engine::{Array, Shape};
use losses::{ClassError, CrossEntropyLoss};
use optimizers::{Optimizer, State};

use crate::{Batch, Step};

/// How many steps are taken before anybody looks.
pub const STEPS: usize = 50;

/// What the steps since the last look came to.
#[derive(Default)]
pub struct Ahead {
    /// A loss and a number of correct images for each step, and a last number that
    /// [`fetch`](Self::fetch) fills; on the device.
    record: Option<Array>,
    taken: usize,
}

impl Ahead {
    /// One step, as [`train_step`](crate::train_step) takes it.
    ///
    /// # Errors
    ///
    /// If a class has no score.
    ///
    /// # Panics
    ///
    /// If [`STEPS`] steps have been taken already.
    pub fn step(
        &mut self,
        model: &dyn Module,
        optimizer: &mut dyn Optimizer,
        batch: &Batch,
    ) -> Result<(), ClassError> {
        assert!(self.taken < STEPS, "{STEPS} steps have been taken; fetch them first");
        optimizer.zero_grad();
        let logits = model.call(&batch.images);
        let loss = CrossEntropyLoss::new().forward(&logits, &batch.classes)?;
        loss.backward();
        optimizer.step();
        let correct = logits.data().is_argmax(&batch.classes).sum(None);
        self.write(2 * self.taken, &loss.data());
        self.write(2 * self.taken + 1, &correct);
        self.taken += 1;
        Ok(())
    }

    /// What the steps came to, in one transfer; `None` if a number became infinite or NaN.
    ///
    /// A gradient that is not finite makes its bias so, and nothing makes it finite again. So the
    /// losses and the biases show whatever went wrong in any of the steps.
    pub fn fetch(mut self, model: &dyn Module) -> Option<Vec<Step>> {
        let biases =
            model.parameters().into_iter().filter(|parameter| parameter.shape().rank() < 2);
        for bias in biases {
            // 0 if all are finite, and else NaN.
            self.write(2 * STEPS, &bias.data().scale(0.0).sum(None));
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
        let number = number.reshape(Shape::matrix(1, 1)).scatter(&[place], 2 * STEPS + 1);
        match &mut self.record {
            Some(record) => record.axpy_(1.0, &number),
            None => self.record = Some(number),
        }
    }
}

/// The numbers that steps change. They are kept where they are: as long as somebody has a handle
/// on an array, a step makes new ones.
pub struct Snapshot {
    parameters: StateDict,
    memory: Vec<State>,
}

impl Snapshot {
    /// As they are now.
    pub fn of(model: &dyn Module, optimizer: &dyn Optimizer) -> Self {
        Self { parameters: model.state_dict(), memory: optimizer.state().to_vec() }
    }

    /// Brings them back.
    ///
    /// # Panics
    ///
    /// If they are another model's, or another optimizer's.
    pub fn restore(&self, model: &dyn Module, optimizer: &mut dyn Optimizer) {
        model.load_state_dict(&self.parameters).expect("the parameters are the model's own");
        optimizer.load_state(&self.memory).expect("the memory is the optimizer's own");
    }
}
