//! Activation functions and their derivatives.

use crate::axis::Axis;
use crate::legend::{DASHES, LEGEND_HEIGHT, Swatch, legend};
use crate::panel::{Area, Panel, no_data};
use crate::style::{self, Color};
use crate::{Canvas, Figure};

/// Activation functions φ on the left and their derivatives φ′ on the right, over z.
///
/// Functions are sampled when they are added, on −4 to 4 unless [`over`](Self::over) says
/// otherwise. A line is broken where a function jumps. Where curves coincide, the earlier
/// ones still show: later ones are thinner, and every other one is dashed.
///
/// ```
/// use figures::{Activations, Figure};
///
/// let figure = Activations::new("Activations")
///     .unit("identity", |z| z, |_| 1.0)
///     .unit("ReLU", |z: f64| z.max(0.0), |z| if z > 0.0 { 1.0 } else { 0.0 })
///     .unit("tanh", f64::tanh, |z| 1.0 - z.tanh().powi(2));
/// assert!(figure.to_svg()?.contains("ReLU"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Activations {
    title: String,
    symbol: String,
    max_z: f64,
    units: Vec<Unit>,
}

#[derive(Clone, Debug)]
struct Unit {
    name: String,
    values: Vec<(f64, f64)>,
    derivatives: Vec<(f64, f64)>,
}

/// The values of a unit, or its derivatives.
type Part = fn(&Unit) -> &[(f64, f64)];

/// Samples per function, odd so that 0 is one of them.
const SAMPLES: u32 = 401;

impl Activations {
    /// No functions yet, for z from −4 to 4.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), symbol: "z".to_owned(), max_z: 4.0, units: Vec::new() }
    }

    /// Names the variable of the functions, z unless told otherwise.
    #[must_use]
    pub fn symbol(mut self, symbol: impl Into<String>) -> Self {
        self.symbol = symbol.into();
        self
    }

    /// Samples the functions added from here on over z from −`max` to `max`.
    #[must_use]
    pub fn over(mut self, max: f64) -> Self {
        self.max_z = max;
        self
    }

    /// Adds a function and its derivative.
    #[must_use]
    pub fn unit(
        mut self,
        name: impl Into<String>,
        function: impl Fn(f64) -> f64,
        derivative: impl Fn(f64) -> f64,
    ) -> Self {
        let zs: Vec<f64> = (0..SAMPLES)
            .map(|i| (2.0 * f64::from(i) / f64::from(SAMPLES - 1) - 1.0) * self.max_z)
            .collect();
        self.units.push(Unit {
            name: name.into(),
            values: zs.iter().map(|&z| (z, function(z))).collect(),
            derivatives: zs.iter().map(|&z| (z, derivative(z))).collect(),
        });
        self
    }

    /// The look of the `i`-th function: its color, the width of its line, and whether it
    /// is dashed.
    fn look(&self, i: usize) -> (Color, f64, bool) {
        let after = (self.units.len() - 1 - i).min(6);
        (style::color(i), 1.6 + 0.6 * after as f64, i % 2 == 1)
    }
}

impl Figure for Activations {
    fn size(&self) -> (u32, u32) {
        (880, 420)
    }

    fn alt(&self) -> String {
        let names: Vec<&str> = self.units.iter().map(|unit| unit.name.as_str()).collect();
        format!(
            "{}: the activation functions {} on the left, their derivatives on the right.",
            self.title,
            names.join(", ")
        )
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let area = Area::below_title(canvas);
        let entries: Vec<_> = (0..self.units.len())
            .map(|i| {
                let (color, width, dashed) = self.look(i);
                let name = self.units[i].name.as_str();
                (name, color, Swatch::Line { width, dashed })
            })
            .collect();
        legend(canvas, area, &entries);
        let area = area.without_top(LEGEND_HEIGHT);
        let symbol = &self.symbol;
        let parts: [(String, Part); 2] = [
            (format!("φ({symbol})"), |unit| &unit.values),
            (format!("derivative φ′({symbol})"), |unit| &unit.derivatives),
        ];
        for (i, (name, part)) in parts.into_iter().enumerate() {
            let points = || self.units.iter().flat_map(part);
            let x = Axis::tight(points().map(|p| p.0), 8);
            let y = Axis::padded(points().map(|p| p.1), 6);
            let panel = Panel::new(area.column(i, 2, 30.0), x, y, 6.0);
            panel.axes(canvas, symbol, &name);
            let mut drawn = false;
            for (i, unit) in self.units.iter().enumerate() {
                let (color, width, dashed) = self.look(i);
                let placed: Vec<_> = part(unit).iter().map(|&(z, v)| panel.at(z, v)).collect();
                // A step of more than a fifth of the panel between two samples is a jump.
                let jump = panel.plot.h / 5.0;
                for run in placed.chunk_by(|a, b| match (a, b) {
                    (Some(a), Some(b)) => (a.1 - b.1).abs() < jump,
                    _ => false,
                }) {
                    let run: Vec<_> = run.iter().copied().flatten().collect();
                    drawn |= !run.is_empty();
                    if dashed {
                        canvas.dashed(&run, DASHES, color, width);
                    } else {
                        canvas.line(&run, color, width);
                    }
                }
            }
            if !drawn {
                no_data(canvas, panel.plot);
            }
        }
    }
}
