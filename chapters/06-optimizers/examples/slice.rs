//! The bottom of a slice is not a minimum: `cargo run -p optimizers --example slice`.

#[path = "support/slice.rs"]
mod slice;
#[path = "support/three_classes.rs"]
mod three_classes;

use autograd::nn::Module;

fn main() {
    let (model, loss) = three_classes::problem();
    println!("{} parameters; all stay fixed but two weights.", model.parameter_count());
    let found = slice::slice(&model, &loss);
    let [before, bottom, after] = found.losses;
    let [two, all] = found.gradient;
    println!("loss before                        {before:.4}");
    println!("loss at the bottom of the slice    {bottom:.4}");
    println!("  length of the gradient there, two weights      {two:.4}");
    println!("  length of the gradient there, all parameters   {all:.4}");
    println!("loss after 200 steps of all        {after:.4}");
}
