//! Pages of the book that messages point to.

use std::fmt;

/// A page of the book.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Page {
    /// Its name in the table of contents.
    pub title: &'static str,
    /// Its file in `book/src`.
    pub path: &'static str,
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the book's page \"{}\", book/src/{}", self.title, self.path)
    }
}

/// What a learning rate does.
pub const LEARNING_RATE: Page =
    Page { title: "Which learning rate?", path: "06-optimizers/learning-rate.md" };
/// What goes wrong with losses.
pub const TRAPS: Page = Page { title: "Traps", path: "05-losses/traps.md" };
/// How units die.
pub const GRADIENTS: Page = Page { title: "Gradients that vanish", path: "08-inside/gradients.md" };
/// How a network is held at the loss of guessing.
pub const STUCK: Page = Page { title: "A tutorial that is stuck", path: "07-mnist/tutorial.md" };

/// All of them.
pub const PAGES: [Page; 4] = [LEARNING_RATE, TRAPS, GRADIENTS, STUCK];
