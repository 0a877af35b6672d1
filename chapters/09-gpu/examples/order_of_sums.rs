//! The same numbers added in another order: `cargo run -p gpu --example order_of_sums`.

use random::TorchRng;

/// Neighbors first, then pairs of neighbors, as many units at once would do it.
fn in_pairs(x: &[f32]) -> f32 {
    match x {
        [] => 0.0,
        [one] => *one,
        _ => {
            let (left, right) = x.split_at(x.len().div_ceil(2));
            in_pairs(left) + in_pairs(right)
        }
    }
}

fn main() {
    let x = TorchRng::manual_seed(0).rand(100_000);
    let one_by_one: f32 = x.iter().sum();
    let exact: f64 = x.iter().copied().map(f64::from).sum();
    println!("one after the other   {one_by_one:.4}");
    println!("in pairs              {:.4}", in_pairs(&x));
    println!("in double precision   {exact:.4}");
}
