//! The figures of the pages on `mnist`.

#[path = "../../../chapters/07-mnist/examples/support/capacity.rs"]
mod capacity;
#[path = "../../../chapters/07-mnist/examples/support/distortions.rs"]
mod distortions;
#[path = "../../../chapters/07-mnist/examples/support/few.rs"]
mod few;
#[path = "../../../chapters/07-mnist/examples/support/five.rs"]
mod five;
#[path = "../../../chapters/07-mnist/examples/support/four.rs"]
mod four;
#[path = "../../../chapters/07-mnist/examples/support/moved.rs"]
mod moved;
#[path = "../../../chapters/07-mnist/examples/support/reader.rs"]
mod reader;
#[path = "../../../chapters/07-mnist/examples/support/recipe.rs"]
mod recipe;
#[path = "../../../chapters/07-mnist/examples/support/sets.rs"]
mod sets;
#[path = "../../../chapters/07-mnist/examples/support/three.rs"]
mod three;

use std::error::Error;

use ::autograd::nn::{Module, Sequential};
use ::data::Split;
use ::mnist::{
    DataLoader, Evaluation, evaluate, evaluate_logits,
    tutorial::{EPOCHS, Variant},
};
use figures::{
    ConfusionTable, Diagram, Digits, Kind, LearningCurve, Lines, LossCurves, Mistakes, Weights,
};

use super::{Drawing, drawing};

/// The side of an image.
const SIDE: usize = 28;

pub(super) fn figures() -> Vec<Drawing> {
    drawings().expect("MNIST ships with the book")
}

fn drawings() -> Result<Vec<Drawing>, Box<dyn Error>> {
    let (train, test) = sets::loaders(60_000)?;
    let model = reader::reader(&train)?;
    let evaluation = evaluate(&model, &test)?;
    let [losses_by_width, read_by_width] = by_width()?;
    Ok(vec![
        drawing("mnist-network", network()),
        drawing("mnist-digits", digits()?),
        drawing("mnist-curve", curve()?),
        drawing("mnist-capacity", losses_by_width),
        drawing("mnist-capacity-read", read_by_width),
        drawing("mnist-distorted", distorted()?),
        drawing("mnist-reliability", reliability()?),
        drawing("mnist-four", stuck_and_freed()?),
        drawing("mnist-confusion", confusion(&evaluation)),
        drawing("mnist-mistakes", mistakes(&evaluation, &test)),
        drawing("mnist-weights", weights(&model)),
        drawing("mnist-shifted", shifted(&model, &test)?),
    ])
}

/// Through the network and back, with the shapes on the way.
fn network() -> Diagram {
    Diagram::new("A batch of 128 images on its way to one number")
        .then(Kind::Input, "X", "")
        .then(Kind::Operation, "Linear", "128 × 784")
        .parameter("W₁\n256 × 784")
        .parameter("b₁\n256")
        .then(Kind::Operation, "ReLU", "128 × 256")
        .then(Kind::Operation, "Linear", "128 × 256")
        .parameter("W₂\n10 × 256")
        .parameter("b₂\n10")
        .then(Kind::Operation, "cross\nentropy", "128 × 10")
        .then(Kind::Output, "loss", "1")
}

fn digits() -> Result<Digits, Box<dyn Error>> {
    let set = ::data::mnist::load(Split::Train)?;
    let figure = Digits::new("The first thirty training images", SIDE, SIDE);
    Ok((0..30).fold(figure, |figure, i| figure.image(set.image(i), set.labels[i])))
}

fn curve() -> Result<LearningCurve, Box<dyn Error>> {
    let [train, validation, _] = three::three(4000, 2000)?;
    let (_, history) = few::epochs(&train, &validation, 30)?;
    let series =
        |value: fn(&few::Epoch) -> f64| -> Vec<f64> { history.iter().map(value).collect() };
    Ok(LearningCurve::new("4,000 images, learned by heart")
        .train_loss(&series(|epoch| epoch.loss))
        .validation_loss(&series(|epoch| epoch.validation.loss))
        .train_accuracy(&series(|epoch| epoch.accuracy))
        .validation_accuracy(&series(|epoch| epoch.validation.accuracy())))
}

/// Loss and accuracy of five networks of each width, and their means.
fn by_width() -> Result<[Lines; 2], Box<dyn Error>> {
    let [train, validation, _] = three::three(4000, 2000)?;
    let mut runs = Vec::new();
    for hidden in capacity::WIDTHS {
        runs.push((hidden as f64, capacity::evaluations(hidden, &train, &validation)?));
    }
    let figure = |title: &str, y_name: &str, value: fn(&Evaluation) -> f64| {
        let of = |set: usize| {
            runs.iter().map(move |(hidden, runs)| {
                (*hidden, runs.iter().map(|run| value(&run[set])).collect::<Vec<f64>>())
            })
        };
        let single: Vec<(f64, f64)> = [0, 1]
            .into_iter()
            .flat_map(of)
            .flat_map(|(x, values)| values.into_iter().map(move |value| (x, value)))
            .collect();
        let means = |set| -> Vec<(f64, f64)> {
            of(set).map(|(x, values)| (x, five::mean_and_spread(&values).0)).collect()
        };
        Lines::new(title)
            .names("hidden units", y_name)
            .log_x()
            .points("each network", &single)
            .line("training", &means(0))
            .line("validation", &means(1))
    };
    Ok([
        figure("The loss of wider and wider networks", "loss", |found| found.loss),
        figure("The same networks: images read", "images read (%)", |found| {
            100.0 * found.accuracy()
        }),
    ])
}

/// The first training images, and below them the same distorted.
fn distorted() -> Result<Digits, Box<dyn Error>> {
    let set = ::data::mnist::load(Split::Train)?;
    let figure = Digits::new("Ten training images, distorted in three ways", SIDE, SIDE);
    let figure = (0..10).fold(figure, |figure, i| figure.image(set.image(i), "as it is"));
    let named = ["shift", "affine", "elastic"].into_iter().zip(distortions::distortions());
    Ok(named.fold(figure, |figure, (name, augment)| {
        (0..10).fold(figure, |figure, i| {
            figure.image(&augment.apply(set.image(i), &mut augment.generator(1, i)), name)
        })
    }))
}

/// How often a network is right, by how sure it is.
fn reliability() -> Result<Lines, Box<dyn Error>> {
    let [train, validation, test] = three::three(4000, 2000)?;
    let (model, _) = recipe::PLAIN.train(|_| train.clone(), &validation, 0)?;
    let (_, logits) = evaluate_logits(&model, &validation)?;
    let temperature = logits.temperature().ok_or("some validation images are misread")?;
    let (before, logits) = evaluate_logits(&model, &test)?;
    let after = logits.at_temperature(temperature).evaluation();
    // With fewer images in it, a bin's accuracy is mostly chance.
    let curve = |evaluation: &Evaluation| -> Vec<(f64, f64)> {
        let bins = evaluation.reliability(10).into_iter().filter(|bin| bin.images >= 50);
        bins.filter_map(|bin| Some((bin.confidence()?, bin.accuracy()?))).collect()
    };
    Ok(Lines::new("How sure, and how often right")
        .names("probability of the prediction", "share read correctly")
        .line("as trained", &curve(&before))
        .line(format!("divided by {temperature:.2}"), &curve(&after))
        .line("calibrated", &[(0.4, 0.4), (1.0, 1.0)]))
}

fn stuck_and_freed() -> Result<LossCurves, Box<dyn Error>> {
    let (train, _) = four::sets()?;
    let mut figure = LossCurves::new("One network, four times");
    for (name, variant) in [
        ("ReLU and decay", Variant::Stuck),
        ("ReLU alone", Variant::OnlyReLU),
        ("decay alone", Variant::OnlyDecay),
        ("neither", Variant::Freed),
    ] {
        let mut run = four::Run::start(variant);
        let losses = (0..EPOCHS).map(|_| run.epoch(&train)).collect::<Result<Vec<_>, _>>()?;
        figure = figure.curve(name, &losses);
    }
    Ok(figure.reference("ln 10, guessing", 10_f64.ln()).x_name("epoch").y_name("average loss"))
}

fn confusion(evaluation: &Evaluation) -> ConfusionTable {
    let names: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
    ConfusionTable::new("What is taken for what", &names, &evaluation.confusion.concat())
}

fn mistakes(evaluation: &Evaluation, test: &DataLoader) -> Mistakes {
    let figure = Mistakes::new("The most confident mistakes", SIDE, SIDE);
    evaluation.mistakes().into_iter().take(18).fold(figure, |figure, i| {
        let (truth, read) = (evaluation.truth[i], evaluation.predictions[i]);
        figure.mistake(test.image(i), truth, read, evaluation.confidence[i])
    })
}

fn weights(model: &Sequential) -> Weights {
    let weights = model.parameter("0.weight").expect("the first layer").to_vec();
    let figure = Weights::new("What 32 of the hidden units look for", SIDE, SIDE);
    weights.chunks(SIDE * SIDE).take(32).fold(figure, Weights::image)
}

fn shifted(model: &Sequential, test: &DataLoader) -> Result<Lines, Box<dyn Error>> {
    let mut points = Vec::new();
    for by in 0..=8 {
        points.push((by as f64, 100.0 * moved::accuracy_shifted(model, test, by)?));
    }
    Ok(Lines::new("Digits moved to the right")
        .names("pixels moved", "test images read correctly (%)")
        .line("an MLP that has never seen them moved", &points)
        .line("guessing", &[(0.0, 10.0), (8.0, 10.0)]))
}
