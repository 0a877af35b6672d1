//! The Mersenne Twister, the engine that torch, numpy and Python use.
//!
//! A pseudorandom generator has a state and a rule that computes the next state and outputs one
//! number. MT19937 keeps 624 words `x` of 32 bits and extends them by a linear
//! recurrence (`⊕` is exclusive or, `A` a fixed 32×32 matrix of bits):
//!
//! ```text
//! x[k + 624] = x[k + 397] ⊕ (upper bit of x[k] | lower 31 bits of x[k + 1]) · A
//! ```
//!
//! Its period is 2¹⁹⁹³⁷ − 1, a Mersenne prime, which is where the name comes from. The leading bits
//! of the raw words are not distributed evenly enough, so each word is *tempered*, by a few shifts
//! and exclusive ors, before it is returned.
//!
//! The first 624 words come from the seed. Torch and numpy start from one word, [`Mt19937::new`]
//! (`init_genrand` in the authors' C code):
//!
//! ```text
//! x[0] = seed,   x[j] = 1812433253 · (x[j − 1] ⊕ (x[j − 1] >> 30)) + j   (mod 2³²)
//! ```
//!
//! Python's `random` starts from a list of words, [`Mt19937::new_with_key`] (`init_by_array`). The
//! same seed gives unrelated streams in the two.
//!
//! The engine is not cryptographically secure: 624 outputs reveal its whole state.
//!
//! Reference: M. Matsumoto and T. Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed
//! uniform pseudo-random number generator", ACM Transactions on Modeling and Computer Simulation
//! 8(1), 1998.
//!
//! ```
//! use random::mt19937::Mt19937;
//!
//! let mut engine = Mt19937::new(0);
//! assert_eq!(engine.next_u32(), 2357136044);
//! assert_eq!(engine.next_u32(), 2546248239);
//! ```

pub use rand_mt::Mt as Mt19937;
