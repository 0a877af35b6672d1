//! The whole backward pass.

use nalgebra::DMatrix;

use crate::delta::{d_a, d_ab, d_w1, d_w2, d_x, d_y_hat, d_z};
use crate::{Forward, Mlp, shape};

/// The gradient of the loss with respect to every matrix of the network, each of the shape of that
/// matrix.
///
/// [`Mlp::backward`] computes the gradients of the data loss. [`add_ridge`](Self::add_ridge) turns
/// `d_w1` and `d_w2` into the gradients of the objective; the others do not change, since the
/// penalty depends only on the weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradients {
    /// δŶ, N × O.
    pub d_y_hat: DMatrix<f64>,
    /// δW₂, (H + 1) × O.
    pub d_w2: DMatrix<f64>,
    /// δAb, N × (H + 1).
    pub d_ab: DMatrix<f64>,
    /// δA, N × H.
    pub d_a: DMatrix<f64>,
    /// δZ, N × H.
    pub d_z: DMatrix<f64>,
    /// δW₁, (D + 1) × H.
    pub d_w1: DMatrix<f64>,
    /// δX, N × D.
    pub d_x: DMatrix<f64>,
}

impl Mlp {
    /// The backward pass from the data loss, for targets `y` (N × O).
    ///
    /// `forward` must be the result of [`forward`](Self::forward) of this same network.
    ///
    /// # Panics
    ///
    /// If `y` does not have the shape of Ŷ, or `forward` is another network's.
    #[track_caller]
    // ANCHOR: backward
    pub fn backward(&self, forward: &Forward, y: &DMatrix<f64>) -> Gradients {
        let d_y_hat = d_y_hat(&forward.y_hat, y);
        let d_w2 = d_w2(&forward.ab, &d_y_hat);
        let d_ab = d_ab(&d_y_hat, &self.w2);
        let d_a = d_a(&d_ab);
        let d_z = d_z(&d_a, &forward.z);
        let d_w1 = d_w1(&forward.xb, &d_z);
        let d_x = d_x(&d_z, &self.w1);
        Gradients { d_y_hat, d_w2, d_ab, d_a, d_z, d_w1, d_x }
    }
    // ANCHOR_END: backward
}

impl Gradients {
    /// Adds the gradient of the [penalty](crate::penalty): δWᵢ + λWᵢ.
    ///
    /// # Panics
    ///
    /// If `mlp` has other shapes than the network these gradients belong to.
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
    /// let gradients = mlp.backward(&forward, &DMatrix::from_element(1, 1, 1.0));
    /// assert_eq!(gradients.d_w1.as_slice(), [12.0, 24.0]);
    /// assert_eq!(gradients.d_w2.as_slice(), [6.0, 15.0]);
    ///
    /// let gradients = gradients.add_ridge(&mlp, 0.5);
    /// assert_eq!(gradients.d_w1.as_slice(), [12.25, 24.5]); // + 0.5·(0.5, 1)
    /// assert_eq!(gradients.d_w2.as_slice(), [5.5, 16.0]); // + 0.5·(−1, 2)
    /// ```
    #[must_use]
    #[track_caller]
    pub fn add_ridge(mut self, mlp: &Mlp, lambda: f64) -> Self {
        shape::same_shape("δW₁ + λW₁", &self.d_w1, &mlp.w1);
        shape::same_shape("δW₂ + λW₂", &self.d_w2, &mlp.w2);
        self.d_w1 += &mlp.w1 * lambda;
        self.d_w2 += &mlp.w2 * lambda;
        self
    }
}
