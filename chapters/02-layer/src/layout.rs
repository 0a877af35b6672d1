//! Four ways to write the same layer.
//!
//! A layer maps `n_in` numbers to `n_out` numbers. Books and libraries write it in different ways.
//! Here and in chapter 3 samples are rows and the weights are on the right, **X·W + b**:
//!
//! | written    | one sample is | weights        | used by                                       |
//! |------------|---------------|----------------|-----------------------------------------------|
//! | X·W + b    | a row         | `n_in × n_out` | this chapter, numpy tutorials, Keras' `Dense` |
//! | x·Aᵀ + b   | a row         | `n_out × n_in` | PyTorch's `Linear`, and chapter 4 onwards   |
//! | A·x + b    | a column      | `n_out × n_in` | linear algebra, most papers                   |
//! | A·X + b    | a column      | `n_out × n_in` | the same, for many samples side by side       |
//!
//! There are only two matrices in this table, W and A, and **A = Wᵀ**. Transposing a whole equation
//! turns rows into columns: (X·W)ᵀ = Wᵀ·Xᵀ = A·Xᵀ. So to convert weights:
//!
//! * from any `n_out × n_in` layout, transpose A once, which is [`Layer::from_linear`];
//! * to that layout, transpose W, which is [`Layer::linear_weight`];
//! * from Keras, take the kernel as it is.
//!
//! The biases are the same in all layouts. A square, symmetric matrix hides the difference
//! (with `[1 0; 0 2]` every layout gives the same), so test a conversion with `n_in ≠ n_out`, or at
//! least with a matrix that is not its own transpose.

use nalgebra::DMatrix;

use crate::{Activation, Layer};

impl Layer {
    /// A layer from the weight (`n_out × n_in`) and bias (`n_out`) of PyTorch's `Linear`.
    ///
    /// # Panics
    ///
    /// If `bias` does not have one entry for each row of `weight`.
    ///
    /// ```
    /// use layer::{Activation, Layer};
    /// use nalgebra::{DMatrix, DVector};
    ///
    /// let a = DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    /// let bias = vec![10.0, 20.0];
    /// let layer = Layer::from_linear(&a, bias, Activation::Identity);
    /// assert_eq!((layer.n_in(), layer.n_out()), (3, 2));
    ///
    /// // As a row, x·W + b …
    /// let x = DMatrix::from_row_slice(1, 3, &[1.0, 0.0, -1.0]);
    /// assert_eq!(layer.forward(&x).as_slice(), [8.0, 18.0]);
    /// // … and as a column, A·x + b.
    /// let x = DVector::from_vec(vec![1.0, 0.0, -1.0]);
    /// assert_eq!((&a * x + DVector::from_vec(vec![10.0, 20.0])).as_slice(), [8.0, 18.0]);
    /// ```
    #[track_caller]
    pub fn from_linear(weight: &DMatrix<f64>, bias: Vec<f64>, phi: Activation) -> Self {
        let (n_out, n_in) = weight.shape();
        assert!(
            bias.len() == n_out,
            "Layer::from_linear: weight is {n_out} × {n_in} (n_out × n_in), so it needs {n_out} \
             biases, but bias has {}",
            bias.len()
        );
        Self::new(weight.transpose(), bias, phi)
    }

    /// Wᵀ (`n_out × n_in`), the weight as PyTorch's `Linear` stores it.
    ///
    /// ```
    /// use layer::{Activation, Layer};
    /// use nalgebra::DMatrix;
    ///
    /// let weight = DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    /// let layer = Layer::from_linear(&weight, vec![0.0, 0.0], Activation::Relu);
    /// assert_eq!(layer.linear_weight(), weight);
    /// ```
    // ANCHOR: linear_weight
    pub fn linear_weight(&self) -> DMatrix<f64> {
        self.w().transpose()
    }
    // ANCHOR_END: linear_weight
}
