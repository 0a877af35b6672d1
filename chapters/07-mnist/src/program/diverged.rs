//! The message about a training that was stopped because a number became infinite or NaN.

use std::{fmt, path::PathBuf};

use super::{
    advice::smaller_lr,
    book_pages::{LEARNING_RATE, Page, TRAPS},
    non_finite::Place,
    settings::Settings,
};

/// A training that was stopped because a number became infinite or NaN.
#[derive(Debug)]
pub struct Diverged {
    /// The loss, if it is infinite or NaN.
    pub loss: Option<f64>,
    /// Where it began.
    pub place: Place,
    /// In which epoch, from 1.
    pub epoch: usize,
    /// After or in which batch of it, from 1.
    pub batch: usize,
    /// What the run depends on.
    pub settings: Settings,
    /// The file with the network as it was saved last, if it was.
    pub kept: Option<PathBuf>,
}

impl std::error::Error for Diverged {}

impl fmt::Display for Diverged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { loss, place, epoch, batch, settings, kept } = self;
        match loss {
            Some(loss) => write!(f, "the loss became {loss}")?,
            None => write!(f, "{place} became infinite or NaN")?,
        }
        writeln!(f, " in epoch {epoch}, batch {batch}, and the training was stopped.")?;
        let (found, page) = self.found();
        writeln!(f, "  where: {found}")?;
        writeln!(
            f,
            "  why:   most likely the steps are too long. Each overshoots, the gradients grow, and \
             the next step\n         is longer still, until a number is larger than single \
             precision can hold"
        )?;
        writeln!(
            f,
            "  try:   a new run with a smaller --lr than {}, {}",
            settings.lr,
            smaller_lr(settings)
        )?;
        writeln!(f, "  read:  {page}")?;
        match kept {
            Some(path) => {
                write!(f, "  kept:  the network as it was saved last, in {}", path.display())
            }
            None => write!(f, "  kept:  nothing, because no epoch was complete"),
        }
    }
}

impl Diverged {
    /// What was found where it began, and the page about it.
    fn found(&self) -> (String, Page) {
        let place = &self.place;
        match place {
            Place::Parameter(_) | Place::Memory { .. } => (
                format!("{place} holds a number that is infinite or NaN, after a step"),
                LEARNING_RATE,
            ),
            Place::Output(name) => (
                format!("`{name}` and what comes into its layer are finite, what comes out is not"),
                LEARNING_RATE,
            ),
            Place::Gradient(_) => (
                format!("{place}; the layers after it are fine, and so is the loss"),
                LEARNING_RATE,
            ),
            Place::Loss => (
                "the scores are finite, but lie so far apart that the logarithm of a probability \
                 is −∞"
                    .to_owned(),
                TRAPS,
            ),
        }
    }
}
