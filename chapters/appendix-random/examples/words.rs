//! From words of 32 bits to numbers: `cargo run -p random --example words`.

use random::mt19937::Mt19937;
use random::{NumpyRng, TorchRng};

fn main() {
    let mut engine = Mt19937::new(0);
    let words: [u32; 4] = std::array::from_fn(|_| engine.next_u32());

    println!("seed 0          word    low 24 bits     torch.rand");
    let numbers = TorchRng::manual_seed(0).rand(4);
    for (word, number) in words.iter().zip(numbers) {
        println!("{word:20}{:15}{number:15.7}", word & 0x00FF_FFFF);
    }

    println!("\n     27 bits of one   26 of the next     np.random.random");
    let mut numpy = NumpyRng::seed(0);
    for pair in words.chunks(2) {
        println!("{:19}{:17}{:21.16}", pair[0] >> 5, pair[1] >> 6, numpy.random_sample());
    }
}
