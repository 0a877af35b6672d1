//! Several histograms, such as one for each layer.

use crate::axis::{Axis, extent, format_short, format_tick};
use crate::canvas::Align;
use crate::font;
use crate::histogram::bin;
use crate::legend::{LEGEND_HEIGHT, Swatch, legend};
use crate::panel::{Area, no_data};
use crate::style::{self, AXIS, Color, GRAY, INK, LABEL, SMALL, TITLE_LINE, VERMILLION};
use crate::{Canvas, Figure};

/// Several distributions under one another, on one axis, each with its mean and standard
/// deviation; and several such columns side by side, each with an axis of its own.
///
/// A column is a quantity (activations, gradients), and its rows are where it was measured,
/// layer by layer. All histograms of a column have the same bins; each is as high as its room,
/// whatever its counts. Of a column at most [`MOST`](Self::MOST) rows are drawn.
///
/// ```
/// use figures::{Figure, Histograms};
///
/// let layer = |scale: f64| -> Vec<f64> { (-50..=50).map(|i| scale * f64::from(i)).collect() };
/// let figure = Histograms::new("Activations shrink from layer to layer")
///     .column("activation")
///     .row("layer 1", &layer(0.02))
///     .row("layer 2", &layer(0.01))
///     .column("gradient")
///     .row("layer 1", &layer(1e-6))
///     .row("layer 2", &layer(1e-5));
/// assert!(figure.to_svg()?.contains("layer 2"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Histograms {
    title: String,
    bins: usize,
    columns: Vec<Column>,
}

#[derive(Clone, Debug)]
struct Column {
    name: String,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    name: String,
    values: Vec<f64>,
    left_out: usize,
    /// Mean and standard deviation, if there are values.
    moments: Option<(f64, f64)>,
}

/// Height of a histogram, of the line of text above it, and from one row to the next.
const HEIGHT: f64 = 46.0;
const LINE: f64 = 20.0;
const PITCH: f64 = LINE + HEIGHT + 16.0;
/// Room between two columns.
const GAP: f64 = 30.0;
/// Room above the first row for the name of its column, and below the last for its ticks.
const ABOVE: f64 = 20.0;
const BELOW: f64 = 18.0;

impl Histograms {
    /// How many rows of a column are drawn at most, and how many columns; the first ones.
    pub const MOST: usize = 16;

    /// No distributions yet, in 40 bins.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), bins: 40, columns: Vec::new() }
    }

    /// Counts in `bins` bins (from 1 to 200) between the smallest and largest value of a
    /// column.
    #[must_use]
    pub fn bins(mut self, bins: usize) -> Self {
        self.bins = bins.clamp(1, 200);
        self
    }

    /// Starts a column: a quantity, with its unit if it has one.
    #[must_use]
    pub fn column(mut self, name: impl Into<String>) -> Self {
        self.columns.push(Column { name: name.into(), rows: Vec::new() });
        self
    }

    /// Adds a distribution, f32 or f64, below the others of the column; without a column, to
    /// one without a name. Values that are not finite are left out.
    #[must_use]
    pub fn row<T: Copy + Into<f64>>(mut self, name: impl Into<String>, values: &[T]) -> Self {
        if self.columns.is_empty() {
            self = self.column("");
        }
        if let Some(column) = self.columns.last_mut() {
            column.rows.push(Row::new(name.into(), values));
        }
        self
    }

    fn drawn(&self) -> &[Column] {
        &self.columns[..self.columns.len().min(Self::MOST_COLUMNS)]
    }

    /// More columns would be too narrow for their words.
    const MOST_COLUMNS: usize = 5;

    /// Room above the first row, for the names of the columns.
    fn above(&self) -> f64 {
        let named = self.columns.iter().any(|column| !column.name.is_empty());
        if named { ABOVE } else { 0.0 }
    }

    fn height(&self) -> f64 {
        let rows = self.drawn().iter().map(|column| column.rows.len()).max();
        rows.unwrap_or(0).clamp(1, Self::MOST) as f64 * PITCH
    }
}

impl Row {
    fn new<T: Copy + Into<f64>>(name: String, values: &[T]) -> Self {
        let all = values.iter().map(|&v| v.into());
        let kept: Vec<f64> = all.filter(|&v| extent([v]).is_some()).collect();
        let n = kept.len() as f64;
        let mean = kept.iter().sum::<f64>() / n;
        let square = kept.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
        let moments = (!kept.is_empty()).then_some((mean, square.sqrt()));
        Self { name, left_out: values.len() - kept.len(), values: kept, moments }
    }

    /// "mean 0.01, sd 0.98": the mean to the digits of the standard deviation.
    fn note(&self) -> String {
        let Some((mean, deviation)) = self.moments else { return "no values".to_owned() };
        let unit = 10_f64.powf(deviation.log10().floor() - 2.0);
        let rounded = (mean / unit).round() * unit;
        if (1e-4..=1.0).contains(&unit) && mean.abs() < 1e5 {
            return format!(
                "mean {}, sd {}",
                format_tick(rounded, unit),
                format_tick(deviation, unit)
            );
        }
        let mean = if rounded.is_finite() { rounded } else { mean };
        format!("mean {}, sd {}", format_short(mean), format_short(deviation))
    }

    fn alt(&self) -> String {
        let left_out = match self.left_out {
            0 => String::new(),
            n => format!(", {n} not finite and left out"),
        };
        format!("{} has {} values, {}{left_out}", self.name, self.values.len(), self.note())
    }

    /// How many values each of the bins holds.
    fn counts(&self, (low, high): (f64, f64), bins: usize) -> Vec<u32> {
        let mut counts = vec![0; bins];
        for &value in &self.values {
            counts[bin((value - low) / (high - low), bins)] += 1;
        }
        counts
    }

    fn draw(&self, canvas: &mut Canvas, area: Area, axis: &Axis, span: (f64, f64), bins: usize) {
        let Area { x, y, w, h } = area;
        let bottom = y + h;
        let note = self.note();
        let room = w - font::width(&note, SMALL) - 8.0;
        let name = font::truncate(&self.name, SMALL, room);
        canvas.text((x, y + 13.0), &name, SMALL, INK, Align::Left);
        canvas.text((x + w, y + 13.0), &note, SMALL, GRAY, Align::Right);
        let counts = self.counts(span, bins);
        let most = f64::from(counts.iter().max().copied().unwrap_or(0).max(1));
        let width = w / bins as f64;
        for (i, &count) in counts.iter().enumerate().filter(|&(_, &count)| count > 0) {
            let height = (f64::from(count) / most * HEIGHT).max(0.5);
            let gap = if width > 6.0 { 0.5 } else { 0.0 };
            let left = x + i as f64 * width;
            canvas.rect(left + gap, bottom - height, width - 2.0 * gap, height, BARS);
        }
        canvas.line(&[(x, bottom), (x + w, bottom)], AXIS, 1.0);
        if let Some((mean, deviation)) = self.moments {
            let level = bottom + 6.0;
            let at = |v: f64| x + axis.linear_position(v).clamp(0.0, 1.0) * w;
            canvas.line(
                &[(at(mean - deviation), level), (at(mean + deviation), level)],
                VERMILLION,
                WHISKER,
            );
            canvas.disk(at(mean), level, 3.2, VERMILLION);
        }
    }
}

/// The color of the bars: blue, a little softer.
const BARS: Color = (0x5A, 0xA2, 0xCC);
/// Width of the line from mean − sd to mean + sd.
const WHISKER: f64 = 2.0;

impl Column {
    /// The axis of all rows.
    fn axis(&self, width: f64) -> (Axis, (f64, f64)) {
        let rows = self.rows.iter().take(Histograms::MOST);
        let values = rows.flat_map(|row| row.values.iter().copied());
        let (low, high) = extent(values).unwrap_or((0.0, 1.0));
        let (low, high) = if high - low > 1e-12 * low.abs().max(high.abs()) {
            (low, high)
        } else {
            let half = (0.5 * low.abs()).max(0.5);
            (low - half, high + half)
        };
        let ticks = if width > 300.0 { 6 } else { 4 };
        (Axis::linear(low, high, ticks), (low, high))
    }

    fn draw(&self, canvas: &mut Canvas, area: Area, above: f64, bins: usize) {
        let name = font::truncate(&self.name, LABEL, area.w);
        canvas.text((area.x, area.y + 12.0), &name, LABEL, INK, Align::Left);
        let rows = &self.rows[..self.rows.len().min(Histograms::MOST)];
        if rows.iter().all(|row| row.values.is_empty()) {
            no_data(canvas, Area { h: above + PITCH, ..area });
            return;
        }
        let (axis, span) = self.axis(area.w);
        let top = area.y + above;
        let bottom = top + rows.len() as f64 * PITCH;
        let mut free_from = f64::NEG_INFINITY;
        for (value, label) in &axis.ticks {
            let x = area.x + axis.linear_position(*value) * area.w;
            for i in 0..rows.len() {
                let base = top + (i + 1) as f64 * PITCH - (PITCH - LINE - HEIGHT);
                canvas.line(&[(x, base - HEIGHT), (x, base)], style::GRID, 1.0);
            }
            let half = font::width(label, SMALL) / 2.0;
            // Neither into the label before nor into the next column.
            let inside = x - half > area.x - 0.48 * GAP && x + half < area.x + area.w + 0.48 * GAP;
            if inside && x - half > free_from {
                canvas.text((x, bottom + 11.0), label, SMALL, GRAY, Align::Center);
                free_from = x + half + 6.0;
            }
        }
        for (i, row) in rows.iter().enumerate() {
            let y = top + i as f64 * PITCH;
            row.draw(canvas, Area { y, h: LINE + HEIGHT, ..area }, &axis, span, bins);
        }
    }
}

impl Figure for Histograms {
    fn size(&self) -> (u32, u32) {
        let w = match self.columns.len() {
            0 | 1 => 560,
            2 => 680,
            n => 60 + 240 * u32::try_from(n.min(Self::MOST_COLUMNS)).unwrap_or(1),
        };
        let h =
            2.0 * style::MARGIN + TITLE_LINE + LEGEND_HEIGHT + self.above() + self.height() + BELOW;
        (w, style::whole_pixels(h))
    }

    fn alt(&self) -> String {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| {
                let rows: Vec<String> = column.rows.iter().map(Row::alt).collect();
                let name = if column.name.is_empty() { "Rows" } else { &column.name };
                format!("{name}: {}.", rows.join("; "))
            })
            .collect();
        if columns.is_empty() {
            return format!("{}: histograms, none yet.", self.title);
        }
        format!(
            "{}: histograms with mean and standard deviation (sd). {}",
            self.title,
            columns.join(" ")
        )
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let area = Area::below_title(canvas);
        let line = Swatch::Line { width: WHISKER, dashed: false };
        let entries =
            [("counts", BARS, Swatch::Bar), ("mean ± standard deviation (sd)", VERMILLION, line)];
        legend(canvas, area, &entries);
        let area = area.without_top(LEGEND_HEIGHT);
        let columns = self.drawn();
        if columns.is_empty() {
            no_data(canvas, area);
        }
        for (i, column) in columns.iter().enumerate() {
            let area = area.column(i, columns.len(), GAP);
            column.draw(canvas, area, self.above(), self.bins);
        }
    }
}
