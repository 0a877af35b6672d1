//! Looking inside a network: what flows through it, and how it is spread.
//!
//! A loss is one number. Behind it are thousands: the activations of every layer, and a gradient
//! for each of them. They are too many to read, and too important to ignore: from its loss alone,
//! you cannot tell why a network does not learn. So we describe them as we describe any sample, by
//! a mean, a standard deviation and a histogram, layer by layer. Then the reason shows, and mostly
//! it is how the weights were initialized.
//!
//! In reading order:
//!
//! 1. [`networks`]: the networks of this chapter;
//! 2. [`data_flow`](mod@data_flow): the size of everything that flows forward and backward;
//! 3. [`moments`]: mean, variance and shape in one pass, without losing digits;
//! 4. [`summary`]: the spread of an array, with quantiles and a histogram;
//! 5. [`units`]: saturated and dead units;
//! 6. [`report`]: all of it for every layer, in one call;
//! 7. [`init`]: initial weights that keep the spread through many layers;
//! 8. [`depth`](mod@depth): how the spread of activations and gradients changes through many layers;
//! 9. [`training`]: a short training, to see whether the initialization matters;
//! 10. [`remedies`]: the deep network again, with normalization and with shortcuts.
//!
//! ```
//! use inside::{inspect, networks};
//!
//! let (net, input) = networks::large();
//! let report = inspect(&net, &input, |output| output.pow(2.0).mean());
//! // A fresh layer passes on about a third of its input's variance.
//! let shrink = report.layers[0].output.variance() / 1.0;
//! assert!((shrink - 1.0 / 3.0).abs() < 0.01);
//! ```

pub mod data_flow;
pub mod depth;
pub mod init;
pub mod moments;
pub mod networks;
pub mod remedies;
pub mod report;
pub mod summary;
pub mod training;
pub mod units;

pub use data_flow::{DataFlow, data_flow};
pub use depth::{Depth, depth};
pub use moments::Moments;
pub use report::{Report, inspect};
pub use summary::Summary;
pub use training::train;
