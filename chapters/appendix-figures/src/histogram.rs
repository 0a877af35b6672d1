//! A histogram.

use crate::axis::{Axis, extent, format_short};
use crate::legend::{LEGEND_HEIGHT, Swatch, legend};
use crate::panel::{Area, Panel, no_data};
use crate::style::{self, BLUE, CARD, STROKE, VERMILLION};
use crate::{Canvas, Figure};

/// Counts of values in bins of equal width, with a density to compare them with.
///
/// ```
/// use figures::{Figure, Histogram};
///
/// let draws = [-1.2, -0.3, -0.1, 0.2, 0.4, 1.1];
/// let normal = |x: f64| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
/// let figure = Histogram::new("Six draws", &draws, 3).density("N(0, 1)", normal);
/// assert!(figure.to_svg()?.contains("N(0, 1)"));
/// assert_eq!(figure.counts(), [1, 3, 2]);
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Histogram {
    title: String,
    x_name: String,
    range: (f64, f64),
    counts: Vec<u64>,
    density: Option<(String, Vec<(f64, f64)>)>,
}

impl Histogram {
    /// Counts the values in `bins` bins (from 1 to 1000) between the smallest and the
    /// largest; values that are not finite are left out.
    pub fn new(title: impl Into<String>, values: &[f64], bins: usize) -> Self {
        let bins = bins.clamp(1, 1000);
        let mut counts = vec![0; bins];
        let (low, high) = extent(values.iter().copied()).unwrap_or((0.0, 1.0));
        let (low, high) = if high - low > 1e-12 * low.abs().max(high.abs()) {
            (low, high)
        } else {
            let half = (0.5 * low.abs()).max(0.5);
            (low - half, high + half)
        };
        for &value in values {
            let position = (value - low) / (high - low);
            if (0.0..=1.0).contains(&position) {
                counts[bin(position, bins)] += 1;
            }
        }
        Self {
            title: title.into(),
            x_name: "value".to_owned(),
            range: (low, high),
            counts,
            density: None,
        }
    }

    /// Names the horizontal axis, with its unit if it has one.
    #[must_use]
    pub fn x_name(mut self, name: impl Into<String>) -> Self {
        self.x_name = name.into();
        self
    }

    /// Adds a probability density, scaled to the counts it leads to expect: times the
    /// number of values and the width of a bin.
    #[must_use]
    pub fn density(mut self, name: impl Into<String>, density: impl Fn(f64) -> f64) -> Self {
        let (low, high) = self.range;
        let total: u64 = self.counts.iter().sum();
        let scale = total as f64 * (high - low) / self.counts.len() as f64;
        let points = (0..=300)
            .map(|i| low + f64::from(i) / 300.0 * (high - low))
            .map(|x| (x, scale * density(x)))
            .collect();
        self.density = Some((name.into(), points));
        self
    }

    /// Where the first bin begins and the last one ends.
    pub(crate) fn range(&self) -> (f64, f64) {
        self.range
    }

    /// The number of values in each bin.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }
}

/// The bin of a position from 0 to 1 in the range; the last bin includes its upper end.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the position is at least 0, and the bin at most 1000"
)]
pub(crate) fn bin(position: f64, bins: usize) -> usize {
    ((position * bins as f64) as usize).min(bins - 1)
}

impl Figure for Histogram {
    fn size(&self) -> (u32, u32) {
        (600, 380)
    }

    fn alt(&self) -> String {
        let total: u64 = self.counts.iter().sum();
        format!(
            "{}: a histogram of {total} values of {} from {} to {}.",
            self.title,
            self.x_name,
            format_short(self.range.0),
            format_short(self.range.1)
        )
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let bars = style::mix(BLUE, CARD, 0.35);
        let mut area = Area::below_title(canvas);
        if let Some((name, _)) = &self.density {
            let line = Swatch::Line { width: STROKE, dashed: false };
            let counts = ("counts", bars, Swatch::Dot);
            legend(canvas, area, &[counts, (name, VERMILLION, line)]);
            area = area.without_top(LEGEND_HEIGHT);
        }
        let expected = self.density.iter().flat_map(|(_, points)| points);
        let most = self.counts.iter().max().copied().unwrap_or(0) as f64;
        let heights = expected.map(|p| p.1).chain([most]);
        let top = extent(heights).map_or(1.0, |(_, top)| top).max(1.0);
        let x = Axis::padded([self.range.0, self.range.1], 6);
        let y = Axis::linear(0.0, 1.06 * top, 5);
        let panel = Panel::new(area, x, y, 8.0);
        panel.axes(canvas, &self.x_name, "count");
        if most == 0.0 {
            no_data(canvas, panel.plot);
            return;
        }
        let (low, high) = self.range;
        let width = (high - low) / self.counts.len() as f64;
        for (i, &count) in self.counts.iter().enumerate() {
            let left = panel.at(low + i as f64 * width, 0.0);
            let right = panel.at(low + (i + 1) as f64 * width, count as f64);
            if let (Some((x0, base)), Some((x1, top)), true) = (left, right, count > 0) {
                let gap = if x1 - x0 > 4.0 { 0.5 } else { 0.0 };
                canvas.rect(x0 + gap, top, x1 - x0 - 2.0 * gap, base - top, bars);
            }
        }
        if let Some((_, points)) = &self.density {
            let placed: Vec<_> = points.iter().map(|&(x, y)| panel.at(x, y)).collect();
            for run in placed.split(Option::is_none) {
                let run: Vec<_> = run.iter().copied().flatten().collect();
                canvas.line(&run, VERMILLION, STROKE);
            }
        }
    }
}
