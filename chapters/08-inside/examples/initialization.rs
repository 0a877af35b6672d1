//! Five ways to draw the first weights: `cargo run -p inside --example initialization`.

use autograd::Tensor;
use engine::{Array, Options, Shape};
use inside::{
    Summary,
    init::{
        FanMode, Nonlinearity, kaiming_normal_, kaiming_std, kaiming_uniform_, xavier_normal_,
        xavier_std, xavier_uniform_,
    },
};
use random::TorchRng;

fn main() {
    let (relu, default) = (Nonlinearity::ReLU, Nonlinearity::LeakyReLU(5f64.sqrt()));
    let shape = Shape::matrix(200, 100);
    let weight = Tensor::new(Array::zeros(shape, Options::default()));
    println!("a weight of shape {shape}\n");
    println!("{:<18}{:>10}{:>10}{:>10}", "", "asked std", "std", "max");
    let show = |name: &str, std: f64| {
        let drawn = Summary::of_array(&weight.data());
        println!("{name:<18}{std:>10.4}{:>10.4}{:>10.4}", drawn.std(), drawn.max());
    };

    let mut rng = TorchRng::manual_seed(0);
    kaiming_uniform_(&weight, FanMode::FanIn, default, &mut rng);
    show("as Linear draws", kaiming_std(shape, FanMode::FanIn, default));
    xavier_uniform_(&weight, 1.0, &mut rng);
    show("xavier_uniform_", xavier_std(shape, 1.0));
    xavier_normal_(&weight, 1.0, &mut rng);
    show("xavier_normal_", xavier_std(shape, 1.0));
    kaiming_uniform_(&weight, FanMode::FanIn, relu, &mut rng);
    show("kaiming_uniform_", kaiming_std(shape, FanMode::FanIn, relu));
    kaiming_normal_(&weight, FanMode::FanIn, relu, &mut rng);
    show("kaiming_normal_", kaiming_std(shape, FanMode::FanIn, relu));
}
