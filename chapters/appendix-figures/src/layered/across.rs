//! Sideways: every place moves until the arrows are short and straight.

use super::{Links, Place};

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
pub(super) fn sideways(places: &[Place], order: &[Vec<usize>], gap: f64) -> Vec<f64> {
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
pub(super) const MAIN: f64 = 4.0;

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
pub(super) fn settle(
    places: &[Place],
    layer: &[usize],
    wanted: &[(f64, f64)],
    gap: f64,
    across: &mut [f64],
) {
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
