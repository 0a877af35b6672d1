//! Where the boxes of a graph stand, and how its arrows get past them.
//!
//! The method is Sugiyama's (K. Sugiyama, S. Tagawa, M. Toda, *Methods for Visual
//! Understanding of Hierarchical System Structures*, 1981): put the nodes into layers, give
//! long arrows a place of their own in every layer they pass, order each layer so that few
//! arrows cross, then move everything sideways until the arrows are short.
//!
//! Coordinates are pixels `along` the arrows and `across` them; the caller turns them into
//! x and y.

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

/// A place for every block in one row, such that links lead from lower to higher ones. Where
/// a cycle makes that impossible, the block that came first goes first.
fn ranks(blocks: usize, links: &[Link]) -> Vec<usize> {
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
fn layers(rank: &[usize], forward: &[(usize, usize)]) -> Vec<usize> {
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
fn places(
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

/// The places of each layer, ordered so that few links cross.
fn order(places: &[Place], blocks: usize, depth: usize) -> Vec<Vec<usize>> {
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

/// Distance of a place from the one before it in its layer.
fn apart(places: &[Place], layer: &[usize], at: usize, gap: f64) -> f64 {
    let Some(before) = at.checked_sub(1) else { return 0.0 };
    let (a, b) = (&places[layer[before]], &places[layer[at]]);
    let gap = match (a.is_point(), b.is_point()) {
        (true, true) => 0.0,
        _ if a.layer % 2 == 1 => 5.0,
        _ => gap,
    };
    a.room.after + gap + b.room.before
}

/// The position across of every place: near what it is linked with, apart from its
/// neighbors.
///
/// The sum of the links' displacements, each times its weight, is made small by weighted
/// least squares, in which a link counts the less the longer it is. That makes most links
/// straight and a few long, where plain least squares would bend all of them a little.
fn sideways(places: &[Place], order: &[Vec<usize>], gap: f64) -> Vec<f64> {
    let mut across = vec![0.0; places.len()];
    for layer in order {
        let mut x = 0.0;
        for (at, &i) in layer.iter().enumerate() {
            x += apart(places, layer, at, gap);
            across[i] = x;
        }
        for &i in layer {
            across[i] -= x / 2.0;
        }
    }
    let mut soft: f64 = 200.0;
    for round in 0..80 {
        let mut layers: Vec<&Vec<usize>> = order.iter().collect();
        if round % 2 == 1 {
            layers.reverse();
        }
        for layer in layers {
            let wanted: Vec<(f64, f64)> = layer
                .iter()
                .map(|&i| {
                    let near = places[i].before.iter().chain(&places[i].after);
                    let (mut sum, mut total) = (1e-4 * across[i], 1e-4);
                    for &(j, weight) in near {
                        let weight = weight / (across[i] - across[j]).abs().max(soft);
                        sum += weight * across[j];
                        total += weight;
                    }
                    (sum / total, total)
                })
                .collect();
            settle(places, layer, &wanted, gap, &mut across);
        }
        if round > 16 {
            soft = (soft * 0.88).max(0.5);
        }
    }
    straighten(places, order, gap, &mut across);
    across
}

/// A bend is worth this much length, times the weight of a link.
const BEND: f64 = 100.0;

/// The weight of links that a run may consist of.
const MAIN: f64 = 4.0;

/// Lines up places that matter most to each other, with what is in line with them already,
/// where that makes the links no longer than a bend is worth.
fn straighten(places: &[Place], order: &[Vec<usize>], gap: f64, across: &mut [f64]) {
    let mut runs = Runs::new(places, order, gap);
    let foremost = |near: &[(usize, f64)]| {
        let most = near.iter().fold(MAIN, |most, link| most.max(link.1));
        let mut most = near.iter().filter(|link| link.1 == most);
        most.next().filter(|_| most.next().is_none()).map(|link| link.0)
    };
    let before: Vec<Option<usize>> = runs.near.iter().map(|near| foremost(&near.0)).collect();
    let after: Vec<Option<usize>> = runs.near.iter().map(|near| foremost(&near.1)).collect();
    let pairs = (0..places.len())
        .filter_map(|a| after[a].filter(|&b| before[b] == Some(a)).map(|b| (a, b)));
    let pairs: Vec<(usize, usize)> = pairs.collect();
    for _ in 0..4 {
        for &(a, b) in &pairs {
            if runs.of[a] == runs.of[b] {
                continue;
            }
            let off = across[b] - across[a];
            let better = [(a, off), (b, -off)]
                .into_iter()
                .filter_map(|(i, by)| runs.shifted(across, runs.of[i], by))
                .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.len().cmp(&x.1.len())));
            if let Some((gain, moves)) = better
                && gain >= 0.0
            {
                for (i, x) in moves {
                    across[i] = x;
                }
                across[a] = across[b];
                runs.join(runs.of[a], runs.of[b]);
            }
        }
    }
    // What joins in comes as near as the others let it.
    for layer in order.iter().step_by(2) {
        let wanted: Vec<(f64, f64)> = layer
            .iter()
            .map(|&i| match runs.near[i].1[..] {
                [(end, weight)] if runs.near[i].0.is_empty() && weight < MAIN => (across[end], 1.0),
                _ => (across[i], 1e9),
            })
            .collect();
        settle(places, layer, &wanted, gap, across);
    }
}

/// Places in line with each other, at most one of a layer in each run. What is between the
/// layers of blocks does not count: it goes wherever its arrow goes.
struct Runs {
    of: Vec<usize>,
    members: Vec<Vec<usize>>,
    /// What each place is linked with, before and after it.
    near: Vec<(Links, Links)>,
    /// The neighbors of each place in its layer, left and right, and their least distance.
    sides: Vec<[Option<(usize, f64)>; 2]>,
}

impl Runs {
    /// Every place in a run of its own.
    fn new(places: &[Place], order: &[Vec<usize>], gap: f64) -> Self {
        let mut sides = vec![[None, None]; places.len()];
        for layer in order.iter().step_by(2) {
            for at in 1..layer.len() {
                let distance = apart(places, layer, at, gap);
                sides[layer[at]][0] = Some((layer[at - 1], -distance));
                sides[layer[at - 1]][1] = Some((layer[at], distance));
            }
        }
        let of: Vec<usize> = (0..places.len()).collect();
        let members = of.iter().map(|&i| vec![i]).collect();
        // A link to what is between goes on to where that leads. Twins are one link.
        let beyond = |near: &Links, side: fn(&Place) -> &Links| {
            let mut ends = Links::new();
            for &(j, weight) in near {
                let end = side(&places[j])[0].0;
                match ends.iter_mut().find(|(known, _)| *known == end) {
                    Some(link) => link.1 += weight,
                    None => ends.push((end, weight)),
                }
            }
            ends
        };
        let near = places
            .iter()
            .map(|place| match place.layer % 2 {
                0 => (beyond(&place.before, |p| &p.before), beyond(&place.after, |p| &p.after)),
                _ => (Links::new(), Links::new()),
            })
            .collect();
        Self { of, members, near, sides }
    }

    fn join(&mut self, kept: usize, gone: usize) {
        let joined = std::mem::take(&mut self.members[gone]);
        for &i in &joined {
            self.of[i] = kept;
        }
        self.members[kept].extend(joined);
    }

    /// What is gained when a run moves sideways, and the new positions. Neighbors in the way
    /// are pushed aside when they are in line with nothing; other neighbors are not.
    fn shifted(&self, across: &[f64], run: usize, by: f64) -> Option<(f64, Vec<(usize, f64)>)> {
        let mut moves: Vec<(usize, f64)> = Vec::new();
        for &member in &self.members[run] {
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
        let mut gain = BEND;
        for &(i, x) in &moves {
            for &(j, weight) in self.near[i].0.iter().chain(&self.near[i].1) {
                // Links between two that move are met twice.
                let share = if moved[j].is_some() { weight / 2.0 } else { weight };
                let to = moved[j].unwrap_or(across[j]);
                gain += share * ((across[i] - across[j]).abs() - (x - to).abs());
            }
        }
        Some((gain, moves))
    }
}

/// Moves a layer's places to where they are wanted, given as position and weight, or as near
/// as their distances allow: neighbors that would be too near form a pool, which stands at
/// the mean of its wishes.
fn settle(places: &[Place], layer: &[usize], wanted: &[(f64, f64)], gap: f64, across: &mut [f64]) {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    let mut offset = 0.0;
    for (at, &(wish, weight)) in wanted.iter().enumerate() {
        offset += apart(places, layer, at, gap);
        let mut pool = (wish - offset, weight, 1);
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
        offset += apart(places, layer, at, gap);
        across[layer[at]] = mean + offset;
    }
}

/// The middle and the thickness of every layer along the arrows, and the length of all.
fn lengthways(
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
fn line_up_labels(
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

/// A box that arrows go around.
struct Obstacle {
    place: usize,
    low: (f64, f64),
    high: (f64, f64),
}

impl Obstacle {
    fn around(place: usize, (along, across): (f64, f64), room: Block) -> Self {
        let half = room.along / 2.0;
        Self {
            place,
            low: (along - half, across - room.before),
            high: (along + half, across + room.after),
        }
    }

    /// Whether the line from `a` to `b` comes nearer than a distance.
    fn meets(&self, a: (f64, f64), b: (f64, f64), distance: f64) -> bool {
        let (low, high) = (self.low, self.high);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        let sides = [
            (a.0, b.0 - a.0, low.0 - distance, high.0 + distance),
            (a.1, b.1 - a.1, low.1 - distance, high.1 + distance),
        ];
        for (start, step, low, high) in sides {
            if step.abs() < 1e-9 {
                if start <= low || start >= high {
                    return false;
                }
            } else {
                let (s, t) = ((low - start) / step, (high - start) / step);
                enter = enter.max(s.min(t));
                leave = leave.min(s.max(t));
            }
        }
        enter < leave
    }
}

/// Leaves out the points of a way that it can do without; those marked stay.
fn shorten(
    way: &[((f64, f64), bool)],
    clear: impl Fn((f64, f64), (f64, f64)) -> bool,
) -> Vec<(f64, f64)> {
    let mut kept = vec![way[0].0];
    let mut from = 0;
    while from + 1 < way.len() {
        let mut to = from + 1;
        while to + 1 < way.len() && !way[to].1 && clear(way[from].0, way[to + 1].0) {
            to += 1;
        }
        kept.push(way[to].0);
        from = to;
    }
    kept
}

/// A curve through points whose first coordinate grows, monotone between them (F. Fritsch,
/// R. Carlson, *Monotone Piecewise Cubic Interpolation*, 1980), so that it does not swing
/// out into a neighbor.
fn smooth(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut points = points.to_vec();
    points.dedup_by(|b, a| (b.0 - a.0).abs() < 1e-6);
    let n = points.len();
    if n < 3 {
        return points;
    }
    let chord: Vec<f64> =
        points.windows(2).map(|p| (p[1].1 - p[0].1) / (p[1].0 - p[0].0)).collect();
    let mut slope = vec![0.0; n];
    for i in 1..n - 1 {
        let (a, b) = (chord[i - 1], chord[i]);
        slope[i] = if a * b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 };
    }
    slope[0] = 1.5 * chord[0] - 0.5 * slope[1];
    slope[n - 1] = 1.5 * chord[n - 2] - 0.5 * slope[n - 2];
    let mut curve = vec![points[0]];
    for i in 0..n - 1 {
        let (from, to) = (points[i], points[i + 1]);
        let length = to.0 - from.0;
        for step in 1..=STEPS {
            let t = f64::from(step) / f64::from(STEPS);
            let (u, v) = (1.0 - t, t * t);
            let level = (1.0 + 2.0 * t) * u * u * from.1
                + t * u * u * length * slope[i]
                + v * (3.0 - 2.0 * t) * to.1
                - v * u * length * slope[i + 1];
            curve.push((from.0 + t * length, level));
        }
    }
    curve
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
