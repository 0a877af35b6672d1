//! The device an array lives on.

use std::{fmt, str::FromStr};

use crate::{
    cpu::{FaerEngine, NalgebraEngine},
    engine::Engine,
};

/// Which engine holds and multiplies an array's numbers.
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
}

impl Device {
    /// Every device this build knows.
    ///
    /// ```
    /// use engine::{Array, Device, Options};
    ///
    /// for &device in Device::ALL {
    ///     let x = Array::matrix(&[[1.0, 2.0]], Options { device, ..Options::default() });
    ///     assert_eq!(x.matmul_nt(&x).item(), 5.0, "{device}");
    /// }
    /// ```
    pub const ALL: &[Device] = &[Device::Nalgebra, Device::Faer];

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
        }
    }

    /// The engine behind the device.
    // ANCHOR: engine
    pub(crate) fn engine(self) -> &'static dyn Engine {
        match self {
            Device::Nalgebra => &NalgebraEngine,
            Device::Faer => &FaerEngine,
        }
    }
    // ANCHOR_END: engine
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name of a device that this build does not know.
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
        let known: Vec<_> = Device::ALL.iter().map(|device| device.name()).collect();
        write!(f, "there is no device `{}`; this build knows {}", self.0, known.join(", "))
    }
}

impl std::error::Error for UnknownDevice {}

impl FromStr for Device {
    type Err = UnknownDevice;

    fn from_str(name: &str) -> Result<Self, UnknownDevice> {
        let known = Device::ALL.iter().find(|device| device.name() == name);
        known.copied().ok_or_else(|| UnknownDevice(name.to_owned()))
    }
}
