//! The network, and the forward pass.

use nalgebra::DMatrix;
use unit::activation::relu;

use crate::bias::with_ones;
use crate::shape;

/// A multilayer perceptron with one hidden layer: Ŷ = [1 max([1 X]·W₁, 0)]·W₂.
///
/// Row 0 of each matrix holds the biases.
#[derive(Clone, Debug, PartialEq)]
// ANCHOR: network
pub struct Mlp {
    /// W₁, (D + 1) × H.
    pub w1: DMatrix<f64>,
    /// W₂, (H + 1) × O.
    pub w2: DMatrix<f64>,
}
// ANCHOR_END: network

/// All results of the forward pass. The backward pass needs nearly all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Forward {
    /// Xb = [1 X], N × (D + 1).
    pub xb: DMatrix<f64>,
    /// Z = Xb·W₁, N × H.
    pub z: DMatrix<f64>,
    /// A = max(Z, 0), N × H.
    pub a: DMatrix<f64>,
    /// Ab = [1 A], N × (H + 1).
    pub ab: DMatrix<f64>,
    /// Ŷ = Ab·W₂, N × O.
    pub y_hat: DMatrix<f64>,
}

impl Mlp {
    /// A network from its weights.
    ///
    /// # Panics
    ///
    /// If `w2` does not have one row more than `w1` has columns: one for each hidden unit, and one
    /// for the bias.
    #[track_caller]
    pub fn new(w1: DMatrix<f64>, w2: DMatrix<f64>) -> Self {
        assert!(
            w2.nrows() == w1.ncols() + 1,
            "Mlp::new: W₁ is {} × {}, so W₂ needs {} rows (one is the bias), but W₂ is {} × {}",
            w1.nrows(),
            w1.ncols(),
            w1.ncols() + 1,
            w2.nrows(),
            w2.ncols()
        );
        Self { w1, w2 }
    }

    /// The forward pass, for N samples (the rows of `x`, N × D).
    ///
    /// # Panics
    ///
    /// If `x` does not have one column less than W₁ has rows.
    ///
    /// # Example
    ///
    /// The smallest network, one number in and one out, worked by hand. The backward pass in
    /// [`delta`](crate::delta) uses the same numbers.
    ///
    /// ```
    /// use backprop::Mlp;
    /// use nalgebra::DMatrix;
    ///
    /// let mlp = Mlp::new(
    ///     DMatrix::from_row_slice(2, 1, &[0.5, 1.0]),
    ///     DMatrix::from_row_slice(2, 1, &[-1.0, 2.0]),
    /// );
    /// let forward = mlp.forward(&DMatrix::from_element(1, 1, 2.0));
    /// assert_eq!(forward.z[0], 2.5); // 1·0.5 + 2·1
    /// assert_eq!(forward.a[0], 2.5); // positive, so ReLU does not change it
    /// assert_eq!(forward.y_hat[0], 4.0); // 1·(−1) + 2.5·2
    /// ```
    #[track_caller]
    // ANCHOR: forward
    pub fn forward(&self, x: &DMatrix<f64>) -> Forward {
        let xb = with_ones(x);
        shape::columns_meet_rows("[1 X]·W₁", &xb, &self.w1);
        let z = &xb * &self.w1;
        let a = z.map(relu);
        let ab = with_ones(&a);
        let y_hat = &ab * &self.w2;
        Forward { xb, z, a, ab, y_hat }
    }
    // ANCHOR_END: forward
}
