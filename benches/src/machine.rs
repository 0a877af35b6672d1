//! The machine and the date of a measurement.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// The machine that measured.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's name for itself.
    pub cpu: String,
    /// How many cores the system offers.
    pub cores: usize,
    /// The widest SIMD instructions.
    pub instructions: String,
    /// The operating system.
    pub system: String,
}

impl Machine {
    /// This one.
    pub fn here() -> Self {
        Self {
            cpu: cpu().unwrap_or_else(|| format!("unknown {}", std::env::consts::ARCH)),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            instructions: instructions().to_owned(),
            system: std::env::consts::OS.to_owned(),
        }
    }
}

fn cpu() -> Option<String> {
    let info = std::fs::read_to_string("/proc/cpuinfo").ok();
    let line = info.as_deref().and_then(|info| info.lines().find(|l| l.starts_with("model name")));
    if let Some((_, name)) = line.and_then(|line| line.split_once(": ")) {
        return Some(name.trim().to_owned());
    }
    let mut sysctl = std::process::Command::new("sysctl");
    let answer = sysctl.args(["-n", "machdep.cpu.brand_string"]).output().ok();
    let answer = answer.filter(|output| output.status.success());
    let name = answer.and_then(|output| String::from_utf8(output.stdout).ok());
    let name = name.map(|name| name.trim().to_owned());
    name.or_else(|| std::env::var("PROCESSOR_IDENTIFIER").ok())
}

#[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
fn instructions() -> &'static str {
    if std::is_x86_feature_detected!("avx512f") {
        "AVX-512"
    } else if std::is_x86_feature_detected!("fma") {
        "AVX2 with FMA"
    } else {
        "SSE"
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "x86")))]
fn instructions() -> &'static str {
    if cfg!(target_arch = "aarch64") { "NEON" } else { std::env::consts::ARCH }
}

/// Today's date, in Greenwich, as year-month-day.
///
/// ```
/// let today = benches::machine::today();
/// assert!(today.len() == 10 && today.starts_with("20"));
/// ```
pub fn today() -> String {
    let mut stamp = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    stamp.truncate("2026-01-31".len());
    stamp
}
