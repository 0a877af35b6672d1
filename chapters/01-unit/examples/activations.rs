//! Every activation, its derivative and its limits: `cargo run -p unit --example activations`.

use unit::Activation;

fn main() {
    let inputs = [-5.0, -1.0, 0.0, 1.0, 5.0];

    print_table("φ(s)", &inputs, Activation::apply);
    print_table("φ′(s)", &inputs, Activation::derivative);

    println!("{:<10}{:>9}{:>9}", "limits", "s → −∞", "s → +∞");
    for phi in Activation::ALL {
        let (left, right) = phi.limits();
        println!("{phi:<10}{left:>9}{right:>9}");
    }

    let s = [-1.0, 0.0, 4.0, -5.0, 6.0];
    println!();
    println!("relu of {s:?} = {:?}", s.map(|s| Activation::Relu.apply(s)));
}

/// One row for each activation, one column for each input.
fn print_table(title: &str, inputs: &[f64], value: fn(Activation, f64) -> f64) {
    print!("{title:<10}");
    for s in inputs {
        print!("{:>9}", format!("s = {s}"));
    }
    println!();
    for phi in Activation::ALL {
        print!("{phi:<10}");
        for &s in inputs {
            print!("{:>9.4}", value(phi, s));
        }
        println!();
    }
    println!();
}
