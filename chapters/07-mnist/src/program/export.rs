//! The command `export`: a trained network as ONNX, for other programs.

use std::{fs, path::Path};

use autograd::nn::Module;
use data::files::write_atomically;

use super::{
    architecture::layer_sizes, cli::ExportArgs, error::ProgramError, model_file, onnx,
    terminal::say,
};
use crate::loader::{MEAN, STD};

/// The command `export`.
///
/// # Errors
///
/// If the model cannot be read, or the file not be written.
pub fn run(args: &ExportArgs) -> Result<(), ProgramError> {
    let model = model_file::load(&args.model)?;
    let path = args.onnx.clone().unwrap_or_else(|| args.model.with_extension("onnx"));
    if same_file(&path, &args.model) {
        return Err(ProgramError::Overwrite { path });
    }
    write_atomically(&path, &onnx::to_bytes(&model)?)?;
    let parameters = text::thousands(model.parameter_count() as u64);
    say(format!("{}: {parameters} parameters, as ONNX", path.display()));
    let sizes = layer_sizes(&model);
    let shape = |width| format!("(batch, {width})");
    let (input, output) = (shape(sizes[0]), shape(sizes[sizes.len() - 1]));
    say(format!("  {}   {input:<13}  each pixel as (pixel / 255 - {MEAN}) / {STD}", onnx::INPUT));
    say(format!("  {}   {output:<13}  the largest names the class", onnx::OUTPUT));
    Ok(())
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}
