//! What was measured on the machine of the book: `cargo run -p gpu --example measured`.

use gpu::{Measured, report};

fn main() -> Result<(), serde_json::Error> {
    let measured = Measured::published()?;
    print!("{}\n{}", report::heading(&measured), report::devices(&measured));
    Ok(())
}
