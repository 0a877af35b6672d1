//! Reading the test images with a trained network.

use autograd::nn::Module;
use engine::{Options, device};

use super::{ProgramError, cli::EvalArgs, model_file, report, say, train};
use crate::evaluate;

/// The command `eval`.
///
/// # Errors
///
/// If the model or the data cannot be read, or do not fit together, or the device cannot be used.
pub fn run(args: &EvalArgs) -> Result<(), ProgramError> {
    args.device.open()?;
    device::catch(|| eval(args))?
}

fn eval(args: &EvalArgs) -> Result<(), ProgramError> {
    let model = model_file::load(&args.model)?;
    model.to_device(args.device);
    let pixels = model.parameter("0.weight").map_or(0, |weight| weight.shape().cols());
    let (_, test) = train::load_data(args.data.as_deref())?;
    train::check_same_size(&test, pixels)?;
    let options = Options { device: args.device, ..Options::default() };
    let outputs = model.parameters().into_iter().map(|parameter| parameter.shape().rows());
    let sizes: Vec<usize> = outputs.chain([pixels]).collect();
    let loader = train::loader(test, train::test_batch(&sizes)).options(options);
    let evaluation = evaluate(&model, &loader)?;
    say(report::evaluation(&evaluation));
    Ok(())
}
