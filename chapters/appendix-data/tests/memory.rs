//! Neither the header of a file nor its decompressed size may determine how much memory is used.
//!
//! Linux reports the peak size of a process, which includes memory reserved but not used.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{self, Read, Write};

use data::Dataset;
use flate2::Compression;
use flate2::write::GzEncoder;

/// The peak size of this process so far, in bytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmPeak:")).unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib * 1024
}

#[test]
fn memory_depends_on_the_data_not_on_the_header() {
    const MIB: u64 = 1 << 20;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let header =
        |fields: &[u32]| -> Vec<u8> { fields.iter().flat_map(|f| f.to_be_bytes()).collect() };
    let gzip = |name: &str, level, header: &[u8], zeros: u64| {
        let mut encoder = GzEncoder::new(fs::File::create(path(name)).unwrap(), level);
        encoder.write_all(header).unwrap();
        io::copy(&mut io::repeat(0).take(zeros), &mut encoder).unwrap();
        encoder.finish().unwrap();
    };
    gzip("1-label", Compression::fast(), &header(&[0x0801, 1]), 1);
    gzip("128-labels", Compression::fast(), &header(&[0x0801, 128]), 128);

    // One small image by its header, then 512 MiB that do not belong to it.
    gzip("bomb", Compression::fast(), &header(&[0x0803, 1, 28, 28]), 512 * MIB);
    // 2 GiB by its header, in a file that could hold them if it were compressed, but is not.
    gzip("promise", Compression::none(), &header(&[0x0803, 128, 4096, 4096]), 3 * MIB);

    let before = peak();
    let error = Dataset::read(&path("bomb"), &path("1-label")).unwrap_err();
    assert!(error.to_string().contains("longer"), "{error}");
    let error = Dataset::read(&path("promise"), &path("128-labels")).unwrap_err();
    assert!(error.to_string().contains("2147483648 bytes by its header"), "{error}");
    let taken = peak() - before;
    assert!(taken < 64 * MIB, "{} MiB", taken / MIB);
}
