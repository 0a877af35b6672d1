//! The works and their names.

use std::{fmt, str::FromStr};

/// How the two factors of a product are stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A·B.
    NN,
    /// A·Bᵀ, as a layer multiplies its input by its weight.
    NT,
    /// Aᵀ·B, as the gradient of a weight is computed.
    TN,
}

/// The rule by which a step changes the parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Optimizer {
    /// SGD with a learning rate of 0.01 and a momentum of 0.9.
    Sgd,
    /// Adam with a learning rate of 0.001 and its usual constants.
    Adam,
}

/// One work. All numbers are `f32`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Work {
    /// `matmul/nt/512x784x32`: the product of m×k by k×n numbers.
    Product {
        /// How the factors are stored.
        form: Form,
        /// Rows of the result.
        m: usize,
        /// The side that is summed over.
        k: usize,
        /// Columns of the result.
        n: usize,
    },
    /// `step/784-128-10/128/adam`: one training step with everything that belongs to it: set the
    /// gradients to zero, forward, cross-entropy, backward, update, and read the loss.
    Step {
        /// The sizes of the layers, with a ReLU between them.
        sizes: Vec<usize>,
        /// How many images a batch has.
        batch: usize,
        /// How the parameters are changed.
        optimizer: Optimizer,
    },
    /// `inference/784-32-64-128-64-10/1`: forward alone, without a graph.
    Inference {
        /// The sizes of the layers.
        sizes: Vec<usize>,
        /// How many images are read at once.
        batch: usize,
    },
    /// `epoch/784-32-32-32-10/512`: from the unpacked files on disk through all 60,000 images once, as
    /// the tutorial of chapter 7 trains: shuffled, normalized, SGD with momentum and weight decay.
    Epoch {
        /// The sizes of the layers.
        sizes: Vec<usize>,
        /// How many images a batch has.
        batch: usize,
    },
    /// `ceiling/fma`: as many multiply-adds as the processor can do, on all threads.
    MultiplyAdd,
    /// `ceiling/read`: reading [`Work::MEMORY`] bytes, on all threads.
    Read,
    /// `ceiling/copy`: copying half as many bytes to another place, on all threads.
    Copy,
}

impl Work {
    /// How many bytes of memory the works on memory touch: more than caches hold.
    pub const MEMORY: usize = 1 << 29;

    /// How many multiply-adds of single numbers `ceiling/fma` does on each thread.
    pub const MULTIPLY_ADDS: usize = 1 << 27;

    /// Floating-point operations, a multiply-add counted as two; for products and the ceiling.
    ///
    /// ```
    /// use works::Work;
    ///
    /// let product: Work = "matmul/nn/10x20x30".parse()?;
    /// assert_eq!(product.operations(2), Some(12_000.0));
    /// # Ok::<(), works::UnknownWork>(())
    /// ```
    pub fn operations(&self, threads: usize) -> Option<f64> {
        match self {
            Work::Product { m, k, n, .. } => Some(2.0 * *m as f64 * *k as f64 * *n as f64),
            Work::MultiplyAdd => Some(2.0 * Work::MULTIPLY_ADDS as f64 * threads as f64),
            _ => None,
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Form::NN => "nn",
            Form::NT => "nt",
            Form::TN => "tn",
        })
    }
}

impl fmt::Display for Optimizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Optimizer::Sgd => "sgd",
            Optimizer::Adam => "adam",
        })
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Work::Product { form, m, k, n } => write!(f, "matmul/{form}/{m}x{k}x{n}"),
            Work::Step { sizes, batch, optimizer } => {
                write!(f, "step/{}/{batch}/{optimizer}", joined(sizes))
            }
            Work::Inference { sizes, batch } => write!(f, "inference/{}/{batch}", joined(sizes)),
            Work::Epoch { sizes, batch } => write!(f, "epoch/{}/{batch}", joined(sizes)),
            Work::MultiplyAdd => f.write_str("ceiling/fma"),
            Work::Read => f.write_str("ceiling/read"),
            Work::Copy => f.write_str("ceiling/copy"),
        }
    }
}

fn joined(sizes: &[usize]) -> String {
    sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("-")
}

/// A name that is no work's.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "there is no work `{0}`; works are called like matmul/nn/512x784x32, step/784-128-10/128/adam, \
     inference/784-128-10/1, epoch/784-128-10/512, ceiling/fma"
)]
pub struct UnknownWork(String);

impl FromStr for Work {
    type Err = UnknownWork;

    fn from_str(name: &str) -> Result<Self, UnknownWork> {
        parse(name).ok_or_else(|| UnknownWork(name.to_owned()))
    }
}

fn parse(name: &str) -> Option<Work> {
    let parts: Vec<&str> = name.split('/').collect();
    let sizes = |text| numbers(text, '-').filter(|sizes| sizes.len() > 1);
    let batch = |text: &str| text.parse().ok().filter(|&batch: &usize| batch > 0);
    Some(match parts[..] {
        ["matmul", form, shape] => {
            let form = match form {
                "nn" => Form::NN,
                "nt" => Form::NT,
                "tn" => Form::TN,
                _ => return None,
            };
            let [m, k, n] = numbers(shape, 'x')?[..] else { return None };
            Work::Product { form, m, k, n }
        }
        ["step", shape, count, rule] => {
            let optimizer = match rule {
                "sgd" => Optimizer::Sgd,
                "adam" => Optimizer::Adam,
                _ => return None,
            };
            Work::Step { sizes: sizes(shape)?, batch: batch(count)?, optimizer }
        }
        ["inference", shape, count] => {
            Work::Inference { sizes: sizes(shape)?, batch: batch(count)? }
        }
        ["epoch", shape, count] => Work::Epoch { sizes: sizes(shape)?, batch: batch(count)? },
        ["ceiling", "fma"] => Work::MultiplyAdd,
        ["ceiling", "read"] => Work::Read,
        ["ceiling", "copy"] => Work::Copy,
        _ => return None,
    })
}

fn numbers(text: &str, between: char) -> Option<Vec<usize>> {
    text.split(between).map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_everything() {
        for name in [
            "matmul/tn/32x512x784",
            "step/784-32-10/512/sgd",
            "inference/784-10/1",
            "epoch/784-10/512",
            "ceiling/fma",
            "ceiling/read",
            "ceiling/copy",
        ] {
            assert_eq!(name.parse::<Work>().unwrap().to_string(), name);
        }
        for name in ["", "matmul/tt/1x1x1", "matmul/nn/1x1", "step/784/1/sgd", "step/2-1/0/sgd"] {
            let error = name.parse::<Work>().unwrap_err().to_string();
            assert!(error.contains(&format!("`{name}`")), "{error}");
        }
    }
}
