//! The number of parameters.

use crate::{Graph, Layer};

/// The number of parameters of a fully connected network, from its sizes alone.
///
/// `sizes` lists the number of nodes from the inputs to the outputs. Each layer adds
/// `(n_in + 1)·n_out`: every unit has `n_in` weights and one bias.
///
/// ```
/// use layer::count_parameters;
///
/// assert_eq!(count_parameters(&[8, 4]), 36);
/// assert_eq!(count_parameters(&[784, 32, 64, 128, 64, 10]), 44458);
/// assert_eq!(count_parameters(&[784, 32, 32, 32, 10]), 27562);
/// ```
// ANCHOR: count_parameters
pub fn count_parameters(sizes: &[usize]) -> usize {
    sizes.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
}
// ANCHOR_END: count_parameters

impl Layer {
    /// The number of weights and biases of this layer: `(n_in + 1)·n_out`.
    pub fn n_parameters(&self) -> usize {
        self.w().len() + self.b().len()
    }
}

impl Graph {
    /// The number of parameters of all layers together.
    ///
    /// ```
    /// assert_eq!(layer::worked::eight_to_two().n_parameters(), 9 * 4 + 5 * 3 + 4 * 2);
    /// ```
    pub fn n_parameters(&self) -> usize {
        self.layers().iter().map(Layer::n_parameters).sum()
    }
}
