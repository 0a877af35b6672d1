//! Layer normalization as a module.

use std::fmt;

use engine::{Array, Options, Shape};

use super::{Hooks, Module, number, print};
use crate::Tensor;

/// Each sample with mean 0 and variance 1, then scaled and shifted by learned parameters:
/// y = (x − μ) / √(σ² + ε) ⊙ γ + β.
///
/// For a batch x of shape (n, d), μ and σ² are the mean and the variance of a row; the weight γ and
/// the bias β have shape (d,) and start at 1 and 0, so that the network can undo the normalization
/// where it gets in the way. [`Tensor::layer_norm`] has the rule.
///
/// The samples of a batch do not affect each other. So it does the same in training and in
/// evaluation, and for one sample as for many (Ba, Kiros & Hinton 2016).
///
/// ```
/// use autograd::{Tensor, nn::{LayerNorm, Module}};
///
/// let norm = LayerNorm::new(2).eps(0.0);
/// let x = Tensor::matrix(&[[1.0, 5.0], [1000.0, -1000.0]]);
/// assert_eq!(norm.call(&x).to_vec(), [-1.0, 1.0, 1.0, -1.0]);
/// let text = "LayerNorm((2,), eps=1e-05, elementwise_affine=True, bias=True)";
/// assert_eq!(LayerNorm::new(2).to_string(), text);
/// ```
#[derive(Debug)]
pub struct LayerNorm {
    normalized_shape: usize,
    eps: f64,
    weight: Option<Tensor>,
    bias: Option<Tensor>,
    hooks: Hooks,
}

impl LayerNorm {
    /// A module for samples of `normalized_shape` features, with a weight of ones and a bias of
    /// zeros.
    ///
    /// ```
    /// use autograd::nn::{LayerNorm, Module};
    ///
    /// let norm = LayerNorm::new(3);
    /// assert_eq!(norm.weight().unwrap().to_vec(), [1.0, 1.0, 1.0]);
    /// assert_eq!(norm.bias().unwrap().to_vec(), [0.0, 0.0, 0.0]);
    /// assert_eq!(norm.parameter_count(), 6);
    /// ```
    pub fn new(normalized_shape: usize) -> Self {
        let (weight, bias) = ones_and_zeros(normalized_shape);
        Self {
            normalized_shape,
            eps: 1e-5,
            weight: Some(weight),
            bias: Some(bias),
            hooks: Hooks::new(),
        }
    }

    /// What is added to the variance. Default 10⁻⁵.
    ///
    /// # Panics
    ///
    /// If it is negative or not finite.
    #[track_caller]
    #[must_use]
    pub fn eps(self, eps: f64) -> Self {
        check_eps(eps);
        Self { eps, ..self }
    }

    /// No bias. PyTorch: `bias=False`.
    ///
    /// ```
    /// use autograd::nn::{LayerNorm, Module};
    ///
    /// assert_eq!(LayerNorm::new(3).without_bias().parameter_count(), 3);
    /// ```
    #[must_use]
    pub fn without_bias(self) -> Self {
        Self { bias: None, ..self }
    }

    /// Neither weight nor bias: the normalization alone. PyTorch: `elementwise_affine=False`.
    ///
    /// ```
    /// use autograd::nn::{LayerNorm, Module};
    ///
    /// assert_eq!(LayerNorm::new(3).without_affine().parameter_count(), 0);
    /// ```
    #[must_use]
    pub fn without_affine(self) -> Self {
        Self { weight: None, bias: None, ..self }
    }

    /// The weight γ, of shape (d,).
    ///
    /// See the example at [`new`](Self::new).
    pub fn weight(&self) -> Option<&Tensor> {
        self.weight.as_ref()
    }

    /// The bias β, of shape (d,).
    ///
    /// See the example at [`new`](Self::new).
    pub fn bias(&self) -> Option<&Tensor> {
        self.bias.as_ref()
    }
}

/// The parameters that change nothing.
pub(super) fn ones_and_zeros(features: usize) -> (Tensor, Tensor) {
    let full = |value| Array::full(Shape::vector(features), value, Options::default());
    (Tensor::new(full(1.0)).requires_grad_(), Tensor::new(full(0.0)).requires_grad_())
}

#[track_caller]
pub(super) fn check_eps(eps: f64) {
    assert!(eps >= 0.0 && eps.is_finite(), "eps must not be negative or infinite, but is {eps}");
}

/// `True` or `False`.
pub(super) fn flag(yes: bool) -> &'static str {
    if yes { "True" } else { "False" }
}

impl Module for LayerNorm {
    fn name(&self) -> &'static str {
        "LayerNorm"
    }

    fn forward(&self, input: &Tensor) -> Tensor {
        let shape = input.shape();
        assert!(
            shape.rank() > 0 && shape.cols() == self.normalized_shape,
            "a LayerNorm of {} features cannot take an input of shape {shape}",
            self.normalized_shape
        );
        input.layer_norm(self.weight(), self.bias(), self.eps)
    }

    fn extra_repr(&self) -> String {
        format!(
            "({},), eps={}, elementwise_affine={}, bias={}",
            self.normalized_shape,
            number(self.eps),
            flag(self.weight.is_some()),
            flag(self.bias.is_some())
        )
    }

    fn own_parameters(&self) -> Vec<(&'static str, &Tensor)> {
        let weight = self.weight.iter().map(|weight| ("weight", weight));
        weight.chain(self.bias.iter().map(|bias| ("bias", bias))).collect()
    }

    fn hooks(&self) -> Option<&Hooks> {
        Some(&self.hooks)
    }
}

impl fmt::Display for LayerNorm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self))
    }
}
