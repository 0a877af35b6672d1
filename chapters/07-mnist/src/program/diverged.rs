//! Numbers that are no longer numbers: noticed at once, traced to where they began, never saved.
//!
//! A NaN spreads. One step along a gradient that is NaN makes every parameter NaN, and then nobody
//! can tell where it began. So such a step is not taken: [`Careful`] stands between the loop and
//! the optimizer. What broke is then still to be seen, and [`trace`] finds it.

use std::{fmt, path::PathBuf};

use autograd::{
    Tensor,
    nn::{Module, Sequential},
    no_grad,
};
use clap::ValueEnum;
use optimizers::{Optimizer, State, StateError};

use super::{
    cli::TrainArgs,
    settings::Settings,
    watch::{LEARNING_RATE, Page, TRAPS},
};
use crate::Batch;

/// An optimizer that takes no step along a gradient that is infinite or NaN.
///
/// It looks at the biases, a few hundred numbers. The gradient of a bias is the sum of all that
/// comes back to its layer, so what breaks on the way back shows there. All parameters are looked
/// at once per epoch, before they are saved.
pub struct Careful<'a> {
    optimizer: &'a mut dyn Optimizer,
    refused: bool,
}

impl<'a> Careful<'a> {
    /// The same optimizer, with more care.
    pub fn new(optimizer: &'a mut dyn Optimizer) -> Self {
        Self { optimizer, refused: false }
    }

    /// Whether a step was not taken.
    pub fn refused(&self) -> bool {
        self.refused
    }
}

impl Optimizer for Careful<'_> {
    fn parameters(&self) -> &[Tensor] {
        self.optimizer.parameters()
    }

    fn step(&mut self) {
        let mut biases = self.parameters().iter().filter(|parameter| parameter.shape().rank() < 2);
        if biases.all(has_finite_grad) {
            self.optimizer.step();
        } else {
            self.refused = true;
        }
    }

    fn lr(&self) -> f64 {
        self.optimizer.lr()
    }

    fn set_lr(&mut self, lr: f64) {
        self.optimizer.set_lr(lr);
    }

    fn state(&self) -> &[State] {
        self.optimizer.state()
    }

    fn load_state(&mut self, state: &[State]) -> Result<(), StateError> {
        self.optimizer.load_state(state)
    }
}

fn has_finite_grad(parameter: &Tensor) -> bool {
    parameter.grad().is_none_or(|grad| grad.data().is_finite())
}

/// Where the first number that is infinite or NaN was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// In a parameter.
    Parameter(String),
    /// In what the optimizer remembers of a parameter.
    Memory {
        /// The optimizer's name for it.
        buffer: String,
        /// The parameter.
        parameter: String,
    },
    /// In the output of the layer with this parameter, all of whose inputs are finite.
    Output(String),
    /// In the gradient of a parameter.
    Gradient(String),
    /// In the loss alone.
    Loss,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => write!(f, "`{name}`"),
            Self::Memory { buffer, parameter } => write!(f, "the `{buffer}` of `{parameter}`"),
            Self::Output(name) => write!(f, "the output of the layer with `{name}`"),
            Self::Gradient(name) => write!(f, "the gradient of `{name}`"),
            Self::Loss => write!(f, "the loss"),
        }
    }
}

/// Looks at everything that would be saved; the first that holds an infinite number or a NaN.
pub fn unfit(model: &dyn Module, optimizer: &dyn Optimizer) -> Option<Place> {
    let parameters = model.named_parameters();
    if let Some((name, _)) = parameters.iter().find(|(_, p)| !p.data().is_finite()) {
        return Some(Place::Parameter(name.clone()));
    }
    parameters.into_iter().zip(optimizer.state()).find_map(|((parameter, _), state)| {
        let (buffer, _) = state.buffers.iter().find(|(_, array)| !array.is_finite())?;
        Some(Place::Memory { buffer: buffer.to_string(), parameter })
    })
}

/// Finds where a batch breaks: on the way forward, in the loss, or on the way back.
pub fn trace(model: &Sequential, optimizer: &dyn Optimizer, batch: &Batch, loss: f64) -> Place {
    if let Some(place) = unfit(model, optimizer) {
        return place;
    }
    let mut x = batch.images.clone();
    for (place, layer) in model.children() {
        x = no_grad(|| layer.call(&x));
        if !x.data().is_finite() {
            return Place::Output(format!("{place}.weight"));
        }
    }
    // The way back begins at the last layer.
    let parameters = model.named_parameters().into_iter().rev();
    let broken = parameters.into_iter().find(|(_, parameter)| !has_finite_grad(parameter));
    match broken {
        Some((name, _)) if loss.is_finite() => Place::Gradient(name),
        _ => Place::Loss,
    }
}

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
            "  why:   most likely the steps are too long. Each overshoots, the slopes grow, and \
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

/// A learning rate to try next: the optimizer's usual one, or a tenth if that is what was used.
pub(super) fn smaller_lr(settings: &Settings) -> String {
    let usual = usual_lr(settings);
    if settings.lr > usual {
        let name = settings.optimizer.to_possible_value();
        let name = name.as_ref().map_or("the optimizer", |name| name.get_name());
        return format!("such as {usual}, the default of {name}");
    }
    format!("such as {}", one_digit(settings.lr / 10.0))
}

/// The learning rate the optimizer has when none is asked for.
pub(super) fn usual_lr(settings: &Settings) -> f64 {
    let args = TrainArgs { optimizer: Some(settings.optimizer), ..TrainArgs::default() };
    Settings::from_args(&args).lr
}

/// 0.007000000000000001 as 0.007.
pub(super) fn one_digit(x: f64) -> f64 {
    format!("{x:.0e}").parse().unwrap_or(x)
}
