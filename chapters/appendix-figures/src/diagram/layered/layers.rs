//! Layer assignment: the layer of every node, and dummy vertices in the layers an edge passes.

use super::coordinates::MAIN_WEIGHT;
use super::{Edge, LANE, MAX_DUMMIES, NodeSize, Vertex};

/// The rank of every node in a topological order: edges lead from lower to higher ones. Where
/// a cycle makes that impossible, the node that was added first goes first.
pub(super) fn topological_ranks(nodes: usize, edges: &[Edge]) -> Vec<usize> {
    let mut rank = vec![usize::MAX; nodes];
    for next in 0..nodes {
        let waits = |i: usize| edges.iter().any(|e| e.to == i && rank[e.from] == usize::MAX);
        let free = |i: &usize| rank[*i] == usize::MAX;
        let ready = (0..nodes).filter(free).find(|&i| !waits(i));
        if let Some(i) = ready.or_else(|| (0..nodes).find(free)) {
            rank[i] = next;
        }
    }
    rank
}

/// The layer of each node: the length of the longest path to it for a node without successors,
/// and otherwise the layer just before its nearest successor, so that a parameter is beside
/// its use.
pub(super) fn assign_layers(rank: &[usize], forward: &[(usize, usize)]) -> Vec<usize> {
    let mut row: Vec<usize> = (0..rank.len()).collect();
    row.sort_by_key(|&i| rank[i]);
    let mut layer = vec![0; rank.len()];
    for &i in &row {
        let above = forward.iter().filter(|edge| edge.1 == i).map(|edge| layer[edge.0] + 1);
        layer[i] = above.max().unwrap_or(0);
    }
    for &i in row.iter().rev() {
        let below = forward.iter().filter(|edge| edge.0 == i).map(|edge| layer[edge.1] - 1);
        layer[i] = below.min().unwrap_or(layer[i]);
    }
    layer
}

/// Vertices for all nodes, and for all edges in the layers they pass; and for each edge the
/// vertices along it.
pub(super) fn add_dummies(
    nodes: &[NodeSize],
    edges: &[Edge],
    forward: &[(usize, usize)],
    layer: &[usize],
) -> (Vec<Vertex>, Vec<Vec<usize>>) {
    let mut vertices: Vec<Vertex> = nodes
        .iter()
        .zip(layer)
        .map(|(&size, &layer)| Vertex {
            layer: 2 * layer,
            size,
            incoming: Vec::new(),
            outgoing: Vec::new(),
        })
        .collect();
    let passed: usize = forward.iter().map(|&(a, b)| 2 * (layer[b] - layer[a]) - 1).sum();
    let count = |of: fn(&(usize, usize)) -> usize| {
        let mut counts = vec![0; nodes.len()];
        for edge in forward {
            counts[of(edge)] += 1;
        }
        counts
    };
    let (outgoing, incoming) = (count(|edge| edge.0), count(|edge| edge.1));
    let mut chains = Vec::with_capacity(edges.len());
    for (edge, &(from, to)) in edges.iter().zip(forward) {
        let joins = incoming[from] == 0 && outgoing[from] == 1 && incoming[to] > 1;
        let mut chain = vec![from];
        if passed <= MAX_DUMMIES {
            let parallel = forward.iter().filter(|&&other| other == (from, to)).count() > 1;
            let (first, last) = (2 * layer[from] + 1, 2 * layer[to]);
            for at in first..last {
                let size = if at % 2 == 0 {
                    NodeSize { length: 0.0, left: LANE, right: LANE }
                } else if at == first && (parallel || edge.label.0 > 0.0) {
                    let half = (edge.label.1 / 2.0).max(LANE);
                    NodeSize { length: edge.label.0, left: half, right: half }
                } else {
                    NodeSize { length: 0.0, left: 0.0, right: 0.0 }
                };
                chain.push(vertices.len());
                let (incoming, outgoing) = (Vec::new(), Vec::new());
                vertices.push(Vertex { layer: at, size, incoming, outgoing });
            }
        }
        chain.push(to);
        if chain.len() > 2 {
            // A bend in the middle of a long edge is ugliest, then one in the main path
            // through the graph. The edge of a node that only joins in, such as a parameter,
            // matters less, and so do the ends of a long edge, which goes around others.
            for (step, pair) in chain.windows(2).enumerate() {
                let end = step == 0 || step + 2 == chain.len();
                let weight = match (chain.len(), end) {
                    (3, _) if !joins => MAIN_WEIGHT,
                    (3, _) | (_, true) => 1.0,
                    _ => 8.0,
                };
                vertices[pair[0]].outgoing.push((pair[1], weight));
                vertices[pair[1]].incoming.push((pair[0], weight));
            }
        }
        chains.push(chain);
    }
    (vertices, chains)
}
