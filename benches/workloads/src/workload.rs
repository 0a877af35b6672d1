//! Workloads and their names.

use std::{fmt, str::FromStr};

/// Which of the two factors of a product is transposed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transposition {
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

/// One workload. All numbers are `f32`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Workload {
    /// `matmul/nt/512x784x32`: the product of m×k by k×n numbers.
    Product {
        /// Which factor is transposed.
        transposition: Transposition,
        /// Rows of the result.
        m: usize,
        /// Columns of the left factor, over which is summed.
        k: usize,
        /// Columns of the result.
        n: usize,
    },
    /// `step/784-128-10/128/adam`: one whole training step: set the gradients to zero, forward,
    /// cross-entropy, backward, update, and read the loss.
    Step {
        /// The sizes of the layers, with a ReLU between them.
        sizes: Vec<usize>,
        /// How many images a batch has.
        batch: usize,
        /// The rule of the update.
        optimizer: Optimizer,
    },
    /// `inference/784-32-64-128-64-10/1`: the forward pass alone, without a graph.
    Inference {
        /// The sizes of the layers.
        sizes: Vec<usize>,
        /// How many images a batch has.
        batch: usize,
    },
    /// `epoch/784-32-32-32-10/512`: one epoch from the unpacked files on disk, with all 60,000
    /// images, as the tutorial of chapter 7 trains: shuffled, normalized, SGD with momentum and
    /// weight decay.
    Epoch {
        /// The sizes of the layers.
        sizes: Vec<usize>,
        /// How many images a batch has.
        batch: usize,
    },
    /// `ceiling/fma`: nothing but multiply-adds, on all threads.
    MultiplyAdd,
    /// `ceiling/read`: reading [`Workload::MEMORY`] bytes, on all threads.
    Read,
    /// `ceiling/copy`: copying half as many bytes to another place, on all threads.
    Copy,
}

impl Workload {
    /// How many bytes the memory workloads touch: more than caches hold.
    pub const MEMORY: usize = 1 << 29;

    /// How many multiply-adds of `f32` numbers `ceiling/fma` does on each thread.
    pub const MULTIPLY_ADDS: usize = 1 << 27;

    /// Floating-point operations, a multiply-add counted as two; for products and the ceiling.
    ///
    /// ```
    /// use workloads::Workload;
    ///
    /// let product: Workload = "matmul/nn/10x20x30".parse()?;
    /// assert_eq!(product.operations(2), Some(12_000.0));
    /// # Ok::<(), workloads::UnknownWorkload>(())
    /// ```
    pub fn operations(&self, threads: usize) -> Option<f64> {
        match self {
            Workload::Product { m, k, n, .. } => Some(2.0 * *m as f64 * *k as f64 * *n as f64),
            Workload::MultiplyAdd => Some(2.0 * Workload::MULTIPLY_ADDS as f64 * threads as f64),
            _ => None,
        }
    }
}

impl fmt::Display for Transposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Transposition::NN => "nn",
            Transposition::NT => "nt",
            Transposition::TN => "tn",
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

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Workload::Product { transposition, m, k, n } => {
                write!(f, "matmul/{transposition}/{m}x{k}x{n}")
            }
            Workload::Step { sizes, batch, optimizer } => {
                write!(f, "step/{}/{batch}/{optimizer}", joined(sizes))
            }
            Workload::Inference { sizes, batch } => {
                write!(f, "inference/{}/{batch}", joined(sizes))
            }
            Workload::Epoch { sizes, batch } => write!(f, "epoch/{}/{batch}", joined(sizes)),
            Workload::MultiplyAdd => f.write_str("ceiling/fma"),
            Workload::Read => f.write_str("ceiling/read"),
            Workload::Copy => f.write_str("ceiling/copy"),
        }
    }
}

fn joined(sizes: &[usize]) -> String {
    sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("-")
}

/// A name that belongs to no workload.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "there is no workload `{0}`; workloads are called like matmul/nn/512x784x32, step/784-128-10/128/adam, \
     inference/784-128-10/1, epoch/784-128-10/512, ceiling/fma"
)]
pub struct UnknownWorkload(String);

impl FromStr for Workload {
    type Err = UnknownWorkload;

    fn from_str(name: &str) -> Result<Self, UnknownWorkload> {
        parse(name).ok_or_else(|| UnknownWorkload(name.to_owned()))
    }
}

fn parse(name: &str) -> Option<Workload> {
    let parts: Vec<&str> = name.split('/').collect();
    let sizes = |text| numbers(text, '-').filter(|sizes| sizes.len() > 1);
    let batch = |text: &str| text.parse().ok().filter(|&batch: &usize| batch > 0);
    Some(match parts[..] {
        ["matmul", transposition, shape] => {
            let transposition = match transposition {
                "nn" => Transposition::NN,
                "nt" => Transposition::NT,
                "tn" => Transposition::TN,
                _ => return None,
            };
            let [m, k, n] = numbers(shape, 'x')?[..] else { return None };
            Workload::Product { transposition, m, k, n }
        }
        ["step", shape, count, rule] => {
            let optimizer = match rule {
                "sgd" => Optimizer::Sgd,
                "adam" => Optimizer::Adam,
                _ => return None,
            };
            Workload::Step { sizes: sizes(shape)?, batch: batch(count)?, optimizer }
        }
        ["inference", shape, count] => {
            Workload::Inference { sizes: sizes(shape)?, batch: batch(count)? }
        }
        ["epoch", shape, count] => Workload::Epoch { sizes: sizes(shape)?, batch: batch(count)? },
        ["ceiling", "fma"] => Workload::MultiplyAdd,
        ["ceiling", "read"] => Workload::Read,
        ["ceiling", "copy"] => Workload::Copy,
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
            assert_eq!(name.parse::<Workload>().unwrap().to_string(), name);
        }
        for name in ["", "matmul/tt/1x1x1", "matmul/nn/1x1", "step/784/1/sgd", "step/2-1/0/sgd"] {
            let error = name.parse::<Workload>().unwrap_err().to_string();
            assert!(error.contains(&format!("`{name}`")), "{error}");
        }
    }
}
