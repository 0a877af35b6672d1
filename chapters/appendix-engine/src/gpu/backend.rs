//! The driver through which ArrayFire uses a device.

use std::sync::OnceLock;

use arrayfire as af;

use super::{failure, lock::Lock};
use crate::DeviceError;

/// A driver that ArrayFire can work with.
///
/// ```
/// use engine::{Backend, Device};
///
/// assert_eq!("arrayfire:cuda".parse(), Ok(Device::ArrayFire(Backend::Cuda)));
/// assert_eq!("arrayfire".parse(), Ok(Device::ArrayFire(Backend::Best)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Backend {
    /// The first one found of CUDA, oneAPI, OpenCL and CPU.
    Best,
    /// NVIDIA's driver.
    Cuda,
    /// Intel's driver.
    Oneapi,
    /// The open standard, for GPUs of every vendor.
    Opencl,
    /// The CPU. Slower than the other engines; for trying ArrayFire without a GPU.
    Cpu,
}

/// The oldest version of the library that has every function the bindings use. Calling a missing
/// function ends the program at once.
const OLDEST: (i32, i32) = (3, 8);

impl Backend {
    /// All backends, the best first.
    pub const ALL: [Backend; 5] =
        [Backend::Best, Backend::Cuda, Backend::Oneapi, Backend::Opencl, Backend::Cpu];

    /// The backends that found a device on this machine, the best first.
    pub fn available() -> Vec<Backend> {
        found().to_vec()
    }

    pub(crate) const fn device_name(self) -> &'static str {
        match self {
            Backend::Best => "arrayfire",
            Backend::Cuda => "arrayfire:cuda",
            Backend::Oneapi => "arrayfire:oneapi",
            Backend::Opencl => "arrayfire:opencl",
            Backend::Cpu => "arrayfire:cpu",
        }
    }

    pub(crate) fn open(self) -> Result<(), DeviceError> {
        let backend = self.resolve()?;
        failure::catch(|| backend.select())?;
        let version = failure::catch(af::get_version)?;
        if (version.0, version.1) < OLDEST {
            let (major, minor, patch) = version;
            return Err(DeviceError::new(format!(
                "ArrayFire {major}.{minor}.{patch} is installed, but at least {}.{} is needed; get \
                 a newer one from arrayfire.com",
                OLDEST.0, OLDEST.1
            )));
        }
        Ok(())
    }

    pub(crate) fn synchronize(self) {
        let _lock = Lock::acquire(self);
        af::sync(af::get_device());
    }

    /// This backend, or the best one for [`Best`](Self::Best), if it is available.
    pub(super) fn resolve(self) -> Result<Backend, DeviceError> {
        let found = found();
        let available = if self == Backend::Best {
            found.first().copied()
        } else {
            found.contains(&self).then_some(self)
        };
        available.ok_or_else(|| DeviceError::new(self.not_available(found)))
    }

    fn not_available(self, found: &[Backend]) -> String {
        if found.is_empty() {
            return "ArrayFire is installed, but found no device: neither a graphics card with its \
                    driver, nor its own CPU backend. Are libafcuda, libafopencl or libafcpu where \
                    libaf is? Set AF_PATH to ArrayFire's folder; with AF_TRACE=all, it tells what \
                    it tries"
                .to_owned();
        }
        if self == Backend::Oneapi && has_oneapi() {
            return format!(
                "`{}` is here, but the bindings can only reach it where there is no CUDA; \
                 take `{}`",
                self.device_name(),
                Backend::Cuda.device_name()
            );
        }
        let names: Vec<_> = found.iter().map(|backend| backend.device_name()).collect();
        format!(
            "there is no `{}` here: ArrayFire found {}; take one of those, or install the driver \
             and ArrayFire's library for it",
            self.device_name(),
            names.join(", ")
        )
    }

    /// Makes this the active backend of this thread. It must be one that was found.
    pub(super) fn select(self) {
        af::set_backend(match self {
            Backend::Cuda => af::Backend::CUDA,
            Backend::Opencl => af::Backend::OPENCL,
            Backend::Cpu => af::Backend::CPU,
            // The bindings have no name for oneAPI. Where it is found, it is ArrayFire's default.
            Backend::Best | Backend::Oneapi => af::Backend::DEFAULT,
        });
    }
}

/// The available backends, detected once.
///
/// Most calls into ArrayFire end the program if there is no backend, or not the one they name. The
/// two calls here do not, so they come first.
fn found() -> &'static [Backend] {
    static FOUND: OnceLock<Vec<Backend>> = OnceLock::new();
    FOUND.get_or_init(|| {
        failure::register();
        let named = af::get_available_backends();
        let is_available = |&backend: &Backend| match backend {
            Backend::Best => false,
            Backend::Cuda => named.contains(&af::Backend::CUDA),
            Backend::Oneapi => has_oneapi() && !named.contains(&af::Backend::CUDA),
            Backend::Opencl => named.contains(&af::Backend::OPENCL),
            Backend::Cpu => named.contains(&af::Backend::CPU),
        };
        Backend::ALL.into_iter().filter(is_available).collect()
    })
}

/// oneAPI is counted among the backends, but has no name in the bindings.
fn has_oneapi() -> bool {
    af::get_backend_count() as usize > af::get_available_backends().len()
}

/// One line for each backend that was found.
pub(crate) fn describe() -> Vec<(String, String)> {
    if found().is_empty() {
        return vec![("arrayfire".to_owned(), Backend::Best.not_available(&[]))];
    }
    let line = |&backend: &Backend| {
        let text = failure::catch(|| {
            backend.select();
            let (major, minor, patch) = af::get_version();
            format!("{}; ArrayFire {major}.{minor}.{patch}", device(&af::info_string(false)))
        });
        let text = text.unwrap_or_else(|error| error.to_string());
        (backend.device_name().to_owned(), text)
    };
    found().iter().map(line).collect()
}

/// The name and memory of the active device, from ArrayFire's info text. It marks that line by
/// `[0]`, others by `-1-`.
fn device(info: &str) -> String {
    let line = info.lines().find_map(|line| line.trim().strip_prefix("[0] "));
    line.unwrap_or("an unknown device").trim().to_owned()
}
