//! A canvas to draw on: it records shapes, which are then painted as SVG or as PNG.
//!
//! Coordinates are pixels, x to the right and y down. plotters draws on whole numbers only,
//! so shapes are kept [`SUBPIXELS`] times larger: in SVG the view box undoes this, in PNG
//! averaging does, which also smooths the edges.

use std::fmt::Display;

use plotters::coord::Shift;
use plotters::element::BitMapElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::FigureError;
use crate::font;
use crate::style;

/// Steps of the grid that shapes lie on, per pixel.
pub(crate) const SUBPIXELS: u32 = 4;

/// A place on the grid of subpixels.
pub(crate) type Point = (i32, i32);

/// How a text is aligned with its point.
#[derive(Clone, Copy)]
pub(crate) enum Align {
    Left,
    Center,
    Right,
}

/// What is drawn, in subpixels.
pub(crate) enum Shape {
    Line {
        path: Vec<Point>,
        color: style::Color,
        width: u32,
    },
    Rectangle {
        corners: [Point; 2],
        color: style::Color,
    },
    Disk {
        center: Point,
        radius: u32,
        color: style::Color,
    },
    Polygon {
        corners: Vec<Point>,
        color: style::Color,
    },
    /// A line of text; the place, in pixels, is on its baseline, and `em` is its font size.
    Text {
        at: (f64, f64),
        text: String,
        em: f64,
        color: style::Color,
        align: Align,
    },
    /// Rows of red, green, blue, one subpixel each.
    Image {
        at: Point,
        size: (u32, u32),
        rgb: Vec<u8>,
    },
}

/// The surface a [`Figure`](crate::Figure) draws on.
///
/// A canvas records what is drawn on it, so that drawing code reads without interruption and
/// is the same for SVG and PNG.
pub struct Canvas {
    /// Width and height in pixels.
    pub(crate) size: (u32, u32),
    pub(crate) shapes: Vec<Shape>,
}

/// Pixels to subpixels. Far-away points are clamped: no figure is that large.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the value is rounded and clamped to the range of i32"
)]
pub(crate) fn subpixels(v: f64) -> i32 {
    (v.clamp(-1e6, 1e6) * f64::from(SUBPIXELS)).round() as i32
}

fn point((x, y): (f64, f64)) -> Point {
    (subpixels(x), subpixels(y))
}

/// The largest side of an image's pixel, such that `n` of them fit into `room` pixels and
/// each is a whole number of subpixels.
pub(crate) fn cell_side(room: f64, n: usize) -> f64 {
    let subpixels = f64::from(SUBPIXELS);
    (room * subpixels / n.max(1) as f64).floor().max(1.0) / subpixels
}

impl Canvas {
    pub(crate) fn new(size: (u32, u32)) -> Self {
        Self { size, shapes: Vec::new() }
    }

    /// The width between the margins.
    pub(crate) fn width(&self) -> f64 {
        f64::from(self.size.0) - 2.0 * style::MARGIN
    }

    /// A polyline. Points that are not finite are left out.
    pub(crate) fn line(&mut self, points: &[(f64, f64)], color: style::Color, width: f64) {
        let finite = points.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
        let mut path: Vec<Point> = finite.map(|&p| point(p)).collect();
        path.dedup();
        if path.len() >= 2 {
            let width = subpixels(width).max(1).unsigned_abs();
            self.shapes.push(Shape::Line { path, color, width });
        }
    }

    /// A polyline of dashes, each `on` pixels long, with gaps of `off` pixels.
    pub(crate) fn dashed(
        &mut self,
        points: &[(f64, f64)],
        (on, off): (f64, f64),
        color: style::Color,
        width: f64,
    ) {
        let mut dash = Vec::new();
        let mut drawing = true;
        let mut left = on;
        for pair in points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if !length.is_finite() {
                continue;
            }
            let at = |s: f64| {
                let t = s / length;
                (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1))
            };
            if drawing {
                dash.push(from);
            }
            let mut along = 0.0;
            while length - along > left {
                along += left;
                dash.push(at(along));
                if drawing {
                    self.line(&dash, color, width);
                    dash.clear();
                }
                drawing = !drawing;
                left = if drawing { on } else { off };
            }
            left -= length - along;
            if drawing {
                dash.push(to);
            }
        }
        self.line(&dash, color, width);
    }

    /// A filled rectangle.
    pub(crate) fn rect(&mut self, x: f64, y: f64, w: f64, h: f64, color: style::Color) {
        let corners = [point((x, y)), point((x + w, y + h))];
        self.shapes.push(Shape::Rectangle { corners, color });
    }

    /// The outline of a rectangle.
    pub(crate) fn frame(&mut self, x: f64, y: f64, w: f64, h: f64, color: style::Color) {
        let corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)];
        self.line(&corners, color, 0.75);
    }

    /// A filled disk.
    pub(crate) fn disk(&mut self, x: f64, y: f64, radius: f64, color: style::Color) {
        if x.is_finite() && y.is_finite() {
            let radius = subpixels(radius).unsigned_abs();
            self.shapes.push(Shape::Disk { center: point((x, y)), radius, color });
        }
    }

    /// A filled polygon.
    pub(crate) fn polygon(&mut self, corners: &[(f64, f64)], color: style::Color) {
        let corners = corners.iter().map(|&corner| point(corner)).collect();
        self.shapes.push(Shape::Polygon { corners, color });
    }

    /// A filled box with round corners and a border, around a center.
    pub(crate) fn rounded(
        &mut self,
        (x, y): (f64, f64),
        (w, h): (f64, f64),
        radius: f64,
        fill: style::Color,
        (edge, width): (style::Color, f64),
    ) {
        let radius = radius.min(w / 2.0).min(h / 2.0);
        let mut outline = Vec::new();
        let corners = [(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)];
        for (quarter, (sx, sy)) in (0_u32..).zip(corners) {
            let center = (x + sx * (w / 2.0 - radius), y + sy * (h / 2.0 - radius));
            let steps = if radius > 0.0 { 8 } else { 0 };
            outline.extend((0..=steps).map(|step| {
                let quarters = f64::from(quarter) + f64::from(step) / 8.0;
                let (sin, cos) = (quarters * std::f64::consts::FRAC_PI_2).sin_cos();
                (center.0 + radius * cos, center.1 + radius * sin)
            }));
        }
        self.polygon(&outline, fill);
        outline.push(outline[0]);
        self.line(&outline, edge, width);
    }

    /// One line of text; `y` is its baseline.
    pub(crate) fn text(
        &mut self,
        at: (f64, f64),
        text: &str,
        em: f64,
        color: style::Color,
        align: Align,
    ) {
        self.shapes.push(Shape::Text { at, text: printable(text), em, color, align });
    }

    /// A grid of colors, row by row from the top, `columns` in a row; each is a square with
    /// `side` pixels (see [`cell_side`]).
    pub(crate) fn image(
        &mut self,
        at: (f64, f64),
        side: f64,
        columns: usize,
        colors: &[style::Color],
    ) {
        if columns == 0 || colors.is_empty() {
            return;
        }
        let side = subpixels(side).max(1).unsigned_abs() as usize;
        let mut rgb = Vec::with_capacity(colors.len() * side * side * 3);
        for row in colors.chunks_exact(columns) {
            let line: Vec<u8> = row
                .iter()
                .flat_map(|&(r, g, b)| std::iter::repeat_n([r, g, b], side))
                .flatten()
                .collect();
            (0..side).for_each(|_| rgb.extend_from_slice(&line));
        }
        let size = (u32::try_from(columns * side), u32::try_from(colors.len() / columns * side));
        if let (Ok(w), Ok(h)) = size {
            self.shapes.push(Shape::Image { at: point(at), size: (w, h), rgb });
        }
    }

    /// The title of a figure, at the top left of the card; one that is too long is cut.
    pub(crate) fn title(&mut self, title: &str) {
        let at = (style::MARGIN, style::MARGIN + 9.0);
        let title = font::truncate(title, style::TITLE, self.width());
        self.text(at, &title, style::TITLE, style::INK, Align::Left);
    }
}

/// The text without characters that a line cannot show and XML does not allow.
pub(crate) fn printable(text: &str) -> String {
    text.replace(|c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}'), " ")
}

pub(crate) fn rgb((r, g, b): style::Color) -> RGBColor {
    RGBColor(r, g, b)
}

/// Lets plotters draw a shape.
pub(crate) fn paint<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    shape: &Shape,
) -> Result<(), FigureError> {
    match shape {
        Shape::Line { path, color, width } => {
            area.draw(&PathElement::new(&path[..], rgb(*color).stroke_width(*width)))
        }
        Shape::Rectangle { corners, color } => {
            area.draw(&Rectangle::new(*corners, rgb(*color).filled()))
        }
        Shape::Disk { center, radius, color } => {
            area.draw(&Circle::new(*center, *radius, rgb(*color).filled()))
        }
        Shape::Polygon { corners, color } => area.draw(&Polygon::new(&corners[..], rgb(*color))),
        Shape::Text { at, text, em, color, align } => {
            let anchor = match align {
                Align::Left => HPos::Left,
                Align::Center => HPos::Center,
                Align::Right => HPos::Right,
            };
            let color = rgb(*color);
            // plotters writes a font size of its argument over 1.24.
            let style = TextStyle::from((font::FAMILY, em * f64::from(SUBPIXELS) * 1.24))
                .color(&color)
                .pos(Pos::new(anchor, VPos::Top));
            area.draw_text(text, &style, point(*at))
        }
        Shape::Image { at, size, rgb } => {
            BitMapElement::with_ref(*at, *size, rgb).map_or(Ok(()), |image| area.draw(&image))
        }
    }
    .map_err(|error| drawing(&error))
}

pub(crate) fn drawing(error: &impl Display) -> FigureError {
    FigureError::Drawing(error.to_string())
}
