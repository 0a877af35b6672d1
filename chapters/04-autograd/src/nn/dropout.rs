//! Dropout: switching off random elements while a network learns.

use std::fmt;

use engine::Array;
use random::Generator;

use super::{Hooks, Mode, Module, number, print};
use crate::Tensor;

/// In training, sets each element to 0 with probability p and divides the others by 1 − p. In
/// evaluation, returns its input.
///
/// ```text
/// y = x ⊙ m / (1 − p),   mᵢ = 1 with probability 1 − p, else 0
/// ```
///
/// With a different part of the units missing in every step, no unit can rely on a particular other
/// one. It is like training very many smaller networks that share their weights, and averaging them
/// (Srivastava et al. 2014, section 4).
///
/// Because of the division, the mean of y over all masks is x, so that in evaluation nothing has to
/// be scaled. The paper multiplies the weights by 1 − p after training instead; dividing in
/// training is called *inverted* dropout. The gradient passes through the same mask: ∂ℓ/∂x = ∂ℓ/∂y
/// ⊙ m / (1 − p).
///
/// The random numbers come from the [`Generator`] that you give it. If all random parts of a
/// network share one, they draw what PyTorch draws after `torch.manual_seed`, to the last bit,
/// provided that they are called in the same order.
///
/// ```
/// use autograd::{Tensor, nn::{Dropout, Module}};
/// use random::Generator;
///
/// // torch.manual_seed(0); nn.Dropout(0.5)
/// let generator = Generator::manual_seed(0);
/// let dropout = Dropout::new(0.5, &generator);
/// let x = Tensor::vector(&[1.0, 2.0, 3.0, 4.0]).requires_grad_();
/// let y = dropout.call(&x);
/// assert_eq!(y.to_vec(), [0.0, 0.0, 6.0, 0.0]);
/// y.sum().backward();
/// assert_eq!(x.grad().unwrap().to_vec(), [0.0, 0.0, 2.0, 0.0]);
///
/// dropout.eval();
/// assert!(dropout.call(&x).is(&x));
/// ```
#[derive(Debug)]
pub struct Dropout {
    p: f64,
    generator: Generator,
    mode: Mode,
    hooks: Hooks,
}

impl Dropout {
    /// A module that sets elements to 0 with probability `p`, which is 0.5 by default in PyTorch.
    /// It draws from `generator`, of which it keeps a handle.
    ///
    /// # Panics
    ///
    /// If `p` is not in [0, 1].
    #[track_caller]
    pub fn new(p: f64, generator: &Generator) -> Self {
        assert!(
            (0.0..=1.0).contains(&p),
            "a dropout probability has to be between 0 and 1, but got {p}"
        );
        Self { p, generator: generator.clone(), mode: Mode::new(), hooks: Hooks::new() }
    }

    /// The probability with which an element becomes 0.
    ///
    /// ```
    /// use autograd::nn::Dropout;
    /// use random::Generator;
    ///
    /// assert_eq!(Dropout::new(0.2, &Generator::manual_seed(0)).p(), 0.2);
    /// ```
    pub fn p(&self) -> f64 {
        self.p
    }

    /// m / (1 − p), one factor for each element of `x`, drawn row by row.
    // ANCHOR: noise
    fn noise(&self, x: &Array) -> Array {
        let keep = 1.0 - self.p;
        let kept = self.generator.bernoulli(x.shape().len(), keep);
        let kept: Vec<f64> = kept.into_iter().map(|kept| f64::from(u8::from(kept))).collect();
        Array::new(x.shape(), &kept, x.options()) / keep
    }
    // ANCHOR_END: noise
}

impl Module for Dropout {
    fn name(&self) -> &'static str {
        "Dropout"
    }

    // ANCHOR: forward
    fn forward(&self, input: &Tensor) -> Tensor {
        if !self.mode.is_training() || self.p == 0.0 || input.shape().is_empty() {
            return input.clone();
        }
        if self.p == 1.0 {
            return input * 0.0; // without a draw, as PyTorch does it
        }
        input * Tensor::new(self.noise(&input.data()))
    }
    // ANCHOR_END: forward

    fn extra_repr(&self) -> String {
        format!("p={}, inplace=False", number(self.p))
    }

    fn mode(&self) -> Option<&Mode> {
        Some(&self.mode)
    }

    fn hooks(&self) -> Option<&Hooks> {
        Some(&self.hooks)
    }
}

impl fmt::Display for Dropout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self))
    }
}
