//! The linear layer: an affine map with learned parameters.

use std::fmt;

use engine::{Array, Options, Shape};
use rand::Rng;

use super::{Hooks, Module, print};
use crate::Tensor;

/// y = x·Wᵀ + b, from `in_features` to `out_features` features per sample.
///
/// The weight W has shape (out, in), as PyTorch stores it, and the bias b shape (out,). For a
/// batch x of shape (n, in), y has shape (n, out).
///
/// ```
/// use autograd::{Tensor, nn::{Linear, Module}};
///
/// let layer = Linear::from_parameters(
///     Tensor::matrix(&[[1.0, 0.0], [0.0, 2.0]]),
///     Some(Tensor::vector(&[10.0, -10.0])),
/// );
/// let y = layer.call(&Tensor::vector(&[1.0, 1.0]));
/// assert_eq!(y.to_vec(), [11.0, -8.0]);
/// ```
#[derive(Debug)]
// ANCHOR: linear
pub struct Linear {
    weight: Tensor,
    bias: Option<Tensor>,
    hooks: Hooks,
}
// ANCHOR_END: linear

impl Linear {
    /// A layer with random parameters, drawn as PyTorch draws them: all weights, row by row,
    /// then all biases, uniformly between ±1/√`in_features`.
    ///
    /// The bound keeps the sum of `in_features` random terms of about the same size whatever
    /// their number (LeCun et al. 1998, "Efficient BackProp", section 4.6). With
    /// `random::TorchRng::manual_seed(s)` the parameters are those after `torch.manual_seed(s)`,
    /// to the last bit.
    ///
    /// ```
    /// use autograd::nn::Linear;
    ///
    /// let mut rng = random::TorchRng::manual_seed(0);
    /// let layer = Linear::new(100, 4, &mut rng);
    /// assert_eq!(layer.weight().shape().to_string(), "(4, 100)");
    /// assert_eq!(layer.bias().unwrap().shape().to_string(), "(4,)");
    /// assert!(layer.weight().to_vec().iter().all(|w| w.abs() <= 0.1)); // 1/√100
    /// ```
    // ANCHOR: new
    pub fn new(in_features: usize, out_features: usize, rng: &mut impl Rng) -> Self {
        let (weight, bias) = random::linear_init(rng, in_features, out_features);
        let tensor = |shape, values: Vec<f32>| {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            Tensor::new(Array::new(shape, &values, Options::default()))
        };
        Self::from_parameters(
            tensor(Shape::matrix(out_features, in_features), weight),
            Some(tensor(Shape::vector(out_features), bias)),
        )
    }
    // ANCHOR_END: new

    /// A layer without a bias, y = x·Wᵀ, with random weights as [`new`](Self::new) draws them. It
    /// draws nothing else. PyTorch: `nn.Linear(in_features, out_features, bias=False)`.
    ///
    /// A bias has no effect in front of a [`BatchNorm1d`](super::BatchNorm1d), which subtracts the
    /// mean.
    ///
    /// ```
    /// use autograd::nn::Linear;
    ///
    /// let mut rng = random::TorchRng::manual_seed(0);
    /// let layer = Linear::without_bias(100, 4, &mut rng);
    /// assert!(layer.bias().is_none());
    /// let other = Linear::new(100, 4, &mut random::TorchRng::manual_seed(0));
    /// assert_eq!(layer.weight().to_vec(), other.weight().to_vec());
    /// ```
    pub fn without_bias(in_features: usize, out_features: usize, rng: &mut impl Rng) -> Self {
        let weight = random::linear_weight(rng, in_features, out_features);
        let weight: Vec<f64> = weight.into_iter().map(f64::from).collect();
        let shape = Shape::matrix(out_features, in_features);
        let weight = Tensor::new(Array::new(shape, &weight, Options::default()));
        Self::from_parameters(weight, None)
    }

    /// A layer with the given weight (out, in) and bias (out,), both of which require gradients.
    ///
    /// # Panics
    ///
    /// If the weight is not a matrix, the bias does not have as many elements as the weight has
    /// rows, or one of them was computed: parameters must be leaves.
    #[track_caller]
    pub fn from_parameters(weight: Tensor, bias: Option<Tensor>) -> Self {
        assert!(
            weight.shape().rank() == 2,
            "a weight is a matrix, not of shape {}",
            weight.shape()
        );
        if let Some(bias) = &bias {
            assert!(
                bias.shape() == Shape::vector(weight.shape().rows()),
                "a weight of shape {} needs a bias of shape ({},)",
                weight.shape(),
                weight.shape().rows()
            );
        }
        let bias = bias.map(Tensor::requires_grad_);
        Self { weight: weight.requires_grad_(), bias, hooks: Hooks::new() }
    }

    /// How many features a sample has.
    ///
    /// ```
    /// use autograd::{Tensor, nn::Linear};
    ///
    /// let layer = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0, 3.0]]), None);
    /// assert_eq!((layer.in_features(), layer.out_features()), (3, 1));
    /// ```
    pub fn in_features(&self) -> usize {
        self.weight.shape().cols()
    }

    /// How many outputs the layer has.
    ///
    /// See [`in_features`](Self::in_features).
    pub fn out_features(&self) -> usize {
        self.weight.shape().rows()
    }

    /// The weight, of shape (out, in).
    ///
    /// ```
    /// use autograd::{Tensor, nn::Linear};
    ///
    /// let layer = Linear::from_parameters(Tensor::matrix(&[[1.0, 2.0]]), None);
    /// assert_eq!(layer.weight().to_vec(), [1.0, 2.0]);
    /// assert!(layer.weight().requires_grad());
    /// ```
    pub fn weight(&self) -> &Tensor {
        &self.weight
    }

    /// The bias, of shape (out,).
    ///
    /// ```
    /// use autograd::{Tensor, nn::Linear};
    ///
    /// let weight = Tensor::matrix(&[[1.0, 2.0]]);
    /// let layer = Linear::from_parameters(weight, Some(Tensor::vector(&[3.0])));
    /// assert_eq!(layer.bias().unwrap().to_vec(), [3.0]);
    /// ```
    pub fn bias(&self) -> Option<&Tensor> {
        self.bias.as_ref()
    }
}

impl Module for Linear {
    fn name(&self) -> &'static str {
        "Linear"
    }

    fn forward(&self, input: &Tensor) -> Tensor {
        input.linear(&self.weight, self.bias.as_ref())
    }

    fn extra_repr(&self) -> String {
        let bias = if self.bias.is_some() { "True" } else { "False" };
        format!(
            "in_features={}, out_features={}, bias={bias}",
            self.in_features(),
            self.out_features()
        )
    }

    fn own_parameters(&self) -> Vec<(&'static str, &Tensor)> {
        let bias = self.bias.iter().map(|bias| ("bias", bias));
        std::iter::once(("weight", &self.weight)).chain(bias).collect()
    }

    fn hooks(&self) -> Option<&Hooks> {
        Some(&self.hooks)
    }
}

impl fmt::Display for Linear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self))
    }
}
