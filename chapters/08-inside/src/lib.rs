//! Looking inside a network: what flows through it, and how it is spread.
//!
//! A loss is one number. Behind it stand thousands: the activations of every layer, and a
//! gradient for each of them. They are too many to read, and too important to ignore: a network
//! that does not learn looks the same from outside whatever the reason. So describe them as one
//! describes any crowd, by a mean, a spread and a histogram, layer by layer. Then the reason
//! shows, and mostly it is the very first thing that was done: how the weights were drawn.
//!
//! In reading order:
//!
//! 1. [`networks`]: the networks of this chapter;
//! 2. [`data_flow`](mod@data_flow): the size of everything that flows forward and backward;
//! 3. [`moments`]: mean, variance and shape in one pass, without losing digits;
//! 4. [`summary`]: the spread of an array, with quantiles and a histogram;
//! 5. [`units`]: those that are saturated, and those that are dead;
//! 6. [`report`]: all of it for every layer, in one call;
//! 7. [`init`]: first weights that keep the spread through many layers;
//! 8. [`depth`](mod@depth): how wide the numbers still are after many layers, forward and backward;
//! 9. [`training`]: a short training, to see whether it matters.
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
