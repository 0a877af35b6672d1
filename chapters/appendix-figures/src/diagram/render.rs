//! Drawing a diagram that has its layout: the look of its boxes and arrows.

use super::layout::{ArrowPath, LINE_HEIGHT, widest};
use super::{Arrow, ArrowStyle, Kind, Node};
use crate::Canvas;
use crate::canvas::Align;
use crate::style::{self, CARD, Color, GRAY, INK, LABEL, SMALL};

/// Length and half the breadth of an arrow's head.
const ARROW_HEAD: (f64, f64) = (8.0, 3.6);

/// The colors of a node's border and of its inside.
fn colors(kind: Kind) -> (Color, Color) {
    let (color, tint) = match kind {
        Kind::Input => (style::BLUE, 0.84),
        Kind::Parameter => (style::ORANGE, 0.78),
        Kind::Operation => (style::mix(INK, CARD, 0.35), 0.90),
        Kind::Unit => (style::mix(INK, CARD, 0.25), 1.0),
        Kind::Output => (style::GREEN, 0.84),
        Kind::Note => (style::AXIS, 1.0),
    };
    (style::mix(color, INK, 0.12), style::mix(color, style::WHITE, tint))
}

/// Draws parts of a diagram, given in coordinates of its layout.
pub(super) struct Renderer<'a> {
    pub(super) canvas: &'a mut Canvas,
    /// The place of the layout's origin on the canvas, and the layout's scale there.
    pub(super) origin: (f64, f64),
    pub(super) scale: f64,
    /// Whether the diagram shows the backward pass.
    pub(super) reversed: bool,
}

impl Renderer<'_> {
    fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.origin.0 + self.scale * x, self.origin.1 + self.scale * y)
    }

    fn text(&mut self, at: (f64, f64), text: &str, em: f64, color: Color, align: Align) {
        self.canvas.text(self.at(at), text, em * self.scale, color, align);
    }

    /// Lines of text around a center; the first has a size and a color of its own.
    fn lines(&mut self, (x, y): (f64, f64), lines: &[String], first: (f64, Color), rest: Color) {
        let below = lines.len().saturating_sub(1) as f64 * LINE_HEIGHT;
        let mut base = y - below / 2.0 + 0.36 * first.0;
        for (i, line) in lines.iter().enumerate() {
            let (em, color) = if i == 0 { first } else { (SMALL, rest) };
            self.text((x, base), line, em, color, Align::Center);
            base += LINE_HEIGHT;
        }
    }

    /// A node around its center.
    pub(super) fn node(&mut self, node: &Node, center: (f64, f64)) {
        if !node.ellipsis {
            self.border(node, self.at(center));
        }
        self.lines(center, &node.lines(), (LABEL, INK), GRAY);
    }

    fn border(&mut self, node: &Node, at: (f64, f64)) {
        let (w, h) = node.size();
        let (edge, fill) = colors(node.kind);
        let s = self.scale;
        if node.kind == Kind::Note {
            let corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)];
            let outline = corners.map(|(x, y)| (at.0 + x * s * w, at.1 + y * s * h));
            self.canvas.dashed(&outline, (4.0 * s, 3.0 * s), edge, 1.3 * s);
            return;
        }
        let radius = node.radius();
        self.canvas.rounded(at, (w * s, h * s), radius * s, fill, (edge, 1.3 * s));
        if node.kind == Kind::Output {
            let inside = ((w - 6.0) * s, (h - 6.0) * s);
            self.canvas.rounded(at, inside, (radius - 3.0) * s, fill, (edge, 0.8 * s));
        }
    }

    /// The shaft of an arrow, and its head.
    pub(super) fn arrow(&mut self, arrow: &Arrow, path: &ArrowPath) {
        let color = if self.reversed {
            style::mix(style::VERMILLION, INK, 0.15)
        } else {
            style::mix(INK, CARD, 0.3)
        };
        let points: Vec<(f64, f64)> = path.points.iter().map(|&p| self.at(p)).collect();
        if arrow.style == ArrowStyle::Plain {
            self.canvas.line(&points, style::mix(color, CARD, 0.35), 1.1 * self.scale);
            return;
        }
        let Some((&tip, before)) = points.split_last() else { return };
        let away = |p: &(f64, f64)| (p.0 - tip.0).hypot(p.1 - tip.1);
        let (length, half) = (ARROW_HEAD.0 * self.scale, ARROW_HEAD.1 * self.scale);
        // The shaft ends inside the head, which points from the place on the shaft that is the
        // head's length away from the tip.
        let kept = before.iter().rposition(|p| away(p) >= length).map_or(1, |last| last + 1);
        let mut shaft: Vec<(f64, f64)> = before.iter().copied().take(kept).collect();
        let Some(&back) = shaft.last().filter(|p| away(p) > 0.1) else { return };
        let length = length.min(away(&back));
        let (ux, uy) = ((tip.0 - back.0) / away(&back), (tip.1 - back.1) / away(&back));
        let place = |along: f64, aside: f64| {
            (tip.0 - along * ux - aside * uy, tip.1 - along * uy + aside * ux)
        };
        shaft.push(place(0.7 * length, 0.0));
        self.canvas.line(&shaft, color, 1.3 * self.scale);
        self.canvas.polygon(&[tip, place(length, half), place(length, -half)], color);
    }

    /// The label of an arrow, on its line or around it.
    pub(super) fn label(&mut self, arrow: &Arrow, path: &ArrowPath) {
        let lines = arrow.lines();
        if lines.is_empty() || path.points.len() < 2 {
            return;
        }
        let color = if self.reversed {
            style::text_shade(style::VERMILLION)
        } else {
            style::mix(INK, CARD, 0.15)
        };
        let (x, y) = path.label;
        if path.beside && lines.len() < 3 {
            let y = path.points[0].1;
            for (line, base) in lines.iter().zip([y - 5.5, y + 13.5]) {
                self.text((x, base), line, SMALL, color, Align::Center);
            }
            return;
        }
        let (w, h) = (widest(&lines, SMALL) + 6.0, lines.len() as f64 * LINE_HEIGHT + 1.0);
        let (left, top) = self.at((x - w / 2.0, y - h / 2.0));
        self.canvas.rect(left, top, w * self.scale, h * self.scale, CARD);
        self.lines((x, y), &lines, (SMALL, color), color);
    }

    /// The caption of a layer, from the baseline of its first line on.
    pub(super) fn caption(&mut self, (x, y): (f64, f64), lines: &[String], align: Align) {
        for (i, line) in lines.iter().enumerate() {
            self.text((x, y + i as f64 * LINE_HEIGHT), line, SMALL, GRAY, align);
        }
    }
}
