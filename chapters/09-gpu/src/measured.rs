//! The measurements of a machine, as they are kept in a file.

use serde::{Deserialize, Serialize};

use crate::{DeviceSpec, fit};

/// The file that the book shows.
const PUBLISHED: &str = include_str!("../measured.json");

/// All devices of a machine, measured in one run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Measured {
    /// The day, as year-month-day.
    pub date: String,
    /// The name of the processor.
    pub processor: String,
    /// How many cores the system offers.
    pub cores: usize,
    /// The processor's own engine first, then what ArrayFire found.
    pub devices: Vec<Device>,
}

/// One device. All times are medians, in seconds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Device {
    /// The name of the command line.
    pub name: String,
    /// Its description, by its driver.
    pub what: String,
    /// Whether its numbers live outside of host memory.
    pub remote: bool,
    /// The launch of an operation that does next to nothing, when many are queued in a row.
    pub launch: f64,
    /// The same when the result is waited for each time.
    pub round_trip: f64,
    /// To the device.
    pub uploads: Vec<Bytes>,
    /// Back from it.
    pub downloads: Vec<Bytes>,
    /// y += x in the device's own memory.
    pub streams: Vec<Bytes>,
    /// Square products.
    pub products: Vec<Product>,
    /// Training steps.
    pub steps: Vec<Step>,
}

/// A time for a number of bytes.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bytes {
    /// How many.
    pub bytes: usize,
    /// The time.
    pub seconds: f64,
}

/// A product of two n × n matrices.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Product {
    /// The size.
    pub n: usize,
    /// With both matrices in the device's memory, and the product left there.
    pub resident: f64,
    /// With the transfers there and back.
    pub carried: f64,
}

/// A training step on images of 784 pixels, with SGD and momentum.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Step {
    /// Units per layer, the pixels first.
    pub sizes: Vec<usize>,
    /// Images in the batch.
    pub batch: usize,
    /// The time, when steps are queued in a row and no loss is read.
    pub seconds: f64,
}

impl Measured {
    /// The measurement that the book shows.
    ///
    /// # Errors
    ///
    /// If the file is not what the program writes.
    ///
    /// ```
    /// let measured = gpu::Measured::published()?;
    /// assert!(measured.devices.iter().any(|device| device.name == "faer"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn published() -> Result<Self, serde_json::Error> {
        serde_json::from_str(PUBLISHED)
    }

    /// The processor's own engine, with which the others are compared.
    pub fn host(&self) -> Option<&Device> {
        self.devices.iter().find(|device| !device.remote)
    }

    /// The devices with memory of their own.
    pub fn remote(&self) -> impl Iterator<Item = &Device> {
        self.devices.iter().filter(|device| device.remote)
    }
}

impl Device {
    /// The four numbers of this chapter, fitted to what was measured, or `None` if too little
    /// was: the launch overhead, the two bandwidths by a line through the times, and the best rate
    /// of any product.
    // ANCHOR: spec
    pub fn spec(&self) -> Option<DeviceSpec> {
        let bandwidth = |times: &[Bytes]| {
            let points: Vec<_> = times.iter().map(|t| (t.bytes as f64, t.seconds)).collect();
            fit::line(&points).map(|line| 1.0 / line.slope)
        };
        let transfers: Vec<Bytes> = self.uploads.iter().chain(&self.downloads).copied().collect();
        Some(DeviceSpec {
            latency: self.launch,
            bus: if self.remote { bandwidth(&transfers)? } else { f64::INFINITY },
            memory: bandwidth(&self.streams)?,
            rate: self
                .products
                .iter()
                .map(|p| 2.0 * (p.n as f64).powi(3) / p.resident)
                .reduce(f64::max)?,
        })
    }
    // ANCHOR_END: spec

    /// The time of a training step, if it was measured.
    pub fn step(&self, sizes: &[usize], batch: usize) -> Option<f64> {
        let step = self.steps.iter().find(|step| step.sizes == sizes && step.batch == batch);
        step.map(|step| step.seconds)
    }
}

/// Where a device becomes faster than another, among measured sizes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Crossing {
    /// Faster from the first size on.
    Always,
    /// Slower at one size and faster from the next on; between them, at about this size.
    At(f64),
    /// Slower still at the largest size.
    Never,
}

/// Where the second of two times falls below the first and stays there, from points
/// (size, first, second) in the order of their sizes. Between two sizes, both times are taken
/// for powers of the size.
///
/// ```
/// use gpu::measured::{Crossing, crossing};
///
/// // Half as fast at 10 and twice as fast at 1000, so alike at 100.
/// let Crossing::At(size) = crossing(&[(10.0, 1.0, 2.0), (1000.0, 8.0, 4.0)]) else { panic!() };
/// assert!((size - 100.0).abs() < 1e-9);
/// assert_eq!(crossing(&[(10.0, 1.0, 2.0)]), Crossing::Never);
/// ```
pub fn crossing(points: &[(f64, f64, f64)]) -> Crossing {
    let faster = |&(_, first, second): &(f64, f64, f64)| second < first;
    let Some(last_slow) = points.iter().rposition(|point| !faster(point)) else {
        return if points.is_empty() { Crossing::Never } else { Crossing::Always };
    };
    let Some(&(right, first, second)) = points.get(last_slow + 1) else { return Crossing::Never };
    let (left, first_left, second_left) = points[last_slow];
    let (above, below) = ((second_left / first_left).ln(), (second / first).ln());
    let share = above / (above - below);
    Crossing::At((left.ln() + share * (right / left).ln()).exp())
}
