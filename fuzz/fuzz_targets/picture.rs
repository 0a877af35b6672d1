//! Any bytes as a picture of a digit.
#![no_main]

use data::digit;
use libfuzzer_sys::fuzz_target;

// The first byte chooses: the rest is the file, or goes on after the signature of a PNG or a JPEG.
fuzz_target!(|input: &[u8]| {
    let Some((&choice, rest)) = input.split_first() else { return };
    let signature: &[u8] = match choice % 3 {
        0 => b"",
        1 => b"\x89PNG\r\n\x1a\n",
        _ => b"\xff\xd8\xff",
    };
    let path = fuzz::file("picture", &[signature, rest].concat());
    match digit::read(&path) {
        Ok(digit) => assert!(digit.pixels.contains(&255)),
        Err(error) => fuzz::check_message(&error.to_string(), &path),
    }
});
