//! Layers in sequence.

use nalgebra::DMatrix;

use crate::Layer;

/// A network: layers in sequence; the output of each is the input of the next.
///
/// With three layers F, G, H the network computes N(X) = H(G(F(X))).
///
/// In messages and drawings, layers are counted from 1, as in the formulas; the slice
/// [`layers`](Self::layers) starts at 0, as slices do.
///
/// ```
/// use layer::{Activation, Graph, Layer};
/// use nalgebra::DMatrix;
///
/// // |x| = relu(x) + relu(−x), which no single unit can compute.
/// let graph = Graph::new(vec![
///     Layer::new(DMatrix::from_row_slice(1, 2, &[1.0, -1.0]), vec![0.0, 0.0], Activation::Relu),
///     Layer::new(DMatrix::from_row_slice(2, 1, &[1.0, 1.0]), vec![0.0], Activation::Identity),
/// ])?;
/// let x = DMatrix::from_row_slice(3, 1, &[-2.0, 0.0, 5.0]);
/// assert_eq!(graph.forward(&x).as_slice(), [2.0, 0.0, 5.0]);
/// # Ok::<(), layer::GraphError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    layers: Vec<Layer>,
}

/// The error for layers that do not form a graph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// There was no layer.
    #[error("a graph needs at least one layer, but the list of layers is empty")]
    Empty,
    /// The input size of a layer is not the output size of the one before it.
    #[error(
        "layer {layer} takes {takes} inputs, but layer {before} gives {gives} outputs; \
         give W of layer {layer} {gives} rows, or W of layer {before} {takes} columns",
        before = layer - 1
    )]
    SizesDisagree {
        /// The later of the two layers, counted from 1.
        layer: usize,
        /// Its input size, `n_in`.
        takes: usize,
        /// The output size, `n_out`, of the layer before it.
        gives: usize,
    },
}

/// The values of the nodes of one layer for a batch of N samples.
///
/// Both matrices are `N × n_out`: row i belongs to sample i, column m to node m.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeValues {
    /// S = X·W + b.
    pub pre_activation: DMatrix<f64>,
    /// φ(S), which is also the input of the next layer.
    pub activation: DMatrix<f64>,
}

impl Graph {
    /// A graph of these layers, first to last.
    ///
    /// # Errors
    ///
    /// [`GraphError::SizesDisagree`] if the input size of a layer is not the output size of the
    /// layer before it; the error names the first such pair. [`GraphError::Empty`] if there is no
    /// layer.
    ///
    /// ```
    /// use layer::{Activation, Graph, Layer};
    /// use nalgebra::DMatrix;
    ///
    /// let layer = |n_in, n_out| {
    ///     Layer::new(DMatrix::zeros(n_in, n_out), vec![0.0; n_out], Activation::Relu)
    /// };
    /// let error = Graph::new(vec![layer(8, 4), layer(5, 3)]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "layer 2 takes 5 inputs, but layer 1 gives 4 outputs; \
    ///      give W of layer 2 4 rows, or W of layer 1 5 columns"
    /// );
    /// ```
    // ANCHOR: new
    pub fn new(layers: Vec<Layer>) -> Result<Self, GraphError> {
        if layers.is_empty() {
            return Err(GraphError::Empty);
        }
        for (i, pair) in layers.windows(2).enumerate() {
            let (gives, takes) = (pair[0].n_out(), pair[1].n_in());
            if gives != takes {
                return Err(GraphError::SizesDisagree { layer: i + 2, takes, gives });
            }
        }
        Ok(Self { layers })
    }
    // ANCHOR_END: new

    /// The layers, first to last; never empty.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The number of features a sample must have.
    pub fn n_in(&self) -> usize {
        self.layers[0].n_in()
    }

    /// The output size of the last layer.
    pub fn n_out(&self) -> usize {
        self.layers[self.layers.len() - 1].n_out()
    }

    /// N(X): the output of the last layer, `N × n_out`.
    ///
    /// # Panics
    ///
    /// If `x` (`N × n_in`, one sample in each row) does not have `n_in` columns.
    #[track_caller]
    // ANCHOR: forward
    pub fn forward(&self, x: &DMatrix<f64>) -> DMatrix<f64> {
        self.check_width(x);
        let (first, rest) = (&self.layers[0], &self.layers[1..]);
        rest.iter().fold(first.forward(x), |x, layer| layer.forward(&x))
    }
    // ANCHOR_END: forward

    /// The same computation, keeping the values of all nodes: one entry for each layer.
    ///
    /// ```
    /// let graph = layer::worked::eight_to_two();
    /// let x = nalgebra::DMatrix::from_fn(1, 8, |_, i| (i + 1) as f64);
    /// let nodes = graph.trace(&x);
    /// assert_eq!(nodes[0].pre_activation.as_slice(), [2077.0, 2114.0, 2151.0, 2188.0]);
    /// assert_eq!(nodes[0].activation.as_slice(), [1.0, 1.0, 1.0, 1.0]); // tanh saturates
    /// assert_eq!(nodes[2].activation, graph.forward(&x));
    /// ```
    ///
    /// # Panics
    ///
    /// If `x` (`N × n_in`, one sample in each row) does not have `n_in` columns.
    #[track_caller]
    // ANCHOR: trace
    pub fn trace(&self, x: &DMatrix<f64>) -> Vec<NodeValues> {
        self.check_width(x);
        let mut nodes: Vec<NodeValues> = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let input = nodes.last().map_or(x, |before| &before.activation);
            let pre_activation = layer.pre_activation(input);
            let activation = pre_activation.map(|s| layer.phi().apply(s));
            nodes.push(NodeValues { pre_activation, activation });
        }
        nodes
    }
    // ANCHOR_END: trace

    #[track_caller]
    fn check_width(&self, x: &DMatrix<f64>) {
        assert!(
            x.ncols() == self.n_in(),
            "layer 1 takes {} inputs, but X is {} × {}: one sample in each row, one feature in \
             each column",
            self.n_in(),
            x.nrows(),
            x.ncols()
        );
    }
}
