//! A layer as it is given to a graph map, and what can be wrong with it.

/// One layer of a [`GraphMap`](super::GraphMap): φ(X·W + b), with W as inputs × outputs.
///
/// The weights come row by row, one row for each input, one column for each node; anything
/// that can be walked through will do.
///
/// ```
/// use figures::GraphLayer;
///
/// // Two inputs, three nodes.
/// let layer = GraphLayer::new(
///     [[1.0, 0.0, -1.0], [0.5, 2.0, 0.0]],
///     [0.0, 1.0, -1.0],
///     "ReLU",
///     |s| s.max(0.0),
/// );
/// # let _ = layer;
/// ```
pub struct GraphLayer<'a> {
    pub(super) w: Vec<Vec<f64>>,
    pub(super) b: Vec<f64>,
    pub(super) name: String,
    pub(super) phi: Box<dyn Fn(f64) -> f64 + 'a>,
}

impl<'a> GraphLayer<'a> {
    /// A layer from the rows of its weights, its biases, and its activation with a name.
    pub fn new(
        w: impl IntoIterator<Item = impl IntoIterator<Item = f64>>,
        b: impl IntoIterator<Item = f64>,
        name: impl Into<String>,
        phi: impl Fn(f64) -> f64 + 'a,
    ) -> Self {
        Self {
            w: w.into_iter().map(|row| row.into_iter().collect()).collect(),
            b: b.into_iter().collect(),
            name: name.into(),
            phi: Box::new(phi),
        }
    }

    /// Whether this layer, counted from 1, fits to `inputs` values per sample.
    pub(super) fn check(&self, layer: usize, inputs: usize) -> Result<(), GraphMapError> {
        let (rows, size) = (self.w.len(), self.b.len());
        if rows != inputs {
            return Err(GraphMapError::Inputs { layer, rows, size: inputs });
        }
        let first = self.w.first().map_or(0, Vec::len);
        if let Some(row) = self.w.iter().position(|row| row.len() != first) {
            let columns = self.w[row].len();
            return Err(GraphMapError::Ragged { layer, row: row + 1, columns, first });
        }
        if first != size {
            return Err(GraphMapError::Biases { layer, columns: first, size });
        }
        Ok(())
    }
}

/// Why some layers cannot be drawn as a graph over the plane. Layers are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GraphMapError {
    /// There was no layer.
    #[error("a graph needs at least one layer, but the list of layers is empty")]
    Empty,
    /// A layer takes another number of values than it gets.
    #[error("LYR{layer}: number of rows in W ({rows}) does not match layer input size ({size}).")]
    Inputs {
        /// The layer.
        layer: usize,
        /// What it takes.
        rows: usize,
        /// What it gets: 2 for the first layer, the nodes of the layer before for the others.
        size: usize,
    },
    /// A layer has not one bias for each node.
    #[error("LYR{layer}: number of columns in W ({columns}) does not match size of b ({size}).")]
    Biases {
        /// The layer.
        layer: usize,
        /// The number of its nodes.
        columns: usize,
        /// The number of its biases.
        size: usize,
    },
    /// The rows of a layer's weights are not of one length.
    #[error("LYR{layer}: row {row} of W has {columns} columns, but row 1 has {first}.")]
    Ragged {
        /// The layer.
        layer: usize,
        /// The row, counted from 1.
        row: usize,
        /// The length of that row.
        columns: usize,
        /// The length of the first row.
        first: usize,
    },
}
