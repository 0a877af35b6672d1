//! Any bytes as a saved network.
#![no_main]

use autograd::{Tensor, nn::Module, no_grad};
use engine::{Bytes, Options};
use libfuzzer_sys::fuzz_target;
use mnist::program::{architecture::layer_sizes, model_file};

// The first byte chooses: the rest is the file, or a header and a body.
fuzz_target!(|input: &[u8]| {
    let Some((&choice, rest)) = input.split_first() else { return };
    let bytes = if choice % 2 == 0 { rest.to_vec() } else { fuzz::safetensors(rest) };
    let path = fuzz::file("model.safetensors", &bytes);
    match model_file::load(&path) {
        Ok(model) => {
            let pixels = layer_sizes(&model)[0];
            assert!(model.parameter_count() * 4 <= bytes.len());
            // What was loaded can be used.
            let image = Bytes::new(vec![0; pixels], pixels);
            let x = Tensor::new(image.gather(&[0], 0.1307, 0.3081, Options::default()));
            let classes = no_grad(|| model.call(&x).softmax(1)).to_vec();
            assert!((1..=256).contains(&classes.len()));
        }
        Err(error) => fuzz::check_message(&error.to_string(), &path),
    }
});
