//! A legend, and the marks it shares with the plots.

use crate::canvas::{Align, Canvas};
use crate::font;
use crate::panel::Area;
use crate::style::{self, Color, LABEL};

/// The sign before a name in a legend.
#[derive(Clone, Copy)]
pub(crate) enum Swatch {
    Dot,
    Bar,
    Ring,
    Triangle,
    Line { width: f64, dashed: bool },
}

/// Lengths of the dashes and gaps of dashed curves, in pixels.
pub(crate) const DASHES: (f64, f64) = (5.0, 5.0);

/// A legend in one row: a swatch before each name. Names are cut where the row is full.
pub(crate) fn legend(canvas: &mut Canvas, area: Area, entries: &[(&str, Color, Swatch)]) {
    let swatches = 42.0 * entries.len() as f64;
    let names = entries.iter().map(|(name, ..)| font::width(name, LABEL));
    let fits = names.sum::<f64>() + swatches <= area.w;
    let limit = if fits { f64::INFINITY } else { (area.w - swatches) / entries.len() as f64 };
    let (mut x, y) = (area.x, area.y + 14.0);
    for &(name, color, swatch) in entries {
        let line = [(x, y - 4.0), (x + 18.0, y - 4.0)];
        match swatch {
            Swatch::Dot => canvas.disk(x + 9.0, y - 4.0, 3.2, color),
            Swatch::Ring => ring(canvas, (x + 9.0, y - 4.0), color),
            Swatch::Triangle => triangle(canvas, (x + 9.0, y - 4.0), color),
            Swatch::Bar => canvas.rect(x + 3.0, y - 9.0, 12.0, 10.0, color),
            Swatch::Line { width, dashed: false } => canvas.line(&line, color, width),
            Swatch::Line { width, dashed: true } => canvas.dashed(&line, DASHES, color, width),
        }
        let name = font::truncate(name, LABEL, limit);
        let shade = style::text_shade(color);
        canvas.text((x + 24.0, y), &name, LABEL, shade, Align::Left);
        x += 42.0 + font::width(&name, LABEL);
    }
}

/// A ring around a point.
pub(crate) fn ring(canvas: &mut Canvas, (x, y): (f64, f64), color: Color) {
    canvas.disk(x, y, 6.0, color);
    canvas.disk(x, y, 4.6, style::CARD);
}

/// A triangle that points up, for what is off the top.
pub(crate) fn triangle(canvas: &mut Canvas, (x, y): (f64, f64), color: Color) {
    canvas.polygon(&[(x, y - 4.0), (x - 4.2, y + 3.5), (x + 4.2, y + 3.5)], color);
}

/// Height of a legend with the space below it.
pub(crate) const LEGEND_HEIGHT: f64 = 26.0;
