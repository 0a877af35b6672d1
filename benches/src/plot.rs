//! The ratios as a figure.

use figures::Ratios;

use crate::{results::Results, targets};

/// How many times as fast this project is, for every workload and peer.
pub fn ratios(results: &Results) -> Ratios {
    let lines = targets::ratios(results);
    let figure = Ratios::new("How many times as fast as others")
        .names("their time over ours, so that right of 1 we are faster");
    lines.chunk_by(|a, b| a.workload == b.workload).fold(figure, |figure, row| {
        let dots: Vec<_> =
            row.iter().map(|line| (line.peer.short(), line.ratio(), line.peer.target)).collect();
        figure.row(row[0].title, &dots)
    })
}
