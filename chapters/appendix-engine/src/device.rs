//! The device an array lives on.

use std::{fmt, str::FromStr};

#[cfg(feature = "arrayfire")]
use crate::gpu::{ArrayFireEngine, Backend};
use crate::{
    cpu::{FaerEngine, NalgebraEngine},
    engine::Engine,
    threads,
};

/// The engine that stores an array and computes with it.
///
/// ```
/// use engine::Device;
///
/// assert_eq!(Device::default(), Device::Faer);
/// assert_eq!("nalgebra".parse(), Ok(Device::Nalgebra));
/// assert!("abacus".parse::<Device>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Device {
    /// The reference: plain loops over nalgebra's matrices, one core.
    Nalgebra,
    /// The CPU path: products by faer, on all cores when they are large.
    #[default]
    Faer,
    /// A GPU, or another device that ArrayFire supports.
    #[cfg(feature = "arrayfire")]
    ArrayFire(Backend),
}

impl Device {
    /// The devices that compute in host memory, which are available on every machine.
    pub const ALL: &[Device] = &[Device::Nalgebra, Device::Faer];

    /// Every device that can be used here: [`ALL`](Self::ALL), and what ArrayFire finds if this
    /// build has it.
    ///
    /// ```
    /// use engine::{Array, Device, Options};
    ///
    /// for device in Device::available() {
    ///     let x = Array::matrix(&[[1.0, 2.0]], Options { device, ..Options::default() });
    ///     assert_eq!(x.matmul_nt(&x).item(), 5.0, "{device}");
    /// }
    /// ```
    pub fn available() -> Vec<Device> {
        let devices = Self::ALL.iter().copied();
        #[cfg(feature = "arrayfire")]
        let devices = devices.chain(Backend::available().into_iter().map(Device::ArrayFire));
        devices.collect()
    }

    /// Makes sure that the device can be used, before any array is made on it.
    ///
    /// A program calls this for the device that its user asked for. Without it, the first array
    /// on a device that is not there panics, with the same message.
    ///
    /// # Errors
    ///
    /// If the device is not there: what was looked for, what was found, and what to try.
    ///
    /// ```
    /// assert!(engine::Device::Faer.open().is_ok());
    /// ```
    pub fn open(self) -> Result<(), DeviceError> {
        match self {
            Device::Nalgebra | Device::Faer => Ok(()),
            #[cfg(feature = "arrayfire")]
            Device::ArrayFire(backend) => backend.open(),
        }
    }

    /// Whether arrays live outside host memory. Reading an element then costs a transfer, and waits
    /// until everything it depends on has been computed.
    ///
    /// ```
    /// assert!(!engine::Device::Faer.is_remote());
    /// ```
    pub const fn is_remote(self) -> bool {
        match self {
            Device::Nalgebra | Device::Faer => false,
            #[cfg(feature = "arrayfire")]
            Device::ArrayFire(_) => true,
        }
    }

    /// Waits until the device has finished all work queued so far. To time a remote device you need
    /// it: an operation returns when it has been queued, not when it has been computed.
    ///
    /// Lazy elementwise operations, whose results have not been needed yet, are not queued.
    ///
    /// # Panics
    ///
    /// If the device is not there, or fails.
    ///
    /// ```
    /// engine::Device::Faer.synchronize(); // nothing to wait for
    /// ```
    pub fn synchronize(self) {
        match self {
            Device::Nalgebra | Device::Faer => {}
            #[cfg(feature = "arrayfire")]
            Device::ArrayFire(backend) => backend.synchronize(),
        }
    }

    /// Describes every engine of this build, as `(name, description)`.
    ///
    /// ```
    /// let all = engine::Device::describe();
    /// assert!(all.iter().any(|(name, text)| name == "nalgebra" && text.contains("reference")));
    /// ```
    pub fn describe() -> Vec<(String, String)> {
        let mut all = vec![
            ("nalgebra".to_owned(), "the reference: plain loops, one core".to_owned()),
            ("faer".to_owned(), format!("matrix products on up to {} cores", threads::available())),
        ];
        #[cfg(feature = "arrayfire")]
        all.extend(crate::gpu::describe());
        #[cfg(not(feature = "arrayfire"))]
        all.push(("arrayfire".to_owned(), format!("graphics cards: {NOT_BUILT}")));
        all
    }

    /// The name the command line uses.
    ///
    /// ```
    /// use engine::Device;
    ///
    /// assert_eq!(Device::Faer.name(), "faer");
    /// assert_eq!(Device::Faer.name().parse(), Ok(Device::Faer));
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Device::Nalgebra => "nalgebra",
            Device::Faer => "faer",
            #[cfg(feature = "arrayfire")]
            Device::ArrayFire(backend) => backend.device_name(),
        }
    }

    /// The engine behind the device.
    // ANCHOR: engine
    pub(crate) fn engine(self) -> &'static dyn Engine {
        match self {
            Device::Nalgebra => &NalgebraEngine,
            Device::Faer => &FaerEngine,
            #[cfg(feature = "arrayfire")]
            Device::ArrayFire(backend) => ArrayFireEngine::on(backend),
        }
    }
    // ANCHOR_END: engine
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How to get a build with ArrayFire.
#[cfg(not(feature = "arrayfire"))]
const NOT_BUILT: &str =
    "not in this build; install ArrayFire, and build with `--features arrayfire`";

/// The error for a device name that this build does not know.
///
/// ```
/// use engine::{Device, UnknownDevice};
///
/// let error: UnknownDevice = "abacus".parse::<Device>().unwrap_err();
/// assert!(error.to_string().starts_with("there is no device `abacus`; this build knows"));
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownDevice(String);

impl fmt::Display for UnknownDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[cfg(not(feature = "arrayfire"))]
        if self.0 == "arrayfire" || self.0.starts_with("arrayfire:") {
            return write!(f, "the device `{}` is {NOT_BUILT}", self.0);
        }
        let known = Device::ALL.iter().map(|device| device.name());
        #[cfg(feature = "arrayfire")]
        let known = known.chain(Backend::ALL.iter().map(|backend| backend.device_name()));
        let known: Vec<_> = known.collect();
        write!(f, "there is no device `{}`; this build knows {}", self.0, known.join(", "))
    }
}

impl std::error::Error for UnknownDevice {}

impl FromStr for Device {
    type Err = UnknownDevice;

    fn from_str(name: &str) -> Result<Self, UnknownDevice> {
        let known = Device::ALL.iter().copied();
        #[cfg(feature = "arrayfire")]
        let known = known.chain(Backend::ALL.iter().copied().map(Device::ArrayFire));
        let mut known = known;
        known.find(|device| device.name() == name).ok_or_else(|| UnknownDevice(name.to_owned()))
    }
}

/// The error for a device that is not available, or that failed: what happened, and what to try.
///
/// It comes from [`Device::open`], and from [`catch`] if a device fails while it computes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeviceError(String);

impl DeviceError {
    #[cfg(feature = "arrayfire")]
    pub(crate) fn new(message: String) -> Self {
        Self(message)
    }
}

impl fmt::Display for DeviceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DeviceError {}

/// Runs `work`, and returns an error if a device fails meanwhile, for example because its memory is
/// full or it was unplugged.
///
/// Outside `catch`, a device failure is a panic, since operations on arrays return no `Result`.
/// Any other panic passes through. Only failures on this thread are caught.
///
/// # Errors
///
/// If a device failed. `work` then stopped in the middle, and its effects so far remain.
///
/// ```
/// use engine::{Array, Options, device::catch};
///
/// let x = Array::vector(&[1.0, 2.0], Options::default());
/// assert_eq!(catch(|| x.sum(None).item()), Ok(3.0));
/// ```
pub fn catch<R>(work: impl FnOnce() -> R) -> Result<R, DeviceError> {
    #[cfg(feature = "arrayfire")]
    return crate::gpu::catch(work);
    #[cfg(not(feature = "arrayfire"))]
    Ok(work())
}
