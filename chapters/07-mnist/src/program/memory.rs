//! What fits in the memory of a laptop: how large a network and a batch may be.

use super::error::ProgramError;

/// The most parameters. With gradients and an optimizer's two buffers, these take 800 MB.
const MOST_PARAMETERS: u128 = 50_000_000;

/// The most elements that a batch and its activations may have together: 1 GiB, and as much again
/// for the gradients.
const MOST_ELEMENTS: usize = 1 << 28;

/// How many images are evaluated at once, if they are small.
const TEST_BATCH: usize = 500;

/// Refuses layers of these sizes, the input first, if they have too many parameters.
///
/// # Errors
///
/// If they do.
pub(super) fn check_parameters(sizes: &[usize]) -> Result<(), ProgramError> {
    let layer = |pair: &[usize]| (pair[0] as u128 + 1) * pair[1] as u128;
    let parameters = sizes.windows(2).map(layer).sum();
    if parameters <= MOST_PARAMETERS {
        return Ok(());
    }
    let hidden = sizes[1..sizes.len() - 1].to_vec();
    Err(ProgramError::TooLarge { hidden, parameters, limit: MOST_PARAMETERS })
}

/// Refuses a batch that is too large for layers of these sizes, which
/// [`check_parameters`] must have accepted.
///
/// # Errors
///
/// If it is.
pub(super) fn check_batch(batch: usize, sizes: &[usize]) -> Result<(), ProgramError> {
    let width = sizes.iter().sum();
    if batch.saturating_mul(width) <= MOST_ELEMENTS {
        return Ok(());
    }
    Err(ProgramError::Batch { batch, width, limit: MOST_ELEMENTS })
}

/// How many images are evaluated at once: fewer than usual, if they or the layers are enormous.
///
/// ```
/// use mnist::program::memory::test_batch;
///
/// assert_eq!(test_batch(&[784, 256, 10]), 500);
/// assert_eq!(test_batch(&[1 << 28, 10]), 1);
/// ```
pub fn test_batch(sizes: &[usize]) -> usize {
    let widest = sizes.iter().copied().max().unwrap_or(1);
    (MOST_ELEMENTS / widest.max(1)).clamp(1, TEST_BATCH)
}
