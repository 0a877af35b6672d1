//! What can happen to a file.

use std::{fs, path::Path};

use random::TorchRng;

/// Writes a new file. (Where an old one is emptied and filled again, some file systems wait for the
/// disk.)
pub fn write(path: &Path, bytes: &[u8]) {
    let _ = fs::remove_file(path);
    fs::write(path, bytes).expect("a file");
}

/// Calls `read` with every simple damage of a good file: a bit that is flipped, a byte that is all
/// zeros or all ones, an end that is missing, a piece that is missing or there twice, bytes that
/// follow. Then with `random` files that suffered several things at once. Says how many there were.
pub fn every_damage(good: &[u8], random: usize, mut read: impl FnMut(&[u8])) -> usize {
    let mut tried = 0;
    let mut read = |bytes: &[u8]| {
        read(bytes);
        tried += 1;
    };
    for length in 0..good.len() {
        read(&good[..length]);
    }
    let mut bytes = good.to_vec();
    for place in 0..good.len() {
        let flipped = (0..8).map(|bit| good[place] ^ (1 << bit));
        for byte in flipped.chain([0x00, 0xff]).filter(|&byte| byte != good[place]) {
            bytes[place] = byte;
            read(&bytes);
        }
        bytes[place] = good[place];
    }
    for length in [1, 4] {
        for start in 0..good.len() - length {
            let (before, rest) = good.split_at(start);
            let (piece, after) = rest.split_at(length);
            read(&[before, after].concat());
            read(&[before, piece, piece, after].concat());
        }
    }
    for length in [1, 2, 4, 8, 512] {
        for byte in [0x00, 0xff] {
            read(&[good, &vec![byte; length]].concat());
        }
    }

    let mut rng = TorchRng::manual_seed(0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to n − 1")]
    let mut below = move |n: usize| (f64::from(rng.rand(1)[0]) * n as f64) as usize;
    for _ in 0..random {
        let mut bytes = good.to_vec();
        for _ in 0..=below(4) {
            let start = below(bytes.len() + 1);
            let end = bytes.len().min(start + below(12));
            let new: Vec<u8> = (0..below(12))
                .map(|_| match below(4) {
                    // What JSON is made of goes deeper than any byte would.
                    0 => b"{}[]\",:0129-.eE "[below(16)],
                    1 => 0xff,
                    _ => u8::try_from(below(256)).expect("a byte"),
                })
                .collect();
            bytes.splice(start..end, new);
        }
        read(&bytes);
    }
    tried
}

/// A message about a file must name it, and be fit for a terminal.
#[track_caller]
pub fn check_message(message: &str, name: &str) {
    assert!(message.contains(name), "no `{name}` in: {message}");
    assert!(message.len() < 1000, "{} bytes: {message:.200}", message.len());
    assert!(!message.contains(|c: char| c.is_control()), "{message:?}");
}
