//! The command `tutorial`: the tutorial's experiment, stuck and freed, side by side.

use data::Split;
use figures::LossCurves;
use random::TorchRng;

use super::{
    cli::TutorialArgs, drawings, error::ProgramError, images, interrupt, report, run_folder,
    terminal::say,
};
use crate::{
    DataLoader, evaluate,
    tutorial::{self, BATCH_SIZE, EPOCHS, TEST_IMAGES, TRAIN_IMAGES, Variant},
};

/// The command `tutorial`.
///
/// # Errors
///
/// If the data cannot be read or the drawing not written.
pub fn run(args: &TutorialArgs) -> Result<(), ProgramError> {
    let (train, test) = images::load(args.data.as_deref())?;
    let train = images::loader(train.truncated(TRAIN_IMAGES), BATCH_SIZE);
    let test = images::loader(test.truncated(TEST_IMAGES), BATCH_SIZE);
    interrupt::watch();
    say(format!(
        "The tutorial trains {:?} hidden units on {} of the {} images for {EPOCHS} epochs.\n\
         Left: a ReLU after the last layer, and weight decay 0.1. Right: neither.\n\
         Guessing costs ln 10 = {:.4}.\n",
        tutorial::HIDDEN,
        text::thousands(train.len() as u64),
        Split::Train,
        10f64.ln()
    ));
    say(format!("{:>7}{:>14}{:>14}", "epoch", "stuck", "freed"));
    let mut runs =
        [Run::new(Variant::Stuck, args.seed, &train), Run::new(Variant::Freed, args.seed, &train)];
    for epoch in 1..=EPOCHS {
        for run in &mut runs {
            run.epoch(&train)?;
        }
        let [stuck, freed] = [&runs[0].losses, &runs[1].losses].map(|losses| losses[epoch - 1]);
        say(format!("{epoch:>7}{stuck:>14.6}{freed:>14.6}"));
        if interrupt::pressed() {
            return Err(ProgramError::Interrupted);
        }
    }
    let mut accuracies = Vec::new();
    for run in &runs {
        accuracies.push(report::percent(evaluate(&run.model, &test)?.accuracy()));
    }
    say(format!(
        "\nof {} test images read correctly: {} and {}",
        test.len(),
        accuracies[0],
        accuracies[1]
    ));

    let figure = LossCurves::new("The same network, stuck and freed")
        .curve("trailing ReLU, decay 0.1", &runs[0].losses)
        .curve("no trailing ReLU, no decay", &runs[1].losses)
        .reference("ln 10, guessing", 10f64.ln())
        .x_name("epoch")
        .y_name("average loss");
    run_folder::make(&args.out)?;
    drawings::save(&args.out, "tutorial", &figure)?;
    say(format!("drawn in {}", args.out.join("tutorial.svg").display()));
    Ok(())
}

/// One of the two runs. Each has a generator of its own, seeded alike, so that both start
/// from the same weights and see the same batches.
struct Run {
    model: autograd::nn::Sequential,
    optimizer: optimizers::SGD,
    rng: TorchRng,
    losses: Vec<f64>,
}

impl Run {
    fn new(variant: Variant, seed: u32, train: &DataLoader) -> Self {
        let mut rng = TorchRng::manual_seed(seed.into());
        let model = tutorial::model(variant, train.pixels(), &mut rng);
        let optimizer = tutorial::optimizer(variant, &model);
        Self { model, optimizer, rng, losses: Vec::new() }
    }

    fn epoch(&mut self, train: &DataLoader) -> Result<(), ProgramError> {
        let loss = tutorial::epoch(&self.model, &mut self.optimizer, train, &mut self.rng)?;
        self.losses.push(loss);
        Ok(())
    }
}
