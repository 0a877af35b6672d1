//! Saving the parameters and buffers of a network, and loading them.

use engine::{Array, Shape};
use thiserror::Error;

use crate::Tensor;

/// The value of every parameter and buffer, by name, in the order of the network.
///
/// ```
/// use autograd::{Tensor, nn::{Linear, Module, StateDict}};
/// use engine::{Array, Options};
///
/// let numbers = Array::matrix(&[[3.0, 4.0]], Options::default());
/// let state: StateDict = vec![("weight".to_owned(), numbers)];
/// let layer = Linear::from_parameters(Tensor::matrix(&[[0.0, 0.0]]), None);
/// layer.load_state_dict(&state)?;
/// assert_eq!(layer.call(&Tensor::vector(&[1.0, 1.0])).item(), 7.0);
/// # Ok::<(), autograd::nn::StateDictError>(())
/// ```
pub type StateDict = Vec<(String, Array)>;

/// The error for a state that does not fit a network. Its messages call a buffer a parameter, too.
///
/// ```
/// use autograd::{Tensor, nn::{Linear, Module}};
/// use engine::{Array, Options};
///
/// let layer = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0]]), None);
/// let refused = |state| layer.load_state_dict(&state).unwrap_err().to_string();
///
/// assert_eq!(refused(vec![]), "the parameter `weight`, of shape (1, 2), is missing");
///
/// let numbers = Array::vector(&[1.0, 2.0], Options::default());
/// assert_eq!(
///     refused(vec![("weight".to_owned(), numbers.clone())]),
///     "the parameter `weight` should have shape (1, 2), but has shape (2,)"
/// );
/// assert_eq!(
///     refused(vec![("weights".to_owned(), numbers)]),
///     "the network has no parameter `weights`"
/// );
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum StateDictError {
    /// The network has a parameter that the state does not.
    #[error("the parameter `{name}`, of shape {shape}, is missing")]
    Missing {
        /// Its name.
        name: String,
        /// The shape it should have.
        shape: Shape,
    },
    /// The state has a parameter that the network does not.
    #[error("the network has no parameter `{name}`")]
    Unexpected {
        /// Its name.
        name: String,
    },
    /// A parameter has different shapes in the two.
    #[error("the parameter `{name}` should have shape {expected}, but has shape {found}")]
    Shape {
        /// The parameter's name.
        name: String,
        /// The network's shape.
        expected: Shape,
        /// The state's shape.
        found: Shape,
    },
}

/// Checks everything first, so that an error leaves the network unchanged.
// ANCHOR: load
pub(super) fn load(
    parameters: &[(String, Tensor)],
    state: &StateDict,
) -> Result<(), StateDictError> {
    if let Some((name, _)) =
        state.iter().find(|(name, _)| parameters.iter().all(|(other, _)| other != name))
    {
        return Err(StateDictError::Unexpected { name: name.clone() });
    }
    let mut found = Vec::with_capacity(parameters.len());
    for (name, parameter) in parameters {
        let expected = parameter.shape();
        let Some((_, array)) = state.iter().find(|(other, _)| other == name) else {
            return Err(StateDictError::Missing { name: name.clone(), shape: expected });
        };
        if array.shape() != expected {
            let found = array.shape();
            return Err(StateDictError::Shape { name: name.clone(), expected, found });
        }
        found.push(array);
    }
    for ((_, parameter), array) in parameters.iter().zip(found) {
        parameter.update(|data| {
            let options = data.options();
            *data = array.to_dtype(options.dtype).to_device(options.device);
        });
    }
    Ok(())
}
// ANCHOR_END: load
