//! Artificial neural networks from several perspectives: formulas, pictures, flowing tensors,
//! distributions, losses.

pub mod drawings;
pub mod keras;
pub mod large;
pub mod primer;
