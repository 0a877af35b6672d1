//! The layer of every block, and a place in each layer that a link passes.

use super::across::MAIN;
use super::{Block, LANE, Link, MOST_PLACES, Place};

/// A place for every block in one row, such that links lead from lower to higher ones. Where
/// a cycle makes that impossible, the block that came first goes first.
pub(super) fn ranks(blocks: usize, links: &[Link]) -> Vec<usize> {
    let mut rank = vec![usize::MAX; blocks];
    for next in 0..blocks {
        let waits = |i: usize| links.iter().any(|l| l.to == i && rank[l.from] == usize::MAX);
        let free = |i: &usize| rank[*i] == usize::MAX;
        let ready = (0..blocks).filter(free).find(|&i| !waits(i));
        if let Some(i) = ready.or_else(|| (0..blocks).find(free)) {
            rank[i] = next;
        }
    }
    rank
}

/// The layer of each block: the length of the longest way to it for a block at an end, and
/// otherwise as near to what it feeds as can be, so that a parameter stands beside its use.
pub(super) fn layers(rank: &[usize], forward: &[(usize, usize)]) -> Vec<usize> {
    let mut row: Vec<usize> = (0..rank.len()).collect();
    row.sort_by_key(|&i| rank[i]);
    let mut layer = vec![0; rank.len()];
    for &i in &row {
        let above = forward.iter().filter(|link| link.1 == i).map(|link| layer[link.0] + 1);
        layer[i] = above.max().unwrap_or(0);
    }
    for &i in row.iter().rev() {
        let below = forward.iter().filter(|link| link.0 == i).map(|link| layer[link.1] - 1);
        layer[i] = below.min().unwrap_or(layer[i]);
    }
    layer
}

/// Places for all blocks, and for all links in the layers they pass; and for each link the
/// places along it.
pub(super) fn places(
    blocks: &[Block],
    links: &[Link],
    forward: &[(usize, usize)],
    layer: &[usize],
) -> (Vec<Place>, Vec<Vec<usize>>) {
    let mut places: Vec<Place> = blocks
        .iter()
        .zip(layer)
        .map(|(&room, &layer)| Place {
            layer: 2 * layer,
            room,
            before: Vec::new(),
            after: Vec::new(),
        })
        .collect();
    let passed: usize = forward.iter().map(|&(a, b)| 2 * (layer[b] - layer[a]) - 1).sum();
    let count = |of: fn(&(usize, usize)) -> usize| {
        let mut counts = vec![0; blocks.len()];
        for link in forward {
            counts[of(link)] += 1;
        }
        counts
    };
    let (leaving, coming) = (count(|link| link.0), count(|link| link.1));
    let mut chains = Vec::with_capacity(links.len());
    for (link, &(from, to)) in links.iter().zip(forward) {
        let joins = coming[from] == 0 && leaving[from] == 1 && coming[to] > 1;
        let mut chain = vec![from];
        if passed <= MOST_PLACES {
            let twins = forward.iter().filter(|&&other| other == (from, to)).count() > 1;
            let (first, last) = (2 * layer[from] + 1, 2 * layer[to]);
            for at in first..last {
                let room = if at % 2 == 0 {
                    Block { along: 0.0, before: LANE, after: LANE }
                } else if at == first && (twins || link.label.0 > 0.0) {
                    let half = (link.label.1 / 2.0).max(LANE);
                    Block { along: link.label.0, before: half, after: half }
                } else {
                    Block { along: 0.0, before: 0.0, after: 0.0 }
                };
                chain.push(places.len());
                places.push(Place { layer: at, room, before: Vec::new(), after: Vec::new() });
            }
        }
        chain.push(to);
        if chain.len() > 2 {
            // Bends inside of long arrows are ugliest, then bends in the way of the data.
            // Where something comes from that only joins in matters less, and so does where
            // a long arrow ends: it is what goes around.
            for (step, pair) in chain.windows(2).enumerate() {
                let end = step == 0 || step + 2 == chain.len();
                let weight = match (chain.len(), end) {
                    (3, _) if !joins => MAIN,
                    (3, _) | (_, true) => 1.0,
                    _ => 8.0,
                };
                places[pair[0]].after.push((pair[1], weight));
                places[pair[1]].before.push((pair[0], weight));
            }
        }
        chains.push(chain);
    }
    (places, chains)
}
