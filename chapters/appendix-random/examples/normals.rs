//! `torch.randn` has two recipes: `cargo run -p random --example normals`.

use random::TorchRng;

fn main() {
    println!("   n   the first numbers of torch.randn(n) after manual_seed(0)");
    for n in [1, 2, 15, 16, 17, 32] {
        let numbers = TorchRng::manual_seed(0).randn(n);
        let first: Vec<String> = numbers.iter().take(4).map(|x| format!("{x:8.4}")).collect();
        println!("{n:>4} {}", first.join(""));
    }
}
