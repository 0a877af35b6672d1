//! Layouts of small graphs, and what holds for all of them.

use proptest::prelude::*;

use super::coordinates::isotonic_fit;
use super::*;

const SPACING: Spacing =
    Spacing { nodes: 20.0, layers: 40.0, before_label: 10.0, after_label: 16.0, slant: 0.3 };

fn node(length: f64, breadth: f64) -> NodeSize {
    NodeSize { length, left: breadth / 2.0, right: breadth / 2.0 }
}

fn edges(ends: &[(usize, usize)]) -> Vec<Edge> {
    ends.iter().map(|&(from, to)| Edge { from, to, label: (0.0, 0.0) }).collect()
}

fn laid(nodes: usize, ends: &[(usize, usize)]) -> Layout {
    layout(&vec![node(30.0, 60.0); nodes], &edges(ends), SPACING, &[])
}

#[test]
fn a_chain_is_straight() {
    let laid = laid(4, &[(0, 1), (1, 2), (2, 3)]);
    assert!(laid.nodes.iter().all(|&(_, across)| across == 30.0));
    let along: Vec<f64> = laid.nodes.iter().map(|b| b.0).collect();
    assert_eq!(along, [15.0, 85.0, 155.0, 225.0]);
    assert_eq!(laid.size, (240.0, 60.0));
    assert_eq!(laid.layers, along);
}

#[test]
fn a_diamond_is_symmetric() {
    let laid = laid(4, &[(0, 1), (0, 2), (1, 3), (2, 3)]);
    let across: Vec<f64> = laid.nodes.iter().map(|b| b.1).collect();
    assert!((across[0] - 70.0).abs() < 0.5 && (across[3] - 70.0).abs() < 0.5, "{across:?}");
    assert!((across[2] - across[1]).abs() >= 80.0);
}

#[test]
fn a_parameter_is_in_the_layer_before_its_use_and_beside_the_main_path() {
    // 0 → 1 → 2 → 3, and 4 and 5 join in at 3.
    let laid = laid(6, &[(0, 1), (1, 2), (2, 3), (4, 3), (5, 3)]);
    let [.., user, a, b] = laid.nodes[..] else { panic!("six nodes") };
    let data = laid.nodes[2];
    assert_eq!((a.0, b.0), (data.0, data.0));
    assert!(a.1 < data.1 && data.1 < b.1);
    assert!((user.1 - data.1).abs() < 1e-9, "the main path is straight");
}

#[test]
fn an_avoidable_crossing_is_avoided() {
    let laid = laid(6, &[(0, 4), (1, 3), (2, 5), (0, 3)]);
    let level = |i: usize| laid.nodes[i].1;
    let crossed = |a: (usize, usize), b: (usize, usize)| {
        (level(a.0) - level(b.0)) * (level(a.1) - level(b.1)) < 0.0
    };
    let all = [(0, 4), (1, 3), (2, 5), (0, 3)];
    for a in all {
        assert!(all.iter().all(|&b| !crossed(a, b)), "{laid:?}");
    }
}

#[test]
fn one_edge_of_a_cycle_leads_back() {
    let laid = laid(3, &[(0, 1), (1, 2), (2, 0)]);
    let along: Vec<f64> = laid.nodes.iter().map(|b| b.0).collect();
    assert!(along[0] < along[1] && along[1] < along[2]);
    let back = &laid.paths[2];
    assert!(back[0].0 > back[back.len() - 1].0);
}

#[test]
fn parallel_edges_run_side_by_side() {
    let laid = laid(2, &[(0, 1), (0, 1)]);
    let middle = |path: &Vec<(f64, f64)>| path[path.len() / 2].1;
    assert!((middle(&laid.paths[0]) - middle(&laid.paths[1])).abs() > LANE);
}

#[test]
fn a_graph_too_dense_for_dummy_vertices_is_still_laid_out() {
    let ends: Vec<(usize, usize)> =
        (0..60).flat_map(|a| (a + 1..60).map(move |b| (a, b))).collect();
    let laid = laid(60, &ends);
    assert_eq!(laid.paths.len(), ends.len());
    assert!(laid.nodes.is_sorted_by(|a, b| a.0 < b.0));
}

#[test]
fn targets_that_clash_are_pooled_at_their_mean() {
    let vertex = Vertex { layer: 0, size: node(1.0, 2.0), incoming: vec![], outgoing: vec![] };
    let vertices = vec![vertex; 3];
    let mut across = [0.0; 3];
    isotonic_fit(&vertices, &[0, 1, 2], &[(5.0, 1.0), (5.0, 1.0), (50.0, 1.0)], 4.0, &mut across);
    assert_eq!(across, [2.0, 8.0, 50.0]);
}

/// Nodes of several sizes, and edges between them with and without labels.
fn graphs() -> impl Strategy<Value = (Vec<NodeSize>, Vec<Edge>)> {
    let sizes = prop::collection::vec((20.0..90.0, 20.0..120.0), 2..24);
    sizes.prop_flat_map(|sizes| {
        let n = sizes.len();
        let edge = (0..n, 1..n, prop::option::of((10.0..60.0, 10.0..80.0)));
        (Just(sizes), prop::collection::vec(edge, 0..40)).prop_map(move |(sizes, edges)| {
            let nodes = sizes.into_iter().map(|(along, across)| node(along, across));
            let edges = edges.into_iter().map(|(from, by, label)| Edge {
                from,
                to: (from + by) % n,
                label: label.unwrap_or((0.0, 0.0)),
            });
            (nodes.collect(), edges.collect())
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_overlaps_and_no_edge_passes_through_a_node((nodes, all) in graphs(), acyclic in any::<bool>()) {
        let edges: Vec<Edge> = if acyclic {
            all.into_iter().filter(|edge| edge.from < edge.to).collect()
        } else {
            all
        };
        let laid = layout(&nodes, &edges, SPACING, &[]);
        let boxes: Vec<Obstacle> = nodes
            .iter()
            .zip(&laid.nodes)
            .enumerate()
            .map(|(i, (&size, &at))| Obstacle::around(i, at, size))
            .collect();
        for (i, a) in boxes.iter().enumerate() {
            prop_assert!(a.low.0 > -1e-6 && a.low.1 > -1e-6);
            prop_assert!(a.high.0 < laid.size.0 + 1e-6);
            prop_assert!(a.high.1 < laid.size.1 + 1e-6);
            for b in &boxes[..i] {
                let apart = a.high.0 <= b.low.0 + 1e-6
                    || b.high.0 <= a.low.0 + 1e-6
                    || a.high.1 <= b.low.1 + 1e-6
                    || b.high.1 <= a.low.1 + 1e-6;
                prop_assert!(apart, "{i} and {} overlap", b.vertex);
            }
        }
        for (edge, path) in edges.iter().zip(&laid.paths) {
            let same = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1) < 1e-6;
            prop_assert!(same(path[0], laid.nodes[edge.from]));
            prop_assert!(same(path[path.len() - 1], laid.nodes[edge.to]));
            let forward = path[0].0 < path[path.len() - 1].0;
            prop_assert!(forward || !acyclic);
            for step in path.windows(2) {
                prop_assert_eq!(step[0].0 < step[1].0, forward, "an edge turns round");
                for other in boxes.iter().filter(|b| b.vertex != edge.from && b.vertex != edge.to) {
                    prop_assert!(!other.intersects(step[0], step[1], MIN_CLEARANCE), "through {}", other.vertex);
                }
            }
        }
        let again = layout(&nodes, &edges, SPACING, &[]);
        prop_assert_eq!(format!("{laid:?}"), format!("{again:?}"));
    }

    #[test]
    fn labels_do_not_overlap((nodes, edges) in graphs()) {
        let laid = layout(&nodes, &edges, SPACING, &[]);
        let labels: Vec<_> = edges
            .iter()
            .zip(&laid.labels)
            .filter(|(edge, _)| edge.label.0 > 0.0)
            .collect();
        for (i, (a, at)) in labels.iter().enumerate() {
            for (b, other) in &labels[..i] {
                let along = (at.0 - other.0).abs() >= f64::midpoint(a.label.0, b.label.0) - 1e-6;
                let across = (at.1 - other.1).abs() >= f64::midpoint(a.label.1, b.label.1) - 1e-6;
                prop_assert!(along || across);
            }
        }
    }
}
