//! The page: one row for each operation, module, loss and optimizer.

use std::{fmt::Write, fs, path::Path};

use crate::compare::{Report, Row};

/// A heading and the rows below it.
pub type Section = (&'static str, Report);

const INTRODUCTION: &str = "\
# How far from PyTorch

Every value and every gradient of this project is compared with PyTorch's. The cases are random
numbers in shapes from nothing at all to tables that fill no vector register evenly, and the edges
where formulas break: zeros of both signs, ties, ±1000, numbers so small that they lose digits,
infinities and NaN. Optimizers take fifty steps with every option. PyTorch's numbers were written
down once, by the programs next to them in the chapters' `tests/reference`; the tests read
them and need no Python. This page is written by the test `parity` of the crate `tests`.

A deviation is the difference divided by PyTorch's number, or by 1 if that is smaller in size. The
table shows the largest of all cases. One rounding is 1.2e-7 in single precision (f32) and 2.2e-16
in double precision (f64). A sum of many terms that is added up in another order, and a path of
fifty steps, gather several.
";

const DIFFERENCES: &str = "
## Where the two differ on purpose

Not counted above. At an edge the answer may be a matter of convention; these are the places where
ours is another than PyTorch's, and why.
";

/// The page.
pub fn write(sections: &[Section]) -> String {
    let mut page = INTRODUCTION.to_owned();
    for (name, report) in sections {
        let _ = write!(page, "\n## {name}\n\n| | cases | worst f32 | worst f64 |\n");
        page += "|---|---:|---:|---:|\n";
        for Row { name, cases, worst: [single, double] } in &report.rows {
            let (single, double) = (shown(*single), shown(*double));
            let _ = writeln!(page, "| `{name}` | {cases} | {single} | {double} |");
        }
    }
    page += DIFFERENCES;
    page.push('\n');
    for (name, reason) in differences(sections) {
        let _ = writeln!(page, "- `{name}`: {reason}.");
    }
    page
}

/// What differs on purpose. A module differs where its operation does, which is said once.
fn differences(sections: &[Section]) -> Vec<(&str, &str)> {
    let mut once: Vec<(&str, &str)> = Vec::new();
    for (name, reason, _) in sections.iter().flat_map(|(_, report)| &report.differences) {
        if once.iter().all(|(_, known)| known != reason) {
            once.push((name, reason));
        }
    }
    once
}

fn shown(deviation: f64) -> String {
    if deviation == 0.0 { "exact".to_owned() } else { format!("{deviation:.1e}") }
}

/// What the table allows: twice what it says, and one rounding more.
fn allowed(shown: &str, rounding: f64) -> Result<f64, String> {
    let deviation = if shown == "exact" { Ok(0.0) } else { shown.parse::<f64>() };
    let deviation = deviation.map_err(|_| format!("`{shown}` is no deviation"))?;
    Ok(2.0 * deviation + rounding)
}

/// Whether the page has the rows that were measured, in their order, with their numbers of cases,
/// and no deviation is larger than it says.
pub fn check(page: &str, sections: &[Section]) -> Result<(), String> {
    let mut rows = page.lines().filter(|line| line.starts_with("| `"));
    for row in sections.iter().flat_map(|(_, report)| &report.rows) {
        let line = rows.next().ok_or_else(|| format!("the table has no row for {}", row.name))?;
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, cases, single, double] = cells[..] else {
            return Err(format!("not a row of four: {line}"));
        };
        let (name, measured) = (name.trim_matches('`'), row.cases.to_string());
        if (name, cases) != (row.name.as_str(), measured.as_str()) {
            return Err(format!("{line}\nshould be {} with {measured} cases", row.name));
        }
        let roundings = [f64::from(f32::EPSILON), f64::EPSILON];
        for ((shown, worst), rounding) in [single, double].into_iter().zip(row.worst).zip(roundings)
        {
            if worst > allowed(shown, rounding)? {
                return Err(format!("{line}\nbut {} deviates by {worst:.1e}", row.name));
            }
        }
    }
    if let Some(line) = rows.next() {
        return Err(format!("nothing was measured for\n{line}"));
    }
    for (name, reason) in differences(sections) {
        if !page.contains(reason) {
            return Err(format!("the page does not say of {name}: {reason}"));
        }
    }
    Ok(())
}

/// The types that implement a trait in a folder of a chapter.
pub fn implementors(folder: &str, implementation: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../chapters").join(folder);
    let mut names = Vec::new();
    for file in fs::read_dir(&folder).expect("the folder of a chapter") {
        let path = file.expect("a file").path();
        if path.is_dir() {
            continue;
        }
        let source = fs::read_to_string(path).expect("the source is text");
        for line in source.lines() {
            if let Some(rest) = line.strip_prefix(implementation) {
                names.push(rest.trim().trim_end_matches(['{', ' ', '}']).to_owned());
            }
        }
    }
    assert!(!names.is_empty(), "nothing implements it in {}", folder.display());
    names
}
