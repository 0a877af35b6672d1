//! A loss of two weights, seen from above.

/// Where a function of (x, y) crosses each of the levels, as points: along `lines` horizontal and as
/// many vertical lines through the rectangle.
pub fn contours(
    height: impl Fn(f64, f64) -> f64,
    (x, y): ((f64, f64), (f64, f64)),
    lines: u32,
    levels: &[f64],
) -> Vec<(f64, f64)> {
    let at = |(from, to): (f64, f64), i: u32| from + (to - from) * f64::from(i) / f64::from(lines);
    let rows: Vec<Vec<f64>> =
        (0..=lines).map(|j| (0..=lines).map(|i| height(at(x, i), at(y, j))).collect()).collect();
    let get = |i: u32, j: u32| rows[j as usize][i as usize];
    let mut points = vec![];
    for j in 0..=lines {
        for i in 0..lines {
            for &level in levels {
                // Between two neighbors in a row, and between two in a column.
                if let Some(part) = crossing(get(i, j), get(i + 1, j), level) {
                    points.push((at(x, i) + part * (at(x, i + 1) - at(x, i)), at(y, j)));
                }
                if let Some(part) = crossing(get(j, i), get(j, i + 1), level) {
                    points.push((at(x, j), at(y, i) + part * (at(y, i + 1) - at(y, i))));
                }
            }
        }
    }
    points
}

/// How far between two heights the level lies, if it does.
fn crossing(a: f64, b: f64, level: f64) -> Option<f64> {
    ((a < level) != (b < level)).then(|| (level - a) / (b - a))
}
