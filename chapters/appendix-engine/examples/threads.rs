//! Summing in another order gives other bits: `cargo run -p engine --example threads`.

use engine::{
    Array, Options, Shape,
    threads::{ThreadsError, with_threads},
};

fn main() -> Result<(), ThreadsError> {
    let number = |i: u32| f64::from(i * 37 % 101) / 7.0 - 7.0;
    let numbers: Vec<f64> = (0..600_000).map(number).collect();
    let a = Array::new(Shape::matrix(300, 2000), &numbers, Options::default());
    let b = Array::new(Shape::matrix(2000, 300), &numbers, Options::default());

    println!("parts    one number of a·b, its sum cut into that many parts");
    let term = |k| single(a.get(0, k)) * single(b.get(k, 0));
    let terms: Vec<f32> = (0..2000).map(term).collect();
    for parts in 1..=4 {
        let sum: f32 = terms.chunks(2000 / parts).map(|part| part.iter().sum::<f32>()).sum();
        println!("{parts:>5}    {sum:<10}  bits {:08x}", sum.to_bits());
    }

    println!("\nthreads  all of a·b, by the engine");
    let alone = with_threads(1, || a.matmul(&b))?;
    for count in 2..=4 {
        let shared = with_threads(count, || a.matmul(&b))?;
        let same = alone.to_vec().into_iter().zip(shared.to_vec()).filter(|(x, y)| x == y).count();
        println!("{count:>7}  {same} of {} numbers as with one thread", shared.shape().len());
    }
    Ok(())
}

/// An element of an `f32` array, as `f32`.
#[expect(clippy::cast_possible_truncation, reason = "it was single before it was widened")]
fn single(x: f64) -> f32 {
    x as f32
}
