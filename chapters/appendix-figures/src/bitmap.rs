//! The shapes of a canvas as PNG: drawn large, averaged, with the card's corners cut out.

use std::sync::LazyLock;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

use crate::FigureError;
use crate::canvas::{Align, Canvas, Point, SUBPIXELS, Shape, drawing, paint, rgb, subpixels};
use crate::encode::{ColorType, encode_png};
use crate::font;
use crate::style::{self, CARD_EDGE, CARD_RADIUS};

/// Pixels of the PNG per pixel of the figure, for screens with fine pixels.
pub(crate) const PNG_SCALE: u32 = 2;

/// The shapes on the card of a figure.
pub(crate) fn render(canvas: &Canvas) -> Result<Vec<u8>, FigureError> {
    static REGISTERED: LazyLock<bool> =
        LazyLock::new(|| register_font(font::FAMILY, FontStyle::Normal, font::BYTES).is_ok());
    assert!(*REGISTERED, "the font inside the crate can be read");
    let (w, h) = canvas.size;
    let (wide, high) = (w * SUBPIXELS, h * SUBPIXELS);
    let mut buffer = vec![0; wide as usize * high as usize * 3];
    let area = BitMapBackend::with_buffer(&mut buffer, (wide, high)).into_drawing_area();
    area.fill(&rgb(style::CARD)).map_err(|error| drawing(&error))?;
    for shape in &canvas.shapes {
        match shape {
            Shape::Line { path, color, width } => line(&area, path, *color, *width)?,
            Shape::Text { at, text, em, color, align } => {
                line_of_text(&area, *at, text, *em, *color, *align)?;
            }
            shape => paint(&area, shape)?,
        }
    }
    area.present().map_err(|error| drawing(&error))?;
    drop(area);
    card(&buffer, (wide, high))
}

type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

/// plotters fills a thick path as one polygon, which tears where it crosses itself, and paints
/// the pixels on both of its edges: one too wide. So it draws the segments one by one here,
/// with a disk on every joint.
fn line(area: &Area, path: &[Point], color: style::Color, width: u32) -> Result<(), FigureError> {
    let width = (width - 1).max(1);
    for pair in path.windows(2) {
        paint(area, &Shape::Line { path: pair.to_vec(), color, width })?;
    }
    let joints = if width > 2 { path } else { &[] };
    joints
        .iter()
        .try_for_each(|&center| paint(area, &Shape::Disk { center, radius: width / 2, color }))
}

/// plotters sets every glyph flush with the pen, without its bearing, so it draws the glyphs one
/// by one here.
fn line_of_text(
    area: &Area,
    (x, y): (f64, f64),
    text: &str,
    em: f64,
    color: style::Color,
    align: Align,
) -> Result<(), FigureError> {
    // plotters takes the height of a line for the font size.
    let line = em * f64::from(SUBPIXELS) * font::in_em(font::FACE.height());
    let color = rgb(color);
    let style = TextStyle::from((font::FAMILY, line)).color(&color);
    let width = font::width(text, em);
    let mut pen = match align {
        Align::Left => x,
        Align::Center => x - width / 2.0,
        Align::Right => x - width,
    };
    // plotters puts the baseline half a line below the point it is given.
    let top = subpixels(y - line / 2.0 / f64::from(SUBPIXELS));
    text.chars().try_for_each(|c| {
        let (advance, bearing) = font::metrics(c);
        let at = (subpixels(pen + bearing * em), top);
        pen += advance * em;
        area.draw_text(c.encode_utf8(&mut [0; 4]), &style, at).map_err(|error| drawing(&error))
    })
}

/// Averages a buffer of RGB subpixels, cuts out the card's rounded corners, and encodes it.
fn card(buffer: &[u8], (wide, high): (u32, u32)) -> Result<Vec<u8>, FigureError> {
    let block = SUBPIXELS / PNG_SCALE;
    let (w, h) = (wide / block, high / block);
    let mut pixels = Vec::with_capacity(w as usize * h as usize * 4);
    for y in 0..h {
        for x in 0..w {
            let mean = average(buffer, wide, (x * block, y * block), block);
            let depth = depth_inside((x, y), (w, h));
            let on_edge = (f64::from(PNG_SCALE) - depth + 0.5).clamp(0.0, 1.0);
            let (r, g, b) = style::mix(mean, CARD_EDGE, on_edge);
            pixels.extend([r, g, b, style::mix((0, 0, 0), style::WHITE, depth + 0.5).0]);
        }
    }
    Ok(encode_png(&pixels, (w, h), ColorType::Rgba)?)
}

#[expect(clippy::cast_possible_truncation, reason = "the mean of bytes is a byte")]
fn average(buffer: &[u8], wide: u32, (x, y): (u32, u32), block: u32) -> style::Color {
    let mut sum = [0; 3];
    for row in y..y + block {
        let start = (row as usize * wide as usize + x as usize) * 3;
        for pixel in buffer[start..start + block as usize * 3].chunks_exact(3) {
            for (sum, &channel) in sum.iter_mut().zip(pixel) {
                *sum += u32::from(channel);
            }
        }
    }
    let mean = |channel: u32| ((channel + block * block / 2) / (block * block)) as u8;
    (mean(sum[0]), mean(sum[1]), mean(sum[2]))
}

/// How many pixels of the PNG the center of a pixel lies inside the card's rounded outline.
fn depth_inside((x, y): (u32, u32), (w, h): (u32, u32)) -> f64 {
    let radius = CARD_RADIUS * f64::from(PNG_SCALE);
    // Distance beyond the straight part of the nearest edge, per axis.
    let beyond = |v: u32, size: u32| {
        let half = f64::from(size) / 2.0;
        (f64::from(v) + 0.5 - half).abs() - (half - radius)
    };
    let (dx, dy) = (beyond(x, w), beyond(y, h));
    let outside = dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0);
    radius - outside
}
