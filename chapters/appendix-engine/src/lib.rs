//! Arrays, and the engines that compute with them.
//!
//! A network is mostly matrix products, and the same network should run on whatever
//! multiplies fastest. So the chapters never touch memory themselves. They hold an
//! [`Array`]: a table of numbers that knows its shape, its precision ([`DType`]) and the
//! [`Device`] it lives on. Each device has an [`Engine`], which implements a short
//! list of primitives:
//!
//! - [`Device::Nalgebra`] is the reference: plain loops over nalgebra's `DMatrix`;
//! - [`Device::Faer`], the default, multiplies with faer, on all cores when the product is large;
//! - `Device::ArrayFire`, with the feature `arrayfire`, computes on a GPU.
//!
//! To add an engine, implement [`Engine`] and give it a [`Device`] and a storage for its elements;
//! nothing in the chapters changes.
//!
//! In reading order: [`shape`], [`dtype`], [`device`], [`scalar`] (what each elementwise function
//! computes), [`engine`] (the list of primitives), [`array`](mod@array) (the type the chapters
//! use), [`bytes`] (images, from which batches are gathered), [`kernels`] (the CPU path for other
//! code), [`threads`], and [`display`].
//!
//! # The same bits
//!
//! On one machine, the same operations on the same numbers give the same bits: on every run, on any
//! number of threads, in debug and release. Where a product is split depends on its size alone, and
//! each element of it is summed in a fixed order. The devices differ from each other in their last
//! bits, because they sum in different orders.
//!
//! Another machine may differ in the last bits, too. faer, and nalgebra through `matrixmultiply`,
//! choose their kernels by the processor's instruction set; one that fuses a multiplication with
//! its addition (FMA) rounds once where others round twice. And logarithms, powers and hyperbolic
//! tangents, and in double precision exponentials, come from the system's library.
//!
//! ```
//! use engine::{Array, Options};
//!
//! // One sample of two features through the affine map x·W + b.
//! let x = Array::matrix(&[[1.0, 1.0]], Options::default());
//! let w = Array::matrix(&[[1.0, 0.0], [0.0, 2.0]], Options::default());
//! let b = Array::vector(&[10.0, -10.0], Options::default());
//! assert_eq!(x.matmul(&w).add(&b).to_vec(), [11.0, -8.0]);
//! ```

pub mod array;
pub mod buffer;
pub mod bytes;
mod cpu;
pub mod device;
pub mod display;
pub mod dtype;
pub mod engine;
#[cfg(feature = "arrayfire")]
pub mod gpu;
pub mod kernels;
pub mod scalar;
pub mod shape;
mod storage;
pub mod threads;

pub use array::{Array, Options};
pub use buffer::Buffer;
pub use bytes::Bytes;
pub use device::{Device, DeviceError, UnknownDevice};
pub use dtype::DType;
pub use engine::Engine;
#[cfg(feature = "arrayfire")]
pub use gpu::Backend;
pub use scalar::{Binary, Unary};
pub use shape::Shape;
