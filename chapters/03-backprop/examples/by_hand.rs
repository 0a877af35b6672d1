//! The chain rule on the smallest network: `cargo run -p backprop --example by_hand`.

use backprop::{Mlp, mse, objective};
use nalgebra::DMatrix;

fn main() {
    let number = |value| DMatrix::from_element(1, 1, value);
    let column = |entries: [f64; 2]| DMatrix::from_column_slice(2, 1, &entries);
    let (x, y) = (number(2.0), number(1.0));
    let mut mlp = Mlp::new(column([0.5, 1.0]), column([-1.0, 2.0]));

    let forward = mlp.forward(&x);
    println!("forward");
    println!("  Xb  = {:?}", forward.xb.as_slice());
    println!("  Z   = {:?}", forward.z.as_slice());
    println!("  A   = {:?}", forward.a.as_slice());
    println!("  Ab  = {:?}", forward.ab.as_slice());
    println!("  Ŷ   = {:?}", forward.y_hat.as_slice());
    println!("  L   = {:?}", mse(&forward.y_hat, &y));

    let gradients = mlp.backward(&forward, &y);
    println!("backward");
    println!("  δŶ  = {:?}", gradients.d_y_hat.as_slice());
    println!("  δW₂ = {:?}", gradients.d_w2.as_slice());
    println!("  δAb = {:?}", gradients.d_ab.as_slice());
    println!("  δA  = {:?}", gradients.d_a.as_slice());
    println!("  δZ  = {:?}", gradients.d_z.as_slice());
    println!("  δW₁ = {:?}", gradients.d_w1.as_slice());
    println!("  δX  = {:?}", gradients.d_x.as_slice());

    mlp.step(&gradients, 0.001);
    println!("after one step of 0.001");
    println!("  W₁  = {:?}", mlp.w1.as_slice());
    println!("  W₂  = {:?}", mlp.w2.as_slice());
    println!("  L   = {:.4}", objective(&mlp, &x, &y, 0.0));
}
