//! Sums of uniform numbers become normal: `cargo run -p inside --example central_limit`.

use inside::Summary;
use random::TorchRng;

fn main() {
    let mut rng = TorchRng::manual_seed(0);
    println!("terms   excess kurtosis   predicted");
    for terms in [1_u16, 2, 4, 10, 40] {
        let each = usize::from(terms);
        let draws = rng.uniform(250_000 * each, -1.0, 1.0);
        let sums = draws.chunks(each).map(|terms| terms.iter().copied().map(f64::from).sum());
        let sums = Summary::of(sums);
        println!(
            "{terms:>5} {:>17.3} {:>11.3}   {}",
            sums.moments().kurtosis(),
            -1.2 / f64::from(terms),
            sums.sketch(24)
        );
    }
}
