//! Several notebooks open at once: does each show its own answers?

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use notebooks::ipynb::{Cell, Kind, Metadata, Notebook, Output};

use super::run::wait;
use super::{Error, folder, jupyter, made, quoted, target};

/// As many as a reader may have open.
const KERNELS: usize = 3;
/// The last of a thousand numbers that the cells of a notebook show.
const CELLS: usize = 200;

/// Runs [`KERNELS`] notebooks at once. Cell *i* of notebook *k* adds 1000·*k* and *i*, so that an answer
/// of another notebook, or of another cell, is found.
pub fn all() -> Result<(), Error> {
    let race = made(&target().join("race"))?;
    let write = |path: &Path, text: &str| {
        fs::write(path, text).map_err(|source| Error::Folder { path: path.to_owned(), source })
    };
    let here = made(folder())?;
    let config = include_str!("../../evcxr.toml");
    write(&race.join("evcxr.toml"), &config.replace("\"warm\"", &quoted(&here.join("warm"))))?;
    let paths: Vec<PathBuf> = (1..=KERNELS).map(|k| race.join(format!("race-{k}.ipynb"))).collect();
    for (k, path) in (1..).zip(&paths) {
        write(path, &Notebook::of(cells(k, &here.join("vectors"))).text(" "))?;
    }
    let start = Instant::now();
    let out = made(&race.join("executed"))?;
    let running: Vec<_> = paths.iter().map(|path| jupyter::execute(path, &out)).collect();
    for child in running {
        wait(child?, start)?;
    }
    let mut problems = Vec::new();
    for (k, path) in (1..).zip(&paths) {
        let executed = Notebook::read(&out.join(path.file_name().unwrap_or_default()))?;
        problems.extend(wrong(k, &executed));
    }
    println!(
        "{KERNELS} notebooks at once, {CELLS} cells each: {:.0} s",
        start.elapsed().as_secs_f64()
    );
    if problems.is_empty() { Ok(()) } else { Err(Error::Problems(problems)) }
}

fn cells(k: usize, vectors: &Path) -> Vec<Cell> {
    let setup = format!(":dep vectors = {{ path = {} }}", quoted(vectors));
    let sums = (0..CELLS).map(|i| format!("{} + {i}", 1000 * k));
    let code = |(i, source): (usize, String)| Cell {
        id: Some(format!("cell-{i}")),
        metadata: Metadata::default(),
        source: source.into(),
        kind: Kind::Code { execution_count: None, outputs: Vec::new() },
    };
    [setup].into_iter().chain(sums).enumerate().map(code).collect()
}

/// The cells of notebook `k` that do not show their sum.
fn wrong(k: usize, executed: &Notebook) -> Vec<String> {
    let sums = executed.cells.iter().skip(1).enumerate();
    let wrong = sums.filter_map(|(i, cell)| {
        let shown: Vec<&str> = cell.outputs().iter().map(text).collect();
        let sum = (1000 * k + i).to_string();
        let source = cell.source.as_str();
        (shown.concat().trim() != sum).then(|| format!("notebook {k}: {source} showed {shown:?}"))
    });
    wrong.collect()
}

fn text(output: &Output) -> &str {
    match output {
        Output::Stream { text, .. } => text.as_str(),
        Output::DisplayData { data, .. } => data.get("text/plain").map_or("", |text| text.as_str()),
        Output::Error { evalue, .. } => evalue,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn an_answer_of_another_notebook_is_found() {
        let mut cells = cells(1, Path::new("vectors"));
        for (i, cell) in cells.iter_mut().enumerate() {
            let sum = if i == 6 { 2005 } else { 999 + i };
            let data = BTreeMap::from([("text/plain".to_owned(), sum.to_string().into())]);
            let shown = Output::DisplayData { data, metadata: BTreeMap::new() };
            cell.kind = Kind::Code { execution_count: Some(1), outputs: vec![shown] };
        }
        let found = wrong(1, &Notebook::of(cells.clone()));
        assert_eq!(found, ["notebook 1: 1000 + 5 showed [\"2005\"]"]);
        assert_eq!(wrong(2, &Notebook::of(cells)).len(), CELLS - 1);
    }
}
