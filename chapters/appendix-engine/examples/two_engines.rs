//! One layer on every device and in both precisions: `cargo run -p engine --example two_engines`.

use engine::{Array, DType, Device, Options};

fn main() {
    for &device in Device::ALL {
        for dtype in [DType::F32, DType::F64] {
            let options = Options { dtype, device };
            let x = Array::matrix(&[[1.0, 2.0], [3.0, 4.0]], options);
            let weight = Array::matrix(&[[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], options);
            let bias = Array::vector(&[10.0, 0.0, -10.0], options);
            let y = x.linear(&weight, Some(&bias));
            println!("{device}, {dtype}, {}", y.shape());
            println!("  {:?}", y.to_vec());
        }
    }
}
