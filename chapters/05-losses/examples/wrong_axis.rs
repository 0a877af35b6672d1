//! Samples that compete with each other: `cargo run -p losses --example wrong_axis`.

use autograd::Tensor;
use losses::{ClassError, NLLLoss};

fn main() -> Result<(), ClassError> {
    let batch = Tensor::matrix(&[[1.0, -1.0, 2.0], [-1.0, 0.0, 1.0]]);
    let alone = Tensor::matrix(&[[1.0, -1.0, 2.0]]);
    for dim in [1, 0] {
        println!("log_softmax({dim})");
        let p = batch.softmax(dim);
        println!("  probabilities {}", p.data().to_string().replace('\n', "\n                "));
        let sums: Vec<String> =
            p.sum_dim(1).to_vec().iter().map(|sum| format!("{sum:.4}")).collect();
        println!("  sums of rows  {}", sums.join(", "));
        let loss = |z: &Tensor, classes: &[usize]| {
            NLLLoss::new().forward(&z.log_softmax(dim), classes).map(|loss| loss.item() + 0.0)
        };
        println!("  loss of both samples        {:.4}", loss(&batch, &[2, 1])?);
        println!("  loss of the first, alone    {:.4}", loss(&alone, &[2])?);
        println!("  and if its class were 1     {:.4}", loss(&alone, &[1])?);
    }
    Ok(())
}
