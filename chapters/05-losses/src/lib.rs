//! What to minimize: from squared error to cross-entropy.
