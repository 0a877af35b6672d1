//! The engine for graphics cards: ArrayFire, which drives them through CUDA, oneAPI or OpenCL.
//!
//! Numbers stay in the device's memory from the first layer to the last step of the optimizer.
//! What crosses over is small: the indices of a batch on the way in, a loss on the way back.
//! Elementwise operations are not even computed one by one. ArrayFire writes them down, and when
//! a product or a sum needs the numbers, it compiles the whole chain into one kernel.
//!
//! In reading order: [`backend`], which driver; `failure`, what can go wrong and who is told;
//! `turn`, one thread at a time; `matrix`, the numbers; then the primitives, in `elementwise`,
//! `reduce`, `layout` and `bytes`; and `engine`, which puts them together.

pub mod backend;
mod bytes;
mod elementwise;
mod engine;
mod failure;
mod layout;
mod matrix;
mod reduce;
mod turn;

pub use backend::Backend;
pub(crate) use backend::describe;
pub(crate) use bytes::Uploads;
pub(crate) use engine::ArrayFireEngine;
pub(crate) use failure::catch;
pub use matrix::DeviceArray;
