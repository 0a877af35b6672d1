//! Training a deep network from different first weights, in seconds.

#[path = "../examples/support/mod.rs"]
mod support;

use autograd::Tensor;
use inside::{
    init::Scheme,
    inspect,
    networks::{Activation, deep},
    train,
};
use random::TorchRng;

fn last_loss(activation: Activation, scheme: Scheme) -> f64 {
    let (x, classes) = support::digits(500).expect("the digits ship with the repository");
    let mut sizes = [100; 31];
    (sizes[0], sizes[30]) = (784, 10);
    let mut rng = TorchRng::manual_seed(0);
    let net = deep(&sizes, activation, &mut rng);
    scheme.apply(&net, &mut rng);
    let losses = train(&net, &x, &classes, 0.01, 50, 20).expect("ten classes");
    losses[19]
}

#[test]
fn only_weights_of_the_right_spread_let_thirty_relu_layers_learn() {
    assert!(last_loss(Activation::ReLU, Scheme::Kaiming) < 1.2);
    for scheme in [Scheme::Default, Scheme::Xavier] {
        let loss = last_loss(Activation::ReLU, scheme);
        assert!((loss - 10_f64.ln()).abs() < 0.01, "{scheme}: {loss}");
    }
}

#[test]
fn tanh_learns_from_xavier() {
    assert!(last_loss(Activation::Tanh, Scheme::Xavier) < 0.6);
    assert!(last_loss(Activation::Tanh, Scheme::Default) > 2.2);
}

#[test]
fn a_learning_rate_of_one_kills_most_units() {
    let (x, classes) = support::digits(500).expect("the digits ship with the repository");
    let dead = |lr| {
        let net = deep(&[784, 100, 10], Activation::ReLU, &mut TorchRng::manual_seed(0));
        train(&net, &x, &classes, lr, 50, 5).expect("ten classes");
        let report = inspect(&net, &Tensor::new(x.clone()), |output| output.pow(2.0).mean());
        report.layers[1].dead.expect("a ReLU")
    };
    assert_eq!(dead(0.1), 0);
    assert!(dead(1.0) > 50);
}
