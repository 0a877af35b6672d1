//! The command `info`: which engines, data and defaults there are.

use engine::Device;

use super::{cli::InfoArgs, error::ProgramError, images, settings::Settings, terminal::say};

/// The command `info`.
///
/// # Errors
///
/// If the data cannot be read.
pub fn run(args: &InfoArgs) -> Result<(), ProgramError> {
    say(format!("chain rule {}", env!("CARGO_PKG_VERSION")));
    say("\nengines");
    for (name, what) in Device::describe() {
        let default = if name == Device::default().name() { " (default)" } else { "" };
        say(format!("  {name:<18}{what}{default}"));
    }
    let place = args.data.as_ref().map(|folder| folder.display().to_string());
    let (train, test) = images::load(args.data.as_deref())?;
    say(format!("\ndata in {}", place.unwrap_or_else(data::mnist::place)));
    for (name, set) in [("training", &train), ("test", &test)] {
        say(format!(
            "  {name:<10}{} images of {} × {}, {} classes",
            text::thousands(set.len() as u64),
            set.height,
            set.width,
            set.classes()
        ));
    }
    say("\ndefaults of train");
    for line in Settings::default().to_toml()?.lines() {
        say(format!("  {line}"));
    }
    Ok(())
}
