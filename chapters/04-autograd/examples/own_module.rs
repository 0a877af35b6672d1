//! A network as a struct of one's own: `cargo run -p autograd --example own_module`

use autograd::{
    Tensor,
    nn::{Linear, Module, print},
};
use random::TorchRng;

// ANCHOR: module
struct MyNet {
    layer1: Linear,
    layer2: Linear,
}

impl Module for MyNet {
    fn name(&self) -> &'static str {
        "MyNet"
    }

    fn forward(&self, x: &Tensor) -> Tensor {
        let hidden = self.layer1.call(x).sigmoid();
        self.layer2.call(&hidden).softmax(1)
    }

    fn children(&self) -> Vec<(String, &dyn Module)> {
        vec![("layer1".into(), &self.layer1), ("layer2".into(), &self.layer2)]
    }
}
// ANCHOR_END: module

// ANCHOR: main
fn main() {
    let mut rng = TorchRng::manual_seed(0);
    let model = MyNet { layer1: Linear::new(3, 4, &mut rng), layer2: Linear::new(4, 2, &mut rng) };
    println!("{}", print(&model));

    let x = Tensor::matrix(&[[1.0, -0.5, 2.0], [0.0, 1.5, -1.0]]);
    let loss = -model.call(&x).log().gather(&[1, 0]).mean();
    loss.backward();
    for (name, parameter) in model.named_parameters() {
        let grad = parameter.grad().expect("backward has run");
        println!("{name:<14} {:<7} gradient {}", parameter.shape().to_string(), grad.shape());
    }
    println!("{} numbers to learn", model.parameter_count());
    println!("x.grad() is {:?}", x.grad());
}
// ANCHOR_END: main
