//! Where and when something was measured: the processor and the date.

use std::time::{SystemTime, UNIX_EPOCH};

/// The name of the processor.
pub fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = info.lines().find(|line| line.starts_with("model name"));
    if let Some((_, name)) = named.and_then(|line| line.split_once(": ")) {
        return name.trim().to_owned();
    }
    let mut sysctl = std::process::Command::new("sysctl");
    let answer = sysctl.args(["-n", "machdep.cpu.brand_string"]).output().ok();
    let answer = answer.filter(|output| output.status.success());
    let name = answer.and_then(|output| String::from_utf8(output.stdout).ok());
    let name = name.map(|name| name.trim().to_owned());
    let name = name.or_else(|| std::env::var("PROCESSOR_IDENTIFIER").ok());
    name.unwrap_or_else(|| format!("an unknown {}", std::env::consts::ARCH))
}

/// Today's date in UTC, as year-month-day.
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
    use super::date;

    #[test]
    fn dates_know_leap_years() {
        // Python: datetime.date(1970, 1, 1) + datetime.timedelta(days)
        let days = [0, 789, 11_016, 20_088, 20_089, 47_540, 47_541];
        let dates = days.map(date);
        assert_eq!(
            dates,
            [
                "1970-01-01",
                "1972-02-29",
                "2000-02-29",
                "2024-12-31",
                "2025-01-01",
                "2100-02-28",
                "2100-03-01"
            ]
        );
    }
}
