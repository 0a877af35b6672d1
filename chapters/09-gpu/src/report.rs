//! Tables of what was measured, and of what the model predicts.

use std::fmt::{self, Display, Write};

use crate::{
    Measured,
    measured::{Crossing, Device, Product, crossing},
    step::training_step,
};

/// All tables: where and when, the four numbers of each device, and for each device with memory
/// of its own, products and training steps beside the processor's.
///
/// ```
/// let text = gpu::report::all(&gpu::Measured::published()?);
/// assert!(text.contains("a call"));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn all(measured: &Measured) -> String {
    let mut text = format!("{}\n{}", heading(measured), devices(measured));
    for device in measured.remote() {
        if let Some(host) = measured.host() {
            let _ = write!(text, "\n{}\n{}", products(host, device), steps(host, device));
        }
    }
    text
}

/// Where and when.
pub fn heading(measured: &Measured) -> String {
    let mut text = format!(
        "{}, {}, {} {}\n",
        measured.date,
        measured.processor,
        measured.cores,
        if measured.cores == 1 { "core" } else { "cores" }
    );
    for device in &measured.devices {
        let _ = writeln!(text, "{}: {}", device.name, device.what);
    }
    text
}

/// The four numbers of each device, and what it costs to wait for a result.
pub fn devices(measured: &Measured) -> String {
    let mut rows = vec![["", "a call", "and ask", "way", "memory", "products"].map(str::to_owned)];
    for device in &measured.devices {
        let Some(spec) = device.spec() else { continue };
        rows.push([
            device.name.clone(),
            time(spec.latency),
            time(device.round_trip),
            if spec.bus.is_finite() { per_second(spec.bus, "B") } else { "none".into() },
            per_second(spec.memory, "B"),
            per_second(spec.rate, "FLOP"),
        ]);
    }
    aligned(&rows)
}

/// Square products on the processor and on the device, and from which size on the device is faster.
pub fn products(host: &Device, device: &Device) -> String {
    let headings = ["n", &host.name, &device.name, "", "and the way", ""];
    let mut rows = vec![headings.map(str::to_owned)];
    for (here, there) in pairs(host, device) {
        rows.push([
            here.n.to_string(),
            time(here.resident),
            time(there.resident),
            ratio(here.resident, there.resident),
            time(there.carried),
            ratio(here.resident, there.carried),
        ]);
    }
    let mut text = aligned(&rows);
    let _ = writeln!(
        text,
        "faster, with the numbers there:   {}",
        product_crossing(host, device, false)
    );
    let _ = writeln!(
        text,
        "faster, with the way:             {}",
        product_crossing(host, device, true)
    );
    text
}

/// From which size on a product is faster on the device, with or without the transfers.
pub fn product_crossing(host: &Device, device: &Device, with_way: bool) -> Crossing {
    let points: Vec<_> = pairs(host, device)
        .map(|(here, there)| {
            let seconds = if with_way { there.carried } else { there.resident };
            (here.n as f64, here.resident, seconds)
        })
        .collect();
    crossing(&points)
}

fn pairs<'a>(
    host: &'a Device,
    device: &'a Device,
) -> impl Iterator<Item = (&'a Product, &'a Product)> {
    host.products.iter().filter_map(|here| {
        let there = device.products.iter().find(|there| there.n == here.n)?;
        Some((here, there))
    })
}

/// Training steps on the processor and on the device, and what the model predicts from the
/// device's four numbers.
pub fn steps(host: &Device, device: &Device) -> String {
    let headings = ["network", "batch", &host.name, &device.name, "", "model"];
    let mut rows = vec![headings.map(str::to_owned)];
    for step in &device.steps {
        let Some(here) = host.step(&step.sizes, step.batch) else { continue };
        let model = device.spec().map(|m| m.total(&training_step(&step.sizes, step.batch)));
        rows.push([
            network(&step.sizes),
            step.batch.to_string(),
            time(here),
            time(step.seconds),
            ratio(here, step.seconds),
            model.map_or_else(String::new, time),
        ]);
    }
    aligned(&rows)
}

/// `784-32-10`.
///
/// ```
/// assert_eq!(gpu::report::network(&[784, 32, 10]), "784-32-10");
/// ```
pub fn network(sizes: &[usize]) -> String {
    let sizes: Vec<_> = sizes.iter().map(usize::to_string).collect();
    sizes.join("-")
}

/// A time with three digits that count.
///
/// ```
/// use gpu::report::time;
///
/// assert_eq!([3.0, 0.0123, 8.27e-6, 2e-7].map(time), ["3.00 s", "12.3 ms", "8.27 µs", "200 ns"]);
/// ```
pub fn time(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < 0.9995e-6 => (s * 1e9, "ns"),
        s if s < 0.9995e-3 => (s * 1e6, "µs"),
        s if s < 0.9995 => (s * 1e3, "ms"),
        s => (s, "s"),
    };
    format!("{} {unit}", digits(value))
}

/// So many per second, with three digits that count.
///
/// ```
/// assert_eq!(gpu::report::per_second(31.5e9, "B"), "31.5 GB/s");
/// ```
pub fn per_second(value: f64, unit: &str) -> String {
    let (value, prefix) = if value < 0.9995e12 { (value / 1e9, "G") } else { (value / 1e12, "T") };
    format!("{} {prefix}{unit}/s", digits(value))
}

fn digits(value: f64) -> String {
    let decimals = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{value:.decimals$}")
}

/// How many times as fast, in as many digits as a time has.
fn ratio(here: f64, there: f64) -> String {
    format!("× {}", digits(here / there))
}

impl Display for Crossing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Crossing::Always => f.write_str("at every size measured"),
            Crossing::At(size) => write!(f, "from about n = {size:.0} on"),
            Crossing::Never => f.write_str("at no size measured"),
        }
    }
}

/// Columns as wide as their widest cell, the first aligned left, the others right.
///
/// ```
/// let rows = [["a", "1"], ["bc", "100"]].map(|row| row.map(str::to_owned));
/// assert_eq!(gpu::report::aligned(&rows), "a     1\nbc  100\n");
/// ```
pub fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |j: usize| rows.iter().map(|row| row[j].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (j, (cell, width)) in row.iter().zip(widths).enumerate() {
            let _ = match j {
                0 => write!(line, "{cell:<width$}"),
                _ => write!(line, "  {cell:>width$}"),
            };
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}
