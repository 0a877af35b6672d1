//! Pages for the browsers of this computer.
//!
//! `cargo book serve` shows the pages of a folder, and the released program shows those that it
//! carries inside. Both are lists of files with names such as `01-unit/index.html`; this crate needs
//! only a function that looks one up.
//!
//! In reading order: [`address`], which file a browser asks for; [`content_type`], how the browser
//! is told what the file is; [`server`], the answers; [`browser`], opening one.

pub mod address;
pub mod browser;
pub mod content_type;
pub mod server;

pub use browser::Browser;
pub use server::{PortError, Server};
