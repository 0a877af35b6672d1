//! Trainings that go on without getting anywhere: a loss like that of guessing, units that are dead.
//!
//! Both look as if they only need patience, and no patience helps. So the program checks for them
//! after each epoch, with the validation that it makes anyway and a few hundred images, and warns once.

use autograd::{
    nn::{Module, Sequential},
    no_grad,
};

use super::{
    advice::{larger_lr, smaller_lr},
    book_pages::{GRADIENTS, STUCK},
    report,
    settings::Settings,
};
use crate::{DataLoader, Evaluation};

/// How many training images are looked at for dead units, and how few are too few to tell.
const SAMPLE: std::ops::RangeInclusive<usize> = 100..=500;

/// A layer is worth a warning when this share of its units is dead. Some die in most trainings.
const DEAD_SHARE: f64 = 0.5;

/// A network that has taken fewer steps than this may still be about to begin.
const FIRST_STEPS: usize = 100;

/// A loss above this share of ln(classes) is that of guessing.
const LIKE_GUESSING: f64 = 0.98;

/// An accuracy that is no more than this above that of always giving one answer is chance.
const LIKE_CHANCE: f64 = 0.05;

/// The checks after each epoch. Each problem is reported once.
#[derive(Debug, Default)]
pub struct Diagnostics {
    dead: bool,
    stuck: bool,
}

impl Diagnostics {
    /// The warnings after an epoch, if there are any.
    pub fn warnings(
        &mut self,
        model: &Sequential,
        train: &DataLoader,
        validation: Option<&Evaluation>,
        epoch: usize,
        settings: &Settings,
    ) -> Vec<String> {
        let mut warnings = Vec::new();
        let begun = epoch * train.batch_count() >= FIRST_STEPS;
        if let Some(validation) = validation.filter(|found| begun && !self.stuck && guesses(found))
        {
            self.stuck = true;
            warnings.push(stuck_warning(validation, epoch, settings));
        }
        let images = train.len().min(*SAMPLE.end());
        if !self.dead && SAMPLE.contains(&images) {
            // Taken from all over the set, because it may be sorted by class.
            let spread: Vec<usize> = (0..images).map(|i| i * train.len() / images).collect();
            let layers = count_dead_units(model, train, &spread);
            if let Some(layer) = layers.iter().find(|layer| layer.share() >= DEAD_SHARE) {
                self.dead = true;
                warnings.push(layer.warning(images, epoch, settings));
            }
        }
        warnings
    }
}

/// How many units of a ReLU are dead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeadUnits {
    /// The module's name, such as `1`.
    pub place: String,
    /// How many there are.
    pub count: usize,
    /// How many of them are 0 for every image.
    pub dead: usize,
}

/// Counts, for each ReLU of the network, the units that are 0 for every one of these images.
///
/// No gradient passes such a unit, so nothing it learns from these images can wake it up.
///
/// ```
/// use mnist::{DataLoader, mlp, program::diagnostics::count_dead_units};
/// use autograd::nn::Module;
///
/// let loader = DataLoader::new(vec![0, 255, 255, 0], vec![0, 1], 2, 2);
/// let model = mlp(&[2, 3, 2], &mut random::TorchRng::manual_seed(0));
/// let bias = model.parameter("0.bias").unwrap();
/// bias.update(|bias| *bias = engine::Array::vector(&[0.0, -100.0, 100.0], bias.options()));
/// let layers = count_dead_units(&model, &loader, &[0, 1]);
/// assert_eq!((layers[0].count, layers[0].dead), (3, 1));
/// ```
pub fn count_dead_units(
    model: &Sequential,
    loader: &DataLoader,
    images: &[usize],
) -> Vec<DeadUnits> {
    let parts = model.children();
    // The largest output of every unit.
    let mut largest: Vec<Option<Vec<f64>>> = vec![None; parts.len()];
    for batch in loader.batches(images) {
        let mut x = batch.images;
        for ((_, part), largest) in parts.iter().zip(&mut largest) {
            x = no_grad(|| part.call(&x));
            if part.name() == "ReLU" {
                let found = x.data().max(Some(0)).to_vec();
                *largest = Some(match largest.take() {
                    None => found,
                    Some(old) => old.into_iter().zip(found).map(|(a, b)| a.max(b)).collect(),
                });
            }
        }
    }
    let layer = |((place, _), largest): ((String, _), Option<Vec<f64>>)| {
        let largest = largest?;
        let dead = largest.iter().filter(|&&output| output == 0.0).count();
        Some(DeadUnits { place, count: largest.len(), dead })
    };
    parts.into_iter().zip(largest).filter_map(layer).collect()
}

impl DeadUnits {
    fn share(&self) -> f64 {
        self.dead as f64 / self.count as f64
    }

    fn warning(&self, images: usize, epoch: usize, settings: &Settings) -> String {
        let Self { place, count, dead } = self;
        format!(
            "warning: after epoch {epoch}, {dead} of the {count} units of layer {place}, a ReLU, \
             are dead.\n  \
             where: each is 0 for all of {images} training images, so no gradient reaches its \
             weights\n  \
             why:   a step that was too long can switch a unit off for good\n  \
             try:   a new run with a smaller --lr than {}, {}\n  \
             read:  {GRADIENTS}",
            settings.lr,
            smaller_lr(settings)
        )
    }
}

/// Whether a network predicts no better than by guessing.
fn guesses(validation: &Evaluation) -> bool {
    let classes = validation.confusion.len();
    let largest = validation.confusion.iter().map(|row| row.iter().sum::<u64>()).max().unwrap_or(0);
    let one_answer = largest as f64 / validation.predictions.len() as f64;
    classes > 1
        && validation.loss >= LIKE_GUESSING * (classes as f64).ln()
        && validation.accuracy() <= one_answer + LIKE_CHANCE
}

fn stuck_warning(validation: &Evaluation, epoch: usize, settings: &Settings) -> String {
    let classes = validation.confusion.len();
    let advice = if settings.weight_decay >= 0.01 {
        format!("a smaller --weight-decay than {}, such as 0", settings.weight_decay)
    } else if let Some(lr) = larger_lr(settings) {
        format!("a larger --lr than {}, such as {lr}", settings.lr)
    } else {
        format!("a smaller --lr than {}, {}", settings.lr, smaller_lr(settings))
    };
    format!(
        "warning: after epoch {epoch}, the network reads no better than by guessing.\n  \
         where: its validation loss is {:.4}, with {} read correctly; guessing among {classes} \
         classes\n         costs ln {classes} = {:.4}\n  \
         why:   steps too short to get anywhere, or so long that they switch off every unit; or a \
         weight decay\n         that pulls harder than the images do\n  \
         try:   a new run with {advice}\n  \
         read:  {STUCK}",
        validation.loss,
        report::percent(validation.accuracy()),
        (classes as f64).ln(),
    )
}
