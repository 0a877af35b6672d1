//! Measures devices: `clock`, how to time what runs on another device; `workloads`, what is timed;
//! `environment`, where and when.

mod clock;
mod environment;
mod workloads;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use engine::{Device, DeviceError, device::catch};
use gpu::{Measured, measured};

/// Why there is no measurement, or none that is kept.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// Nothing to compare the processor with.
    #[error(
        "there is no device beside the processor, so there is nothing to compare it with:\n{}\n\
         With ArrayFire installed and AF_PATH set to its folder,\n    \
         cargo run --release -p gpu --features arrayfire\nmeasures what it finds.",
        lines(engines)
    )]
    NothingToMeasure {
        /// The engines of this build.
        engines: Vec<(String, String)>,
    },
    /// A device that failed while it was measured.
    #[error("{name}: {problem}")]
    Device {
        /// The device.
        name: String,
        /// What happened.
        #[source]
        problem: DeviceError,
    },
    /// The results cannot be kept.
    #[error("{path}: the results could not be written: {problem}")]
    File {
        /// The file.
        path: PathBuf,
        /// The answer of the file system.
        #[source]
        problem: std::io::Error,
    },
}

fn lines(engines: &[(String, String)]) -> String {
    let lines: Vec<_> = engines.iter().map(|(name, what)| format!("    {name}: {what}")).collect();
    lines.join("\n")
}

/// Measures the processor's own engine, then each of these devices.
pub fn all(remote: &[Device]) -> Result<Measured, MeasureError> {
    let described = Device::describe();
    let devices = std::iter::once(Device::default()).chain(remote.iter().copied());
    let devices = devices.map(|device| {
        eprintln!("measuring {device}; it takes a minute or two");
        let what = described.iter().find(|(name, _)| name == device.name());
        let what = what.map_or_else(String::new, |(_, what)| what.clone());
        let measured = device.open().and_then(|()| catch(|| workloads::all(device, what)));
        measured.map_err(|problem| MeasureError::Device { name: device.name().into(), problem })
    });
    Ok(Measured {
        date: environment::today(),
        processor: environment::processor(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        devices: devices.collect::<Result<Vec<measured::Device>, _>>()?,
    })
}

/// Keeps the results: the file appears whole or not at all.
pub fn save(measured: &Measured, path: &Path) -> Result<(), MeasureError> {
    let write = || {
        let text = serde_json::to_string_pretty(measured)?;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(file, "{text}")?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|problem| MeasureError::File { path: path.to_owned(), problem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_back_as_they_went() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("gpu.json");
        let measured = Measured::published().unwrap();
        save(&measured, &path).unwrap();
        let back: Measured = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(back, measured);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = save(&Measured::published().unwrap(), &file.join("gpu.json")).unwrap_err();
        assert!(error.to_string().contains("gpu.json"), "{error}");
    }

    #[test]
    fn without_a_device_it_says_what_to_do() {
        let error = MeasureError::NothingToMeasure { engines: Device::describe() };
        assert!(error.to_string().contains("--features arrayfire"), "{error}");
    }
}
