//! Networks of different widths.

use losses::ClassError;
use mnist::{DataLoader, Evaluation, evaluate};

use super::{
    five::five,
    recipe::{PLAIN, Recipe},
};

/// How many hidden units the networks have.
pub const WIDTHS: [usize; 8] = [2, 4, 8, 16, 32, 64, 128, 256];

/// Five networks of this width after their training, with the training images and with the validation
/// images.
pub fn evaluations(
    hidden: usize,
    train: &DataLoader,
    validation: &DataLoader,
) -> Result<Vec<[Evaluation; 2]>, ClassError> {
    let recipe = Recipe { hidden, ..PLAIN };
    five(|seed| {
        let (model, _) = recipe.train(|_| train.clone(), validation, seed)?;
        Ok([evaluate(&model, train)?, evaluate(&model, validation)?])
    })
}
