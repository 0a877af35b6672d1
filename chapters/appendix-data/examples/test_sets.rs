//! A test set needs the centers of the training set: `cargo run -p data --example test_sets`.

use data::blobs::{make_blobs, make_blobs_around};
use random::NumpyRng;

fn main() {
    let mut rng = NumpyRng::seed(0);
    let train = make_blobs(40, 2, 3, 1.5, &mut rng);
    let second_call = make_blobs(10, 2, 3, 1.5, &mut rng);
    let test = make_blobs_around(10, &train.centers, 2, 1.5, &mut rng);

    println!("centers of the training set            {}", show(&train.centers));
    println!("of a second call to make_blobs         {}", show(&second_call.centers));
    println!("of a test set drawn around the first   {}", show(&test.centers));
}

fn show(centers: &[f64]) -> String {
    let points: Vec<_> =
        centers.chunks(2).map(|c| format!("({:4.1}, {:4.1})", c[0], c[1])).collect();
    points.join("  ")
}
