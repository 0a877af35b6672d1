//! How far a long cell has come.
//!
//! The kernel sends whole lines as they are printed, and takes none back. So progress is a few
//! lines, not one that changes.

use std::fmt::Display;

/// Ten lines in the course of a long cell, however many steps it has.
///
/// ```
/// use notebooks::prelude::*;
///
/// let mut progress = Progress::of(2000);
/// for step in 0..2000 {
///     let loss = 1.0 / f64::from(step + 1);
///     progress.step(format_args!("loss {loss:.4}"));
/// }
/// ```
pub struct Progress {
    steps: usize,
    done: usize,
}

const LINES: usize = 10;

impl Progress {
    /// Of `steps` steps, none is done.
    pub fn of(steps: usize) -> Self {
        Self { steps, done: 0 }
    }

    /// One more step is done; `news` is what there is to say about it.
    pub fn step(&mut self, news: impl Display) {
        if let Some(line) = self.next_line(news) {
            println!("{line}");
        }
    }

    fn next_line(&mut self, news: impl Display) -> Option<String> {
        let lines = |done: usize| done * LINES / self.steps.max(1);
        let before = lines(self.done);
        self.done += 1;
        let full = lines(self.done);
        if full == before || full > LINES {
            return None;
        }
        let bar = "█".repeat(full) + &"░".repeat(LINES - full);
        let width = self.steps.to_string().len();
        Some(format!("{bar} {:>width$}/{}  {news}", self.done, self.steps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(steps: usize, done: usize) -> Vec<String> {
        let mut progress = Progress::of(steps);
        (0..done).filter_map(|i| progress.next_line(i)).collect()
    }

    #[test]
    fn there_are_ten_lines_or_one_for_each_step() {
        assert_eq!(lines(2000, 2000).len(), 10);
        assert_eq!(lines(10, 10).len(), 10);
        assert_eq!(lines(3, 3), ["███░░░░░░░ 1/3  0", "██████░░░░ 2/3  1", "██████████ 3/3  2"]);
        assert!(lines(0, 0).is_empty());
    }

    #[test]
    fn more_steps_than_announced_say_nothing_more() {
        assert_eq!(lines(20, 100).len(), 10);
    }
}
