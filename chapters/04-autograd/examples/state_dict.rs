//! Parameters taken out of one network and put into another:
//! `cargo run -p autograd --example state_dict`

use autograd::{
    Tensor,
    nn::{Linear, Module, ReLU, Sequential},
};
use random::TorchRng;

fn network(hidden: usize, seed: u64) -> Sequential {
    let mut rng = TorchRng::manual_seed(seed);
    Sequential::new()
        .push(Linear::new(3, hidden, &mut rng))
        .push(ReLU::new())
        .push(Linear::new(hidden, 2, &mut rng))
}

// ANCHOR: main
fn main() {
    let (one, other) = (network(4, 1), network(4, 2));
    let x = Tensor::matrix(&[[1.0, -0.5, 2.0]]);
    let agree = || one.call(&x).to_vec() == other.call(&x).to_vec();
    println!("before: the same output? {}", agree());

    let mut state = one.state_dict();
    for (name, array) in &state {
        println!("  {name:<9}{}", array.shape());
    }
    other.load_state_dict(&state).expect("the same layers");
    println!("after:  the same output? {}", agree());

    let refuse = |error| println!("refused: {error}");
    network(5, 3).load_state_dict(&state).map_or_else(refuse, |()| ());
    let (name, bias) = state.pop().expect("four parameters");
    other.load_state_dict(&state).map_or_else(refuse, |()| ());
    state.push((name.replace("bias", "biases"), bias));
    other.load_state_dict(&state).map_or_else(refuse, |()| ());
}
// ANCHOR_END: main
