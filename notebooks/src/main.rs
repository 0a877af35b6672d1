//! The notebooks' tool.
fn main() {}
