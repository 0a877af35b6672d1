//! How far every operation, module, loss and optimizer is from PyTorch: the table of it.
//!
//! The chapters' own tests compare each number with PyTorch's and say which are wrong. Here the
//! largest deviations are written down, in `deviations.md`, so that one that grows is noticed.

#[path = "../../chapters/07-mnist/tests/reference/augment.rs"]
mod augment_beside_pytorch;
#[path = "../../chapters/04-autograd/tests/reference/compare.rs"]
mod compare;
#[path = "../../chapters/04-autograd/tests/reference/differences.rs"]
mod differences;
#[path = "../../chapters/04-autograd/tests/reference/init.rs"]
mod init;
#[path = "../../chapters/05-losses/tests/reference/losses.rs"]
mod losses_beside_pytorch;
#[path = "../../chapters/07-mnist/tests/reference/metrics.rs"]
mod metrics_beside_pytorch;
#[path = "../../chapters/04-autograd/tests/reference/modules.rs"]
mod modules;
#[path = "../../chapters/04-autograd/tests/reference/normalization.rs"]
mod normalization;
#[path = "../../chapters/04-autograd/tests/reference/operations.rs"]
mod operations;
#[path = "../../chapters/06-optimizers/tests/reference/optimizers.rs"]
mod optimizers_beside_pytorch;
#[path = "../../chapters/06-optimizers/tests/reference/schedules.rs"]
mod schedules_beside_pytorch;
mod table;

use std::{collections::BTreeSet, fs};

use table::Section;

fn measured() -> Vec<Section> {
    vec![
        ("Operations", operations::report()),
        ("Modules", modules::report()),
        ("Normalization, dropout and residual blocks", normalization::report()),
        ("Filling a tensor", init::report()),
        ("Losses", losses_beside_pytorch::report()),
        ("Optimizers", optimizers_beside_pytorch::report()),
        ("Schedules and clipping", schedules_beside_pytorch::report()),
        ("Distorted images", augment_beside_pytorch::report()),
        ("Metrics", metrics_beside_pytorch::report()),
    ]
}

#[test]
fn the_table_says_how_far_we_are_from_pytorch() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/parity/deviations.md");
    let sections = measured();
    for (_, report) in &sections {
        report.verify();
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, table::write(&sections)).expect("the table can be written");
    }
    let committed = fs::read_to_string(path).expect("the table is there");
    if let Err(why) = table::check(&committed, &sections) {
        panic!("{why}\nTo write the table again: UPDATE=1 cargo test -p tests --test parity");
    }
}

/// A table that promises more than is true, or speaks of something else, is refused.
#[test]
fn a_table_that_is_out_of_date_is_noticed() {
    let mut report = compare::Report::default();
    report.case("tanh", engine::DType::F32, 1e-5);
    report.case("tanh", engine::DType::F64, 3e-16);
    let sections = vec![("Operations", report)];
    let page = table::write(&sections);
    assert_eq!(table::check(&page, &sections), Ok(()));
    for (row, is_well) in [
        // Another processor may round differently, but no more than that.
        ("| `tanh` | 2 | 5.1e-6 | 3.0e-16 |", true),
        ("| `tanh` | 2 | 4.9e-6 | 3.0e-16 |", false),
        ("| `tanh` | 2 | 1.0e-5 | exact |", false),
        ("| `tanh` | 2 | 1.0e-5 | 1.0e-16 |", true),
        ("| `tanh` | 3 | 1.0e-5 | 3.0e-16 |", false),
        ("| `sin` | 2 | 1.0e-5 | 3.0e-16 |", false),
        ("", false),
    ] {
        let changed = page.replace("| `tanh` | 2 | 1.0e-5 | 3.0e-16 |", row);
        assert_eq!(table::check(&changed, &sections).is_ok(), is_well, "{row}");
    }
}

#[test]
fn nothing_is_missing_from_the_table() {
    let shown: BTreeSet<String> =
        measured().into_iter().flat_map(|(_, report)| report.rows).map(|row| row.name).collect();
    for entry in autograd::ops::registry() {
        assert!(shown.contains(entry.name), "the operation {}", entry.name);
    }
    for entry in losses::registry() {
        let class = format!("{}loss", entry.name.replace('_', ""));
        assert!(shown.iter().any(|name| name.to_lowercase() == class), "the loss {}", entry.name);
    }
    for (folder, kind) in
        [("04-autograd/src/nn", "impl Module for"), ("06-optimizers/src", "impl Optimizer for")]
    {
        for name in table::implementors(folder, kind) {
            assert!(shown.contains(&name), "{kind} {name}");
        }
    }
}
