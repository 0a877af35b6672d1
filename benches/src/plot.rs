//! The ratios as a figure.

use figures::Ratios;

use crate::{aims, results::Results};

/// How many times as fast this project is, for every work with an aim and everybody else.
pub fn ratios(results: &Results) -> Ratios {
    let lines = aims::ratios(results);
    let figure = Ratios::new("How many times as fast as others")
        .names("their time over ours, so that right of 1 we are faster");
    lines.chunk_by(|a, b| a.work == b.work).fold(figure, |figure, row| {
        let dots: Vec<_> =
            row.iter().map(|line| (line.rival.short(), line.ratio(), line.rival.aim)).collect();
        figure.row(row[0].title, &dots)
    })
}
