//! Which learning rate to try next.

use super::settings::Settings;

/// A smaller learning rate, as words: the optimizer's default, or a tenth of what was used if that
/// is not larger.
///
/// ```
/// use mnist::program::{advice::smaller_lr, settings::Settings};
///
/// let with = |lr| Settings { lr, ..Settings::default() };
/// assert_eq!(smaller_lr(&with(10.0)), "such as 0.1, the default of sgd");
/// assert_eq!(smaller_lr(&with(0.1)), "such as 0.01");
/// ```
pub fn smaller_lr(settings: &Settings) -> String {
    let usual = settings.optimizer.default_lr();
    if settings.lr > usual {
        return format!("such as {usual}, the default of {}", settings.optimizer);
    }
    format!("such as {}", one_digit(settings.lr / 10.0))
}

/// A larger learning rate: ten times as much, but not more than the optimizer's default. `None` if
/// that is not larger.
///
/// ```
/// use mnist::program::{advice::larger_lr, settings::Settings};
///
/// let with = |lr| Settings { lr, ..Settings::default() };
/// assert_eq!([1e-6, 0.02, 0.1].map(|lr| larger_lr(&with(lr))), [Some(1e-5), Some(0.1), None]);
/// ```
pub fn larger_lr(settings: &Settings) -> Option<f64> {
    let usual = settings.optimizer.default_lr();
    (settings.lr < usual).then(|| usual.min(one_digit(10.0 * settings.lr)))
}

/// 0.007000000000000001 as 0.007.
fn one_digit(x: f64) -> f64 {
    format!("{x:.0e}").parse().unwrap_or(x)
}
