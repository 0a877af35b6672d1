//! Every optimizer compared with PyTorch's, step by step, with every option.
//!
//! `reference/` has PyTorch's results, the program that wrote them, and the code that compares.

#[path = "../../04-autograd/tests/reference/compare.rs"]
mod compare;
#[path = "reference/extremes.rs"]
mod extremes;
#[path = "reference/optimizers.rs"]
mod optimizers_beside_pytorch;
#[path = "reference/schedules.rs"]
mod schedules_beside_pytorch;

#[test]
fn every_optimizer_takes_pytorchs_steps() {
    assert_eq!(optimizers_beside_pytorch::report().verify(), 72 + 22 + 3);
}

#[test]
fn tiny_and_huge_gradients_make_pytorchs_steps() {
    let (wrong, compared) = extremes::differences();
    assert_eq!(compared, 34 * 2 * 4 * 17);
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Learning rates, the paths of optimizers that follow them, and clipped gradients.
#[test]
fn every_schedule_has_pytorchs_learning_rates() {
    let report = schedules_beside_pytorch::report();
    assert_eq!(report.verify(), 22 * 2 + 2 + 8 + 14 * 2 + 6 * 2 * (3 * 5 + 3));
    // To the last bit, where both take the same cosine: PyTorch's is that of the C library.
    let same_cosine = cfg!(all(target_os = "linux", target_env = "gnu"));
    let schedules = report.rows.iter().filter(|row| {
        row.name.ends_with("LR") || ["two schedulers", "ReduceLROnPlateau"].contains(&&*row.name)
    });
    let mut compared = 0;
    for row in schedules {
        let no_cosine = ["StepLR", "ExponentialLR", "LinearLR", "ReduceLROnPlateau"];
        if same_cosine || no_cosine.contains(&&*row.name) {
            assert_eq!(row.worst, [0.0; 2], "{}", row.name);
        }
        compared += row.cases;
    }
    assert_eq!(compared, 22 * 2 + 2 + 8);
}
