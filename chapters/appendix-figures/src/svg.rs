//! The shapes of a canvas as SVG: text stays text.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use plotters::prelude::*;

use crate::FigureError;
use crate::canvas::{Canvas, SUBPIXELS, Shape, drawing, paint, printable};
use crate::encode::{ColorType, encode_png};
use crate::style;

/// The shapes on the card of a figure, with its alternative text.
pub(crate) fn render(canvas: &Canvas, alt: &str) -> Result<String, FigureError> {
    let alt = escape(alt);
    let (w, h) = canvas.size;
    let (wide, high) = (w * SUBPIXELS, h * SUBPIXELS);
    let edge = SUBPIXELS / 2;
    let radius = style::CARD_RADIUS * f64::from(SUBPIXELS);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {wide} {high}\" role=\"img\" aria-label=\"{alt}\" \
         stroke-linejoin=\"round\" stroke-linecap=\"round\">\n<title>{alt}</title>\n\
         <rect x=\"{edge}\" y=\"{edge}\" width=\"{}\" height=\"{}\" rx=\"{radius}\" \
         fill=\"{}\" stroke=\"{}\" stroke-width=\"{SUBPIXELS}\"/>\n",
        wide - 2 * edge,
        high - 2 * edge,
        hex(style::CARD),
        hex(style::CARD_EDGE),
    );
    // plotters has no images in SVG on wasm32, so they do not go through it.
    let image = |shape: &Shape| matches!(shape, Shape::Image { .. });
    for shapes in canvas.shapes.chunk_by(|a, b| !image(a) && !image(b)) {
        if let [Shape::Image { at: (x, y), size, rgb }] = shapes {
            let file = BASE64.encode(encode_png(rgb, *size, ColorType::Rgb)?);
            let (w, h) = size;
            let _ = writeln!(
                svg,
                "<image x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" \
                 href=\"data:image/png;base64,{file}\"/>"
            );
        } else {
            svg += &elements(shapes, (wide, high))?;
        }
    }
    svg += "</svg>\n";
    Ok(svg)
}

/// The elements that plotters draws for some shapes, one in a line.
fn elements(shapes: &[Shape], size: (u32, u32)) -> Result<String, FigureError> {
    let mut document = String::new();
    let area = SVGBackend::with_string(&mut document, size).into_drawing_area();
    shapes.iter().try_for_each(|shape| paint(&area, shape))?;
    area.present().map_err(|error| drawing(&error))?;
    drop(area);
    let elements = document.split_once(">\n").map_or("", |(_, rest)| rest);
    Ok(elements
        .trim_end_matches("</svg>\n")
        // The baseline is where the text's y says; no viewer has to guess the font's height.
        .replace(" dy=\"0.76em\"", "")
        .replace(" opacity=\"1\"", ""))
}

fn escape(text: &str) -> String {
    printable(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn hex((r, g, b): style::Color) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}
