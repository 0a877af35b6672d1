//! Modules in sequence.

use std::fmt;

use super::{Hooks, Module, print};
use crate::Tensor;

/// Modules in sequence: the output of each is the input of the next.
///
/// They are named by their position: `0`, `1`, `2`, …
///
/// ```
/// use autograd::{Tensor, nn::{Module, ReLU, Sequential}};
///
/// let net = Sequential::new().push(ReLU::new());
/// assert_eq!(net.call(&Tensor::vector(&[-1.0, 2.0])).to_vec(), [0.0, 2.0]);
/// ```
#[derive(Default)]
pub struct Sequential {
    modules: Vec<Box<dyn Module>>,
    hooks: Hooks,
}

impl Sequential {
    /// An empty sequence, which computes the identity.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{Module, Sequential}};
    ///
    /// let x = Tensor::vector(&[-1.0, 2.0]);
    /// assert_eq!(Sequential::new().call(&x).to_vec(), [-1.0, 2.0]);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a module.
    ///
    /// ```
    /// use autograd::nn::{ReLU, Sequential, Tanh};
    ///
    /// let net = Sequential::new().push(ReLU::new()).push(Tanh::new());
    /// assert_eq!(net.to_string(), "Sequential(\n  (0): ReLU()\n  (1): Tanh()\n)");
    /// ```
    #[must_use]
    pub fn push(mut self, module: impl Module + 'static) -> Self {
        self.modules.push(Box::new(module));
        self
    }

    /// How many modules there are.
    ///
    /// ```
    /// use autograd::nn::{ReLU, Sequential};
    ///
    /// assert_eq!(Sequential::new().push(ReLU::new()).push(ReLU::new()).len(), 2);
    /// ```
    pub fn len(&self) -> usize {
        self.modules.len()
    }

    /// Whether there are none.
    ///
    /// ```
    /// use autograd::nn::{ReLU, Sequential};
    ///
    /// assert!(Sequential::new().is_empty());
    /// assert!(!Sequential::new().push(ReLU::new()).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }
}

impl Module for Sequential {
    fn name(&self) -> &'static str {
        "Sequential"
    }

    // ANCHOR: forward
    fn forward(&self, input: &Tensor) -> Tensor {
        self.modules.iter().fold(input.clone(), |x, module| module.call(&x))
    }
    // ANCHOR_END: forward

    fn children(&self) -> Vec<(String, &dyn Module)> {
        self.modules
            .iter()
            .enumerate()
            .map(|(i, module)| (i.to_string(), module.as_ref()))
            .collect()
    }

    fn hooks(&self) -> Option<&Hooks> {
        Some(&self.hooks)
    }
}

impl fmt::Display for Sequential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self))
    }
}

impl fmt::Debug for Sequential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
