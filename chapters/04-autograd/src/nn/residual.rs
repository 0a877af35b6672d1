//! Residual connections: a way around a module.

use std::fmt;

use super::{Hooks, Module, print};
use crate::Tensor;

/// y = x + f(x), for a module f whose output has the shape of its input.
///
/// The module learns only how the output should differ from the input. If little should change, f
/// has to be close to 0, which is easier to learn than the identity. And the gradient has a way
/// around f, on which it does not shrink: ∂ℓ/∂x = ∂ℓ/∂y + (what comes back through f). That is why
/// very deep networks can be trained (He et al. 2016, section 3.1).
///
/// PyTorch has no such module, because there you write `x + f(x)` in a `forward` of your own. In a
/// [`state_dict`](Module::state_dict), the parameters of the wrapped module begin with `fn.`, as in
///
/// ```python
/// class Residual(nn.Module):
///     def __init__(self, fn):
///         super().__init__()
///         self.fn = fn
///
///     def forward(self, x):
///         return x + self.fn(x)
/// ```
///
/// ```
/// use autograd::{Tensor, nn::{Module, ReLU, Residual}};
///
/// let block = Residual::new(ReLU::new());
/// let x = Tensor::vector(&[-1.0, 2.0]).requires_grad_();
/// let y = block.call(&x);
/// assert_eq!(y.to_vec(), [-1.0, 4.0]);
/// y.sum().backward();
/// assert_eq!(x.grad().unwrap().to_vec(), [1.0, 2.0]); // 1 around the module, 0 and 1 through it
/// ```
pub struct Residual {
    module: Box<dyn Module>,
    hooks: Hooks,
}

impl Residual {
    /// `module`, with its input added to its output.
    ///
    /// ```
    /// use autograd::nn::{Residual, Sequential, Tanh};
    ///
    /// let block = Residual::new(Sequential::new().push(Tanh::new()));
    /// let text = "Residual(\n  (fn): Sequential(\n    (0): Tanh()\n  )\n)";
    /// assert_eq!(block.to_string(), text);
    /// ```
    pub fn new(module: impl Module + 'static) -> Self {
        Self { module: Box::new(module), hooks: Hooks::new() }
    }
}

impl Module for Residual {
    fn name(&self) -> &'static str {
        "Residual"
    }

    fn forward(&self, input: &Tensor) -> Tensor {
        let output = self.module.call(input);
        assert!(
            input.shape() == output.shape(),
            "a residual connection adds the input to the output of {}, so they need the same shape, \
             but the input has shape {} and the output {}",
            self.module.name(),
            input.shape(),
            output.shape()
        );
        input + output
    }

    fn children(&self) -> Vec<(String, &dyn Module)> {
        vec![("fn".to_owned(), self.module.as_ref())]
    }

    fn hooks(&self) -> Option<&Hooks> {
        Some(&self.hooks)
    }
}

impl fmt::Display for Residual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self))
    }
}

impl fmt::Debug for Residual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
