//! Which of the 16 functions of two bits can one unit compute?
//! `cargo run -p unit --example truth_tables`.

use nalgebra::DVector;
use unit::{Activation, Unit};

const CORNERS: [[f64; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];

/// The unit's outputs at the four corners, as the four bits of a number from 0 to 15.
fn answers(unit: &Unit) -> usize {
    CORNERS.iter().fold(0, |table, corner| {
        let s = unit.pre_activation(&DVector::from_column_slice(corner));
        2 * table + usize::from(s > 0.0)
    })
}

fn main() {
    let mut found: [Option<Unit>; 16] = [const { None }; 16];
    let mut tried = 0;
    // ANCHOR: search
    let weights = [0.0, 1.0, -1.0, 2.0, -2.0];
    let biases = [-0.5, 0.5, -1.5, 1.5, -2.5, 2.5, -3.5, 3.5];
    for w1 in weights {
        for w2 in weights {
            for b in biases {
                let unit = Unit::new(vec![w1, w2], b, Activation::Sigmoid);
                found[answers(&unit)].get_or_insert(unit);
                tried += 1;
            }
        }
    }
    // ANCHOR_END: search

    println!("00 01 10 11    w          b");
    for (table, unit) in found.iter().enumerate() {
        let digits = format!("{table:04b}").split("").collect::<Vec<_>>().join("  ");
        match unit {
            Some(unit) => {
                println!(
                    "{}    ({:>2}, {:>2})  {:>4.1}",
                    digits.trim(),
                    unit.w[0],
                    unit.w[1],
                    unit.b
                );
            }
            None => println!("{}    none", digits.trim()),
        }
    }
    println!("{} of 16 found among {tried} units", found.iter().flatten().count());
}
