//! The page: what the tutorial prints, what the library prints today, what this project computes.

use std::{collections::BTreeMap, fmt::Write};

use engine::Options;
use mnist::tutorial::{EPOCHS, Variant};
use tests::mlp_numpy_mnist::mnist_run;

use crate::{
    check::{Check, Found, printed},
    check_of, coverage,
    figures::{Figure, figures},
    row::{Kind, Row, SOURCES, Today, Value},
};

const INTRODUCTION: &str = "\
# What the tutorials print, and what comes out today

Every number and printout that can be computed again. The columns: what the tutorial prints, what
the library prints today, what this project computes. Each number is rounded to the digits the
tutorial shows; where it shows none, to six. A value is **bold** from the first character on that
differs from the tutorial's, or, where that shows none, from today's. Inputs are not listed, nor
what cannot be computed again and has only a property.

This file is written by `cargo test -p tests --test ledger`; see `README.md` in this folder.
";

/// The whole page.
pub fn write(rows: &[Row], today: &Today, checks: &BTreeMap<(&str, &str), Check>) -> String {
    let mut page = INTRODUCTION.to_owned();
    let versions: Vec<_> = today.versions.iter().map(|(name, v)| format!("{name} {v}")).collect();
    let _ =
        writeln!(page, "\nToday: {}.\n\nOf the ledger: {}.", versions.join(", "), coverage(rows));
    for source in SOURCES {
        let _ = write!(page, "\n## {source}\n\n| | tutorial | today | this project |\n");
        page += "|---|---|---|---|\n";
        for (name, group) in groups(rows, source) {
            page += &line(&name, &group, today, checks);
        }
    }
    page + &mnist_runs(today)
}

/// The rows to show, those of a group together, in the place of the first of them.
fn groups<'a>(rows: &'a [Row], source: &str) -> Vec<(String, Vec<&'a Row>)> {
    let mut groups: Vec<(String, Vec<&Row>)> = Vec::new();
    let shown = |row: &&Row| row.source == source && matches!(row.kind, Kind::Digits | Kind::Text);
    for row in rows.iter().filter(shown) {
        let Some(name) = &row.group else {
            groups.push((row.what.clone(), vec![row]));
            continue;
        };
        match groups.iter_mut().find(|(other, _)| other == name) {
            Some((_, group)) => group.push(row),
            None => groups.push((name.clone(), vec![row])),
        }
    }
    groups
}

/// One line of a table.
fn line(
    name: &str,
    group: &[&Row],
    today: &Today,
    checks: &BTreeMap<(&str, &str), Check>,
) -> String {
    let mut cells = [Vec::new(), Vec::new(), Vec::new()];
    for row in group {
        let check = check_of(row, checks).expect("rows that are shown have a check");
        let found = match check(row) {
            Found::Numbers(numbers) => Value::Numbers(numbers),
            Found::Text(text) => Value::Text(text),
            Found::Property(..) => panic!("{}: a property has no value", row.id),
        };
        cells[0].push(row.printed.as_deref().map_or("—".to_owned(), escaped));
        let latest = &today.values[&row.id];
        let original = original(row, latest);
        let mut now = shown(row, latest, &original);
        if let Some(older) = today.keras_on_tensorflow_2_15_1.get(&row.id) {
            let older = shown(row, &Value::Numbers(older.clone()), &original);
            let _ = write!(now, " (on TensorFlow 2.15.1: {older})");
        }
        cells[1].push(now);
        cells[2].push(shown(row, &found, &original));
    }
    let [printed, now, ours] = cells.map(|cells| joined(&cells, group[0].kind));
    format!("| {name} | {printed} | {now} | {ours} |\n")
}

/// Numbers are joined in one line, printouts have a line each; equal printouts are shown once.
fn joined(cells: &[String], kind: Kind) -> String {
    if cells.len() > 1 && cells.iter().all(|cell| *cell == cells[0]) && kind == Kind::Text {
        return cells[0].clone();
    }
    cells.join(if kind == Kind::Text { "<br>" } else { ", " })
}

/// A value in the digits of the tutorial; what differs from `original` is marked.
fn shown(row: &Row, value: &Value, original: &str) -> String {
    let text = rounded(row, value);
    let same = original.chars().zip(text.chars()).take_while(|(a, b)| a == b).count();
    let split = text.char_indices().nth(same).map_or(text.len(), |(at, _)| at);
    let (same, differs) = text.split_at(split);
    if differs.is_empty() {
        escaped(same)
    } else {
        format!("{}**{}**", escaped(same), escaped(differs))
    }
}

/// What the tutorial prints, or else what today's library prints.
fn original(row: &Row, today: &Value) -> String {
    match (&row.printed, today) {
        (None, today) => rounded(row, today),
        (Some(printed), Value::Text(_)) => printed.clone(),
        (Some(_), Value::Numbers(_)) => {
            let values = printed(row).iter().map(|figure| figure.value).collect();
            rounded(row, &Value::Numbers(values))
        }
    }
}

/// A value with the tutorial's digits, or with six.
fn rounded(row: &Row, value: &Value) -> String {
    let numbers = match value {
        Value::Text(text) => return text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Numbers(numbers) => numbers,
    };
    // numpy leaves out zeros at the end. Keras' results have eight decimals.
    let decimals = if row.tolerance.is_some() { 8 } else { 0 };
    let printed = printed(row);
    let write = |(i, &x): (usize, &f64)| {
        printed.get(i).map_or_else(|| six(x), |figure| figure.at_least(decimals).write(x))
    };
    numbers.iter().enumerate().map(write).collect::<Vec<_>>().join(", ")
}

/// Six digits, without zeros at the end.
fn six(x: f64) -> String {
    let rounded: f64 = format!("{x:.5e}").parse().expect("a number was written");
    format!("{rounded}")
}

/// Text as Markdown shows it in a cell.
fn escaped(text: &str) -> String {
    let text = if text.len() > 200 && text.chars().all(|c| c == '.') {
        format!("{} dots", text.len())
    } else {
        text.to_owned()
    };
    text.replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*").replace('_', "\\_")
}

/// The training that the tutorial did without a seed, with three seeds, next to PyTorch.
fn mnist_runs(today: &Today) -> String {
    let mut page = "\n## MNIST, epoch by epoch\n\nThe tutorial set no seed, so its losses cannot \
        come out again. With the seeds 0, 1 and 2 PyTorch and this project see the same weights and \
        the same batches. First the tutorial's settings, and then without the ReLU after the last \
        layer and without weight decay. Double precision, so that the order of summation does not \
        show.\n"
        .to_owned();
    for (variant, name) in [(Variant::Stuck, "stuck"), (Variant::Freed, "freed")] {
        let _ = write!(page, "\n| {name}: epoch |");
        for seed in 0..3 {
            let _ = write!(page, " PyTorch, seed {seed} | this project, seed {seed} |");
        }
        page += "\n|---|---|---|---|---|---|---|\n";
        let torch = &today.mnist[&format!("{name}, f64")];
        let ours = [0, 1, 2].map(|seed| mnist_run(variant, seed, Options::f64()));
        let cell = |torch: &str, ours: &str| {
            let mark = if torch == ours { "" } else { "**" };
            format!(" {torch} | {mark}{ours}{mark} |")
        };
        for epoch in 0..EPOCHS {
            let _ = write!(page, "| {} |", epoch + 1);
            for (torch, ours) in torch.iter().zip(&ours) {
                let [torch, ours] =
                    [&torch.losses, &ours.losses].map(|l| format!("{:.6}", l[epoch]));
                page += &cell(&torch, &ours);
            }
            page.push('\n');
        }
        page += "| test images read correctly |";
        for (torch, ours) in torch.iter().zip(&ours) {
            let percent = |run: f64| text::percent(run, 1);
            page += &cell(&percent(torch.accuracy), &percent(ours.accuracy));
        }
        page.push('\n');
    }
    page
}

/// Whether two pages say the same. Another processor may round the last place differently.
pub fn same(committed: &str, computed: &str) -> Result<(), String> {
    let plain = |text: &str| text.replace("**", "");
    for (number, (old, new)) in committed.lines().zip(computed.lines()).enumerate() {
        let (a, b) = (figures(&plain(old)), figures(&plain(new)));
        // The tiny probabilities of the 49 steps hang on the last bits of many sums.
        let allowed = |a: &Figure| {
            if a.value.abs() < 1e-6 { 5e-3 * a.value.abs() } else { 1.001 * a.unit() }
        };
        let near = a.len() == b.len()
            && a.iter().zip(&b).all(|(a, b)| (a.value - b.value).abs() <= allowed(a));
        let words = |text: &str| plain(text).replace(|c: char| c.is_ascii_digit(), "");
        if !near || words(old) != words(new) {
            let line = number + 1;
            return Err(format!("line {line} of the table is\n  {old}\nbut computed is\n  {new}"));
        }
    }
    let (old, new) = (committed.lines().count(), computed.lines().count());
    if old == new {
        Ok(())
    } else {
        Err(format!("the table has {old} lines, but computed are {new}"))
    }
}
