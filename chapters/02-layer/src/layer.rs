//! One layer: F(X) = φ(X·W + b).

use nalgebra::{DMatrix, RowDVector};

use crate::Activation;

/// `n_out` units with the same `n_in` inputs.
///
/// Column m of W holds the weights of unit m, entry m of b its bias. All units of a layer share one
/// activation φ, applied elementwise.
// ANCHOR: struct
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    w: DMatrix<f64>,
    b: RowDVector<f64>,
    phi: Activation,
}
// ANCHOR_END: struct

impl Layer {
    /// A layer from its weights W (`n_in × n_out`), biases b (`n_out`) and activation φ.
    ///
    /// To write W row by row, as on paper, use [`DMatrix::from_row_slice`]; nalgebra's own
    /// order is column by column.
    ///
    /// # Panics
    ///
    /// If `b` does not have one entry for each column of `w`.
    ///
    /// ```
    /// use layer::{Activation, Layer};
    /// use nalgebra::DMatrix;
    ///
    /// // [1 1]·[1 0; 0 2] + [10 −10] = [11 −8]
    /// let w = DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 0.0, 2.0]);
    /// let layer = Layer::new(w, vec![10.0, -10.0], Activation::Identity);
    /// let x = DMatrix::from_row_slice(1, 2, &[1.0, 1.0]);
    /// assert_eq!(layer.forward(&x), DMatrix::from_row_slice(1, 2, &[11.0, -8.0]));
    /// ```
    #[track_caller]
    pub fn new(w: DMatrix<f64>, b: Vec<f64>, phi: Activation) -> Self {
        let (n_in, n_out) = w.shape();
        assert!(
            b.len() == n_out,
            "Layer::new: W is {n_in} × {n_out}, so it needs {n_out} biases, but b has {}",
            b.len()
        );
        Self { w, b: RowDVector::from_vec(b), phi }
    }

    /// W, `n_in × n_out`.
    pub fn w(&self) -> &DMatrix<f64> {
        &self.w
    }

    /// b, a row of `n_out` biases.
    pub fn b(&self) -> &RowDVector<f64> {
        &self.b
    }

    /// φ.
    pub fn phi(&self) -> Activation {
        self.phi
    }

    /// `n_in`, the number of features a sample must have.
    pub fn n_in(&self) -> usize {
        self.w.nrows()
    }

    /// `n_out`, the number of units.
    pub fn n_out(&self) -> usize {
        self.w.ncols()
    }

    /// S = X·W + b, the input of the activation: `N × n_out`.
    ///
    /// X·W is a matrix and b is a row, so strictly speaking they cannot be added. *Broadcasting* is
    /// the convention that allows it: the same row b is added to each row of X·W.
    ///
    /// # Panics
    ///
    /// If `x` (`N × n_in`, one sample in each row) does not have `n_in` columns.
    #[track_caller]
    // ANCHOR: pre_activation
    pub fn pre_activation(&self, x: &DMatrix<f64>) -> DMatrix<f64> {
        assert!(
            x.ncols() == self.n_in(),
            "X·W: X is {} × {} but W is {} × {}; each of the {} columns of X needs a row in W",
            x.nrows(),
            x.ncols(),
            self.n_in(),
            self.n_out(),
            x.ncols()
        );
        let mut s = x * &self.w;
        for mut row in s.row_iter_mut() {
            row += &self.b;
        }
        s
    }
    // ANCHOR_END: pre_activation

    /// F(X) = φ(X·W + b), `N × n_out`.
    ///
    /// # Panics
    ///
    /// If `x` (`N × n_in`, one sample in each row) does not have `n_in` columns.
    #[track_caller]
    // ANCHOR: forward
    pub fn forward(&self, x: &DMatrix<f64>) -> DMatrix<f64> {
        self.pre_activation(x).map(|s| self.phi.apply(s))
    }
    // ANCHOR_END: forward
}
