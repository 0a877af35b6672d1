//! Layout of a graph in layers: positions for its nodes, and paths for its edges around them.
//!
//! The method is Sugiyama's (K. Sugiyama, S. Tagawa, M. Toda, *Methods for Visual
//! Understanding of Hierarchical System Structures*, 1981), in its usual steps: remove cycles
//! and assign the nodes to layers, with dummy vertices where an edge passes a layer
//! ([`layers`]); order each layer so that few edges cross ([`crossings`]); assign coordinates
//! ([`coordinates`] across the edges, [`layer_positions`] along them); route the edges
//! ([`routing`]).
//!
//! Coordinates are pixels `along` the edges and `across` them; the caller turns them into
//! x and y.

mod coordinates;
mod crossings;
mod layer_positions;
mod layers;
mod routing;

#[cfg(test)]
mod tests;

use coordinates::assign_coordinates;
use crossings::reduce_crossings;
use layer_positions::{align_labels, place_layers};
use layers::{add_dummies, assign_layers, topological_ranks};
use routing::{Obstacle, monotone_cubic, remove_detours};

/// The room a node takes: its length along the edges, and how far it reaches to the left and
/// to the right of its center, as seen along them.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodeSize {
    pub(super) length: f64,
    pub(super) left: f64,
    pub(super) right: f64,
}

/// An edge between two nodes, with its label's size along and across the edges (0 for none).
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: (f64, f64),
}

/// Distances to keep, in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spacing {
    /// Between neighbors in a layer.
    pub(super) nodes: f64,
    /// Between layers, at least.
    pub(super) layers: f64,
    /// Between a label and the layers before and after it.
    pub(super) before_label: f64,
    pub(super) after_label: f64,
    /// Between layers, for every pixel that an edge between them goes across.
    pub(super) slant: f64,
}

/// Positions, as (along, across), from 0 on.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    /// The center of each node.
    pub(super) nodes: Vec<(f64, f64)>,
    /// The path of each edge, from the center of its first node to the center of its last.
    pub(super) paths: Vec<Vec<(f64, f64)>>,
    /// The center of each edge's label.
    pub(super) labels: Vec<(f64, f64)>,
    /// The center of each layer along the edges.
    pub(super) layers: Vec<f64>,
    /// Length and breadth of the whole drawing.
    pub(super) size: (f64, f64),
}

/// Edges get dummy vertices in the layers they pass up to this many; past it they go straight.
const MAX_DUMMIES: usize = 4000;
/// Half the room for an edge that passes a layer, or runs beside a parallel one.
const LANE: f64 = 6.0;
/// Distance of edges from nodes that are not theirs; where they bend, at least the second.
const CLEARANCE: f64 = 4.0;
const MIN_CLEARANCE: f64 = 1.5;
/// The segments of a curve between two of its points.
const CURVE_STEPS: u32 = 12;

/// A node, or a dummy vertex where an edge passes a layer. Even layers hold the nodes, odd
/// ones the labels between them.
#[derive(Clone, Debug)]
struct Vertex {
    layer: usize,
    size: NodeSize,
    incoming: Neighbors,
    outgoing: Neighbors,
}

/// Adjacent vertices, and the weights of the edges to them.
type Neighbors = Vec<(usize, f64)>;

impl Vertex {
    /// Whether this is where an edge without a label passes between two layers.
    fn is_pass_through(&self) -> bool {
        self.layer % 2 == 1 && self.size.left + self.size.right == 0.0
    }
}

/// Lays out nodes and edges; every edge joins two different nodes that exist.
///
/// The i-th layer is at least `thickness[i]` thick, if there is such a number.
pub(super) fn layout(
    nodes: &[NodeSize],
    edges: &[Edge],
    spacing: Spacing,
    thickness: &[f64],
) -> Layout {
    if nodes.is_empty() {
        return Layout::default();
    }
    let rank = topological_ranks(nodes.len(), edges);
    let forward: Vec<(usize, usize)> = edges
        .iter()
        .map(|e| if rank[e.from] < rank[e.to] { (e.from, e.to) } else { (e.to, e.from) })
        .collect();
    let layer = assign_layers(&rank, &forward);
    let (vertices, chains) = add_dummies(nodes, edges, &forward, &layer);
    let depth = vertices.iter().map(|v| v.layer).max().unwrap_or(0) + 1;
    let order = reduce_crossings(&vertices, nodes.len(), depth);
    let mut across = assign_coordinates(&vertices, &order, spacing.nodes);
    let (centers, thickness, length) = place_layers(&vertices, &order, &across, spacing, thickness);
    align_labels(&vertices, &order, &centers, spacing.nodes, &mut across);

    let low = (0..vertices.len()).map(|i| across[i] - vertices[i].size.left);
    let low = low.fold(f64::INFINITY, f64::min);
    for x in &mut across {
        *x -= low;
    }
    let high = (0..vertices.len()).map(|i| across[i] + vertices[i].size.right);
    let high = high.fold(0.0, f64::max);

    let placed = Placed { vertices, centers, thickness, across };
    let obstacles = placed.obstacles(nodes.len());
    let (mut paths, mut labels) = (Vec::new(), Vec::new());
    for (edge, chain) in edges.iter().zip(&chains) {
        let (mut path, label) = placed.path(chain, &obstacles);
        if rank[edge.from] > rank[edge.to] {
            path.reverse();
        }
        paths.push(path);
        labels.push(label);
    }
    Layout {
        nodes: (0..nodes.len()).map(|i| placed.at(i)).collect(),
        paths,
        labels,
        layers: placed.centers.iter().copied().step_by(2).collect(),
        size: (length, high),
    }
}

/// Vertices with their positions.
struct Placed {
    vertices: Vec<Vertex>,
    /// The center of each layer along the edges, and its thickness.
    centers: Vec<f64>,
    thickness: Vec<f64>,
    across: Vec<f64>,
}

impl Placed {
    fn at(&self, i: usize) -> (f64, f64) {
        (self.centers[self.vertices[i].layer], self.across[i])
    }

    /// The nodes and labels that edges go around.
    fn obstacles(&self, nodes: usize) -> Vec<Obstacle> {
        let solid = |i: &usize| *i < nodes || self.vertices[*i].size.length > 0.0;
        (0..self.vertices.len())
            .filter(solid)
            .map(|i| Obstacle::around(i, self.at(i), self.vertices[i].size))
            .collect()
    }

    /// The curve along a chain of vertices, and the center of its label.
    fn path(&self, chain: &[usize], obstacles: &[Obstacle]) -> (Vec<(f64, f64)>, (f64, f64)) {
        let ends = (self.at(chain[0]), self.at(chain[chain.len() - 1]));
        let mut label = None;
        // Each point with whether the path must keep it: the ends, and the label's place.
        let mut path = Vec::new();
        for &i in chain {
            let (along, across) = self.at(i);
            let half = self.thickness[self.vertices[i].layer] / 2.0;
            path.push(((along - half, across), false));
            if self.vertices[i].layer % 2 == 1 && !self.vertices[i].is_pass_through() {
                path.push(((along, across), true));
                label.get_or_insert((along, across));
            }
            path.push(((along + half, across), false));
        }
        path[0] = (ends.0, true);
        let last = path.len() - 1;
        path[last] = (ends.1, true);
        let clear = |a, b, distance: f64| {
            let others = |o: &&Obstacle| !chain.contains(&o.vertex);
            !obstacles.iter().filter(others).any(|o| o.intersects(a, b, distance))
        };
        let center = (f64::midpoint(ends.0.0, ends.1.0), f64::midpoint(ends.0.1, ends.1.1));
        let short = monotone_cubic(&remove_detours(&path, |a, b| clear(a, b, CLEARANCE)));
        // A curve cuts corners, which may bring it too near to an obstacle.
        let path = if short.windows(2).all(|step| clear(step[0], step[1], MIN_CLEARANCE)) {
            short
        } else {
            monotone_cubic(&path.iter().map(|point| point.0).collect::<Vec<_>>())
        };
        (path, label.unwrap_or(center))
    }
}
