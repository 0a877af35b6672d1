//! Numbers as a table: HTML for the notebook, aligned text for everything else.

use std::fmt::Write;

use crate::show::send;

/// More rows or columns than this, and the middle is left out.
const MOST: usize = 12;
/// How many are kept at either end then.
const EDGE: usize = 4;

/// The numbers of a matrix, as they are shown.
pub struct Table {
    rows: Vec<Option<usize>>,
    columns: Vec<Option<usize>>,
    /// Row by row; what is left out is `…`.
    cells: Vec<Vec<String>>,
}

impl Table {
    /// The table of `at(row, column)`. Only what is shown is asked for.
    ///
    /// ```
    /// use notebooks::table::Table;
    ///
    /// let table = Table::new(2, 100, |i, j| (100 * i + j) as f64);
    /// assert_eq!(
    ///     table.text(),
    ///     "  0   1   2   3 …  96  97  98  99\n\
    ///      100 101 102 103 … 196 197 198 199"
    /// );
    /// ```
    pub fn new(rows: usize, columns: usize, at: impl Fn(usize, usize) -> f64) -> Self {
        let (rows, columns) = (shown(rows), shown(columns));
        let cell = |i: Option<usize>, j: Option<usize>| match (i, j) {
            (Some(i), Some(j)) => number(at(i, j)),
            _ => "…".to_owned(),
        };
        let cells = rows.iter().map(|&i| columns.iter().map(|&j| cell(i, j)).collect()).collect();
        Self { rows, columns, cells }
    }

    /// The numbers in columns.
    pub fn text(&self) -> String {
        let width = |j: usize| self.cells.iter().map(|row| row[j].chars().count()).max();
        let widths: Vec<usize> = (0..self.columns.len()).filter_map(width).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}"));
            cells.collect::<Vec<_>>().join(" ")
        };
        self.cells.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The numbers as an HTML table, numbered from 0, under `caption`. It has no colors of
    /// its own, so that it fits light pages and dark ones.
    pub fn html(&self, caption: &str) -> String {
        let index = |i: &Option<usize>| i.map_or("…".to_owned(), |i| i.to_string());
        let caption = text::html(caption);
        let mut html = format!(
            "<table><caption style=\"white-space: nowrap\">{caption}</caption><thead><tr><th></th>"
        );
        for column in &self.columns {
            let _ = write!(html, "<th>{}</th>", index(column));
        }
        html.push_str("</tr></thead><tbody>");
        for (row, cells) in self.rows.iter().zip(&self.cells) {
            let _ = write!(html, "<tr><th>{}</th>", index(row));
            for cell in cells {
                let _ = write!(html, "<td>{cell}</td>");
            }
            html.push_str("</tr>");
        }
        html.push_str("</tbody></table>");
        html
    }

    /// Shows the table in the notebook.
    pub fn show(&self, caption: &str) {
        send("text/plain", &format!("{}\n{caption}", self.text()));
        send("text/html", &self.html(caption));
    }
}

/// Which of `count` rows or columns are shown; `None` marks those left out.
fn shown(count: usize) -> Vec<Option<usize>> {
    if count <= MOST {
        return (0..count).map(Some).collect();
    }
    let (first, last) = (0..EDGE, count - EDGE..count);
    first.map(Some).chain([None]).chain(last.map(Some)).collect()
}

/// Four decimals; whole numbers without any, and the very large and very small in powers of ten.
fn number(x: f64) -> String {
    let size = x.abs();
    let text = if x.fract() == 0.0 && size < 1e6 {
        format!("{x:.0}")
    } else if (1e-3..1e6).contains(&size) {
        format!("{x:.4}")
    } else {
        format!("{x:.3e}")
    };
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_keep_their_sign() {
        let texts = [0.0, -3.0, 0.5, -0.12345, 1e-9, f64::NAN, f64::INFINITY].map(number);
        assert_eq!(texts, ["0", "−3", "0.5000", "−0.1235", "1.000e−9", "NaN", "inf"]);
    }

    #[test]
    fn only_what_is_shown_is_asked_for() {
        let asked = std::cell::Cell::new(0);
        let table = Table::new(1_000_000, 1_000_000, |_, _| {
            asked.set(asked.get() + 1);
            0.0
        });
        assert_eq!(asked.get(), (2 * EDGE) * (2 * EDGE));
        assert!(table.html("").contains("<th>999999</th>"));
    }

    #[test]
    fn what_made_a_tensor_is_no_tag() {
        let html = Table::new(1, 1, |_, _| 0.0).html("grad_fn=<MulBackward0>");
        assert!(html.contains("grad_fn=&lt;MulBackward0&gt;</caption>"), "{html}");
    }

    #[test]
    fn an_empty_matrix_has_a_table() {
        assert_eq!(Table::new(0, 3, |_, _| 0.0).text(), "");
        assert_eq!(Table::new(3, 0, |_, _| 0.0).html("3 × 0").matches("<tr>").count(), 4);
    }
}
