//! The perceptron and the classifier of blobs.

use autograd::{Tensor, nn::Module};
use random::NumpyRng;
use tests::{
    perceptron_blobs::{
        BLOBS, CLUSTER_STD, EPOCHS, Example, HIDDEN, LR, RELU_INPUT, SIZES, TRAINING,
        product_and_sum, test_blobs, train_blobs,
    },
    tensors::{size, way_back},
};

use crate::{
    check::{Checks, Found, counts, numbers, printed},
    row::{Row, ledger, today},
};

/// The checks of this tutorial.
pub fn checks() -> Checks {
    Checks::new(&[
        ("sizes", |_| counts([SIZES.0, SIZES.1])),
        ("parameter_tensors", |_| counts([Example::draw(0).model.parameters().len()])),
        ("weight_shape", |_| size_of(&Example::draw(0).model.parameters()[0])),
        ("bias_shape", |_| size_of(&Example::draw(0).model.parameters()[1])),
        ("inputs", |_| counts([Example::draw(0).input.shape().len()])),
        ("input_shape", |_| size_of(&Example::draw(0).input)),
        ("output_shape", |_| size_of(&Example::draw(0).output())),
        ("mse", |_| numbers([Example::recovered().loss().item()])),
        ("way_back", |row| {
            Found::Text(way_back(&product_and_sum(&Example::draw(0))).swap_remove(row.first()))
        }),
        ("grad_before", |_| {
            let bias = Example::recovered().model.parameter("0.bias").expect("a bias");
            Found::Text(bias.grad().map_or("None".to_owned(), |grad| grad.to_string()))
        }),
        ("bias_grad", bias_grad),
        ("lr", |_| numbers([LR])),
        ("relu_input", |_| numbers(RELU_INPUT)),
        ("relu", |_| numbers(Tensor::vector(&RELU_INPUT).relu().to_vec())),
        ("train_blobs", |_| {
            let blobs = train_blobs(&mut NumpyRng::seed(0));
            assert_eq!(blobs.points.len(), BLOBS.0 * BLOBS.2);
            numbers([blobs.labels.len() as f64, blobs.n_features as f64, CLUSTER_STD])
        }),
        ("test_blobs", |_| {
            let mut rng = NumpyRng::seed(0);
            let (train, test) = (train_blobs(&mut rng), test_blobs(&mut rng));
            assert_ne!(train.centers, test.centers, "a second call draws other centers");
            numbers([test.labels.len() as f64, test.n_features as f64, CLUSTER_STD])
        }),
        ("classifier", |_| counts([BLOBS.2, HIDDEN])),
        ("epochs", |_| {
            assert_eq!(TRAINING.losses.len(), EPOCHS);
            counts([EPOCHS])
        }),
        ("train_loss", train_loss),
        ("test_loss_before", test_loss_before),
        ("test_loss_after", test_loss_after),
    ])
}

fn size_of(tensor: &Tensor) -> Found {
    Found::Text(size(&tensor.shape().sizes()))
}

/// The gradient of the recovered example; and of a drawn one, by the formula
/// gᵢ = (2/10)(oᵢ − tᵢ)·oᵢ(1 − oᵢ).
fn bias_grad(row: &Row) -> Found {
    let drawn = Example::draw(0);
    let (o, t) = (drawn.output().to_vec(), drawn.target.to_vec());
    for ((g, o), t) in drawn.bias_grad().iter().zip(o).zip(t) {
        let by_hand = 0.2 * (o - t) * o * (1.0 - o);
        assert!((g - by_hand).abs() < 1e-7, "{g}, but by hand {by_hand}");
    }
    numbers(row.pick(&Example::recovered().bias_grad()))
}

/// What the tutorial prints for the row of that check.
fn printed_by(check: &str, at: &[usize]) -> f64 {
    let rows = ledger();
    let row = rows.iter().find(|row| row.check.as_deref() == Some(check) && row.at == at);
    printed(row.expect("the row is in the ledger"))[0].value
}

/// Whether the decimals are those of a single-precision number, written out in full.
#[expect(clippy::cast_possible_truncation, reason = "the question is whether anything is lost")]
fn is_single(value: f64) -> bool {
    f64::from(value as f32) == value
}

/// Each loss is below the one before, here and in our own run, whose losses are PyTorch's.
fn train_loss(row: &Row) -> Found {
    let (i, loss) = (row.first(), printed(row)[0].value);
    let ours = &TRAINING.losses;
    let falls = i == 0 || loss < printed_by("train_loss", &[i - 1]) && ours[i] < ours[i - 1];
    let torch = today().blobs_seed_0[i];
    let same = (ours[i] - torch).abs() < 1e-6;
    Found::Property(is_single(loss) && falls && same, format!("{loss}; {} and {torch}", ours[i]))
}

/// An untrained classifier guesses, and guessing between two costs about ln 2.
fn test_loss_before(row: &Row) -> Found {
    let (loss, ours) = (printed(row)[0].value, TRAINING.other_centers.0);
    let near = |loss: f64| (loss - 2f64.ln()).abs() < 0.25;
    Found::Property(is_single(loss) && near(loss) && near(ours), format!("{loss}, ours {ours}"))
}

/// The test points lie around other centers than the training points, so what was learned does not
/// help: the printed loss has grown. Around the same centers ours shrinks.
fn test_loss_after(row: &Row) -> Found {
    let loss = printed(row)[0].value;
    let grown = loss > printed_by("test_loss_before", &[]);
    let (before, after) = TRAINING.same_centers;
    let seen = format!("{loss}; around the same centers {before}, then {after}");
    Found::Property(is_single(loss) && grown && after < before, seen)
}
