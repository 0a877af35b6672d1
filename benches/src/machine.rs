//! On which machine, and when.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// The machine that measured.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Machine {
    /// The processor, as it calls itself.
    pub cpu: String,
    /// How many cores the system offers.
    pub cores: usize,
    /// The widest instructions for several numbers at once.
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
pub fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    date(since.as_secs() / 86_400)
}

/// The date so many days after 1 January 1970: first the year, then the month, then the day.
fn date(mut days: u64) -> String {
    let mut year = 1970;
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_know_leap_years() {
        // Python: datetime.date(1970, 1, 1) + datetime.timedelta(days)
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(789), "1972-02-29");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(20_088), "2024-12-31");
        assert_eq!(date(20_089), "2025-01-01");
        assert_eq!(date(47_540), "2100-02-28");
        assert_eq!(date(47_541), "2100-03-01");
    }
}
