//! How fast this project is meant to be: each target is relative to a peer that runs the same
//! workload.

use crate::results::Results;

/// Workloads, and the peers with which this project is compared on them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Comparison {
    /// The workloads, and their titles in tables.
    pub workloads: &'static [(&'static str, &'static str)],
    /// The peers.
    pub peers: &'static [Peer],
}

/// Another implementation of the same workload.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Peer {
    /// Its name in figures.
    pub name: &'static str,
    /// The library.
    pub library: &'static str,
    /// How its setting begins; of several that match, the fastest counts.
    pub setting: &'static str,
    /// How many times as fast this project is meant to be; nothing, if the peer is only shown.
    pub target: Option<f64>,
}

const fn peer(name: &'static str, library: &'static str, setting: &'static str) -> Peer {
    Peer { name, library, setting, target: None }
}

impl Peer {
    const fn target(self, target: f64) -> Self {
        Self { target: Some(target), ..self }
    }

    /// The name without its setting, unless it is compiled.
    pub fn short(&self) -> &'static str {
        let (name, setting) = self.name.split_once(", ").unwrap_or((self.name, ""));
        if setting == "compiled" { self.name } else { name }
    }
}

const PYTORCH: Peer = peer("PyTorch", "pytorch", "");
const EAGER: Peer = peer("PyTorch, eager", "pytorch", "eager");
const COMPILE: Peer = peer("PyTorch, compiled", "pytorch", "compile");
const TUTORIAL: Peer = peer("PyTorch, tutorial", "pytorch", "tutorial");
const JAX: Peer = peer("JAX", "jax", "");
const CANDLE: Peer = peer("candle", "candle", "");
const BURN: Peer = peer("burn", "burn", "");
const FAER: Peer = peer("faer alone", "faer", "");
const BY_HAND: Peer = peer("by hand", "by hand", "");

/// At most 10 % slower.
const OVERHEAD: f64 = 1.0 / 1.1;

/// All comparisons, in the order of the table.
pub const COMPARISONS: &[Comparison] = &[
    Comparison {
        workloads: &[
            ("matmul/nn/256x256x256", "product 256"),
            ("matmul/nn/512x512x512", "product 512"),
            ("matmul/nn/1024x1024x1024", "product 1024"),
            ("matmul/nn/2048x2048x2048", "product 2048"),
        ],
        peers: &[PYTORCH.target(0.95), FAER.target(1.0), JAX, CANDLE, BURN],
    },
    Comparison {
        workloads: &[
            ("matmul/nt/512x784x32", "512×784 · 784×32"),
            ("matmul/nt/512x784x128", "512×784 · 784×128"),
            ("matmul/nt/512x1024x1024", "512×1024 · 1024×1024"),
        ],
        peers: &[PYTORCH, FAER, JAX, CANDLE, BURN],
    },
    Comparison {
        workloads: &[("step/784-32-32-32-10/512/sgd", "step 784-32-32-32-10")],
        peers: &[
            EAGER.target(3.0),
            COMPILE.target(2.0),
            JAX.target(2.0),
            CANDLE.target(3.0),
            BURN.target(3.0),
            BY_HAND.target(OVERHEAD),
        ],
    },
    Comparison {
        workloads: &[("step/784-32-64-128-64-10/512/sgd", "step 784-32-64-128-64-10")],
        peers: &[EAGER.target(3.0), COMPILE, JAX, CANDLE, BURN, BY_HAND],
    },
    Comparison {
        workloads: &[("step/784-128-10/128/adam", "step 784-128-10, Adam")],
        peers: &[EAGER.target(3.0), COMPILE, JAX, CANDLE, BURN],
    },
    Comparison {
        workloads: &[("step/784-1024-1024-10/512/sgd", "step 784-1024-1024-10")],
        peers: &[
            EAGER.target(1.0),
            COMPILE.target(1.0),
            JAX,
            CANDLE.target(1.2),
            BURN.target(1.2),
            BY_HAND.target(OVERHEAD),
        ],
    },
    Comparison {
        workloads: &[("inference/784-32-64-128-64-10/1", "inference, one image")],
        peers: &[EAGER.target(8.0), COMPILE, JAX, CANDLE, BURN],
    },
    Comparison {
        workloads: &[("inference/784-32-64-128-64-10/512", "inference, 512 images")],
        peers: &[EAGER.target(2.0), COMPILE, JAX, CANDLE, BURN],
    },
    Comparison {
        workloads: &[("epoch/784-32-32-32-10/512", "an epoch from the files")],
        peers: &[TUTORIAL.target(80.0)],
    },
];

/// One line of the table.
#[derive(Clone, PartialEq, Debug)]
pub struct Ratio {
    /// The workload's name.
    pub workload: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The peer.
    pub peer: Peer,
    /// This project's time, in seconds.
    pub ours_s: f64,
    /// The peer's time, in seconds.
    pub theirs_s: f64,
    /// The setting in which the peer was fastest.
    pub setting: String,
}

impl Ratio {
    /// How many times as fast this project is.
    pub fn ratio(&self) -> f64 {
        self.theirs_s / self.ours_s
    }

    /// Whether the target was met; nothing, if there is none.
    pub fn met(&self) -> Option<bool> {
        self.peer.target.map(|target| self.ratio() >= target)
    }
}

/// The ratios of all workloads that this project and the peer ran.
pub fn ratios(results: &Results) -> Vec<Ratio> {
    let mut lines = vec![];
    for comparison in COMPARISONS {
        for &(workload, title) in comparison.workloads {
            let Some(ours) = results.ours(workload) else { continue };
            for &peer in comparison.peers {
                let best = results.best(workload, peer.library, peer.setting);
                lines.extend(best.map(|theirs| Ratio {
                    workload,
                    title,
                    peer,
                    ours_s: ours.median_s,
                    theirs_s: theirs.median_s,
                    setting: theirs.setting.clone(),
                }));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_comparison_has_workloads() {
        for (workload, title) in COMPARISONS.iter().flat_map(|c| c.workloads) {
            assert!(workload.parse::<workloads::Workload>().is_ok(), "{title}: {workload}");
        }
    }
}
