//! What a network or a checkpoint promises must not decide how much memory is taken.
//!
//! Linux tells the largest size a process ever had, which includes memory reserved but not used. So do
//! the 64 MiB that glibc reserves for a thread which finds the memory of another one busy; here all
//! threads share the same.
#![cfg(all(feature = "program", target_os = "linux"))]

use std::{env, fs, process::Command};

use mnist::program::{checkpoint, model_file, settings::Settings};

/// The largest size of this process so far, in bytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find(|line| line.starts_with("VmPeak:")).expect("a peak");
    let kib: usize = line.split_whitespace().nth(1).expect("a number").parse().expect("a number");
    kib * 1024
}

/// A file of this header and `body` zeros.
fn file(header: &str, body: usize) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &vec![0; body]].concat()
}

/// A file whose account of the run is `{"steps":[0,0,0,…]}`.
fn many_steps(count: usize) -> Vec<u8> {
    let settings = serde_json::to_string(&Settings::default()).expect("JSON");
    let account = format!(
        r#"{{"settings":{settings},"epoch":0,"batch":0,"loss_sum":0,"correct":0,"seconds":0,"history":[],
        "wall_seconds":0,"steps":[0{}]}}"#,
        ",0".repeat(count - 1)
    )
    .replace('"', "\\\"");
    let header = format!(r#"{{"__metadata__":{{"chain_rule.progress":"{account}"}}}}"#);
    file(&header.replace('\n', ""), 0)
}

#[test]
fn memory_follows_the_file() {
    const MIB: usize = 1 << 20;
    const ARENAS: &str = "MALLOC_ARENA_MAX";
    if env::var_os(ARENAS).is_none() {
        // Read when a process starts.
        let mut again = Command::new(env::current_exe().expect("this program"));
        again.env(ARENAS, "1").args(["--exact", "memory_follows_the_file", "--nocapture"]);
        assert!(again.status().expect("it starts").success());
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file.safetensors");
    let names = (0..150_000)
        .map(|i| format!(r#""{i}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#));
    let names: Vec<String> = names.collect();
    let promise =
        r#"{"0.weight":{"dtype":"F32","shape":[1073741824,16],"data_offsets":[0,68719476736]}}"#;
    let whole = r#"{"0.weight":{"dtype":"F32","shape":[1,2097152],"data_offsets":[0,8388608]},
        "0.bias":{"dtype":"F32","shape":[1],"data_offsets":[8388608,8388612]}}"#;
    for (bytes, words) in [
        (file(promise, 64), Some("does not describe just the 64 bytes")),
        (file(&"[".repeat(8 * MIB), 0), Some("JSON")),
        (file(&" ".repeat(20 * MIB), 0), Some("expected at most 16777216")),
        (file(whole, 8 * MIB + 4), None),
        (many_steps(4 * MIB), Some("4194304 parameters")),
        // The dearest comes last, since a peak hides what is lower.
        (file(&format!("{{{}}}", names.join(",")), 0), Some("150000 tensors")),
    ] {
        fs::write(&path, &bytes).expect("a file");
        let before = peak();
        let error = if bytes.windows(8).take(200).any(|part| part == b"progress") {
            checkpoint::load(&path).err().map(|error| error.to_string())
        } else {
            model_file::load(&path).err().map(|error| error.to_string())
        };
        let taken = peak() - before;
        match (&error, words) {
            (None, None) => {}
            (Some(error), Some(words)) => assert!(error.contains(words), "{error}"),
            other => panic!("{other:?}"),
        }
        let header = bytes[..8].try_into().map(u64::from_le_bytes).expect("a length");
        let header = usize::try_from(header).expect("a length").min(16 * MIB);
        let most = 5 * bytes.len() + 24 * header + 4 * MIB;
        println!("{} bytes: {} MiB: {error:?}", bytes.len(), taken / MIB);
        assert!(taken < most, "{} MiB for {} bytes", taken / MIB, bytes.len());
    }
}
