//! What a gradient costs: `cargo run -p backprop --example cost`.

/// The number of multiplications in a product of an a × b and a b × c matrix.
fn product(a: u64, b: u64, c: u64) -> u64 {
    a * b * c
}

fn main() {
    let (n, d, h, o) = (64, 10, 100, 1);
    let parameters = (d + 1) * h + (h + 1) * o;
    let forward = product(n, d + 1, h) + product(n, h + 1, o);
    // δW₁ and δX for the first product, δW₂ and δAb for the second.
    let backward =
        product(d + 1, n, h) + product(n, h, d + 1) + product(h + 1, n, o) + product(n, o, h + 1);

    println!("N = {n} samples, D = {d}, H = {h}, O = {o}: {parameters} parameters");
    println!("multiplications");
    println!("  one walk forward                 {forward:>12}");
    println!("  one walk backward, all of it     {backward:>12}");
    println!("gradient of all parameters");
    println!("  forward and backward             {:>12}", forward + backward);
    println!("  one nudge for each parameter     {:>12}", forward * (parameters + 1));
    println!("  up and down for each parameter   {:>12}", forward * 2 * parameters);

    let n = 100;
    println!("a row of {n} numbers times three {n} × {n} matrices");
    println!("  from the row's end               {:>12}", 3 * product(1, n, n));
    let wrong_end = 2 * product(n, n, n) + product(1, n, n);
    println!("  from the other end               {wrong_end:>12}");
}
