//! Tensors whose shape is known only when the program runs: filled with a number, a list of numbers,
//! or random ones.
//!
//! Each takes the [`Options`], precision and device, of the new tensor; `Options::default()` is single
//! precision on the CPU.

use engine::{Array, DType, Options, Shape};
use random::TorchRng;

use crate::Tensor;

/// Tensors of a given shape.
impl Tensor {
    /// All zeros.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::{Options, Shape};
    ///
    /// let x = Tensor::zeros(Shape::matrix(2, 3), Options::default());
    /// assert_eq!(x.to_vec(), [0.0; 6]);
    /// ```
    pub fn zeros(shape: Shape, options: Options) -> Self {
        Self::new(Array::zeros(shape, options))
    }

    /// All ones.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::{Options, Shape};
    ///
    /// let x = Tensor::ones(Shape::vector(2), Options::f64());
    /// assert_eq!(x.to_string(), "tensor([1., 1.], dtype=f64)");
    /// ```
    pub fn ones(shape: Shape, options: Options) -> Self {
        Self::new(Array::ones(shape, options))
    }

    /// The same number everywhere.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::{Options, Shape};
    ///
    /// let x = Tensor::full(Shape::matrix(1, 2), 0.5, Options::default());
    /// assert_eq!(x.to_vec(), [0.5, 0.5]);
    /// ```
    pub fn full(shape: Shape, value: f64, options: Options) -> Self {
        Self::new(Array::full(shape, value, options))
    }

    /// A tensor of `shape` from its elements, row by row; the reverse of [`to_vec`](Self::to_vec).
    /// PyTorch: `tensor(values).reshape(shape)`.
    ///
    /// # Panics
    ///
    /// If there are not exactly as many values as the shape holds.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::{Options, Shape};
    ///
    /// let values: Vec<f64> = (1..=4).map(f64::from).collect();
    /// let x = Tensor::from_vec(&values, Shape::matrix(2, 2), Options::default());
    /// assert_eq!(x.data().get(1, 0), 3.0);
    /// assert_eq!(x.to_vec(), values);
    /// ```
    #[track_caller]
    pub fn from_vec(values: &[f64], shape: Shape, options: Options) -> Self {
        Self::new(Array::new(shape, values, options))
    }

    /// The identity matrix with `n` rows.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::Options;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.matmul(&Tensor::eye(2, Options::default())).to_vec(), x.to_vec());
    /// ```
    pub fn eye(n: usize, options: Options) -> Self {
        let mut values = vec![0.0; n * n];
        values.iter_mut().step_by(n + 1).for_each(|one| *one = 1.0);
        Self::from_vec(&values, Shape::matrix(n, n), options)
    }

    /// The numbers `start`, `start + step`, `start + 2 step`, … up to `end`, which is not among them,
    /// as a vector.
    ///
    /// The numbers have PyTorch's bits (computed on one thread). Its SIMD code takes steps from the
    /// first number of each register, not from `start`, so that the last digit may be another than
    /// that of the formula.
    ///
    /// # Panics
    ///
    /// If `step` is 0 or leads away from `end`, or if one of the three is infinite or NaN.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::Options;
    ///
    /// assert_eq!(Tensor::arange(0.0, 1.0, 0.25, Options::default()).to_vec(), [0.0, 0.25, 0.5, 0.75]);
    /// assert_eq!(Tensor::arange(3.0, 0.0, -1.0, Options::default()).to_vec(), [3.0, 2.0, 1.0]);
    /// ```
    #[track_caller]
    pub fn arange(start: f64, end: f64, step: f64, options: Options) -> Self {
        let distance = (end - start) / step;
        assert!(
            step != 0.0 && distance >= 0.0 && distance.is_finite() && step.is_finite(),
            "arange: there is no way from {start} to {end} in steps of {step}"
        );
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it was checked to be finite and not negative"
        )]
        let n = distance.ceil() as usize;
        let lanes = if options.dtype == DType::F32 { 8 } else { 4 };
        let in_registers = n - n % (2 * lanes);
        let number = |i: usize| {
            if i >= in_registers {
                return step.mul_add(i as f64, start);
            }
            let base = step.mul_add((i - i % lanes) as f64, start);
            step.mul_add((i % lanes) as f64, Array::scalar(base, options).item())
        };
        let values: Vec<f64> = (0..n).map(number).collect();
        Self::from_vec(&values, Shape::vector(n), options)
    }

    /// Uniform random numbers in [0, 1): those of `torch.rand` after `torch.manual_seed`, to the bit.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::{Options, Shape};
    /// use random::TorchRng;
    ///
    /// // torch.manual_seed(0); torch.rand(1, 2)
    /// let mut rng = TorchRng::manual_seed(0);
    /// let x = Tensor::rand(Shape::matrix(1, 2), Options::default(), &mut rng);
    /// assert_eq!(x.to_string(), "tensor([[0.4963, 0.7682]])");
    /// ```
    pub fn rand(shape: Shape, options: Options, rng: &mut TorchRng) -> Self {
        Self::from_vec(&uniform(shape.len(), options.dtype, 0.0, 1.0, rng), shape, options)
    }

    /// Normal random numbers with mean 0 and variance 1: those of `torch.randn` after
    /// `torch.manual_seed`, to the bit.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use engine::{Options, Shape};
    /// use random::TorchRng;
    ///
    /// // torch.manual_seed(0); torch.randn(1, 2)
    /// let mut rng = TorchRng::manual_seed(0);
    /// let x = Tensor::randn(Shape::matrix(1, 2), Options::default(), &mut rng);
    /// assert_eq!(x.to_string(), "tensor([[ 1.5410, -0.2934]])");
    /// ```
    pub fn randn(shape: Shape, options: Options, rng: &mut TorchRng) -> Self {
        Self::from_vec(&normal(shape.len(), options.dtype, 0.0, 1.0, rng), shape, options)
    }
}

/// Tensors of the shape, the precision and the device of another. Like PyTorch's, they require no
/// gradient, even if the other does.
impl Tensor {
    /// Zeros.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// let x = Tensor::matrix(&[[1.0, 2.0]]).requires_grad_();
    /// assert_eq!(x.zeros_like().to_string(), "tensor([[0., 0.]])");
    /// ```
    #[must_use]
    pub fn zeros_like(&self) -> Self {
        self.full_like(0.0)
    }

    /// Ones.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// assert_eq!(Tensor::vector(&[3.0, 4.0]).ones_like().to_vec(), [1.0, 1.0]);
    /// ```
    #[must_use]
    pub fn ones_like(&self) -> Self {
        self.full_like(1.0)
    }

    /// The same number everywhere.
    ///
    /// ```
    /// use autograd::Tensor;
    ///
    /// assert_eq!(Tensor::vector(&[3.0, 4.0]).full_like(0.5).to_vec(), [0.5, 0.5]);
    /// ```
    #[must_use]
    pub fn full_like(&self, value: f64) -> Self {
        Self::full(self.shape(), value, self.data().options())
    }

    /// Uniform random numbers, as [`rand`](Self::rand) draws them.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use random::TorchRng;
    ///
    /// let x = Tensor::vector(&[3.0, 4.0]).rand_like(&mut TorchRng::manual_seed(0));
    /// assert_eq!(x.to_string(), "tensor([0.4963, 0.7682])");
    /// ```
    #[must_use]
    pub fn rand_like(&self, rng: &mut TorchRng) -> Self {
        Self::rand(self.shape(), self.data().options(), rng)
    }

    /// Normal random numbers, as [`randn`](Self::randn) draws them.
    ///
    /// ```
    /// use autograd::Tensor;
    /// use random::TorchRng;
    ///
    /// let x = Tensor::vector(&[3.0, 4.0]).randn_like(&mut TorchRng::manual_seed(0));
    /// assert_eq!(x.to_string(), "tensor([ 1.5410, -0.2934])");
    /// ```
    #[must_use]
    pub fn randn_like(&self, rng: &mut TorchRng) -> Self {
        Self::randn(self.shape(), self.data().options(), rng)
    }
}

/// `n` uniform numbers, as PyTorch draws them into a tensor of this precision.
#[track_caller]
pub(crate) fn uniform(n: usize, dtype: DType, low: f64, high: f64, rng: &mut TorchRng) -> Vec<f64> {
    match dtype {
        DType::F32 => widened(rng.uniform(n, low, high)),
        DType::F64 => rng.uniform_f64(n, low, high),
    }
}

/// `n` normal numbers, as PyTorch draws them into a tensor of this precision.
pub(crate) fn normal(n: usize, dtype: DType, mean: f64, std: f64, rng: &mut TorchRng) -> Vec<f64> {
    match dtype {
        DType::F32 => widened(rng.normal(n, mean, std)),
        DType::F64 => rng.normal_f64(n, mean, std),
    }
}

fn widened(values: Vec<f32>) -> Vec<f64> {
    values.into_iter().map(f64::from).collect()
}
