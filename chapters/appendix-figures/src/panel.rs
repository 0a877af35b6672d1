//! A panel: two axes with a grid, and series drawn between them.

use crate::axis::Axis;
use crate::canvas::{Align, Canvas};
use crate::font;
use crate::style::{self, Color, GRAY, INK, LABEL, SMALL, STROKE};

/// A rectangle of the canvas, in pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) w: f64,
    pub(crate) h: f64,
}

impl Area {
    /// What a card leaves below its title line.
    pub(crate) fn below_title(canvas: &Canvas) -> Self {
        let y = style::MARGIN - 4.0 + style::TITLE_LINE;
        let h = f64::from(canvas.size.1) - y - style::MARGIN;
        Self { x: style::MARGIN, y, w: canvas.width(), h }
    }

    /// The area without a strip of `height` at its top.
    pub(crate) fn without_top(self, height: f64) -> Self {
        Self { y: self.y + height, h: self.h - height, ..self }
    }

    /// The `i`-th of `n` equal columns with a gap between them.
    pub(crate) fn column(self, i: usize, n: usize, gap: f64) -> Self {
        let w = (self.w - gap * (n - 1) as f64) / n as f64;
        Self { x: self.x + i as f64 * (w + gap), w, ..self }
    }
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Mark {
    Line,
    Dots,
    /// A dashed line across the whole panel, at the `y` of its only point.
    ReferenceLine,
}

/// Points with a name and a look.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) points: Vec<(f64, f64)>,
    pub(crate) mark: Mark,
    pub(crate) color: Color,
}

/// Two axes with their names, and the part of the canvas between them.
pub(crate) struct Panel {
    pub(crate) plot: Area,
    pub(crate) x: Axis,
    pub(crate) y: Axis,
}

/// Room below a plot for its ticks and the name of the axis.
const BELOW: f64 = 36.0;
/// Room above a plot for the name of the vertical axis.
const ABOVE: f64 = 26.0;

impl Panel {
    /// Lays the panel out inside `area`, keeping `right` pixels free for labels.
    pub(crate) fn new(area: Area, x: Axis, y: Axis, right: f64) -> Self {
        let ticks = y.ticks.iter().map(|(_, label)| font::width(label, SMALL));
        let left = ticks.fold(14.0, f64::max) + 8.0;
        let plot = Area {
            x: area.x + left,
            y: area.y + ABOVE,
            w: (area.w - left - right).max(20.0),
            h: (area.h - ABOVE - BELOW).max(20.0),
        };
        Self { plot, x, y }
    }

    /// The place of a point on the canvas, if it can be drawn.
    pub(crate) fn at(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let (sx, sy) = (self.x.position(x)?, self.y.position(y)?);
        let inside = |s: f64| (-0.001..=1.001).contains(&s);
        (inside(sx) && inside(sy))
            .then_some((self.plot.x + sx * self.plot.w, self.plot.y + (1.0 - sy) * self.plot.h))
    }

    /// Draws the grid, the ticks and the names of both axes.
    pub(crate) fn axes(&self, canvas: &mut Canvas, x_name: &str, y_name: &str) {
        let Area { x, y, w, h } = self.plot;
        let bottom = y + h;
        for (value, label) in &self.y.ticks {
            let level = y + (1.0 - self.y.linear_position(*value)) * h;
            canvas.line(&[(x, level), (x + w, level)], style::GRID, 1.0);
            canvas.text((x - 8.0, level + 4.0), label, SMALL, GRAY, Align::Right);
        }
        canvas.line(&[(x, bottom), (x + w, bottom)], style::AXIS, 1.0);
        let mut free_from = f64::NEG_INFINITY;
        for (value, label) in &self.x.ticks {
            let at = x + self.x.linear_position(*value) * w;
            canvas.line(&[(at, bottom), (at, bottom + 4.0)], style::AXIS, 1.0);
            let half = font::width(label, SMALL) / 2.0;
            if at - half > free_from {
                canvas.text((at, bottom + 17.0), label, SMALL, GRAY, Align::Center);
                free_from = at + half + 6.0;
            }
        }
        let y_at = (self.plot.x, y - 12.0);
        canvas.text(y_at, y_name, LABEL, INK, Align::Left);
        let x_at = (x + w / 2.0, bottom + 35.0);
        canvas.text(x_at, x_name, LABEL, INK, Align::Center);
    }

    /// Draws the series, and each one's name at its right end.
    pub(crate) fn series(&self, canvas: &mut Canvas, series: &[Series]) {
        let mut labels = Vec::new();
        for one in series {
            let placed: Vec<Option<(f64, f64)>> =
                one.points.iter().map(|&(x, y)| self.at(x, y)).collect();
            let end = match one.mark {
                Mark::ReferenceLine => self.reference_line(canvas, one),
                Mark::Line => stroke(canvas, &placed, one.color),
                Mark::Dots => {
                    for &(x, y) in placed.iter().flatten() {
                        canvas.disk(x, y, 2.6, one.color);
                    }
                    None
                }
            };
            labels.extend(end.map(|at| (at, one)));
        }
        self.end_labels(canvas, labels);
        if series.iter().all(|one| self.is_empty(one)) {
            no_data(canvas, self.plot);
        }
    }

    fn is_empty(&self, series: &Series) -> bool {
        series.mark == Mark::ReferenceLine
            || !series.points.iter().any(|&(x, y)| self.at(x, y).is_some())
    }

    fn reference_line(&self, canvas: &mut Canvas, series: &Series) -> Option<(f64, f64)> {
        let position = self.y.position(series.points.first()?.1)?;
        let y = self.plot.y + (1.0 - position) * self.plot.h;
        let end = (self.plot.x + self.plot.w, y);
        canvas.dashed(&[(self.plot.x, y), end], (5.0, 4.0), series.color, 1.2);
        Some(end)
    }

    /// Writes names right of the plot, each near the end of its line and apart from the others.
    fn end_labels(&self, canvas: &mut Canvas, mut labels: Vec<((f64, f64), &Series)>) {
        labels.retain(|(_, series)| !series.name.is_empty());
        labels.sort_by(|a, b| a.0.1.total_cmp(&b.0.1));
        let right = self.plot.x + self.plot.w;
        let ends: Vec<f64> = labels.iter().map(|((_, y), _)| *y).collect();
        let levels = spread_apart(&ends, 15.0, self.plot.y, self.plot.y + self.plot.h);
        for (((x, y), series), level) in labels.into_iter().zip(levels) {
            if (level - y).abs() > 3.0 || x < right - 1.0 {
                let leader = [(x + 5.0, y), (right.max(x + 5.0), y), (right + 10.0, level)];
                canvas.line(&leader, style::mix(series.color, style::CARD, 0.5), 0.8);
            }
            let at = (right + 13.0, level + 4.0);
            let color = style::text_shade(series.color);
            canvas.text(at, &series.name, LABEL, color, Align::Left);
        }
    }
}

/// Draws a line through the points, broken where one is missing, with a dot on each
/// when there are few; says where its right end is.
fn stroke(canvas: &mut Canvas, placed: &[Option<(f64, f64)>], color: Color) -> Option<(f64, f64)> {
    for run in placed.split(Option::is_none) {
        let run: Vec<_> = run.iter().copied().flatten().collect();
        canvas.line(&decimate(&run), color, STROKE);
        if run.len() == 1 && placed.len() > 30 {
            canvas.disk(run[0].0, run[0].1, STROKE / 2.0, color);
        }
    }
    if placed.len() <= 30 {
        for &(x, y) in placed.iter().flatten() {
            canvas.disk(x, y, 3.0, color);
        }
    }
    right_end(placed)
}

/// The point farthest right; of several, the one drawn last.
fn right_end(placed: &[Option<(f64, f64)>]) -> Option<(f64, f64)> {
    placed.iter().flatten().copied().reduce(|end, at| if at.0 >= end.0 { at } else { end })
}

/// Room right of a plot for the names at the ends of its lines, at most `limit` pixels.
pub(crate) fn end_label_room(series: &[Series], limit: f64) -> f64 {
    let names = series.iter().filter(|one| one.mark != Mark::Dots);
    let widest = names.map(|one| font::width(&one.name, LABEL)).fold(0.0, f64::max);
    if widest == 0.0 { 12.0 } else { (widest + 16.0).min(limit) }
}

/// Cuts names that are wider than the room for them.
pub(crate) fn truncate_names(series: &mut [Series], room: f64) {
    for one in series {
        one.name = font::truncate(&one.name, LABEL, room - 16.0);
    }
}

/// The name of an axis, which says when it is logarithmic.
pub(crate) fn axis_label(name: &str, log: bool) -> String {
    if log { format!("{name} (log scale)") } else { name.to_owned() }
}

/// "no data" in the middle of a plot.
pub(crate) fn no_data(canvas: &mut Canvas, area: Area) {
    let (x, y) = (area.x + area.w / 2.0, area.y + area.h / 2.0);
    canvas.rect(x - 36.0, y - 11.0, 72.0, 22.0, style::CARD);
    let middle = (x, y + 4.0);
    canvas.text(middle, "no data", LABEL, GRAY, Align::Center);
}

/// Moves sorted levels apart to a distance of `gap`, staying within `low` to `high` where
/// they fit, and as near as that allows to where they were.
fn spread_apart(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let gap = gap.min((high - low) / wanted.len().max(2) as f64);
    let mut levels = wanted.to_vec();
    for _ in 0..200 {
        for i in 1..levels.len() {
            let short = gap - (levels[i] - levels[i - 1]);
            if short > 0.0 {
                levels[i - 1] -= short / 2.0;
                levels[i] += short / 2.0;
            }
        }
        for level in &mut levels {
            *level = level.clamp(low, high);
        }
    }
    levels
}

/// Fewer points that look the same: of a long line, the first, lowest, highest and last
/// point of every half pixel.
fn decimate(run: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if run.len() <= 2000 {
        return run.to_vec();
    }
    let mut kept = Vec::new();
    for column in run.chunk_by(|a, b| (2.0 * a.0).floor() == (2.0 * b.0).floor()) {
        let by_y = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let ends = [column.first(), column.last()];
        let extremes = [column.iter().min_by(by_y), column.iter().max_by(by_y)];
        let [first, last] = ends.map(Option::<&(f64, f64)>::copied);
        let [low, high] = extremes.map(Option::<&(f64, f64)>::copied);
        kept.extend([first, low, high, last].into_iter().flatten());
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_labels_keep_their_order_and_distance() {
        let levels = spread_apart(&[10.0, 11.0, 12.0, 90.0], 15.0, 0.0, 100.0);
        for pair in levels.windows(2) {
            assert!(pair[1] - pair[0] > 14.0, "{levels:?}");
        }
        assert!(levels[0] >= 0.0 && levels[3] <= 100.0);
        assert_eq!(levels[3], 90.0);
    }

    #[test]
    fn a_line_that_runs_left_has_its_name_at_its_right_end() {
        let leftward = [None, Some((9.0, 1.0)), Some((5.0, 2.0)), Some((1.0, 3.0))];
        assert_eq!(right_end(&leftward), Some((9.0, 1.0)));
        let upward = [Some((5.0, 1.0)), Some((5.0, 2.0))];
        assert_eq!(right_end(&upward), Some((5.0, 2.0)));
        assert_eq!(right_end(&[None]), None);
    }

    #[test]
    fn a_decimated_line_keeps_its_extremes() {
        let run: Vec<(f64, f64)> = (0..100_000)
            .map(|i| {
                let y = if i == 54_321 { 9.0 } else { f64::from(i % 7) };
                (f64::from(i) / 200.0, y)
            })
            .collect();
        let decimated = decimate(&run);
        assert!(decimated.len() <= 4 * 1001);
        assert!(decimated.iter().any(|p| p.1 == 9.0));
        assert_eq!(decimated.first(), run.first());
        assert_eq!(decimated.last(), run.last());
    }
}
