//! The order of each layer: few arrows cross.

use super::Place;

/// The places of each layer, ordered so that few links cross.
pub(super) fn order(places: &[Place], blocks: usize, depth: usize) -> Vec<Vec<usize>> {
    let mut order = first_order(places, blocks, depth);
    let mut best = order.clone();
    let mut fewest = crossings(places, &order);
    for sweep in 0..16 {
        if fewest == 0 {
            break;
        }
        let down = sweep % 2 == 0;
        for step in 1..depth {
            let at = if down { step } else { depth - 1 - step };
            let fixed = &order[if down { at - 1 } else { at + 1 }];
            let position = positions(fixed, places.len());
            let stretch = fixed.len() as f64 / order[at].len() as f64;
            let mut keyed: Vec<(f64, usize)> = order[at]
                .iter()
                .enumerate()
                .map(|(own, &i)| {
                    let near = if down { &places[i].before } else { &places[i].after };
                    let sum: usize = near.iter().map(|&(j, _)| position[j]).sum();
                    let mean = sum as f64 / near.len() as f64;
                    (if near.is_empty() { own as f64 * stretch } else { mean }, i)
                })
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            order[at] = keyed.into_iter().map(|(_, i)| i).collect();
        }
        let crossed = crossings(places, &order);
        if crossed < fewest {
            (best, fewest) = (order.clone(), crossed);
        }
    }
    swap_neighbors(places, &mut best);
    best
}

/// The places as they are met from the last blocks backward. What feeds a block stands
/// around the one among them that is fed itself.
fn first_order(places: &[Place], blocks: usize, depth: usize) -> Vec<Vec<usize>> {
    let mut order = vec![Vec::new(); depth];
    let mut seen = vec![false; places.len()];
    let ends = (0..places.len()).filter(|&i| places[i].after.is_empty()).rev();
    let mut waiting: Vec<usize> = ends.collect();
    while let Some(i) = waiting.pop() {
        if std::mem::replace(&mut seen[i], true) {
            continue;
        }
        order[places[i].layer].push(i);
        let fed = |mut i: usize| {
            while i >= blocks {
                i = places[i].before[0].0;
            }
            !places[i].before.is_empty()
        };
        let near = places[i].before.iter().map(|&(j, _)| j);
        let (middle, sides): (Vec<_>, Vec<_>) = near.partition(|&j| fed(j));
        let (left, right) = if middle.is_empty() {
            (&sides[..], &sides[..0])
        } else {
            sides.split_at(sides.len().div_ceil(2))
        };
        waiting.extend(left.iter().chain(&middle).chain(right).rev());
    }
    order
}

fn positions(layer: &[usize], places: usize) -> Vec<usize> {
    let mut position = vec![0; places];
    for (at, &i) in layer.iter().enumerate() {
        position[i] = at;
    }
    position
}

/// How many pairs of links cross.
fn crossings(places: &[Place], order: &[Vec<usize>]) -> usize {
    let mut crossed = 0;
    for pair in order.windows(2) {
        let position = positions(&pair[1], places.len());
        // A tree of counts (P. Fenwick, 1994) over the positions in the lower layer.
        let mut tree = vec![0_usize; pair[1].len() + 1];
        let mut entered = 0;
        for &i in &pair[0] {
            let ends = || places[i].after.iter().map(|&(j, _)| position[j]);
            for end in ends() {
                let mut at = end + 1;
                let mut not_beyond = 0;
                while at > 0 {
                    not_beyond += tree[at];
                    at &= at - 1;
                }
                crossed += entered - not_beyond;
            }
            for end in ends() {
                let mut at = end + 1;
                while at < tree.len() {
                    tree[at] += 1;
                    at += at & at.wrapping_neg();
                }
                entered += 1;
            }
        }
    }
    crossed
}

/// Swaps neighbors where that takes a crossing away, as long as it helps.
fn swap_neighbors(places: &[Place], order: &mut [Vec<usize>]) {
    for _ in 0..8 {
        let mut better = false;
        for at in 0..order.len() {
            let above = at.checked_sub(1).map(|up| positions(&order[up], places.len()));
            let below = order.get(at + 1).map(|layer| positions(layer, places.len()));
            let crossed = |a: usize, b: usize| {
                let count = |position: &Option<Vec<usize>>, near: fn(&Place) -> &[(usize, f64)]| {
                    let Some(position) = position else { return 0 };
                    let right = |j: usize| {
                        near(&places[b]).iter().filter(|k| position[k.0] < position[j]).count()
                    };
                    near(&places[a]).iter().map(|&(j, _)| right(j)).sum()
                };
                count(&above, |p| &p.before) + count(&below, |p| &p.after)
            };
            for i in 1..order[at].len() {
                let (a, b) = (order[at][i - 1], order[at][i]);
                if crossed(b, a) < crossed(a, b) {
                    order[at].swap(i - 1, i);
                    better = true;
                }
            }
        }
        if !better {
            return;
        }
    }
}
