//! The book is true: its figures, outputs and numbers are what the code makes today, and its pages
//! fit together.
//!
//! When one of these fails because the code has changed on purpose, `cargo run -p book -- refresh`
//! makes everything anew; then read the page again.

use std::{collections::BTreeSet, fs};

use book::{check, compare, figures, outputs, pages};

/// Outputs whose numbers come from many steps of training, or from tens of layers.
const TRAINED: [&str; 36] = [
    "autograd-wrong-rule.txt",
    "inside-backward.txt",
    "inside-dead-units.txt",
    "inside-forward.txt",
    "inside-remedies.txt",
    "inside-training.txt",
    "inside-wrong-fan.txt",
    "mnist-believed.txt",
    "mnist-capacity.txt",
    "mnist-diagnose.txt",
    "mnist-few-images.txt",
    "mnist-lucky.txt",
    "mnist-methods.txt",
    "mnist-misread.txt",
    "mnist-one-step.txt",
    "mnist-order.txt",
    "mnist-own-picture.txt",
    "mnist-rare.txt",
    "mnist-search.txt",
    "mnist-shifted.txt",
    "optimizers-batch-noise.txt",
    "optimizers-blobs.txt",
    "optimizers-cliff.txt",
    "optimizers-decay-groups.txt",
    "optimizers-decay.txt",
    "optimizers-floor.txt",
    "optimizers-lr-scan.txt",
    "optimizers-memory.txt",
    "optimizers-no-help.txt",
    "optimizers-replay-in-short.txt",
    "optimizers-schedules.txt",
    "optimizers-slice.txt",
    "optimizers-two-weights.txt",
    "optimizers-valley.txt",
    "optimizers-warm-up.txt",
    // The numbers of the sentences about all of these.
    "values",
];

#[test]
fn every_page_fits() {
    let report = check::all().expect("the pages can be read");
    assert!(report.problems.is_empty(), "{}", report.problems.join("\n"));
    println!("{report}");
}

#[test]
fn every_output_is_what_its_command_prints() {
    outputs::build().expect("the programs compile");
    let mut stale = vec![];
    for output in outputs::all().expect("the outputs can be read") {
        let name = output.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let trained = TRAINED.iter().any(|part| output.path.iter().any(|p| p == *part));
        let tolerance = if trained { compare::TRAINED } else { compare::COMPUTED };
        match output.fresh() {
            Ok(fresh) => {
                let difference = compare::difference(&output.text, &fresh, tolerance);
                stale.extend(difference.map(|d| format!("{name}, {d}")));
            }
            Err(error) => stale.push(error.to_string()),
        }
    }
    assert!(stale.is_empty(), "pages are out of date:\n{}", stale.join("\n"));
}

#[test]
fn every_figure_is_what_its_code_draws() {
    let mut stale = vec![];
    let mut drawn = BTreeSet::new();
    for drawing in figures::all() {
        assert!(drawn.insert(drawing.name), "two figures are called {}", drawing.name);
        let path = pages::src().join("figures").join(drawing.name).with_extension("svg");
        let shown = fs::read_to_string(&path).unwrap_or_default();
        let made = drawing.figure.to_svg().expect("it draws");
        stale.extend(
            compare::figures_differ(&shown, &made).map(|d| format!("{}: {d}", drawing.name)),
        );
    }
    for file in fs::read_dir(pages::src().join("figures")).expect("the folder of figures") {
        let path = file.expect("a file").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !drawn.contains(&*name) {
            stale.push(format!("{name}: no code draws it"));
        }
    }
    assert!(stale.is_empty(), "figures are out of date:\n{}", stale.join("\n"));
}

#[test]
fn a_stale_page_is_noticed() {
    let outputs = outputs::all().expect("the outputs can be read");
    let output =
        outputs.iter().find(|o| o.path.ends_with("unit-one-unit.txt")).expect("it is there");
    let changed = output.text.replacen("-0.96", "-0.97", 1);
    assert_ne!(changed, output.text, "the page shows tanh(-2)");
    let difference = compare::difference(&changed, &output.text, compare::COMPUTED);
    assert!(difference.is_some_and(|d| d.contains("+ made") && d.contains("-0.96")));
}
