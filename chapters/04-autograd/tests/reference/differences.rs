//! Counting the elements that differ from PyTorch's on purpose.

use super::compare::Report;

impl Report {
    /// Counts an element that differs on purpose.
    pub fn intended(&mut self, name: &'static str, reason: &'static str) {
        match self.differences.iter_mut().find(|known| (known.0, known.1) == (name, reason)) {
            Some((.., count)) => *count += 1,
            None => self.differences.push((name, reason, 1)),
        }
    }

    /// Asserts that every known difference has occurred, so that the list stays true.
    pub fn all_occurred(&mut self, known: impl IntoIterator<Item = (&'static str, &'static str)>) {
        for (name, reason) in known {
            let met = self.differences.iter().any(|found| (found.0, found.1) == (name, reason));
            if !met {
                self.wrong.push(format!("{name} never differs because {reason}"));
            }
        }
    }
}
