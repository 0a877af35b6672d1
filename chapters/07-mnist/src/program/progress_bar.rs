//! The bar that shows how far an epoch has come.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

/// A bar on a terminal, which begins at `done` of `images`; nothing elsewhere, where the lines per
/// epoch have to do.
pub(super) fn new(images: usize, done: usize, epoch: usize, epochs: usize) -> ProgressBar {
    let bar = ProgressBar::new(images as u64);
    let width = epochs.to_string().len();
    let template = format!("epoch {epoch:>width$}/{epochs} {{bar:30}} {{msg}}   {{per_sec}}");
    let style = ProgressStyle::with_template(&template).expect("the template is well formed");
    bar.set_style(style.with_key(
        "per_sec",
        |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate")]
            let rate = text::thousands(state.per_sec().round() as u64);
            let _ = write!(out, "{rate} images/s");
        },
    ));
    bar.set_position(done as u64);
    // Images of this epoch that were learned before the run was resumed do not count for its speed.
    bar.reset_eta();
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
