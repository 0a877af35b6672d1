//! The results as tables of plain text.

use std::fmt::Write;

use workloads::Workload;

use crate::{
    results::Results,
    targets::{self, Ratio},
};

/// The date, the machine, and the libraries' versions.
pub fn heading(results: &Results) -> String {
    let Results { date, machine, threads, rounds, .. } = results;
    let mut versions: Vec<String> = results
        .records
        .iter()
        .filter(|record| record.library != "machine" && record.library != "by hand")
        .map(|record| format!("{} {}", record.library, record.version))
        .collect();
    versions.sort();
    versions.dedup();
    format!(
        "{date}, {}, {threads} of {} cores, {}, {}\nmedians over {rounds} rounds; {}\n",
        machine.cpu,
        machine.cores,
        machine.instructions,
        machine.system,
        versions.join(", ")
    )
}

/// For every workload and peer: both times, their ratio, and the target.
pub fn ratios(results: &Results) -> String {
    let mut rows =
        vec![["workload", "ours", "other", "theirs", "ratio", "target", ""].map(str::to_owned)];
    let mut last = "";
    for ratio in targets::ratios(results) {
        let Ratio { title, peer, ours_s, theirs_s, setting, .. } = &ratio;
        let again = *title == last;
        let first = |text: String| if again { String::new() } else { text };
        last = title;
        // The setting says the rest of the name.
        let library = peer.name.split(", ").next().unwrap_or_default();
        rows.push([
            first((*title).to_owned()),
            first(time(*ours_s)),
            format!("{library} ({setting})"),
            time(*theirs_s),
            format!("{:.2}", ratio.ratio()),
            peer.target.map_or(String::new(), |target| format!("{target:.2}")),
            ratio.met().map_or("", |met| if met { "met" } else { "missed" }).to_owned(),
        ]);
    }
    aligned(&rows, [false, true, false, true, true, true, false])
}

/// What the machine can do at all.
pub fn limits(results: &Results) -> String {
    let Some(peak) = results.peak() else { return String::new() };
    let bandwidth = |workload| results.bandwidth(workload).unwrap_or(f64::NAN);
    format!(
        "multiply-adds  {peak:.0} GFLOP/s\nread memory    {:.1} GB/s\ncopy memory    {:.1} GB/s\n",
        bandwidth("ceiling/read"),
        bandwidth("ceiling/copy")
    )
}

/// Every product as a share of the processor's peak: this project's, and the fastest of each peer.
pub fn products(results: &Results) -> String {
    let Some(peak) = results.peak() else { return String::new() };
    let libraries = [crate::results::OURS, "faer", "pytorch", "jax", "candle", "burn"];
    let headings = ["product", "ours", "faer", "PyTorch", "JAX", "candle", "burn"];
    let mut rows = vec![headings.map(str::to_owned)];
    for (workload, title) in targets::COMPARISONS.iter().flat_map(|c| c.workloads) {
        if !matches!(workload.parse(), Ok(Workload::Product { .. }))
            || results.ours(workload).is_none()
        {
            continue;
        }
        let mut row = [const { String::new() }; 7];
        (*title).clone_into(&mut row[0]);
        for (cell, library) in row[1..].iter_mut().zip(libraries) {
            let record = results.best(workload, library, "");
            if let Some(speed) = record.and_then(|record| results.gflops(record)) {
                *cell = format!("{speed:.0} ({})", text::percent(speed / peak, 0));
            }
        }
        rows.push(row);
    }
    aligned(&rows, [false, true, true, true, true, true, true])
}

/// Results that do not match, and peers that are missing.
pub fn notes(results: &Results) -> String {
    let mut text = String::new();
    for record in results.mismatches() {
        let _ = writeln!(
            text,
            "{} ({}) computed {:?} in {}, which differs from this project's result",
            record.library, record.setting, record.check, record.workload
        );
    }
    for missing in results.missing.chunk_by(|a, b| a.reason == b.reason) {
        let names: Vec<&str> = missing.iter().map(|missing| missing.name.as_str()).collect();
        let _ = writeln!(text, "missing: {}: {}", names.join("; "), missing[0].reason);
    }
    text
}

/// A time with three significant digits.
pub fn time(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < 1e-3 => (s * 1e6, "µs"),
        s if s < 1.0 => (s * 1e3, "ms"),
        s => (s, "s"),
    };
    let decimals = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{value:.decimals$} {unit}")
}

/// Columns as wide as their widest cell, aligned left, or right where `true`.
fn aligned<const N: usize>(rows: &[[String; N]], right: [bool; N]) -> String {
    let width = |j: usize| rows.iter().map(|row| row[j].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for ((cell, width), right) in row.iter().zip(widths).zip(right) {
            let _ = if right {
                write!(line, "{cell:>width$}  ")
            } else {
                write!(line, "{cell:<width$}  ")
            };
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        let times = [3.0, 0.0123, 1.5e-3, 999e-6, 8.27e-6].map(time);
        assert_eq!(times, ["3.00 s", "12.3 ms", "1.50 ms", "999 µs", "8.27 µs"]);
    }

    #[test]
    fn columns_are_aligned() {
        let rows = [["a", "1"], ["bcd", "100"]].map(|row| row.map(str::to_owned));
        assert_eq!(aligned(&rows, [false, true]), "a      1\nbcd  100\n");
    }
}
