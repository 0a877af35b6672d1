//! Its training steps, here and there: `cargo run -p gpu --example measured_steps`.

use gpu::{Measured, report};

fn main() -> Result<(), serde_json::Error> {
    let measured = Measured::published()?;
    for device in measured.remote() {
        if let Some(host) = measured.host() {
            print!("{}", report::steps(host, device));
        }
    }
    Ok(())
}
