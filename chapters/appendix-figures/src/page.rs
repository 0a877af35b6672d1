//! A page to draw on: one set of strokes, two media.
//!
//! Coordinates are pixels, x to the right and y down. plotters draws on whole numbers only,
//! so the page draws [`GRAIN`] times larger: in SVG the view box undoes this, in PNG
//! averaging does, which also smooths the edges.

use std::fmt::Display;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::font;
use crate::style;
use crate::{FigureError, raster};

/// Drawing units per pixel of the figure.
pub(crate) const GRAIN: u32 = 4;
/// Pixels of the PNG per pixel of the figure, for screens with fine pixels.
pub(crate) const DENSITY: u32 = 2;

/// Where a text stands relative to its point.
#[derive(Clone, Copy)]
pub(crate) enum Align {
    Left,
    Center,
    Right,
}

enum Medium<'a> {
    Svg(DrawingArea<SVGBackend<'a>, Shift>),
    Png(DrawingArea<BitMapBackend<'a>, Shift>),
}

/// The surface a [`Figure`](crate::Figure) draws on.
///
/// The crate makes the page and keeps the first error for the end, so that drawing code
/// reads without interruption.
pub struct Page<'a> {
    medium: Medium<'a>,
    error: Option<FigureError>,
}

/// Pixels to drawing units. Far-away points are pulled in: no card is that large.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the value is rounded and clamped to the range of i32"
)]
fn units(v: f64) -> i32 {
    (v.clamp(-1e6, 1e6) * f64::from(GRAIN)).round() as i32
}

/// The largest side of an image's pixel, such that `n` of them fit into `room` pixels and
/// each is a whole number of drawing units.
pub(crate) fn cell(room: f64, n: usize) -> f64 {
    let grain = f64::from(GRAIN);
    (room * grain / n.max(1) as f64).floor().max(1.0) / grain
}

fn rgb((r, g, b): style::Color) -> RGBColor {
    RGBColor(r, g, b)
}

impl Page<'_> {
    /// Draws a figure as SVG.
    pub(crate) fn svg(
        (w, h): (u32, u32),
        alt: &str,
        draw: impl FnOnce(&mut Page<'_>),
    ) -> Result<String, FigureError> {
        font::register()?;
        let mut text = String::new();
        let backend = SVGBackend::with_string(&mut text, (w * GRAIN, h * GRAIN));
        let mut page = Page { medium: Medium::Svg(backend.into_drawing_area()), error: None };
        draw(&mut page);
        page.finish()?;
        Ok(dress(&text, (w, h), alt))
    }

    /// Draws a figure as PNG.
    pub(crate) fn png(
        (w, h): (u32, u32),
        draw: impl FnOnce(&mut Page<'_>),
    ) -> Result<Vec<u8>, FigureError> {
        font::register()?;
        let (wide, high) = (w * GRAIN, h * GRAIN);
        let mut buffer = vec![0; wide as usize * high as usize * 3];
        let backend = BitMapBackend::with_buffer(&mut buffer, (wide, high));
        let mut page = Page { medium: Medium::Png(backend.into_drawing_area()), error: None };
        page.rect(0.0, 0.0, f64::from(w), f64::from(h), style::CARD);
        draw(&mut page);
        page.finish()?;
        raster::card_png(&buffer, (wide, high))
    }

    fn finish(self) -> Result<(), FigureError> {
        let presented = match &self.medium {
            Medium::Svg(area) => area.present().map_err(|e| drawing(&e)),
            Medium::Png(area) => area.present().map_err(|e| drawing(&e)),
        };
        self.error.map_or(presented, Err)
    }

    fn element<E>(&mut self, element: &E)
    where
        for<'b> &'b E: plotters::element::PointCollection<'b, (i32, i32)>,
        for<'b> E: plotters::element::Drawable<SVGBackend<'b>>
            + plotters::element::Drawable<BitMapBackend<'b>>,
    {
        let drawn = match &self.medium {
            Medium::Svg(area) => area.draw(element).map_err(|e| drawing(&e)),
            Medium::Png(area) => area.draw(element).map_err(|e| drawing(&e)),
        };
        self.keep(drawn);
    }

    fn keep(&mut self, result: Result<(), FigureError>) {
        if let (Err(error), None) = (result, &self.error) {
            self.error = Some(error);
        }
    }

    /// A polyline with round joints. Points that are not finite are left out.
    pub(crate) fn line(&mut self, points: &[(f64, f64)], color: style::Color, width: f64) {
        let mut path: Vec<(i32, i32)> = points
            .iter()
            .filter(|(x, y)| x.is_finite() && y.is_finite())
            .map(|&(x, y)| (units(x), units(y)))
            .collect();
        path.dedup();
        if path.len() < 2 {
            return;
        }
        let stroke = units(width).max(1).unsigned_abs();
        if matches!(self.medium, Medium::Svg(_)) {
            self.element(&PathElement::new(path, rgb(color).stroke_width(stroke)));
            return;
        }
        // plotters fills a thick path as one polygon, which tears where it crosses itself,
        // and paints the pixels on both of its edges: one unit too wide.
        let stroke = (stroke - 1).max(1);
        let style = rgb(color).stroke_width(stroke);
        for pair in path.windows(2) {
            self.element(&PathElement::new(pair.to_vec(), style));
        }
        if stroke > 2 {
            for &joint in &path {
                self.element(&Circle::new(joint, stroke / 2, rgb(color).filled()));
            }
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
        let corners = [(units(x), units(y)), (units(x + w), units(y + h))];
        self.element(&Rectangle::new(corners, rgb(color).filled()));
    }

    /// The outline of a rectangle.
    pub(crate) fn frame(&mut self, x: f64, y: f64, w: f64, h: f64, color: style::Color) {
        let corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)];
        self.line(&corners, color, 0.75);
    }

    /// A filled disk.
    pub(crate) fn disk(&mut self, x: f64, y: f64, radius: f64, color: style::Color) {
        if x.is_finite() && y.is_finite() {
            let radius = units(radius).unsigned_abs();
            let center = (units(x), units(y));
            self.element(&Circle::new(center, radius, rgb(color).filled()));
        }
    }

    /// A filled polygon.
    pub(crate) fn polygon(&mut self, corners: &[(f64, f64)], color: style::Color) {
        let corners: Vec<_> = corners.iter().map(|&(x, y)| (units(x), units(y))).collect();
        self.element(&Polygon::new(corners, rgb(color)));
    }

    /// A filled box with round corners and a border, around a middle.
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
                let turn = f64::from(quarter) + f64::from(step) / 8.0;
                let (sin, cos) = (turn * std::f64::consts::FRAC_PI_2).sin_cos();
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
        (x, y): (f64, f64),
        text: &str,
        em: f64,
        color: style::Color,
        align: Align,
    ) {
        let text = plain(text);
        let grain = f64::from(GRAIN);
        let color = rgb(color);
        let drawn = match &self.medium {
            Medium::Svg(area) => {
                let anchor = match align {
                    Align::Left => HPos::Left,
                    Align::Center => HPos::Center,
                    Align::Right => HPos::Right,
                };
                // plotters writes a font size of its argument over 1.24.
                let style = TextStyle::from((font::FAMILY, em * grain * 1.24))
                    .color(&color)
                    .pos(Pos::new(anchor, VPos::Top));
                area.draw_text(&text, &style, (units(x), units(y))).map_err(|e| drawing(&e))
            }
            Medium::Png(area) => {
                let line = em * grain * font::line_height();
                let style = TextStyle::from((font::FAMILY, line)).color(&color);
                let width = font::width(&text, em);
                let mut pen = match align {
                    Align::Left => x,
                    Align::Center => x - width / 2.0,
                    Align::Right => x - width,
                };
                // plotters puts the baseline half a line below the point it is given.
                let top = units(y - line / 2.0 / grain);
                text.chars().try_for_each(|c| {
                    let (advance, bearing) = font::metrics(c);
                    let at = (units(pen + bearing * em), top);
                    pen += advance * em;
                    area.draw_text(c.encode_utf8(&mut [0; 4]), &style, at).map_err(|e| drawing(&e))
                })
            }
        };
        self.keep(drawn);
    }

    /// A grid of colors, `rows` × `columns`, row by row from the top; each is a square of
    /// side `cell` pixels (see [`cell`]).
    pub(crate) fn image(
        &mut self,
        (x, y): (f64, f64),
        cell: f64,
        columns: usize,
        colors: &[style::Color],
    ) {
        if columns == 0 || colors.is_empty() {
            return;
        }
        let side = units(cell).max(1).unsigned_abs() as usize;
        let mut pixels = Vec::with_capacity(colors.len() * side * side * 3);
        for row in colors.chunks_exact(columns) {
            let line: Vec<u8> = row
                .iter()
                .flat_map(|&(r, g, b)| std::iter::repeat_n([r, g, b], side))
                .flatten()
                .collect();
            (0..side).for_each(|_| pixels.extend_from_slice(&line));
        }
        let Ok(width) = u32::try_from(columns * side) else {
            return;
        };
        let Ok(height) = u32::try_from(colors.len() / columns * side) else {
            return;
        };
        let at = (units(x), units(y));
        if let Some(picture) = BitMapElement::<_, plotters::backend::RGBPixel>::with_owned_buffer(
            at,
            (width, height),
            pixels,
        ) {
            self.element(&picture);
        }
    }

    /// The title of a figure, at the top left of the card.
    pub(crate) fn title(&mut self, title: &str) {
        let at = (style::MARGIN, style::MARGIN + 9.0);
        self.text(at, title, style::TITLE, style::INK, Align::Left);
    }
}

fn drawing(error: &impl Display) -> FigureError {
    FigureError::Drawing(error.to_string())
}

/// The text without characters that a line cannot show and XML does not allow.
fn plain(text: &str) -> String {
    text.replace(|c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}'), " ")
}

fn escape(text: &str) -> String {
    plain(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Gives plotters' SVG its size in pixels, its alternative text and its card.
fn dress(svg: &str, (w, h): (u32, u32), alt: &str) -> String {
    let body = svg.split_once('>').map_or("", |(_, rest)| rest);
    let body = body
        // The baseline is where the text's y says; no viewer has to guess the font's height.
        .replace(" dy=\"0.76em\"", "")
        .replace(" opacity=\"1\"", "")
        .replace("\"data:png;", "\"data:image/png;");
    let alt = escape(alt);
    let (wide, high) = (w * GRAIN, h * GRAIN);
    let edge = GRAIN / 2;
    let radius = style::CARD_RADIUS * f64::from(GRAIN);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {wide} {high}\" role=\"img\" aria-label=\"{alt}\" \
         stroke-linejoin=\"round\" stroke-linecap=\"round\">\n<title>{alt}</title>\n\
         <rect x=\"{edge}\" y=\"{edge}\" width=\"{}\" height=\"{}\" rx=\"{radius}\" \
         fill=\"{}\" stroke=\"{}\" stroke-width=\"{GRAIN}\"/>{body}",
        wide - 2 * edge,
        high - 2 * edge,
        hex(style::CARD),
        hex(style::CARD_EDGE),
    )
}

fn hex((r, g, b): style::Color) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}
