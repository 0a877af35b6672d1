//! Images with their labels.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::DataError;
use crate::idx::{IdxFile, Kind};

/// The training set or the test set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Split {
    /// The training set.
    Train,
    /// The test set, which is never trained on.
    Test,
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Train => "training",
            Self::Test => "test",
        })
    }
}

/// n gray images of one size, and a class for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// n · height · width bytes, row after row, image after image: 0 is background, 255 is ink.
    pub images: Vec<u8>,
    /// n classes, counted from 0.
    pub labels: Vec<u8>,
    /// Rows of an image.
    pub height: usize,
    /// Columns of an image.
    pub width: usize,
}

impl Dataset {
    /// Finds a data set in a folder by the usual names of its files, and reads it.
    ///
    /// For [`Split::Train`] the images are looked for as `train-images-idx3-ubyte`,
    /// `train-images.idx3-ubyte` and `emnist-*-train-images-idx3-ubyte`, each also with `.gz`
    /// appended; the labels likewise with `labels-idx1`. For [`Split::Test`], `train` becomes
    /// `t10k`, and in EMNIST's names `test`. Fashion-MNIST and KMNIST use MNIST's names.
    ///
    /// # Errors
    ///
    /// If there is no such file, if there are several data sets, or if [`Dataset::read`] fails.
    ///
    /// ```
    /// use data::{Dataset, Split, mnist};
    ///
    /// let test = Dataset::load(&mnist::directory(), Split::Test)?;
    /// assert_eq!(test.len(), 10_000);
    ///
    /// let error = Dataset::load("nowhere".as_ref(), Split::Test).unwrap_err();
    /// assert!(error.to_string().contains("nowhere"));
    /// # Ok::<(), data::DataError>(())
    /// ```
    pub fn load(dir: &Path, split: Split) -> Result<Self, DataError> {
        let images = find(dir, split, Kind::Images)?;
        let labels = find(dir, split, Kind::Labels)?;
        Self::read(&images, &labels)
    }

    /// Reads a file of images and the file of their labels, gzipped or not.
    ///
    /// EMNIST stores its images transposed; files whose name begins with `emnist-` are
    /// transposed back here. (Its letters are labeled from 1, so class 0 is empty there.)
    ///
    /// # Errors
    ///
    /// If a file cannot be read, does not have the [`idx`](crate::idx) format, or is empty, or if
    /// the numbers of images and labels differ.
    pub fn read(images: &Path, labels: &Path) -> Result<Self, DataError> {
        let set = Self::unpack(
            IdxFile::open(images, Kind::Images)?,
            IdxFile::open(labels, Kind::Labels)?,
        )?;
        let transposed =
            images.file_name().is_some_and(|name| name.to_string_lossy().starts_with("emnist-"));
        Ok(if transposed { set.transposed() } else { set })
    }

    /// Reads what two open files hold, if they belong together.
    pub(crate) fn unpack(pixels: IdxFile, classes: IdxFile) -> Result<Self, DataError> {
        if pixels.count != classes.count {
            return Err(pixels.wrong(
                "the number of images",
                pixels.count.to_string(),
                format!("{}, the number of labels in {}", classes.count, classes.path.display()),
                "take both files from the same set",
            ));
        }
        let (height, width) = (pixels.height, pixels.width);
        Ok(Self { labels: classes.body()?, images: pixels.body()?, height, width })
    }

    /// The number of images.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are no images.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The `height · width` pixels of image `i`, row after row.
    ///
    /// # Panics
    ///
    /// If `i` is not below [`len`](Self::len).
    #[track_caller]
    pub fn image(&self, i: usize) -> &[u8] {
        assert!(i < self.len(), "image {i} of a set of {} images", self.len());
        let size = self.height * self.width;
        &self.images[i * size..(i + 1) * size]
    }

    /// The number of classes: the largest label + 1.
    pub fn classes(&self) -> usize {
        self.labels.iter().max().map_or(0, |&largest| usize::from(largest) + 1)
    }

    /// How many images each class has.
    pub fn class_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes()];
        for &label in &self.labels {
            counts[usize::from(label)] += 1;
        }
        counts
    }

    /// Mean and standard deviation of all pixels, with 0 … 255 mapped to 0 … 1.
    ///
    /// Subtracting the mean and dividing by the standard deviation gives inputs of mean 0 and
    /// variance 1, which the usual initialization of a layer assumes. Normalize the test set with
    /// the values of the training set, so that both are transformed in the same way.
    ///
    /// The sums over the 256 gray levels are exact in integers, so no rounding errors accumulate.
    /// It is the population's standard deviation (divided by n, not n − 1).
    ///
    /// ```
    /// use data::{Split, mnist};
    ///
    /// let (mean, std) = mnist::load(Split::Train)?.mean_and_std();
    /// assert_eq!(format!("{mean:.4} {std:.4}"), "0.1307 0.3081");
    /// # Ok::<(), data::DataError>(())
    /// ```
    // ANCHOR: mean_and_std
    pub fn mean_and_std(&self) -> (f64, f64) {
        let (mut sum, mut squares) = (0_u64, 0_u64);
        for &pixel in &self.images {
            sum += u64::from(pixel);
            squares += u64::from(pixel).pow(2);
        }
        let n = self.images.len() as f64;
        let mean = sum as f64 / n;
        let variance = squares as f64 / n - mean * mean;
        (mean / 255.0, variance.max(0.0).sqrt() / 255.0)
    }
    // ANCHOR_END: mean_and_std

    /// The first `n` images; all of them, if there are fewer.
    ///
    /// ```
    /// use data::{Split, mnist};
    ///
    /// let few = mnist::load(Split::Test)?.truncated(100);
    /// assert_eq!(few.len(), 100);
    /// # Ok::<(), data::DataError>(())
    /// ```
    #[must_use]
    pub fn truncated(mut self, n: usize) -> Self {
        self.labels.truncate(n);
        self.images.truncate(self.labels.len() * self.height * self.width);
        self
    }

    /// Transposes every image.
    fn transposed(self) -> Self {
        let mut images = Vec::with_capacity(self.images.len());
        for image in self.images.chunks_exact(self.height * self.width) {
            for column in 0..self.width {
                images.extend(image.iter().skip(column).step_by(self.width));
            }
        }
        Self { images, height: self.width, width: self.height, ..self }
    }
}

/// The path of the one file in `dir` that has a usual name.
fn find(dir: &Path, split: Split, kind: Kind) -> Result<PathBuf, DataError> {
    let (mnist, emnist) = match split {
        Split::Train => ("train", "-train"),
        Split::Test => ("t10k", "-test"),
    };
    let content = match kind {
        Kind::Images => "images-idx3-ubyte",
        Kind::Labels => "labels-idx1-ubyte",
    };
    let dotted = content.replacen('-', ".", 1);
    let plain = [
        format!("{mnist}-{content}"),
        format!("{mnist}-{content}.gz"),
        format!("{mnist}-{dotted}"),
        format!("{mnist}-{dotted}.gz"),
    ];
    if let Some(name) = plain.iter().find(|name| dir.join(name).is_file()) {
        return Ok(dir.join(name));
    }

    let ends = [format!("{emnist}-{content}"), format!("{emnist}-{content}.gz")];
    let entries = fs::read_dir(dir).map_err(|source| DataError::Io {
        action: "look into",
        path: dir.to_owned(),
        source,
        hint: "give the folder that holds the IDX files",
    })?;
    let mut found: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("emnist-") && ends.iter().any(|end| name.ends_with(end)))
        .collect();
    found.sort();
    // A file and its compressed copy count as one.
    found.dedup_by(|b, a| b.strip_suffix(".gz") == Some(a));
    match found.as_slice() {
        [] => {}
        [name] => return Ok(dir.join(name)),
        _ => return Err(DataError::Ambiguous { folder: dir.to_owned(), found }),
    }

    // If something with a usual name is not a file, opening it gives the right error.
    if let Some(name) = plain.iter().find(|name| dir.join(name).exists()) {
        return Ok(dir.join(name));
    }
    let looked_for =
        plain.into_iter().chain(ends.into_iter().map(|end| format!("emnist-*{end}"))).collect();
    Err(DataError::NotFound { folder: dir.to_owned(), split, kind: kind.name(), looked_for })
}
