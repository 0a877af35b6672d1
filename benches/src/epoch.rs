//! One epoch, from the files on disk to a trained network: the tutorial of chapter 7.

use std::{fs::File, io};

use data::{DataError, Dataset, Split};
use flate2::read::GzDecoder;
use mnist::{DataLoader, tutorial};
use random::TorchRng;
use tempfile::TempDir;

/// The workload's name.
pub const EPOCH: &str = "epoch/784-32-32-32-10/512";

/// The training files, unpacked: torchvision reads no others, and all libraries read the same.
pub struct Files {
    folder: TempDir,
}

impl Files {
    /// Unpacks them into a folder that is gone when this is dropped.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or written.
    pub fn unpacked() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        for name in ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"] {
            let packed = File::open(data::mnist::directory().join(format!("{name}.gz")))?;
            io::copy(&mut GzDecoder::new(packed), &mut File::create(folder.path().join(name))?)?;
        }
        Ok(Self { folder })
    }

    /// Reads them.
    ///
    /// # Errors
    ///
    /// When they were changed or removed after they had been unpacked.
    pub fn read(&self) -> Result<Dataset, DataError> {
        Dataset::load(self.folder.path(), Split::Train)
    }
}

/// Reads the files, makes the network, trains it for one epoch; returns the average loss.
///
/// # Errors
///
/// When the files cannot be read.
///
/// # Panics
///
/// If the files hold other labels than those of MNIST.
pub fn from_files(files: &Files) -> Result<f64, DataError> {
    let train = files.read()?;
    let pixels = train.height * train.width;
    let loader = DataLoader::new(train.images, train.labels, pixels, tutorial::BATCH_SIZE);
    let mut rng = TorchRng::manual_seed(0);
    let model = tutorial::model(tutorial::Variant::Stuck, pixels, &mut rng);
    let mut optimizer = tutorial::optimizer(tutorial::Variant::Stuck, &model);
    let loss = tutorial::epoch(&model, &mut optimizer, &loader, &mut rng);
    Ok(loss.expect("MNIST has ten classes"))
}
