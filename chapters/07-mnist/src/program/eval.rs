//! The command `eval`: reading the test images with a trained network.

use autograd::nn::Module;
use engine::{Options, device};

use super::{
    architecture::layer_sizes, cli::EvalArgs, error::ProgramError, images, memory, model_file,
    report, terminal::say,
};
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
    let sizes = layer_sizes(&model);
    let (_, test) = images::load(args.data.as_deref())?;
    images::check_pixels("the test set", images::pixels(&test), sizes[0])?;
    let options = Options { device: args.device, ..Options::default() };
    let loader = images::loader(test, memory::test_batch(&sizes)).options(options);
    let evaluation = evaluate(&model, &loader)?;
    say(report::evaluation(&evaluation));
    Ok(())
}
