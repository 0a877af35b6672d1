//! Every optimizer of this chapter, with and without its options.

use autograd::Tensor;
use optimizers::{Adagrad, Adam, AdamW, Optimizer, RMSprop, SGD};

/// Creates an optimizer for the given parameters and learning rate.
pub type Make = fn(Vec<Tensor>, f64) -> Box<dyn Optimizer>;

/// The name and the constructor of each.
pub const EVERY: [(&str, Make); 10] = [
    ("SGD", |p, lr| Box::new(SGD::new(p, lr))),
    ("SGD with momentum", |p, lr| Box::new(SGD::new(p, lr).momentum(0.9).dampening(0.5))),
    ("SGD with Nesterov", |p, lr| Box::new(SGD::new(p, lr).momentum(0.9).nesterov(true))),
    ("Adagrad", |p, lr| Box::new(Adagrad::new(p, lr))),
    ("Adagrad with decay", |p, lr| Box::new(Adagrad::new(p, lr).lr_decay(0.01))),
    ("RMSprop", |p, lr| Box::new(RMSprop::new(p, lr))),
    ("RMSprop with all", |p, lr| Box::new(RMSprop::new(p, lr).centered(true).momentum(0.5))),
    ("Adam", |p, lr| Box::new(Adam::new(p, lr))),
    ("Adam with amsgrad", |p, lr| Box::new(Adam::new(p, lr).amsgrad(true))),
    ("AdamW", |p, lr| Box::new(AdamW::new(p, lr))),
];
