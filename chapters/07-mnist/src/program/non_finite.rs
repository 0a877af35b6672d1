//! Infinities and NaNs: finding them, and where they began.
//!
//! A NaN spreads. One step along a gradient that is NaN makes every parameter NaN, and then there is
//! no telling where it began. So such a step is not taken: [`checked_step`] looks at the gradients
//! before the optimizer uses them. Whatever broke is then still to be seen, and [`trace`] finds it.

use std::fmt;

use autograd::{
    Tensor,
    nn::{Module, Sequential},
    no_grad,
};
use losses::ClassError;
use optimizers::Optimizer;

use super::step;
use crate::{Batch, Step};

/// A step of training, unless its loss or a gradient is infinite or NaN.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CheckedStep {
    /// What the step saw.
    pub step: Step,
    /// Whether it was taken. If not, the parameters are as before, and the gradients are there to
    /// be looked at.
    pub taken: bool,
}

/// One step of training, if all that it sees is finite.
///
/// # Errors
///
/// If a class has no score.
///
/// ```
/// use autograd::nn::Module;
/// use mnist::{DataLoader, mlp, program::{non_finite::checked_step, settings::Settings, step::Step}};
/// use optimizers::SGD;
///
/// let loader = DataLoader::new(vec![0, 255, 255, 0], vec![0, 1], 2, 2);
/// let batch = loader.batches(&[0, 1]).next().unwrap();
/// let model = mlp(&[2, 2], &mut random::TorchRng::manual_seed(0));
/// let mut optimizer = SGD::new(model.parameters(), 0.5);
/// let step = Step::new(&Settings::default());
/// assert!(checked_step(&model, &mut optimizer, &batch, step)?.taken);
///
/// let bias = model.parameter("0.bias").unwrap();
/// bias.update(|bias| *bias = engine::Array::vector(&[f64::NAN, 0.0], bias.options()));
/// assert!(!checked_step(&model, &mut optimizer, &batch, step)?.taken);
/// # Ok::<(), losses::ClassError>(())
/// ```
pub fn checked_step(
    model: &Sequential,
    optimizer: &mut dyn Optimizer,
    batch: &Batch,
    step: step::Step,
) -> Result<CheckedStep, ClassError> {
    let step = step.gradients(model, batch)?.summary(batch);
    let taken = step.loss.is_finite() && has_finite_gradients(optimizer.parameters());
    if taken {
        optimizer.step();
    }
    Ok(CheckedStep { step, taken })
}

/// Whether the gradients of the biases are finite, a few hundred numbers.
///
/// The gradient of a bias is the sum of all gradients that reach its layer from behind, so whatever
/// breaks in the backward pass shows there. All parameters are looked at once per epoch, before they
/// are saved.
pub fn has_finite_gradients(parameters: &[Tensor]) -> bool {
    let mut biases = parameters.iter().filter(|parameter| parameter.shape().rank() < 2);
    biases.all(has_finite_gradient)
}

fn has_finite_gradient(parameter: &Tensor) -> bool {
    parameter.grad().is_none_or(|grad| grad.data().is_finite())
}

/// Where the first number that is infinite or NaN was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// In a parameter.
    Parameter(String),
    /// In a buffer of the optimizer, such as the momentum of a parameter.
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

/// The first place with an infinity or a NaN among everything that would be saved.
pub fn find_non_finite(model: &dyn Module, optimizer: &dyn Optimizer) -> Option<Place> {
    let parameters = model.named_parameters();
    if let Some((name, _)) = parameters.iter().find(|(_, p)| !p.data().is_finite()) {
        return Some(Place::Parameter(name.clone()));
    }
    optimizer.parameters().iter().zip(optimizer.state()).find_map(|(moved, state)| {
        let (buffer, _) = state.buffers.iter().find(|(_, array)| !array.is_finite())?;
        let (parameter, _) = parameters.iter().find(|(_, parameter)| parameter.is(moved))?;
        Some(Place::Memory { buffer: buffer.to_string(), parameter: parameter.clone() })
    })
}

/// Finds where a batch breaks: in the forward pass, in the loss, or in the backward pass.
pub fn trace(model: &Sequential, optimizer: &dyn Optimizer, batch: &Batch, loss: f64) -> Place {
    if let Some(place) = find_non_finite(model, optimizer) {
        return place;
    }
    let mut x = batch.images.clone();
    for (place, layer) in model.children() {
        x = no_grad(|| layer.call(&x));
        if !x.data().is_finite() {
            return Place::Output(format!("{place}.weight"));
        }
    }
    // The backward pass begins at the last layer.
    let parameters = model.named_parameters().into_iter().rev();
    let broken = parameters.into_iter().find(|(_, parameter)| !has_finite_gradient(parameter));
    match broken {
        Some((name, _)) if loss.is_finite() => Place::Gradient(name),
        _ => Place::Loss,
    }
}
