//! The PyTorch tutorial's network of three layers, and its 49 steps.

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential, Sigmoid, Softmax},
};
use losses::{ClassError, CrossEntropyLoss};
use optimizers::{Adam, Optimizer};

/// The learning rate.
pub const LR: f64 = 0.09;

/// How many steps the tutorial prints: `range(1, 50)`.
pub const STEPS: usize = 49;

/// Three layers of three units, then a softmax.
///
/// The weights are the tutorial's. Its biases were random and are not shown; these are others
/// that print the same numbers, up to rounding.
pub fn network() -> Sequential {
    let hidden = Linear::from_parameters(
        Tensor::matrix(&[[0.1, 0.3, 0.4], [0.2, 0.2, 0.3], [0.3, 0.7, 0.9]]),
        Some(Tensor::vector(&[-0.35833812, 0.025746549, 0.26636782])),
    );
    let hidden2 = Linear::from_parameters(
        Tensor::matrix(&[[0.2, 0.3, 0.6], [0.3, 0.5, 0.4], [0.5, 0.7, 0.8]]),
        Some(Tensor::vector(&[0.24284384, -0.22841701, 0.4866723])),
    );
    let output = Linear::from_parameters(
        Tensor::matrix(&[[0.1, 0.3, 0.5], [0.4, 0.7, 0.2], [0.8, 0.2, 0.9]]),
        Some(Tensor::vector(&[0.017489672, -0.39093447, 0.40564916])),
    );
    Sequential::new()
        .push(hidden)
        .push(ReLU::new())
        .push(hidden2)
        .push(Sigmoid::new())
        .push(output)
        .push(Softmax::new(1))
}

/// The one sample, of class 1.
pub fn sample() -> (Tensor, [usize; 1]) {
    (Tensor::matrix(&[[0.1, 0.2, 0.7]]), [1])
}

/// What the tutorial prints for a step.
pub struct Step {
    /// The loss before the step.
    pub loss: Tensor,
    /// The probabilities after it.
    pub probabilities: Tensor,
}

/// Trains `model`, with a new Adam in every step, as the tutorial does, or with one for all
/// steps.
// ANCHOR: replay
pub fn replay(model: &impl Module, new_in_every_step: bool) -> Result<Vec<Step>, ClassError> {
    let (x, class) = sample();
    let mut optimizer = Adam::new(model.parameters(), LR);
    let mut steps = Vec::new();
    for _ in 0..STEPS {
        let loss = CrossEntropyLoss::new().forward(&model.call(&x), &class)?;
        optimizer.zero_grad();
        loss.backward();
        if new_in_every_step {
            optimizer = Adam::new(model.parameters(), LR);
        }
        optimizer.step();
        steps.push(Step { loss: loss.detach(), probabilities: model.call(&x).detach() });
    }
    Ok(steps)
}
// ANCHOR_END: replay
