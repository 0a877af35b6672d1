//! How fast this project wants to be, each time against somebody who does the same work.

use crate::results::Results;

/// One aim: for these works, to be so many times as fast as somebody else.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Aim {
    /// The works, and what to call them.
    pub works: &'static [(&'static str, &'static str)],
    /// Against whom.
    pub rivals: &'static [Rival],
}

/// Somebody who does the same work.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rival {
    /// What to call them.
    pub name: &'static str,
    /// The library.
    pub library: &'static str,
    /// How its setting begins; of several that fit, the fastest counts.
    pub setting: &'static str,
    /// How many times as fast this project wants to be; nothing, if it is only to be seen.
    pub aim: Option<f64>,
}

const fn rival(name: &'static str, library: &'static str, setting: &'static str) -> Rival {
    Rival { name, library, setting, aim: None }
}

impl Rival {
    const fn by(self, aim: f64) -> Self {
        Self { aim: Some(aim), ..self }
    }

    /// The name without the setting, but for a compiled one, which is another thing.
    pub fn short(&self) -> &'static str {
        let (name, setting) = self.name.split_once(", ").unwrap_or((self.name, ""));
        if setting == "compiled" { self.name } else { name }
    }
}

const PYTORCH: Rival = rival("PyTorch", "pytorch", "");
const EAGER: Rival = rival("PyTorch, eager", "pytorch", "eager");
const COMPILE: Rival = rival("PyTorch, compiled", "pytorch", "compile");
const TUTORIAL: Rival = rival("PyTorch, tutorial", "pytorch", "tutorial");
const JAX: Rival = rival("JAX", "jax", "");
const CANDLE: Rival = rival("candle", "candle", "");
const BURN: Rival = rival("burn", "burn", "");
const FAER: Rival = rival("faer alone", "faer", "");
const BY_HAND: Rival = rival("by hand", "by hand", "");

/// At most a tenth slower.
const OVERHEAD: f64 = 1.0 / 1.1;

/// All aims, in the order of the table.
pub const AIMS: &[Aim] = &[
    Aim {
        works: &[
            ("matmul/nn/256x256x256", "product 256"),
            ("matmul/nn/512x512x512", "product 512"),
            ("matmul/nn/1024x1024x1024", "product 1024"),
            ("matmul/nn/2048x2048x2048", "product 2048"),
        ],
        rivals: &[PYTORCH.by(0.95), FAER.by(1.0), JAX, CANDLE, BURN],
    },
    Aim {
        works: &[
            ("matmul/nt/512x784x32", "512×784 · 784×32"),
            ("matmul/nt/512x784x128", "512×784 · 784×128"),
            ("matmul/nt/512x1024x1024", "512×1024 · 1024×1024"),
        ],
        rivals: &[PYTORCH, FAER, JAX, CANDLE, BURN],
    },
    Aim {
        works: &[("step/784-32-32-32-10/512/sgd", "step 784-32-32-32-10")],
        rivals: &[
            EAGER.by(3.0),
            COMPILE.by(2.0),
            JAX.by(2.0),
            CANDLE.by(3.0),
            BURN.by(3.0),
            BY_HAND.by(OVERHEAD),
        ],
    },
    Aim {
        works: &[("step/784-32-64-128-64-10/512/sgd", "step 784-32-64-128-64-10")],
        rivals: &[EAGER.by(3.0), COMPILE, JAX, CANDLE, BURN, BY_HAND],
    },
    Aim {
        works: &[("step/784-128-10/128/adam", "step 784-128-10, Adam")],
        rivals: &[EAGER.by(3.0), COMPILE, JAX, CANDLE, BURN],
    },
    Aim {
        works: &[("step/784-1024-1024-10/512/sgd", "step 784-1024-1024-10")],
        rivals: &[
            EAGER.by(1.0),
            COMPILE.by(1.0),
            JAX,
            CANDLE.by(1.2),
            BURN.by(1.2),
            BY_HAND.by(OVERHEAD),
        ],
    },
    Aim {
        works: &[("inference/784-32-64-128-64-10/1", "inference, one image")],
        rivals: &[EAGER.by(8.0), COMPILE, JAX, CANDLE, BURN],
    },
    Aim {
        works: &[("inference/784-32-64-128-64-10/512", "inference, 512 images")],
        rivals: &[EAGER.by(2.0), COMPILE, JAX, CANDLE, BURN],
    },
    Aim {
        works: &[("epoch/784-32-32-32-10/512", "an epoch from the files")],
        rivals: &[TUTORIAL.by(80.0)],
    },
];

/// One line of the table.
#[derive(Clone, PartialEq, Debug)]
pub struct Ratio {
    /// The work's name.
    pub work: &'static str,
    /// What to call it.
    pub title: &'static str,
    /// Who else did it.
    pub rival: Rival,
    /// This project's time, in seconds.
    pub ours_s: f64,
    /// The other's.
    pub theirs_s: f64,
    /// In which setting the other was fastest.
    pub setting: String,
}

impl Ratio {
    /// How many times as fast this project is.
    pub fn ratio(&self) -> f64 {
        self.theirs_s / self.ours_s
    }

    /// Whether the aim was met; nothing, if there was none.
    pub fn met(&self) -> Option<bool> {
        self.rival.aim.map(|aim| self.ratio() >= aim)
    }
}

/// The ratios of all works that both sides did.
pub fn ratios(results: &Results) -> Vec<Ratio> {
    let mut lines = vec![];
    for aim in AIMS {
        for &(work, title) in aim.works {
            let Some(ours) = results.ours(work) else { continue };
            for &rival in aim.rivals {
                let best = results.best(work, rival.library, rival.setting);
                lines.extend(best.map(|theirs| Ratio {
                    work,
                    title,
                    rival,
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
    fn every_aim_is_a_work() {
        for (work, title) in AIMS.iter().flat_map(|aim| aim.works) {
            assert!(work.parse::<works::Work>().is_ok(), "{title}: {work}");
        }
    }
}
