//! Any text as the settings and the metrics of a run.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mnist::program::{metrics::Metrics, settings::Settings};

// What is understood and makes sense can be written, and says the same when it is read again.
fuzz_target!(|input: &[u8]| {
    if let Ok(text) = str::from_utf8(input)
        && let Ok(settings) = toml::from_str::<Settings>(text)
        && settings.check().is_ok()
    {
        let again = settings.to_toml().expect("it was TOML before");
        assert_eq!(toml::from_str(&again), Ok(settings));
    }
    if let Ok(metrics) = serde_json::from_slice::<Metrics>(input) {
        let again = serde_json::to_vec(&metrics).expect("it was JSON before");
        assert_eq!(serde_json::from_slice::<Metrics>(&again).expect("JSON"), metrics);
    }
});
