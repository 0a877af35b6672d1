//! Counting the numbers that are meant to differ from PyTorch's.

use super::compare::Report;

impl Report {
    /// Counts a number that is meant to differ.
    pub fn meant(&mut self, name: &'static str, reason: &'static str) {
        match self.differences.iter_mut().find(|known| (known.0, known.1) == (name, reason)) {
            Some((.., count)) => *count += 1,
            None => self.differences.push((name, reason, 1)),
        }
    }

    /// A difference that is listed but never met is wrong too.
    pub fn all_met(&mut self, known: impl IntoIterator<Item = (&'static str, &'static str)>) {
        for (name, reason) in known {
            let met = self.differences.iter().any(|found| (found.0, found.1) == (name, reason));
            if !met {
                self.wrong.push(format!("{name} never differs because {reason}"));
            }
        }
    }
}
