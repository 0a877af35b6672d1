//! Edge routing: the path of an edge past the nodes that are not its own.

use super::{CURVE_STEPS, NodeSize};

/// A box that edges go around.
pub(super) struct Obstacle {
    pub(super) vertex: usize,
    pub(super) low: (f64, f64),
    pub(super) high: (f64, f64),
}

impl Obstacle {
    pub(super) fn around(vertex: usize, (along, across): (f64, f64), size: NodeSize) -> Self {
        let half = size.length / 2.0;
        Self {
            vertex,
            low: (along - half, across - size.left),
            high: (along + half, across + size.right),
        }
    }

    /// Whether the line from `a` to `b` comes nearer than a distance.
    pub(super) fn intersects(&self, a: (f64, f64), b: (f64, f64), distance: f64) -> bool {
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

/// Leaves out the points of a path that it can do without; those marked stay.
pub(super) fn remove_detours(
    path: &[((f64, f64), bool)],
    clear: impl Fn((f64, f64), (f64, f64)) -> bool,
) -> Vec<(f64, f64)> {
    let mut kept = vec![path[0].0];
    let mut from = 0;
    while from + 1 < path.len() {
        let mut to = from + 1;
        while to + 1 < path.len() && !path[to].1 && clear(path[from].0, path[to + 1].0) {
            to += 1;
        }
        kept.push(path[to].0);
        from = to;
    }
    kept
}

/// A curve through points whose first coordinate grows, monotone between them (F. Fritsch,
/// R. Carlson, *Monotone Piecewise Cubic Interpolation*, 1980), so that it does not swing
/// out into a neighbor.
pub(super) fn monotone_cubic(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut points = points.to_vec();
    points.dedup_by(|b, a| (b.0 - a.0).abs() < 1e-6);
    let n = points.len();
    if n < 3 {
        return points;
    }
    let secants: Vec<f64> =
        points.windows(2).map(|p| (p[1].1 - p[0].1) / (p[1].0 - p[0].0)).collect();
    let mut tangents = vec![0.0; n];
    for i in 1..n - 1 {
        let (a, b) = (secants[i - 1], secants[i]);
        tangents[i] = if a * b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 };
    }
    tangents[0] = 1.5 * secants[0] - 0.5 * tangents[1];
    tangents[n - 1] = 1.5 * secants[n - 2] - 0.5 * tangents[n - 2];
    let mut curve = vec![points[0]];
    for i in 0..n - 1 {
        let (from, to) = (points[i], points[i + 1]);
        let length = to.0 - from.0;
        for step in 1..=CURVE_STEPS {
            let t = f64::from(step) / f64::from(CURVE_STEPS);
            let (u, v) = (1.0 - t, t * t);
            let level = (1.0 + 2.0 * t) * u * u * from.1
                + t * u * u * length * tangents[i]
                + v * (3.0 - 2.0 * t) * to.1
                - v * u * length * tangents[i + 1];
            curve.push((from.0 + t * length, level));
        }
    }
    curve
}
