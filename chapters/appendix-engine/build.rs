//! With the feature `arrayfire`: looks for the library, and says how to install it if it is
//! missing.
//!
//! `cargo check` and `cargo doc` do not need the library, so that is only a warning. Linking does.

use std::{env, path::PathBuf};

const INSTALL: &str = "\
    the feature `arrayfire` needs the ArrayFire library, and {root} does not hold it (lib or lib64, \
    with libaf).
    1. Install ArrayFire 3.8 or newer: https://arrayfire.com/binaries, or your system's packages.
    2. Set AF_PATH to its folder, unless that is /opt/arrayfire.
    3. Run `cargo clean -p arrayfire`: the bindings do not notice by themselves.
    Until then, checking works, but linking a program ends with `undefined symbol: af_...`.";

fn main() {
    println!("cargo::rerun-if-env-changed=AF_PATH");
    if env::var_os("CARGO_FEATURE_ARRAYFIRE").is_none() {
        return;
    }
    let root =
        env::var_os("AF_PATH").map_or_else(|| PathBuf::from("/opt/arrayfire"), PathBuf::from);
    // The folders in which the bindings look, too.
    let folders = ["lib", "lib64"].map(|name| root.join(name));
    let system = ["/usr/local/lib", "/usr/lib"].map(PathBuf::from);
    let holds = |folder: &PathBuf| {
        ["libaf.so", "libaf.dylib", "af.lib"].iter().any(|name| folder.join(name).exists())
    };
    let unix = env::var_os("CARGO_CFG_UNIX").is_some();
    match folders.iter().chain(&system).find(|folder| holds(folder)) {
        // With this, the loader finds the library without LD_LIBRARY_PATH.
        Some(folder) if unix => println!("cargo::rustc-link-arg=-Wl,-rpath,{}", folder.display()),
        Some(_) => {}
        // The MNIST program uses this script, too, for the line above. One warning is enough.
        None if env::var("CARGO_PKG_NAME").is_ok_and(|name| name != "engine") => {}
        None => {
            for line in INSTALL.replace("{root}", &root.display().to_string()).lines() {
                println!("cargo::warning={line}");
            }
        }
    }
}
