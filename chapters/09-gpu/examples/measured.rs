//! What the book's own machine was found to do: `cargo run -p gpu --example measured`.

use gpu::{Measured, report};

fn main() -> Result<(), serde_json::Error> {
    let measured = Measured::published()?;
    print!("{}\n{}", report::heading(&measured), report::machines(&measured));
    Ok(())
}
