//! Finding a learning rate by trying many.

use autograd::{Tensor, nn::Module};
use engine::Array;

use crate::Optimizer;

/// The result of a scan: the learning rate of each step, and the loss before that step.
#[derive(Clone, PartialEq, Debug)]
pub struct LrScan {
    /// The learning rates, growing by the same factor from step to step.
    pub rates: Vec<f64>,
    /// The loss at each learning rate.
    pub losses: Vec<f64>,
}

impl LrScan {
    /// Half the rate at which the loss was smallest, which leaves a margin below divergence.
    ///
    /// `None` if no loss was a finite number.
    pub fn recommended(&self) -> Option<f64> {
        let finite = self.rates.iter().zip(&self.losses).filter(|(_, loss)| loss.is_finite());
        finite.min_by(|a, b| a.1.total_cmp(b.1)).map(|(rate, _)| rate / 2.0)
    }
}

/// Trains with a learning rate that grows from `start` to `stop` over `steps` steps, and
/// records the loss (Smith 2015, section 3.3).
///
/// At first the steps are too small to matter. Then the loss falls, and finally, when the steps
/// overshoot, it rises. The best rate is a little below that point. The scan ends early when
/// the loss has grown tenfold or is not finite.
///
/// `loss` computes the loss on the next batch. When the scan is over, the model's parameters
/// and gradients and the optimizer's state and learning rate are as they were before.
///
/// # Panics
///
/// If not 0 < `start` < `stop`, or `steps` is less than 2.
///
/// ```
/// use autograd::{Tensor, nn::{Linear, Module}};
/// use losses::MSELoss;
/// use optimizers::{Optimizer, SGD, lr_scan};
///
/// let model = Linear::from_parameters(Tensor::matrix(&[[0.0]]), None);
/// let mut optimizer = SGD::new(model.parameters(), 0.1);
/// let (x, y) = (Tensor::matrix(&[[1.0], [2.0]]), Tensor::matrix(&[[3.0], [6.0]]));
/// let scan = lr_scan(&model, &mut optimizer, (1e-4, 10.0), 60, || {
///     MSELoss::new().forward(&model.call(&x), &y)
/// });
/// assert!(scan.recommended().unwrap() > 1e-3);
/// assert_eq!(optimizer.lr(), 0.1);
/// assert_eq!(model.weight().item(), 0.0);
/// ```
#[track_caller]
pub fn lr_scan(
    model: &dyn Module,
    optimizer: &mut dyn Optimizer,
    (start, stop): (f64, f64),
    steps: usize,
    mut loss: impl FnMut() -> Tensor,
) -> LrScan {
    assert!(
        0.0 < start && start < stop && stop.is_finite(),
        "lr_scan: the rates must grow from above 0, but run from {start} to {stop}"
    );
    assert!(steps >= 2, "lr_scan: at least 2 steps are needed, not {steps}");
    // ANCHOR: scan
    let before = Snapshot::take(model, optimizer);
    let mut scan = LrScan { rates: Vec::new(), losses: Vec::new() };
    for step in 0..steps {
        let rate = start * (stop / start).powf(step as f64 / (steps - 1) as f64);
        optimizer.set_lr(rate);
        let loss = loss();
        scan.rates.push(rate);
        scan.losses.push(loss.item());
        if !loss.item().is_finite() || loss.item() > scan.losses[0] + 9.0 * scan.losses[0].abs() {
            break;
        }
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
    }
    before.restore(optimizer);
    scan
    // ANCHOR_END: scan
}

/// Everything a training step changes.
struct Snapshot {
    parameters: Vec<(Tensor, Array, Option<Array>)>,
    state: Vec<crate::State>,
    lr: f64,
}

impl Snapshot {
    fn take(model: &dyn Module, optimizer: &dyn Optimizer) -> Self {
        let parameters = model.parameters().into_iter().chain(optimizer.parameters().to_vec());
        let keep = |p: Tensor| (p.clone(), p.data(), p.grad().map(|grad| grad.data()));
        Self {
            parameters: parameters.map(keep).collect(),
            state: optimizer.state().to_vec(),
            lr: optimizer.lr(),
        }
    }

    fn restore(self, optimizer: &mut dyn Optimizer) {
        for (parameter, data, grad) in self.parameters {
            parameter.update(|now| *now = data);
            // A frozen parameter cannot have a gradient.
            if parameter.requires_grad() {
                parameter.set_grad(grad);
            }
        }
        optimizer.set_lr(self.lr);
        optimizer.load_state(&self.state).expect("the state is this optimizer's own");
    }
}
