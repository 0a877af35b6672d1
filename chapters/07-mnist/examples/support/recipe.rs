//! One network, trained with and without what helps it to read images it has not seen.

use autograd::nn::{Dropout, Linear, Module, ReLU, Sequential};
use losses::{ClassError, CrossEntropyLoss};
use mnist::{DataLoader, evaluate, gradients};
use optimizers::{
    Optimizer, ParamGroup, SGD,
    lr_scheduler::{LRScheduler, OneCycleLR},
};
use random::{Generator, TorchRng};

/// How to train a network.
#[derive(Clone, Copy)]
pub struct Recipe {
    /// How many hidden units it has.
    pub hidden: usize,
    /// How often it sees each image.
    pub epochs: usize,
    /// λ, for the weights only.
    pub weight_decay: f64,
    /// The probability with which a hidden unit is switched off in a step.
    pub dropout: f64,
    /// The share of each target that is spread over all classes.
    pub label_smoothing: f64,
    /// The highest learning rate of one cycle; none for a constant rate.
    pub one_cycle: Option<f64>,
    /// For how many epochs the validation loss may fail to fall; then the network of the best one is
    /// kept.
    pub patience: Option<usize>,
}

/// None of it.
pub const PLAIN: Recipe = Recipe {
    hidden: 256,
    epochs: 10,
    weight_decay: 0.0,
    dropout: 0.0,
    label_smoothing: 0.0,
    one_cycle: None,
    patience: None,
};

impl Recipe {
    /// Trains a network on `images(epoch)`; the network, and the epoch that it comes from.
    pub fn train(
        &self,
        images: impl Fn(usize) -> DataLoader,
        validation: &DataLoader,
        seed: u64,
    ) -> Result<(Sequential, usize), ClassError> {
        let rng = &mut TorchRng::manual_seed(seed);
        // ANCHOR: network
        let model = Sequential::new()
            .push(Linear::new(784, self.hidden, rng))
            .push(ReLU::new())
            .push(Dropout::new(self.dropout, &Generator::manual_seed(seed)))
            .push(Linear::new(self.hidden, 10, rng));
        // ANCHOR_END: network
        // ANCHOR: decay
        let (weights, biases) = model.parameters().into_iter().partition(|p| p.shape().rank() > 1);
        let mut optimizer = SGD::new(weights, 0.05)
            .momentum(0.9)
            .weight_decay(self.weight_decay)
            .add_param_group(ParamGroup::new(biases).weight_decay(0.0));
        // ANCHOR_END: decay
        let steps = self.epochs * images(1).batch_count();
        let cycle = self.one_cycle.map(|max_lr| OneCycleLR::new(max_lr, steps));
        let mut schedule = cycle.map(|cycle| LRScheduler::new(&mut optimizer, cycle));
        let loss = CrossEntropyLoss::new().label_smoothing(self.label_smoothing);
        let (mut lowest, mut best_epoch, mut best) = (f64::INFINITY, 0, model.state_dict());
        // ANCHOR: loop
        for epoch in 1..=self.epochs {
            model.train(true);
            for batch in images(epoch).epoch(rng) {
                gradients(&model, &batch, |logits, classes| loss.forward(logits, classes))?;
                optimizer.step();
                if let Some(schedule) = &mut schedule {
                    schedule.step(&mut optimizer);
                }
            }
            model.eval();
            let Some(patience) = self.patience else { continue };
            let found = evaluate(&model, validation)?.loss;
            if found < lowest {
                (lowest, best_epoch, best) = (found, epoch, model.state_dict());
            } else if epoch - best_epoch >= patience {
                break;
            }
        }
        // ANCHOR_END: loop
        if self.patience.is_none() {
            return Ok((model, self.epochs));
        }
        model.load_state_dict(&best).expect("the network's own numbers");
        Ok((model, best_epoch))
    }
}
