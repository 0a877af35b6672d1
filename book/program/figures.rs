//! Every figure of the book, chapter by chapter.

use figures::Figure;

mod autograd;
mod backprop;
mod benches;
mod data;
mod gpu;
mod inside;
mod layer;
mod losses;
mod mnist;
mod optimizers;
mod unit;

/// A figure and the name by which the pages call it; its file is `src/figures/<name>.svg`.
pub struct Drawing {
    /// The name, which begins with the chapter's crate.
    pub name: &'static str,
    /// The figure itself.
    pub figure: Box<dyn Figure>,
}

fn drawing(name: &'static str, figure: impl Figure + 'static) -> Drawing {
    Drawing { name, figure: Box::new(figure) }
}

/// All figures of the book in reading order. Some train a small network first.
pub fn all() -> Vec<Drawing> {
    [
        unit::figures(),
        layer::figures(),
        backprop::figures(),
        autograd::figures(),
        losses::figures(),
        optimizers::figures(),
        mnist::figures(),
        inside::figures(),
        gpu::figures(),
        data::figures(),
        benches::figures(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
