//! Along the arrows: how far apart the layers stand, and labels on their arrows.

use super::across::settle;
use super::{Place, Spacing};

/// The middle and the thickness of every layer along the arrows, and the length of all.
pub(super) fn lengthways(
    places: &[Place],
    order: &[Vec<usize>],
    across: &[f64],
    spacing: Spacing,
    thickness: &[f64],
) -> (Vec<f64>, Vec<f64>, f64) {
    let mut thick: Vec<f64> = order
        .iter()
        .map(|layer| layer.iter().map(|&i| places[i].room.along).fold(0.0, f64::max))
        .collect();
    for (thick, &least) in thick.iter_mut().step_by(2).zip(thickness) {
        *thick = thick.max(least);
    }
    let mut middles = vec![0.0; order.len()];
    let mut edge = 0.0;
    for at in (0..order.len()).step_by(2) {
        middles[at] = edge + thick[at] / 2.0;
        edge += thick[at];
        if at + 2 < order.len() {
            let steps = order[at + 1].iter().flat_map(|&i| {
                let (up, down) = (&places[i].before, &places[i].after);
                up.iter().zip(down).map(|(a, b)| (across[a.0] - across[b.0]).abs())
            });
            let slant = (spacing.slant * steps.fold(0.0, f64::max)).min(120.0);
            let labeled = if thick[at + 1] > 0.0 {
                spacing.lead + thick[at + 1] + spacing.tail + 2.0 * slant
            } else {
                0.0
            };
            let gap = slant.max(spacing.between).max(labeled);
            let aside = (gap - thick[at + 1]) / 2.0;
            // A label stands a little nearer to where its arrow comes from.
            let lean = (spacing.tail - spacing.lead) / 2.0;
            middles[at + 1] = edge + aside - lean + thick[at + 1] / 2.0;
            edge += gap;
        }
    }
    (middles, thick, edge)
}

/// Moves labels onto the straight line between the ends of their arrows, where there is
/// room.
pub(super) fn line_up_labels(
    places: &[Place],
    order: &[Vec<usize>],
    middles: &[f64],
    gap: f64,
    across: &mut [f64],
) {
    for layer in order.iter().skip(1).step_by(2) {
        let wanted: Vec<(f64, f64)> = layer
            .iter()
            .map(|&i| {
                let (a, b) = (places[i].before[0].0, places[i].after[0].0);
                let (from, to) = (middles[places[a].layer], middles[places[b].layer]);
                let t = (middles[places[i].layer] - from) / (to - from);
                let line = across[a] + t * (across[b] - across[a]);
                (line, if places[i].is_point() { 0.01 } else { 1.0 })
            })
            .collect();
        settle(places, layer, &wanted, gap, across);
    }
}
