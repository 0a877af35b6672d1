//! The way of an arrow past the boxes that are not its own.

use super::{Block, STEPS};

/// A box that arrows go around.
pub(super) struct Obstacle {
    pub(super) place: usize,
    pub(super) low: (f64, f64),
    pub(super) high: (f64, f64),
}

impl Obstacle {
    pub(super) fn around(place: usize, (along, across): (f64, f64), room: Block) -> Self {
        let half = room.along / 2.0;
        Self {
            place,
            low: (along - half, across - room.before),
            high: (along + half, across + room.after),
        }
    }

    /// Whether the line from `a` to `b` comes nearer than a distance.
    pub(super) fn meets(&self, a: (f64, f64), b: (f64, f64), distance: f64) -> bool {
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
pub(super) fn shorten(
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
pub(super) fn smooth(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
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
