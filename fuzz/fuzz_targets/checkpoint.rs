//! Any bytes as a checkpoint.
#![no_main]

use autograd::nn::Module;
use libfuzzer_sys::fuzz_target;
use mnist::{mlp, program::checkpoint};
use random::TorchRng;

// The first byte chooses: the rest is the file, a header and a body, or the account of how far the
// run has come and a body.
fuzz_target!(|input: &[u8]| {
    let Some((&choice, rest)) = input.split_first() else { return };
    let bytes = match choice % 3 {
        0 => rest.to_vec(),
        1 => fuzz::safetensors(rest),
        _ => with_account(rest),
    };
    let path = fuzz::file("checkpoint.safetensors", &bytes);
    let checkpoint = match checkpoint::load(&path) {
        Ok(checkpoint) => checkpoint,
        Err(error) => return fuzz::check_message(&error.to_string(), &path),
    };
    let progress = &checkpoint.progress;
    assert_eq!(progress.epoch, progress.history.len());
    assert_eq!(progress.settings.check(), Ok(()));
    let model = mlp(&[2, 2], &mut TorchRng::manual_seed(0));
    let mut optimizer = progress.settings.optimizer(model.parameters());
    match checkpoint.restore(&model, optimizer.as_mut()) {
        // What was put to use can be saved again.
        Ok(best) => checkpoint::save(&path, progress, &model, optimizer.as_ref(), best.as_ref())
            .expect("saved"),
        Err(error) => fuzz::check_message(&error.to_string(), &path),
    }
});

/// A checkpoint of two parameters with this account of itself, up to the first zero byte.
fn with_account(input: &[u8]) -> Vec<u8> {
    let end = input.iter().position(|&byte| byte == 0).unwrap_or(input.len());
    let (account, body) = input.split_at(end);
    let mut body = body.get(1..).unwrap_or_default().to_vec();
    body.resize(24, 0);
    let account = serde_json::Value::from(String::from_utf8_lossy(account));
    let header = format!(
        r#"{{"__metadata__":{{"chain_rule.progress":{account}}},
        "model.0.weight":{{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}},
        "model.0.bias":{{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}}}"#
    );
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &body].concat()
}
