//! The ledger: every number and printout of the five tutorials, asserted.
//!
//! `ledger.json` lists them, one row each, and names the check that computes each. The checks stand
//! in one file for each tutorial; they run the programs of this crate's library. `README.md` says
//! what the columns mean.

mod check;
mod figures;
mod mlp_numpy_mnist;
mod one_example;
mod perceptron_blobs;
mod perspectives;
mod row;
mod table;
mod torch_intro;

use std::collections::{BTreeMap, BTreeSet};

use check::{Check, verify};
use row::{Category, Kind, Row, SOURCES, Today, ledger, today};

/// All checks, by tutorial and name.
fn checks() -> BTreeMap<(&'static str, &'static str), Check> {
    let all = [
        torch_intro::checks(),
        mlp_numpy_mnist::checks(),
        perceptron_blobs::checks(),
        one_example::checks(),
        perspectives::checks(),
    ];
    let named = SOURCES.into_iter().zip(all);
    named.flat_map(|(source, checks)| checks.of_tutorial(source)).collect()
}

/// The check of a row; `None` for a row that no computation can assert.
fn check_of(row: &Row, checks: &BTreeMap<(&str, &str), Check>) -> Option<Check> {
    let name = row.check.as_deref()?;
    let check = checks.get(&(row.source.as_str(), name));
    Some(*check.unwrap_or_else(|| panic!("{}: there is no check `{name}`", row.id)))
}

#[test]
fn every_row_is_asserted() {
    let (rows, today, checks) = (ledger(), today(), checks());
    let (mut wrong, mut left) = (Vec::new(), Vec::new());
    for row in &rows {
        let Some(check) = check_of(row, &checks) else {
            left.push(format!("  {}: {} ({})", row.id, row.what, row.reason()));
            continue;
        };
        if let Err(why) = verify(row, &today, &check(row)) {
            wrong.push(format!("{} (line {}), {}: {why}", row.id, row.line, row.what));
        }
    }
    assert!(wrong.is_empty(), "{} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
    println!("{}", coverage(&rows));
    println!("not asserted by a computation:\n{}", left.join("\n"));
    assert_eq!(left.len(), 2, "all other rows are asserted");
}

/// How many rows have a check, in words. That the checks hold is what the test above says.
fn coverage(rows: &[Row]) -> String {
    let of = |category| {
        let rows = rows.iter().filter(|row| row.category == category);
        let asserted = rows.clone().filter(|row| row.check.is_some()).count();
        format!("{category:?} {asserted} of {}", rows.count()).to_lowercase()
    };
    let asserted = rows.iter().filter(|row| row.check.is_some()).count();
    let categories = [Category::A, Category::B, Category::C].map(of).join(", ");
    let kinds = [Kind::Digits, Kind::Text, Kind::Given, Kind::Property].map(|kind| {
        let count = rows.iter().filter(|row| row.kind == kind).count();
        format!("{count} {kind:?}").to_lowercase()
    });
    format!("{asserted} of {} rows asserted ({categories}): {}", rows.len(), kinds.join(", "))
}

#[test]
fn every_check_is_used() {
    let rows = ledger();
    let used: BTreeSet<(&str, &str)> =
        rows.iter().filter_map(|row| Some((row.source.as_str(), row.check.as_deref()?))).collect();
    let checks = checks();
    let unused: Vec<_> = checks.keys().filter(|name| !used.contains(*name)).collect();
    assert!(unused.is_empty(), "no row asks for {unused:?}");
}

#[test]
fn the_ledger_is_complete() {
    let (rows, Today { values, .. }) = (ledger(), today());
    assert_eq!(rows.len(), 576);
    let of = |category| rows.iter().filter(|row| row.category == category).count();
    assert_eq!([Category::A, Category::B, Category::C].map(of), [252, 55, 269]);
    let by_source = SOURCES.map(|source| rows.iter().filter(|row| row.source == source).count());
    assert_eq!(by_source, [48, 50, 58, 280, 140]);
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), rows.len(), "two rows have the same id");
    for row in &rows {
        assert!(row.check.is_some() || row.kind == Kind::Noise, "{}: no check", row.id);
        assert!(row.check.is_none() || row.kind != Kind::Noise, "{}: noise has no check", row.id);
        assert!(row.kind != Kind::Noise || row.note.is_some(), "{}: why is it noise?", row.id);
        let compared = matches!(row.kind, Kind::Digits | Kind::Text);
        assert_eq!(values.contains_key(&row.id), compared, "{}: today's value", row.id);
        assert!(row.kind != Kind::Given || row.printed.is_some(), "{}: what is given?", row.id);
    }
    assert_eq!(values.keys().filter(|id| !ids.contains(id.as_str())).count(), 0);
}

#[test]
fn the_table_is_what_the_programs_compute() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ledger/table.md");
    let table = table::write(&ledger(), &today(), &checks());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &table).expect("the table can be written");
    }
    let committed = std::fs::read_to_string(path).expect("the table is there");
    if let Err(why) = table::same(&committed, &table) {
        panic!("{why}\nTo write the table again: UPDATE=1 cargo test -p tests --test ledger");
    }
}
