//! A list against a column: `cargo run -p losses --example list_or_column`.

use std::panic::{catch_unwind, set_hook};

use autograd::Tensor;
use losses::MSELoss;

fn main() {
    let column = Tensor::matrix(&[[1.0], [2.0], [3.0]]);
    let list = Tensor::vector(&[1.0, 2.0, 3.0]);
    println!("perfect predictions, as a column (3, 1); targets as a list (3,)");

    let difference = &column - &list;
    println!("their difference, broadcast, has shape {}:", difference.shape());
    println!("  {}", difference.data().to_string().replace('\n', "\n  "));
    println!("and the mean of its squares is {:.4}", difference.pow(2.0).mean().item());
    println!();

    set_hook(Box::new(|_| {}));
    let refused = catch_unwind(|| MSELoss::new().forward(&column, &list).item());
    match refused {
        Ok(loss) => println!("MSELoss says {loss}"),
        Err(message) => {
            println!("MSELoss here does not broadcast. It panics:");
            println!("  {}", message.downcast_ref::<String>().map_or("", String::as_str));
        }
    }
    let column_of_targets = list.reshape(column.shape());
    println!("with the targets reshaped: {}", MSELoss::new().forward(&column, &column_of_targets));
}
