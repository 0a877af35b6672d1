//! The numbers inside the chapter's sentences: `cargo run -p mnist --example mnist_values`.

#[path = "support/few.rs"]
mod few;
#[path = "support/four.rs"]
mod four;
#[path = "support/moved.rs"]
mod moved;
#[path = "support/reader.rs"]
mod reader;
#[path = "support/sets.rs"]
mod sets;
#[path = "support/three.rs"]
mod three;

use std::{error::Error, fmt::Display};

use autograd::nn::Module;
use four::Run;
use mnist::{
    DataLoader, evaluate,
    loader::{MEAN, STD},
    mlp,
    tutorial::{EPOCHS, Variant},
};
use random::TorchRng;
use text::thousands;

fn say(name: &str, value: impl Display) {
    println!("{name} = {value}");
}

fn main() -> Result<(), Box<dyn Error>> {
    let (train, test) = sets::loaders(60_000)?;
    let model = reader::reader(&train)?;
    let evaluation = evaluate(&model, &test)?;
    say("reader_correct", thousands(evaluation.correct()));
    let network = mlp(&[784, 256, 10], &mut TorchRng::manual_seed(0));
    say("parameters", thousands(network.parameter_count() as u64));
    say("ln_10", format!("{:.4}", 10_f64.ln()));

    let pixel = DataLoader::new(vec![0, 255], vec![0], 2, 1);
    let batch = pixel.batches(&[0]).next().expect("one image").images.to_vec();
    say("mean", MEAN);
    say("std", STD);
    say("black", format!("{:.4}", batch[0]));
    say("ink", format!("{:.4}", batch[1]));

    // A network that always predicts the same digit is right for the share of that digit.
    let share = |digit: usize| {
        let count = test.classes().iter().filter(|&&class| class == digit).count();
        format!("{:.1}", 100.0 * count as f64 / test.len() as f64)
    };
    say("sorted_accuracy", share(9));
    say("raw_accuracy", share(1));

    let [some, validation, _] = three::three(4000, 2000)?;
    let (few, history) = few::epochs(&some, &validation, 30)?;
    say("few_correct", thousands(evaluate(&few, &test)?.correct()));
    let last = &history[history.len() - 1];
    say("few_last_loss", format!("{:.3}", last.loss));
    say("few_last_read", format!("{:.0}", 100.0 * last.accuracy));
    let losses = history.iter().map(|epoch| epoch.validation.loss).enumerate();
    let best = losses.min_by(|a, b| a.1.total_cmp(&b.1)).expect("thirty epochs");
    say("few_best_loss", format!("{:.3}", best.1));
    say("few_best_epoch", best.0 + 1);

    // What one network's share of 2,000 images is uncertain by: √(p(1 − p)/n).
    let share = last.validation.accuracy();
    let uncertain = 100.0 * (share * (1.0 - share) / validation.len() as f64).sqrt();
    say("validation_uncertain", format!("{uncertain:.1}"));
    say("few_misread", format!("{:.1}", 100.0 * (1.0 - share)));

    tutorial()?;

    let accuracy = |by| moved::accuracy_shifted(&model, &test, by).map(|share| 100.0 * share);
    say("shift_2_cost", format!("{:.0}", accuracy(0)? - accuracy(2)?));
    say("shift_4", format!("{:.0}", accuracy(4)?));
    Ok(())
}

fn tutorial() -> Result<(), Box<dyn Error>> {
    let (lr, momentum, decay) = (0.01, 0.9, 0.1);
    let shrink: f64 = lr / (1.0 - momentum) * decay;
    say("tutorial_lr", lr);
    say("tutorial_shrink", format!("{shrink:.2}"));
    say("tutorial_left", format!("{:.2}", (1.0 - shrink).powi(100)));
    say("tutorial_left_90", format!("{:.2}", (1.0 - shrink).powi(90)));

    let (train, test) = four::sets()?;
    let length = |run: &Run| {
        let weight = run.model.parameter("0.weight").expect("the first layer").to_vec();
        weight.iter().map(|w| w * w).sum::<f64>().sqrt()
    };
    for (name, variant) in [("stuck", Variant::Stuck), ("freed", Variant::Freed)] {
        let mut run = Run::start(variant);
        run.epoch(&train)?;
        let first = length(&run);
        for _ in 1..EPOCHS {
            run.epoch(&train)?;
        }
        if variant == Variant::Stuck {
            say("first_layer_share", format!("{:.2}", length(&run) / first));
        }
        let accuracy = 100.0 * evaluate(&run.model, &test)?.accuracy();
        say(&format!("{name}_accuracy"), format!("{accuracy:.0}"));
    }
    Ok(())
}
