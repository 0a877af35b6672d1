//! Reducing the losses of samples, some of which count more than others, or not at all.

use engine::{Array, Options, Shape};

use crate::Reduction;

/// The samples of a batch, and how to reduce their losses.
pub(crate) struct Samples {
    reduction: Reduction,
    /// The shape of their losses: (n,), or () for a single sample that is a vector of scores.
    shape: Shape,
    /// How much each one counts; `None` if all count the same.
    shares: Option<Shares>,
}

/// How much each sample counts.
pub(crate) struct Shares {
    /// The samples that count, in order.
    pub(crate) samples: Vec<usize>,
    /// The weight of each of them.
    pub(crate) weights: Vec<f64>,
    /// The sum of the weights, by which a mean divides.
    pub(crate) total: f64,
}

impl Samples {
    /// The rows of scores of shape `scores`, with `shares` if they do not all count the same.
    pub(crate) fn new(reduction: Reduction, scores: Shape, shares: Option<Shares>) -> Self {
        let shape = if scores.rank() < 2 { Shape::scalar() } else { Shape::vector(scores.rows()) };
        Self { reduction, shape, shares }
    }

    /// The same samples, for losses in which the weights are already contained. A mean still divides
    /// by the sum of the weights.
    pub(crate) fn weighed(mut self) -> Self {
        if let Some(shares) = &mut self.shares {
            shares.weights.fill(1.0);
        }
        self
    }

    /// The sum, the mean or the list of the samples' losses. Row i of `losses` belongs to sample i;
    /// its loss is the sum of the row.
    pub(crate) fn reduce(&self, losses: &Array) -> Array {
        let reduces = self.reduction != Reduction::None;
        let Some(shares) = &self.shares else {
            return if reduces {
                self.reduction.apply(losses, self.count())
            } else {
                losses.sum(Some(-1)).reshape(self.shape)
            };
        };
        let each = losses.sum(Some(-1)).reshape(self.column());
        // What does not count is left out, not multiplied by 0: 0 · ∞ would be NaN.
        let each = each.index_select(&shares.samples) * shares.weights(each.options());
        if reduces {
            each.sum(None).scale(self.factor(shares))
        } else {
            each.index_add(&shares.samples, self.count()).reshape(self.shape)
        }
    }

    /// From the gradient of what [`reduce`](Self::reduce) returned, the gradient of each sample's
    /// loss: a column (n, 1), or one number for all.
    pub(crate) fn spread(&self, grad: Array) -> Array {
        let grad = if grad.shape().rank() == 0 { grad } else { grad.reshape(self.column()) };
        let Some(shares) = &self.shares else {
            return grad * self.reduction.factor(self.count());
        };
        let each = shares.weights(grad.options()) * self.factor(shares);
        let each = each.index_add(&shares.samples, self.count()) * grad;
        if self.shape.rank() == 0 { each.reshape(self.shape) } else { each }
    }

    pub(crate) fn count(&self) -> usize {
        self.shape.len()
    }

    fn column(&self) -> Shape {
        Shape::matrix(self.count(), 1)
    }

    /// The factor of each weighted loss. A mean over nothing is NaN.
    fn factor(&self, shares: &Shares) -> f64 {
        match self.reduction {
            Reduction::Mean if shares.total == 0.0 => f64::NAN,
            Reduction::Mean => 1.0 / shares.total,
            Reduction::Sum | Reduction::None => 1.0,
        }
    }
}

impl Shares {
    /// The weights as a column.
    fn weights(&self, options: Options) -> Array {
        Array::new(Shape::matrix(self.weights.len(), 1), &self.weights, options)
    }
}
