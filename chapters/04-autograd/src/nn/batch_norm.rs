//! Batch normalization as a module, with running statistics for evaluation.

use std::fmt;

use engine::{Array, Options, Shape};

use super::{
    Hooks, Mode, Module,
    layer_norm::{check_eps, flag, ones_and_zeros},
    number, print,
};
use crate::{Tensor, ops::batch_norm::Moments};

/// Each feature with mean 0 and variance 1 over the batch, then scaled and shifted by learned
/// parameters: y = (x − μ) / √(σ² + ε) ⊙ γ + β.
///
/// For a batch x of shape (n, d), the weight γ and the bias β have shape (d,) and start at 1 and 0.
/// In training, μ and σ² are the mean and the variance of the n values of each feature, the sum of
/// squares divided by n. The module also keeps running statistics, which start at 0 and 1. Every
/// batch changes them by
///
/// ```text
/// running_mean ← (1 − m) running_mean + m μ
/// running_var  ← (1 − m) running_var  + m σ² n/(n − 1)      m = momentum
/// ```
///
/// with the variance divided by n − 1, which does not underestimate that of all data. In
/// evaluation, they take the place of μ and σ², so that the output for a sample does not depend on
/// the samples beside it. Call [`eval`](Module::eval) before you test a network that has this
/// module.
///
/// [`Tensor::batch_norm`] has the rule. Source: Ioffe & Szegedy (2015), algorithms 1 and 2. There,
/// the statistics for evaluation are averages over batches after training; the running ones are
/// PyTorch's.
///
/// ```
/// use autograd::{Tensor, nn::{BatchNorm1d, Module}};
///
/// let norm = BatchNorm1d::new(1).eps(0.0).momentum(0.5);
/// let batch = Tensor::matrix(&[[1.0], [5.0]]); // mean 3, variance 8/2 = 4, or 8/1 = 8
/// assert_eq!(norm.call(&batch).to_vec(), [-1.0, 1.0]);
/// assert_eq!(norm.running_mean().unwrap().to_vec(), [1.5]); // ½ · 0 + ½ · 3
/// assert_eq!(norm.running_var().unwrap().to_vec(), [4.5]); // ½ · 1 + ½ · 8
///
/// norm.eval();
/// let y = norm.call(&Tensor::matrix(&[[6.0]])).item(); // (6 − 1.5) / √4.5
/// assert!((y - 4.5_f64.sqrt()).abs() < 1e-6);
/// ```
#[derive(Debug)]
pub struct BatchNorm1d {
    num_features: usize,
    eps: f64,
    momentum: Option<f64>,
    weight: Option<Tensor>,
    bias: Option<Tensor>,
    running: Option<Running>,
    mode: Mode,
    hooks: Hooks,
}

/// The buffers.
#[derive(Debug)]
struct Running {
    mean: Tensor,
    var: Tensor,
    /// A whole number, held as a float: exact up to 2²⁴ batches in single precision.
    batches: Tensor,
}

impl BatchNorm1d {
    /// A module for samples of `num_features` features, with PyTorch's defaults.
    ///
    /// ```
    /// use autograd::nn::BatchNorm1d;
    ///
    /// let text = BatchNorm1d::new(3).to_string();
    /// assert!(text.starts_with("BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=True, "));
    /// ```
    pub fn new(num_features: usize) -> Self {
        let (weight, bias) = ones_and_zeros(num_features);
        let full = |shape, value| Tensor::new(Array::full(shape, value, Options::default()));
        Self {
            num_features,
            eps: 1e-5,
            momentum: Some(0.1),
            weight: Some(weight),
            bias: Some(bias),
            running: Some(Running {
                mean: full(Shape::vector(num_features), 0.0),
                var: full(Shape::vector(num_features), 1.0),
                batches: full(Shape::scalar(), 0.0),
            }),
            mode: Mode::new(),
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

    /// How much of the new batch goes into the running statistics. Default 0.1.
    ///
    /// `None` averages over all batches since the beginning: m = 1/`num_batches_tracked`.
    ///
    /// # Panics
    ///
    /// If it is not in [0, 1].
    ///
    /// ```
    /// use autograd::{Tensor, nn::{BatchNorm1d, Module}};
    ///
    /// let norm = BatchNorm1d::new(1).momentum(None);
    /// for mean in [3.0, 6.0, 0.0] {
    ///     norm.call(&Tensor::matrix(&[[mean - 1.0], [mean + 1.0]]));
    /// }
    /// assert!((norm.running_mean().unwrap().item() - 3.0).abs() < 1e-6);
    /// assert_eq!(norm.num_batches_tracked(), Some(3.0));
    /// ```
    #[track_caller]
    #[must_use]
    pub fn momentum(self, momentum: impl Into<Option<f64>>) -> Self {
        let momentum = momentum.into();
        assert!(
            momentum.is_none_or(|m| (0.0..=1.0).contains(&m)),
            "momentum must be between 0 and 1, but is {momentum:?}"
        );
        Self { momentum, ..self }
    }

    /// No bias. PyTorch: `bias=False`.
    ///
    /// ```
    /// use autograd::nn::{BatchNorm1d, Module};
    ///
    /// assert_eq!(BatchNorm1d::new(3).without_bias().parameter_count(), 3);
    /// ```
    #[must_use]
    pub fn without_bias(self) -> Self {
        Self { bias: None, ..self }
    }

    /// Neither weight nor bias: the normalization alone. PyTorch: `affine=False`.
    ///
    /// ```
    /// use autograd::nn::{BatchNorm1d, Module};
    ///
    /// assert_eq!(BatchNorm1d::new(3).without_affine().parameter_count(), 0);
    /// ```
    #[must_use]
    pub fn without_affine(self) -> Self {
        Self { weight: None, bias: None, ..self }
    }

    /// No running statistics: the module uses those of the batch in evaluation, too. PyTorch:
    /// `track_running_stats=False`.
    ///
    /// ```
    /// use autograd::{Tensor, nn::{BatchNorm1d, Module}};
    ///
    /// let norm = BatchNorm1d::new(1).eps(0.0).without_running_stats();
    /// norm.eval();
    /// assert_eq!(norm.call(&Tensor::matrix(&[[1.0], [5.0]])).to_vec(), [-1.0, 1.0]);
    /// assert!(norm.named_buffers().is_empty());
    /// ```
    #[must_use]
    pub fn without_running_stats(self) -> Self {
        Self { running: None, ..self }
    }

    /// The weight γ, of shape (d,).
    ///
    /// ```
    /// use autograd::nn::BatchNorm1d;
    ///
    /// let norm = BatchNorm1d::new(2);
    /// assert_eq!(norm.weight().unwrap().to_vec(), [1.0, 1.0]);
    /// assert_eq!(norm.bias().unwrap().to_vec(), [0.0, 0.0]);
    /// assert_eq!(norm.running_mean().unwrap().to_vec(), [0.0, 0.0]);
    /// assert_eq!(norm.running_var().unwrap().to_vec(), [1.0, 1.0]);
    /// assert_eq!(norm.num_batches_tracked(), Some(0.0));
    /// ```
    pub fn weight(&self) -> Option<&Tensor> {
        self.weight.as_ref()
    }

    /// The bias β, of shape (d,).
    ///
    /// See the example at [`weight`](Self::weight).
    pub fn bias(&self) -> Option<&Tensor> {
        self.bias.as_ref()
    }

    /// The running mean, of shape (d,).
    ///
    /// See the example at [`weight`](Self::weight).
    pub fn running_mean(&self) -> Option<&Tensor> {
        self.running.as_ref().map(|running| &running.mean)
    }

    /// The running variance, of shape (d,).
    ///
    /// See the example at [`weight`](Self::weight).
    pub fn running_var(&self) -> Option<&Tensor> {
        self.running.as_ref().map(|running| &running.var)
    }

    /// How many batches the running statistics have seen, a whole number.
    ///
    /// It is a buffer of floats, which counts exactly up to 2²⁴ batches in single precision.
    /// PyTorch has an integer there, and loads either.
    ///
    /// See the example at [`weight`](Self::weight).
    pub fn num_batches_tracked(&self) -> Option<f64> {
        self.running.as_ref().map(|running| running.batches.item())
    }
}

impl Running {
    /// Takes in the moments of a batch of `n` samples.
    fn update(&self, Moments { mean, variance }: &Moments, n: usize, momentum: Option<f64>) {
        self.batches.update(|batches| *batches = &*batches + 1.0);
        if n == 0 {
            return; // an empty batch has no mean
        }
        let m = momentum.unwrap_or_else(|| 1.0 / self.batches.item());
        let n = n as f64;
        self.mean.update(|running| running.axpby_(m, mean, 1.0 - m));
        self.var.update(|running| running.axpby_(m * (n / (n - 1.0)), variance, 1.0 - m));
    }
}

impl Module for BatchNorm1d {
    fn name(&self) -> &'static str {
        "BatchNorm1d"
    }

    fn forward(&self, input: &Tensor) -> Tensor {
        let shape = input.shape();
        assert!(
            shape.rank() == 2 && shape.cols() == self.num_features,
            "a BatchNorm1d of {} features cannot take an input of shape {shape}",
            self.num_features
        );
        let (weight, bias) = (self.weight(), self.bias());
        match &self.running {
            Some(running) if !self.mode.is_training() => {
                let moments = Moments { mean: running.mean.data(), variance: running.var.data() };
                input.batch_norm_with(&moments, weight, bias, self.eps)
            }
            running => {
                let (y, moments) = input.batch_norm_and_moments(weight, bias, self.eps);
                if let Some(running) = running.as_ref().filter(|_| self.mode.is_training()) {
                    running.update(&moments, shape.rows(), self.momentum);
                }
                y
            }
        }
    }

    fn extra_repr(&self) -> String {
        format!(
            "{}, eps={}, momentum={}, affine={}, bias={}, track_running_stats={}",
            self.num_features,
            number(self.eps),
            self.momentum.map_or_else(|| "None".to_owned(), number),
            flag(self.weight.is_some()),
            flag(self.bias.is_some()),
            flag(self.running.is_some())
        )
    }

    fn own_parameters(&self) -> Vec<(&'static str, &Tensor)> {
        let weight = self.weight.iter().map(|weight| ("weight", weight));
        weight.chain(self.bias.iter().map(|bias| ("bias", bias))).collect()
    }

    fn own_buffers(&self) -> Vec<(&'static str, &Tensor)> {
        let Some(Running { mean, var, batches }) = &self.running else { return Vec::new() };
        vec![("running_mean", mean), ("running_var", var), ("num_batches_tracked", batches)]
    }

    fn mode(&self) -> Option<&Mode> {
        Some(&self.mode)
    }

    fn hooks(&self) -> Option<&Hooks> {
        Some(&self.hooks)
    }
}

impl fmt::Display for BatchNorm1d {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self))
    }
}
