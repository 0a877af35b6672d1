//! Small mistakes that give other numbers: `cargo run -p random --example other_numbers`.

use random::{KerasRng, NumpyRng, TorchRng, linear_init};

fn main() {
    let layer = |rng: &mut TorchRng| linear_init(rng, 8, 4).0;
    let wanted = layer(&mut TorchRng::manual_seed(123));
    println!("wanted: a layer after manual_seed(123)     {}", show(&wanted));

    let mut rng = TorchRng::manual_seed(123);
    rng.rand(1);
    println!("one number drawn before                    {}", show(&layer(&mut rng)));

    let mut rng = TorchRng::manual_seed(123);
    let inputs = rng.randn(16);
    println!("inputs first, layer afterwards             {}", show(&layer(&mut rng)));
    println!("  and the inputs are                       {}", show(&inputs));

    let mut rng = TorchRng::manual_seed(123);
    layer(&mut rng);
    println!("the layer made twice                       {}", show(&layer(&mut rng)));

    let mut numpy = NumpyRng::seed(123);
    let other = linear_init(&mut numpy, 8, 4).0;
    println!("numpy's generator, the same engine         {}", show(&other));
    let other = linear_init(&mut KerasRng::set_random_seed(123), 8, 4).0;
    println!("Python's seeding of that engine            {}", show(&other));

    let mut far = TorchRng::manual_seed((1 << 32) + 123);
    println!("the seed 2^32 + 123                        {}", show(&layer(&mut far)));

    println!("\nthe order of a data loader over 10 samples, shuffle=True");
    let mut rng = TorchRng::manual_seed(0);
    println!("  as torch draws it    {:?}", rng.shuffle_order(10));
    println!("  only a permutation   {:?}", TorchRng::manual_seed(0).randperm(10));
}

fn show(numbers: &[f32]) -> String {
    let numbers: Vec<String> = numbers.iter().take(3).map(|x| format!("{x:9.4}")).collect();
    numbers.concat()
}
