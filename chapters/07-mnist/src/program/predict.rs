//! The command `predict`: reading pictures of your own.

use autograd::{Tensor, nn::Module, no_grad};
use data::digit;
use engine::{Bytes, Options};

use super::{
    architecture::layer_sizes, cli::PredictArgs, error::ProgramError, images, model_file, report,
    terminal::say,
};
use crate::loader::{MEAN, STD};

/// The command `predict`.
///
/// # Errors
///
/// If the model or a picture cannot be read, or the model is not for images of 28 × 28.
pub fn run(args: &PredictArgs) -> Result<(), ProgramError> {
    let model = model_file::load(&args.model)?;
    let pixels = layer_sizes(&model)[0];
    for path in &args.images {
        let digit = digit::read(path)?;
        images::check_pixels(&path.display().to_string(), digit.pixels.len(), pixels)?;
        let image = Bytes::new(digit.pixels.to_vec(), pixels);
        let x = Tensor::new(image.gather(&[0], MEAN, STD, Options::default()));
        let probabilities = no_grad(|| model.call(&x).softmax(1)).to_vec();
        let best = probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        let (class, p) = best.map_or((0, 0.0), |(class, &p)| (class, p));
        say(format!("{}: {class} ({})", path.display(), report::percent(p)));
        if args.show {
            say(digit.ascii());
        }
        say(report::bars(&probabilities));
    }
    Ok(())
}
