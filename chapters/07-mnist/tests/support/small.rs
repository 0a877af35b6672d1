//! Small folders of IDX files, cut from MNIST.

use std::{fs, path::Path, sync::LazyLock};

use data::{Dataset, Split};

static TRAIN: LazyLock<Dataset> = LazyLock::new(|| load(Split::Train));
static TEST: LazyLock<Dataset> = LazyLock::new(|| load(Split::Test));

fn load(split: Split) -> Dataset {
    data::mnist::load(split).expect("MNIST ships with the program").truncated(600)
}

/// The first `train` training images and the first `test` test images; 600 of each at most.
pub fn sets(train: usize, test: usize) -> (Dataset, Dataset) {
    (TRAIN.clone().truncated(train), TEST.clone().truncated(test))
}

/// Writes them as a folder for `--data`.
pub fn write(folder: &Path, train: usize, test: usize) {
    let (train, test) = sets(train, test);
    write_set(folder, "train", &train);
    write_set(folder, "t10k", &test);
}

/// Writes one half of such a folder.
pub fn write_set(folder: &Path, name: &str, set: &Dataset) {
    fs::create_dir_all(folder).expect("a folder");
    let file = |content: &str, header: &[usize], bytes: &[u8]| {
        let header = header.iter().flat_map(|&n| u32::try_from(n).expect("small").to_be_bytes());
        let bytes: Vec<u8> = header.chain(bytes.iter().copied()).collect();
        fs::write(folder.join(format!("{name}-{content}")), bytes).expect("a file");
    };
    file("images-idx3-ubyte", &[0x0803, set.len(), set.height, set.width], &set.images);
    file("labels-idx1-ubyte", &[0x0801, set.len()], &set.labels);
}
