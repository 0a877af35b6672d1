//! Where the boxes of a graph stand, and how its arrows get past them.
//!
//! The method is Sugiyama's (K. Sugiyama, S. Tagawa, M. Toda, *Methods for Visual
//! Understanding of Hierarchical System Structures*, 1981): put the nodes into layers, give
//! long arrows a place of their own in every layer they pass, order each layer so that few
//! arrows cross, then move everything sideways until the arrows are short.
//!
//! Coordinates are pixels `along` the arrows and `across` them; the caller turns them into
//! x and y.

mod across;
mod along;
mod order;
mod ranks;
mod route;

use across::sideways;
use along::{lengthways, line_up_labels};
use order::order;
use ranks::{layers, places, ranks};
use route::{Obstacle, shorten, smooth};

/// The room a node takes: its length along the arrows, and how far it reaches to both sides
/// of its middle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    pub(crate) along: f64,
    pub(crate) before: f64,
    pub(crate) after: f64,
}

/// An arrow between two blocks, with the length and the breadth of its label (0 for none).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) label: (f64, f64),
}

/// Distances to keep, in pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spacing {
    /// Between neighbors in a layer.
    pub(crate) across: f64,
    /// Between layers, at least.
    pub(crate) between: f64,
    /// Between a label and the layers before and after it.
    pub(crate) lead: f64,
    pub(crate) tail: f64,
    /// Between layers, for every pixel that an arrow goes sideways on the way.
    pub(crate) slant: f64,
}

/// Positions, as (along, across), from 0 on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layered {
    /// The middle of each block.
    pub(crate) blocks: Vec<(f64, f64)>,
    /// The way of each arrow, from the middle of its first block to the middle of its last.
    pub(crate) paths: Vec<Vec<(f64, f64)>>,
    /// The middle of each arrow's label.
    pub(crate) labels: Vec<(f64, f64)>,
    /// The middle of each layer along the arrows.
    pub(crate) layers: Vec<f64>,
    /// Length and breadth of the whole drawing.
    pub(crate) size: (f64, f64),
}

/// Arrows get places in the layers they pass up to this many; past it they go straight.
const MOST_PLACES: usize = 4000;
/// Half the room for an arrow that passes a layer, or runs beside a twin.
const LANE: f64 = 6.0;
/// Distance of arrows from boxes that are not theirs; where they bend, at least the second.
const CLEAR: f64 = 4.0;
const LEAST_CLEAR: f64 = 1.5;
/// The steps of a curve between two of its points.
const STEPS: u32 = 12;

/// A place in a layer: that of a block, or of an arrow that passes. Even layers hold the
/// blocks, odd ones the labels between them.
#[derive(Clone, Debug)]
struct Place {
    layer: usize,
    room: Block,
    before: Links,
    after: Links,
}

/// Places that a place is linked with, and the weights of these links.
type Links = Vec<(usize, f64)>;

impl Place {
    /// Whether this is where an arrow without a label passes between two layers.
    fn is_point(&self) -> bool {
        self.layer % 2 == 1 && self.room.before + self.room.after == 0.0
    }
}

/// Lays out blocks and links; every link joins two different blocks that exist.
///
/// The i-th layer is at least `thickness[i]` thick, if there is such a number.
pub(crate) fn layout(
    blocks: &[Block],
    links: &[Link],
    spacing: Spacing,
    thickness: &[f64],
) -> Layered {
    if blocks.is_empty() {
        return Layered::default();
    }
    let rank = ranks(blocks.len(), links);
    let forward: Vec<(usize, usize)> = links
        .iter()
        .map(|l| if rank[l.from] < rank[l.to] { (l.from, l.to) } else { (l.to, l.from) })
        .collect();
    let layer = layers(&rank, &forward);
    let (places, chains) = places(blocks, links, &forward, &layer);
    let depth = places.iter().map(|p| p.layer).max().unwrap_or(0) + 1;
    let order = order(&places, blocks.len(), depth);
    let mut across = sideways(&places, &order, spacing.across);
    let (middles, thick, length) = lengthways(&places, &order, &across, spacing, thickness);
    line_up_labels(&places, &order, &middles, spacing.across, &mut across);

    let low = (0..places.len()).map(|i| across[i] - places[i].room.before);
    let low = low.fold(f64::INFINITY, f64::min);
    for x in &mut across {
        *x -= low;
    }
    let high = (0..places.len()).map(|i| across[i] + places[i].room.after);
    let high = high.fold(0.0, f64::max);

    let laid = Laid { places, middles, thick, across };
    let obstacles = laid.obstacles(blocks.len());
    let (mut paths, mut labels) = (Vec::new(), Vec::new());
    for (link, chain) in links.iter().zip(&chains) {
        let (mut path, label) = laid.path(chain, &obstacles);
        if rank[link.from] > rank[link.to] {
            path.reverse();
        }
        paths.push(path);
        labels.push(label);
    }
    Layered {
        blocks: (0..blocks.len()).map(|i| laid.at(i)).collect(),
        paths,
        labels,
        layers: laid.middles.iter().copied().step_by(2).collect(),
        size: (length, high),
    }
}

/// Places that have found their position.
struct Laid {
    places: Vec<Place>,
    /// The middle of each layer along the arrows, and its thickness.
    middles: Vec<f64>,
    thick: Vec<f64>,
    across: Vec<f64>,
}

impl Laid {
    fn at(&self, i: usize) -> (f64, f64) {
        (self.middles[self.places[i].layer], self.across[i])
    }

    /// The boxes and labels that arrows go around.
    fn obstacles(&self, blocks: usize) -> Vec<Obstacle> {
        let solid = |i: &usize| *i < blocks || self.places[*i].room.along > 0.0;
        (0..self.places.len())
            .filter(solid)
            .map(|i| Obstacle::around(i, self.at(i), self.places[i].room))
            .collect()
    }

    /// The curve along a chain of places, and the middle of its label.
    fn path(&self, chain: &[usize], obstacles: &[Obstacle]) -> (Vec<(f64, f64)>, (f64, f64)) {
        let ends = (self.at(chain[0]), self.at(chain[chain.len() - 1]));
        let mut label = None;
        // Through a layer, an arrow can go straight along; labels it must meet.
        let mut way = Vec::new();
        for &i in chain {
            let (along, across) = self.at(i);
            let half = self.thick[self.places[i].layer] / 2.0;
            way.push(((along - half, across), false));
            if self.places[i].layer % 2 == 1 && !self.places[i].is_point() {
                way.push(((along, across), true));
                label.get_or_insert((along, across));
            }
            way.push(((along + half, across), false));
        }
        way[0] = (ends.0, true);
        let last = way.len() - 1;
        way[last] = (ends.1, true);
        let clear = |a, b, distance: f64| {
            !obstacles.iter().any(|o| !chain.contains(&o.place) && o.meets(a, b, distance))
        };
        let middle = (f64::midpoint(ends.0.0, ends.1.0), f64::midpoint(ends.0.1, ends.1.1));
        let short = smooth(&shorten(&way, |a, b| clear(a, b, CLEAR)));
        // Rounding the corners of a short way may bring it too near to something.
        let path = if short.windows(2).all(|step| clear(step[0], step[1], LEAST_CLEAR)) {
            short
        } else {
            smooth(&way.iter().map(|step| step.0).collect::<Vec<_>>())
        };
        (path, label.unwrap_or(middle))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{across::settle, *};

    const SPACING: Spacing =
        Spacing { across: 20.0, between: 40.0, lead: 10.0, tail: 16.0, slant: 0.3 };

    fn block(along: f64, breadth: f64) -> Block {
        Block { along, before: breadth / 2.0, after: breadth / 2.0 }
    }

    fn links(ends: &[(usize, usize)]) -> Vec<Link> {
        ends.iter().map(|&(from, to)| Link { from, to, label: (0.0, 0.0) }).collect()
    }

    fn laid(blocks: usize, ends: &[(usize, usize)]) -> Layered {
        layout(&vec![block(30.0, 60.0); blocks], &links(ends), SPACING, &[])
    }

    #[test]
    fn a_chain_is_straight() {
        let laid = laid(4, &[(0, 1), (1, 2), (2, 3)]);
        assert!(laid.blocks.iter().all(|&(_, across)| across == 30.0));
        let along: Vec<f64> = laid.blocks.iter().map(|b| b.0).collect();
        assert_eq!(along, [15.0, 85.0, 155.0, 225.0]);
        assert_eq!(laid.size, (240.0, 60.0));
        assert_eq!(laid.layers, along);
    }

    #[test]
    fn a_diamond_is_symmetric() {
        let laid = laid(4, &[(0, 1), (0, 2), (1, 3), (2, 3)]);
        let across: Vec<f64> = laid.blocks.iter().map(|b| b.1).collect();
        assert!((across[0] - 70.0).abs() < 0.5 && (across[3] - 70.0).abs() < 0.5, "{across:?}");
        assert!((across[2] - across[1]).abs() >= 80.0);
    }

    #[test]
    fn a_parameter_stands_before_what_uses_it_and_beside_the_way_of_the_data() {
        // 0 → 1 → 2 → 3, and 4 and 5 join in at 3.
        let laid = laid(6, &[(0, 1), (1, 2), (2, 3), (4, 3), (5, 3)]);
        let [.., used, a, b] = laid.blocks[..] else { panic!("six blocks") };
        let data = laid.blocks[2];
        assert_eq!((a.0, b.0), (data.0, data.0));
        assert!(a.1 < data.1 && data.1 < b.1);
        assert!((used.1 - data.1).abs() < 1e-9, "the data go straight on");
    }

    #[test]
    fn a_crossing_that_need_not_be_is_taken_away() {
        let laid = laid(6, &[(0, 4), (1, 3), (2, 5), (0, 3)]);
        let level = |i: usize| laid.blocks[i].1;
        let crossed = |a: (usize, usize), b: (usize, usize)| {
            (level(a.0) - level(b.0)) * (level(a.1) - level(b.1)) < 0.0
        };
        let all = [(0, 4), (1, 3), (2, 5), (0, 3)];
        for a in all {
            assert!(all.iter().all(|&b| !crossed(a, b)), "{laid:?}");
        }
    }

    #[test]
    fn a_cycle_has_one_arrow_back() {
        let laid = laid(3, &[(0, 1), (1, 2), (2, 0)]);
        let along: Vec<f64> = laid.blocks.iter().map(|b| b.0).collect();
        assert!(along[0] < along[1] && along[1] < along[2]);
        let back = &laid.paths[2];
        assert!(back[0].0 > back[back.len() - 1].0);
    }

    #[test]
    fn twins_run_side_by_side() {
        let laid = laid(2, &[(0, 1), (0, 1)]);
        let middle = |path: &Vec<(f64, f64)>| path[path.len() / 2].1;
        assert!((middle(&laid.paths[0]) - middle(&laid.paths[1])).abs() > LANE);
    }

    #[test]
    fn a_graph_too_dense_for_lanes_is_still_laid_out() {
        let ends: Vec<(usize, usize)> =
            (0..60).flat_map(|a| (a + 1..60).map(move |b| (a, b))).collect();
        let laid = laid(60, &ends);
        assert_eq!(laid.paths.len(), ends.len());
        assert!(laid.blocks.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn wishes_that_clash_are_settled_in_the_middle() {
        let place = Place { layer: 0, room: block(1.0, 2.0), before: vec![], after: vec![] };
        let places = vec![place; 3];
        let mut across = [0.0; 3];
        settle(&places, &[0, 1, 2], &[(5.0, 1.0), (5.0, 1.0), (50.0, 1.0)], 4.0, &mut across);
        assert_eq!(across, [2.0, 8.0, 50.0]);
    }

    /// Blocks of several sizes, and links between them with and without labels.
    fn graphs() -> impl Strategy<Value = (Vec<Block>, Vec<Link>)> {
        let sizes = prop::collection::vec((20.0..90.0, 20.0..120.0), 2..24);
        sizes.prop_flat_map(|sizes| {
            let n = sizes.len();
            let link = (0..n, 1..n, prop::option::of((10.0..60.0, 10.0..80.0)));
            (Just(sizes), prop::collection::vec(link, 0..40)).prop_map(move |(sizes, links)| {
                let blocks = sizes.into_iter().map(|(along, across)| block(along, across));
                let links = links.into_iter().map(|(from, by, label)| Link {
                    from,
                    to: (from + by) % n,
                    label: label.unwrap_or((0.0, 0.0)),
                });
                (blocks.collect(), links.collect())
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn nothing_overlaps_and_no_arrow_passes_through_a_box((blocks, all) in graphs(), acyclic in any::<bool>()) {
            let links: Vec<Link> = if acyclic {
                all.into_iter().filter(|link| link.from < link.to).collect()
            } else {
                all
            };
            let laid = layout(&blocks, &links, SPACING, &[]);
            let boxes: Vec<Obstacle> = blocks
                .iter()
                .zip(&laid.blocks)
                .enumerate()
                .map(|(i, (&room, &at))| Obstacle::around(i, at, room))
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
                    prop_assert!(apart, "{i} and {} overlap", b.place);
                }
            }
            for (link, path) in links.iter().zip(&laid.paths) {
                let same = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1) < 1e-6;
                prop_assert!(same(path[0], laid.blocks[link.from]));
                prop_assert!(same(path[path.len() - 1], laid.blocks[link.to]));
                let forward = path[0].0 < path[path.len() - 1].0;
                prop_assert!(forward || !acyclic);
                for step in path.windows(2) {
                    prop_assert_eq!(step[0].0 < step[1].0, forward, "an arrow turns round");
                    for other in boxes.iter().filter(|b| b.place != link.from && b.place != link.to) {
                        prop_assert!(!other.meets(step[0], step[1], LEAST_CLEAR), "through {}", other.place);
                    }
                }
            }
            let again = layout(&blocks, &links, SPACING, &[]);
            prop_assert_eq!(format!("{laid:?}"), format!("{again:?}"));
        }

        #[test]
        fn labels_do_not_overlap((blocks, links) in graphs()) {
            let laid = layout(&blocks, &links, SPACING, &[]);
            let labels: Vec<_> = links
                .iter()
                .zip(&laid.labels)
                .filter(|(link, _)| link.label.0 > 0.0)
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
}
