//! Positions along the edges: the distances of the layers, and labels on their edges.

use super::coordinates::isotonic_fit;
use super::{Spacing, Vertex};

/// The center and the thickness of every layer along the edges, and the length of all.
pub(super) fn place_layers(
    vertices: &[Vertex],
    order: &[Vec<usize>],
    across: &[f64],
    spacing: Spacing,
    least: &[f64],
) -> (Vec<f64>, Vec<f64>, f64) {
    let mut thickness: Vec<f64> = order
        .iter()
        .map(|layer| layer.iter().map(|&i| vertices[i].size.length).fold(0.0, f64::max))
        .collect();
    for (thickness, &least) in thickness.iter_mut().step_by(2).zip(least) {
        *thickness = thickness.max(least);
    }
    let mut centers = vec![0.0; order.len()];
    let mut end = 0.0;
    for at in (0..order.len()).step_by(2) {
        centers[at] = end + thickness[at] / 2.0;
        end += thickness[at];
        if at + 2 < order.len() {
            let steps = order[at + 1].iter().flat_map(|&i| {
                let (up, down) = (&vertices[i].incoming, &vertices[i].outgoing);
                up.iter().zip(down).map(|(a, b)| (across[a.0] - across[b.0]).abs())
            });
            let slant = (spacing.slant * steps.fold(0.0, f64::max)).min(120.0);
            let labeled = if thickness[at + 1] > 0.0 {
                spacing.before_label + thickness[at + 1] + spacing.after_label + 2.0 * slant
            } else {
                0.0
            };
            let gap = slant.max(spacing.layers).max(labeled);
            let aside = (gap - thickness[at + 1]) / 2.0;
            // A label is a little nearer to the start of its edge, away from the arrow's head.
            let shift = (spacing.after_label - spacing.before_label) / 2.0;
            centers[at + 1] = end + aside - shift + thickness[at + 1] / 2.0;
            end += gap;
        }
    }
    (centers, thickness, end)
}

/// Moves labels onto the straight line between the ends of their edges, where there is room.
pub(super) fn align_labels(
    vertices: &[Vertex],
    order: &[Vec<usize>],
    centers: &[f64],
    gap: f64,
    across: &mut [f64],
) {
    for layer in order.iter().skip(1).step_by(2) {
        let targets: Vec<(f64, f64)> = layer
            .iter()
            .map(|&i| {
                let (a, b) = (vertices[i].incoming[0].0, vertices[i].outgoing[0].0);
                let (from, to) = (centers[vertices[a].layer], centers[vertices[b].layer]);
                let t = (centers[vertices[i].layer] - from) / (to - from);
                let line = across[a] + t * (across[b] - across[a]);
                (line, if vertices[i].is_pass_through() { 0.01 } else { 1.0 })
            })
            .collect();
        isotonic_fit(vertices, layer, &targets, gap, across);
    }
}
