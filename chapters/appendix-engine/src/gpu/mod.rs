//! The engine for GPUs: ArrayFire, which drives them through CUDA, oneAPI or OpenCL.
//!
//! Arrays stay in the device's memory from the first layer to the last step of the optimizer.
//! Transfers are small: the indices of a batch to the device, a loss back to the host.
//! Elementwise operations are evaluated lazily: ArrayFire records them, and when a product or a sum
//! needs the result, it compiles the whole chain into one kernel.
//!
//! In reading order: [`backend`], which driver; `failure`, what can go wrong and how it is reported;
//! `lock`, one thread at a time; `matrix`, the storage; then the primitives, in `elementwise`,
//! `reduce`, `layout` and `bytes`; and `engine`, which puts them together.

pub mod backend;
mod bytes;
mod elementwise;
mod engine;
mod failure;
mod layout;
mod lock;
mod matrix;
mod reduce;

pub use backend::Backend;
pub(crate) use backend::describe;
pub(crate) use bytes::Uploads;
pub(crate) use engine::ArrayFireEngine;
pub(crate) use failure::catch;
pub use matrix::DeviceArray;
