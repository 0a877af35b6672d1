//! Ratios, such as speed-ups over several others.

use std::fmt::Write;

use crate::axis::{Axis, extent, format_short};
use crate::font;
use crate::legend::{DASHES, LEGEND_HEIGHT, Swatch, legend};
use crate::panel::{Area, Panel, axis_label, no_data};
use crate::style::{self, GRAY, LABEL, SMALL, TITLE_LINE};
use crate::{Canvas, Figure};

/// Ratios on a logarithmic axis: a row for each thing compared, a dot for each other it is
/// compared with, and a line at 1, where both are equal. A short bar marks what was aimed at.
///
/// The axis is logarithmic because twice as much and half as much are equally far from equal.
/// Ratios that are not positive numbers are left out.
///
/// ```
/// use figures::{Figure, Ratios};
///
/// let figure = Ratios::new("Faster than walking")
///     .names("times as fast")
///     .row("to the baker", &[("bicycle", 3.0, Some(2.0)), ("bus", 0.8, None)])
///     .row("to the sea", &[("bicycle", 4.0, None), ("bus", 12.0, Some(10.0))]);
/// assert!(figure.to_svg()?.contains("to the baker"));
/// assert!(figure.alt().contains("bus 12 (aim 10)"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Ratios {
    title: String,
    x_name: String,
    rows: Vec<(String, Vec<Dot>)>,
    /// The others, in the order in which they appeared.
    others: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
struct Dot {
    other: usize,
    ratio: f64,
    aim: Option<f64>,
}

/// Height of a row in pixels.
const ROW: f64 = 27.0;
/// Room for the axis below the rows and for the space above them.
const AXIS: f64 = 62.0;

fn drawable(ratio: f64) -> bool {
    ratio > 0.0 && extent([ratio]).is_some()
}

impl Ratios {
    /// No rows yet.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            x_name: "ratio".to_owned(),
            rows: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Names the horizontal axis.
    #[must_use]
    pub fn names(mut self, x: impl Into<String>) -> Self {
        self.x_name = x.into();
        self
    }

    /// Adds a row below the others: for each other, its name, the ratio, and the aim if there is
    /// one. The same name has the same color in every row.
    #[must_use]
    pub fn row(mut self, label: impl Into<String>, dots: &[(&str, f64, Option<f64>)]) -> Self {
        let mut row = Vec::new();
        for &(name, ratio, aim) in dots.iter().filter(|dot| drawable(dot.1)) {
            let known = self.others.iter().position(|other| other == name);
            let other = known.unwrap_or_else(|| {
                self.others.push(name.to_owned());
                self.others.len() - 1
            });
            row.push(Dot { other, ratio, aim: aim.filter(|&aim| drawable(aim)) });
        }
        self.rows.push((label.into(), row));
        self
    }

    fn dots(&self) -> impl Iterator<Item = &Dot> {
        self.rows.iter().flat_map(|(_, dots)| dots)
    }
}

impl Figure for Ratios {
    fn size(&self) -> (u32, u32) {
        let rows = ROW * self.rows.len().max(2) as f64;
        (720, style::whole_pixels(2.0 * style::MARGIN + TITLE_LINE + LEGEND_HEIGHT + rows + AXIS))
    }

    fn alt(&self) -> String {
        let mut alt = format!("{}: {}.", self.title, axis_label(&self.x_name, true));
        for (label, dots) in &self.rows {
            let said = |dot: &Dot| {
                let mut said = format!("{} {}", self.others[dot.other], format_short(dot.ratio));
                if let Some(aim) = dot.aim {
                    let _ = write!(said, " (aim {})", format_short(aim));
                }
                said
            };
            let dots: Vec<String> = dots.iter().map(said).collect();
            let dots = if dots.is_empty() { "no data".to_owned() } else { dots.join(", ") };
            let _ = write!(alt, " {label}: {dots}.");
        }
        alt
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let area = Area::below_title(canvas);
        if self.dots().next().is_none() {
            no_data(canvas, area);
            return;
        }
        let names = self.others.iter().enumerate();
        let entries: Vec<_> =
            names.map(|(i, name)| (name.as_str(), style::color(i), Swatch::Dot)).collect();
        legend(canvas, area, &entries);
        let count = self.rows.len() as f64;
        let level = |i: usize| count - i as f64 - 0.5;
        let mut y = Axis::linear(0.0, count, 2);
        let labels = self.rows.iter().enumerate();
        let fitted = |label: &str| font::truncate(label, SMALL, 200.0);
        y.ticks = labels.map(|(i, (label, _))| (level(i), fitted(label))).collect();
        let values = self.dots().flat_map(|dot| [Some(dot.ratio), dot.aim]).flatten();
        let x = Axis::logarithmic(values.chain([1.0]));
        let panel = Panel::new(area.without_top(LEGEND_HEIGHT - 10.0), x, y, 12.0);
        panel.axes(canvas, &axis_label(&self.x_name, true), "");
        let ends = (panel.at(1.0, 0.0), panel.at(1.0, count));
        if let (Some(bottom), Some(top)) = ends {
            canvas.dashed(&[bottom, top], DASHES, GRAY, 1.2);
            let above = (top.0, top.1 - 5.0);
            canvas.text(above, "equal", LABEL - 1.0, GRAY, crate::canvas::Align::Center);
        }
        for (i, (_, dots)) in self.rows.iter().enumerate() {
            for dot in dots {
                let color = style::color(dot.other);
                if let Some((x, y)) = dot.aim.and_then(|aim| panel.at(aim, level(i))) {
                    canvas.rect(x - 1.25, y - 8.0, 2.5, 16.0, style::mix(color, style::CARD, 0.35));
                }
            }
            for dot in dots {
                if let Some((x, y)) = panel.at(dot.ratio, level(i)) {
                    canvas.disk(x, y, 4.6, style::CARD);
                    canvas.disk(x, y, 3.8, style::color(dot.other));
                }
            }
        }
    }
}
