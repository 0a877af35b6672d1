//! Coordinate assignment: every vertex moves across until the edges are short and straight.

use super::{Neighbors, Vertex};

/// The least distance of a vertex from the one before it in its layer.
fn min_distance(vertices: &[Vertex], layer: &[usize], at: usize, gap: f64) -> f64 {
    let Some(before) = at.checked_sub(1) else { return 0.0 };
    let (a, b) = (&vertices[layer[before]], &vertices[layer[at]]);
    let gap = match (a.is_pass_through(), b.is_pass_through()) {
        (true, true) => 0.0,
        _ if a.layer % 2 == 1 => 5.0,
        _ => gap,
    };
    a.size.right + gap + b.size.left
}

/// The position across of every vertex: near its adjacent vertices, at a distance from its
/// neighbors in the layer.
///
/// It makes the weighted sum of the edges' displacements small, |Δ| and not Δ², by iteratively
/// reweighted least squares: in each round, an edge counts the less the longer it is. Most
/// edges become straight and a few are long, where least squares would bend all of them a
/// little.
pub(super) fn assign_coordinates(vertices: &[Vertex], order: &[Vec<usize>], gap: f64) -> Vec<f64> {
    let mut across = vec![0.0; vertices.len()];
    for layer in order {
        let mut x = 0.0;
        for (at, &i) in layer.iter().enumerate() {
            x += min_distance(vertices, layer, at, gap);
            across[i] = x;
        }
        for &i in layer {
            across[i] -= x / 2.0;
        }
    }
    let mut epsilon: f64 = 200.0;
    for round in 0..80 {
        let mut layers: Vec<&Vec<usize>> = order.iter().collect();
        if round % 2 == 1 {
            layers.reverse();
        }
        for layer in layers {
            let targets: Vec<(f64, f64)> = layer
                .iter()
                .map(|&i| {
                    let adjacent = vertices[i].incoming.iter().chain(&vertices[i].outgoing);
                    let (mut sum, mut total) = (1e-4 * across[i], 1e-4);
                    for &(j, weight) in adjacent {
                        let weight = weight / (across[i] - across[j]).abs().max(epsilon);
                        sum += weight * across[j];
                        total += weight;
                    }
                    (sum / total, total)
                })
                .collect();
            isotonic_fit(vertices, layer, &targets, gap, &mut across);
        }
        if round > 16 {
            epsilon = (epsilon * 0.88).max(0.5);
        }
    }
    straighten(vertices, order, gap, &mut across);
    across
}

/// A bend costs as much as this many pixels of displacement, times the weight of an edge.
const BEND_COST: f64 = 100.0;

/// The weight of an edge on the main path through the graph, and the least weight of an edge
/// that is worth keeping straight.
pub(super) const MAIN_WEIGHT: f64 = 4.0;

/// Aligns pairs of vertices whose edge is the heaviest of both, along with what is aligned with
/// them already, where that makes the edges no longer than a bend is worth.
fn straighten(vertices: &[Vertex], order: &[Vec<usize>], gap: f64, across: &mut [f64]) {
    let mut alignments = Alignments::new(vertices, order, gap);
    let heaviest = |adjacent: &[(usize, f64)]| {
        let most = adjacent.iter().fold(MAIN_WEIGHT, |most, edge| most.max(edge.1));
        let mut most = adjacent.iter().filter(|edge| edge.1 == most);
        most.next().filter(|_| most.next().is_none()).map(|edge| edge.0)
    };
    let before: Vec<Option<usize>> =
        alignments.adjacent.iter().map(|adjacent| heaviest(&adjacent.0)).collect();
    let after: Vec<Option<usize>> =
        alignments.adjacent.iter().map(|adjacent| heaviest(&adjacent.1)).collect();
    let pairs = (0..vertices.len())
        .filter_map(|a| after[a].filter(|&b| before[b] == Some(a)).map(|b| (a, b)));
    let pairs: Vec<(usize, usize)> = pairs.collect();
    for _ in 0..4 {
        for &(a, b) in &pairs {
            if alignments.of[a] == alignments.of[b] {
                continue;
            }
            let off = across[b] - across[a];
            let better = [(a, off), (b, -off)]
                .into_iter()
                .filter_map(|(i, by)| alignments.shifted(across, alignments.of[i], by))
                .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.len().cmp(&x.1.len())));
            if let Some((gain, moves)) = better
                && gain >= 0.0
            {
                for (i, x) in moves {
                    across[i] = x;
                }
                across[a] = across[b];
                alignments.join(alignments.of[a], alignments.of[b]);
            }
        }
    }
    // A node that only joins in comes as near to its successor as the others let it.
    for layer in order.iter().step_by(2) {
        let targets: Vec<(f64, f64)> = layer
            .iter()
            .map(|&i| match alignments.adjacent[i].1[..] {
                [(end, weight)] if alignments.adjacent[i].0.is_empty() && weight < MAIN_WEIGHT => {
                    (across[end], 1.0)
                }
                _ => (across[i], 1e9),
            })
            .collect();
        isotonic_fit(vertices, layer, &targets, gap, across);
    }
}

/// Groups of vertices in line with each other, at most one per layer in each. Odd layers do not
/// count: their vertices go wherever their edges go.
struct Alignments {
    /// The group of each vertex.
    of: Vec<usize>,
    members: Vec<Vec<usize>>,
    /// What is adjacent to each vertex in the even layers before and after it.
    adjacent: Vec<(Neighbors, Neighbors)>,
    /// The neighbors of each vertex in its layer, left and right, and their least distance.
    sides: Vec<[Option<(usize, f64)>; 2]>,
}

impl Alignments {
    /// Every vertex in a group of its own.
    fn new(vertices: &[Vertex], order: &[Vec<usize>], gap: f64) -> Self {
        let mut sides = vec![[None, None]; vertices.len()];
        for layer in order.iter().step_by(2) {
            for at in 1..layer.len() {
                let distance = min_distance(vertices, layer, at, gap);
                sides[layer[at]][0] = Some((layer[at - 1], -distance));
                sides[layer[at - 1]][1] = Some((layer[at], distance));
            }
        }
        let of: Vec<usize> = (0..vertices.len()).collect();
        let members = of.iter().map(|&i| vec![i]).collect();
        // An edge to an odd layer goes on to where that one leads. Parallel edges are one.
        let beyond = |adjacent: &Neighbors, side: fn(&Vertex) -> &Neighbors| {
            let mut ends = Neighbors::new();
            for &(j, weight) in adjacent {
                let end = side(&vertices[j])[0].0;
                match ends.iter_mut().find(|(known, _)| *known == end) {
                    Some(edge) => edge.1 += weight,
                    None => ends.push((end, weight)),
                }
            }
            ends
        };
        let adjacent = vertices
            .iter()
            .map(|vertex| match vertex.layer % 2 {
                0 => (
                    beyond(&vertex.incoming, |p| &p.incoming),
                    beyond(&vertex.outgoing, |p| &p.outgoing),
                ),
                _ => (Neighbors::new(), Neighbors::new()),
            })
            .collect();
        Self { of, members, adjacent, sides }
    }

    fn join(&mut self, kept: usize, gone: usize) {
        let joined = std::mem::take(&mut self.members[gone]);
        for &i in &joined {
            self.of[i] = kept;
        }
        self.members[kept].extend(joined);
    }

    /// The gain when a group moves across, and the new positions. Neighbors that are too near
    /// are pushed aside if they are aligned with nothing; otherwise the group cannot move.
    fn shifted(&self, across: &[f64], group: usize, by: f64) -> Option<(f64, Vec<(usize, f64)>)> {
        let mut moves: Vec<(usize, f64)> = Vec::new();
        for &member in &self.members[group] {
            let (mut i, mut x) = (member, across[member] + by);
            moves.push((i, x));
            while let Some((side, distance)) = self.sides[i][usize::from(by > 0.0)]
                && (x + distance - across[side]) * by > 0.0
            {
                if self.members[self.of[side]].len() > 1 {
                    return None;
                }
                (i, x) = (side, x + distance);
                moves.push((i, x));
            }
        }
        let mut moved: Vec<Option<f64>> = vec![None; across.len()];
        for &(i, x) in &moves {
            moved[i] = Some(x);
        }
        let mut gain = BEND_COST;
        for &(i, x) in &moves {
            for &(j, weight) in self.adjacent[i].0.iter().chain(&self.adjacent[i].1) {
                // An edge between two vertices that move is counted twice.
                let weight = if moved[j].is_some() { weight / 2.0 } else { weight };
                let to = moved[j].unwrap_or(across[j]);
                gain += weight * ((across[i] - across[j]).abs() - (x - to).abs());
            }
        }
        Some((gain, moves))
    }
}

/// Moves a layer's vertices to their targets, given as position and weight, or as near to them
/// as the distances allow, by weighted least squares. This is isotonic regression, solved by
/// pooling adjacent violators: neighbors that would be too near form a pool at the mean of
/// their targets.
pub(super) fn isotonic_fit(
    vertices: &[Vertex],
    layer: &[usize],
    targets: &[(f64, f64)],
    gap: f64,
    across: &mut [f64],
) {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    let mut offset = 0.0;
    for (at, &(target, weight)) in targets.iter().enumerate() {
        offset += min_distance(vertices, layer, at, gap);
        let mut pool = (target - offset, weight, 1);
        while let Some(&(mean, total, count)) = pools.last()
            && mean >= pool.0
        {
            pools.pop();
            let sum = total + pool.1;
            pool = ((mean * total + pool.0 * pool.1) / sum, sum, count + pool.2);
        }
        pools.push(pool);
    }
    let means = pools.iter().flat_map(|&(mean, _, count)| std::iter::repeat_n(mean, count));
    let mut offset = 0.0;
    for (at, mean) in means.enumerate() {
        offset += min_distance(vertices, layer, at, gap);
        across[layer[at]] = mean + offset;
    }
}
