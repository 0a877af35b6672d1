//! Crossing reduction: an order of each layer in which few edges cross.

use super::Vertex;

/// The vertices of each layer, ordered by sweeps in which each goes to the mean position of
/// its neighbors in the layer before (the barycenter method).
pub(super) fn reduce_crossings(vertices: &[Vertex], nodes: usize, depth: usize) -> Vec<Vec<usize>> {
    let mut order = initial_order(vertices, nodes, depth);
    let mut best = order.clone();
    let mut fewest = count_crossings(vertices, &order);
    for sweep in 0..16 {
        if fewest == 0 {
            break;
        }
        let down = sweep % 2 == 0;
        for step in 1..depth {
            let at = if down { step } else { depth - 1 - step };
            let fixed = &order[if down { at - 1 } else { at + 1 }];
            let position = positions(fixed, vertices.len());
            let stretch = fixed.len() as f64 / order[at].len() as f64;
            let mut keyed: Vec<(f64, usize)> = order[at]
                .iter()
                .enumerate()
                .map(|(own, &i)| {
                    let near = if down { &vertices[i].incoming } else { &vertices[i].outgoing };
                    let sum: usize = near.iter().map(|&(j, _)| position[j]).sum();
                    let mean = sum as f64 / near.len() as f64;
                    (if near.is_empty() { own as f64 * stretch } else { mean }, i)
                })
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            order[at] = keyed.into_iter().map(|(_, i)| i).collect();
        }
        let crossed = count_crossings(vertices, &order);
        if crossed < fewest {
            (best, fewest) = (order.clone(), crossed);
        }
    }
    swap_neighbors(vertices, &mut best);
    best
}

/// The vertices in the order of a depth-first search backward from those without successors.
/// Of the predecessors of a node, those that have predecessors themselves go in the middle,
/// and the others, such as parameters, on both sides of them.
fn initial_order(vertices: &[Vertex], nodes: usize, depth: usize) -> Vec<Vec<usize>> {
    let mut order = vec![Vec::new(); depth];
    let mut seen = vec![false; vertices.len()];
    let last = (0..vertices.len()).filter(|&i| vertices[i].outgoing.is_empty()).rev();
    let mut stack: Vec<usize> = last.collect();
    while let Some(i) = stack.pop() {
        if std::mem::replace(&mut seen[i], true) {
            continue;
        }
        order[vertices[i].layer].push(i);
        let has_predecessor = |mut i: usize| {
            while i >= nodes {
                i = vertices[i].incoming[0].0;
            }
            !vertices[i].incoming.is_empty()
        };
        let predecessors = vertices[i].incoming.iter().map(|&(j, _)| j);
        let (middle, sides): (Vec<_>, Vec<_>) = predecessors.partition(|&j| has_predecessor(j));
        let (left, right) = if middle.is_empty() {
            (&sides[..], &sides[..0])
        } else {
            sides.split_at(sides.len().div_ceil(2))
        };
        stack.extend(left.iter().chain(&middle).chain(right).rev());
    }
    order
}

fn positions(layer: &[usize], vertices: usize) -> Vec<usize> {
    let mut position = vec![0; vertices];
    for (at, &i) in layer.iter().enumerate() {
        position[i] = at;
    }
    position
}

/// How many pairs of edges cross.
fn count_crossings(vertices: &[Vertex], order: &[Vec<usize>]) -> usize {
    let mut crossed = 0;
    for pair in order.windows(2) {
        let position = positions(&pair[1], vertices.len());
        // A Fenwick tree (P. Fenwick, 1994) counts the edges by their ends in the lower layer.
        let mut tree = vec![0_usize; pair[1].len() + 1];
        let mut entered = 0;
        for &i in &pair[0] {
            let ends = || vertices[i].outgoing.iter().map(|&(j, _)| position[j]);
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

/// Swaps neighbors in a layer where that takes a crossing away, until it helps no more.
fn swap_neighbors(vertices: &[Vertex], order: &mut [Vec<usize>]) {
    for _ in 0..8 {
        let mut better = false;
        for at in 0..order.len() {
            let above = at.checked_sub(1).map(|up| positions(&order[up], vertices.len()));
            let below = order.get(at + 1).map(|layer| positions(layer, vertices.len()));
            let crossed = |a: usize, b: usize| {
                let count = |position: &Option<Vec<usize>>,
                             near: fn(&Vertex) -> &[(usize, f64)]| {
                    let Some(position) = position else { return 0 };
                    let right = |j: usize| {
                        near(&vertices[b]).iter().filter(|k| position[k.0] < position[j]).count()
                    };
                    near(&vertices[a]).iter().map(|&(j, _)| right(j)).sum()
                };
                count(&above, |p| &p.incoming) + count(&below, |p| &p.outgoing)
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
