//! Which class is taken for which.

use crate::canvas::Align;
use crate::font;
use crate::panel::{Area, no_data};
use crate::style::{self, Color, GRAY, INK, LABEL, SMALL, TITLE_LINE};
use crate::{Canvas, Figure};

/// Counts of examples by true class (rows) and by the class they were read as (columns).
///
/// Right readings are on the diagonal, in blue; mistakes are in orange, on a scale of their
/// own, because they are rare and are what you look for. The last column is the share of
/// each row that was read right, its recall. At most [`MOST`](Self::MOST) classes are
/// drawn.
///
/// ```
/// use figures::{ConfusionTable, Figure};
///
/// let figure = ConfusionTable::new("Cats and dogs", &["cat", "dog"], &[45, 5, 8, 42]);
/// let svg = figure.to_svg()?;
/// assert!(svg.contains("read as") && svg.contains("90.0 %"));
/// # Ok::<(), figures::FigureError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ConfusionTable {
    title: String,
    names: Vec<String>,
    counts: Vec<u64>,
}

impl ConfusionTable {
    /// How many classes are drawn at most; the first ones.
    pub const MOST: usize = 50;

    /// `counts` has n × n numbers for n names, row by row: the number at row i, column j
    /// counts the examples of class i that were read as class j.
    ///
    /// # Panics
    ///
    /// When there are not n × n counts.
    #[track_caller]
    pub fn new<N: AsRef<str>>(title: impl Into<String>, names: &[N], counts: &[u64]) -> Self {
        let n = names.len();
        assert_eq!(
            counts.len(),
            n * n,
            "ConfusionTable::new: {n} names need a table of {n} × {n}, but {} counts came",
            counts.len(),
        );
        let shown = n.min(Self::MOST);
        Self {
            title: title.into(),
            names: names[..shown].iter().map(|n| n.as_ref().to_owned()).collect(),
            counts: (0..shown).flat_map(|row| &counts[row * n..row * n + shown]).copied().collect(),
        }
    }

    /// Side of a cell in pixels: room for the names, smaller for more classes.
    fn side(&self) -> f64 {
        let widths = self.names.iter().map(|name| font::width(name, SMALL));
        let widest = widths.fold(38.0, f64::max).min(88.0) + 8.0;
        (520.0 / self.names.len().max(1) as f64).clamp(12.0, widest)
    }

    /// Room left of the table for the names of its rows.
    fn left(&self) -> f64 {
        let widths = self.names.iter().map(|name| font::width(name, LABEL));
        widths.fold(font::width("true", LABEL), f64::max).min(110.0) + 12.0
    }

    fn row(&self, i: usize) -> &[u64] {
        let n = self.names.len();
        &self.counts[i * n..(i + 1) * n]
    }

    fn color(&self, row: usize, column: usize, most: u64) -> Color {
        let count = self.row(row)[column] as f64;
        if row == column {
            let total: u64 = self.row(row).iter().sum();
            return style::mix(style::WHITE, style::BLUE, 0.85 * count / total.max(1) as f64);
        }
        // The square root lets single mistakes show.
        let share = (count / most.max(1) as f64).sqrt();
        style::mix(style::WHITE, style::VERMILLION, 0.75 * share)
    }
}

/// Room above the table for the names of its columns, and right of it for the recall.
const ABOVE: f64 = 44.0;
const RIGHT: f64 = 62.0;

impl Figure for ConfusionTable {
    fn size(&self) -> (u32, u32) {
        let n = self.names.len().max(3) as f64;
        let table = n * self.side();
        let w = 2.0 * style::MARGIN + self.left() + table + RIGHT;
        let h = 2.0 * style::MARGIN + TITLE_LINE + ABOVE + table;
        (style::whole_pixels(w.max(320.0)), style::whole_pixels(h))
    }

    fn alt(&self) -> String {
        let total: u64 = self.counts.iter().sum();
        let right: u64 = (0..self.names.len()).map(|i| self.row(i)[i]).sum();
        format!(
            "{}: a table of {} classes; {right} of {total} examples on the diagonal were read \
             right.",
            self.title,
            self.names.len()
        )
    }

    fn draw(&self, canvas: &mut Canvas) {
        canvas.title(&self.title);
        let n = self.names.len();
        if n == 0 {
            let area = Area::below_title(canvas);
            no_data(canvas, area);
            return;
        }
        let side = self.side();
        let (x, y) = (style::MARGIN + self.left(), style::MARGIN + TITLE_LINE + ABOVE);
        let table = n as f64 * side;
        let mistakes = (0..n * n).filter(|i| i / n != i % n);
        let most = mistakes.map(|i| self.counts[i]).max().unwrap_or(0);
        canvas.text((x - 10.0, y - 12.0), "true", LABEL, INK, Align::Right);
        canvas.text((x + table / 2.0, y - 30.0), "read as", LABEL, INK, Align::Center);
        canvas.text((x + table + 10.0, y - 12.0), "recall", LABEL, INK, Align::Left);
        for i in 0..n {
            let middle = (i as f64 + 0.5) * side;
            let em = SMALL.min(side * 0.8);
            let name = font::truncate(&self.names[i], em, side - 2.0);
            canvas.text((x + middle, y - 12.0), &name, em, GRAY, Align::Center);
            let name = font::truncate(&self.names[i], em, self.left() - 10.0);
            let base = y + middle + 0.36 * em;
            canvas.text((x - 10.0, base), &name, em, GRAY, Align::Right);
            let total: u64 = self.row(i).iter().sum();
            if total > 0 {
                let recall = 100.0 * self.row(i)[i] as f64 / total as f64;
                let at = (x + table + 10.0, base);
                canvas.text(at, &format!("{recall:.1} %"), em, GRAY, Align::Left);
            }
            for (j, &count) in self.row(i).iter().enumerate() {
                let (left, top) = (x + j as f64 * side, y + i as f64 * side);
                let color = self.color(i, j, most);
                canvas.rect(left + 0.5, top + 0.5, side - 1.0, side - 1.0, color);
                let text = count.to_string();
                let em = (SMALL + 0.5)
                    .min(side * 0.8)
                    .min(SMALL * (side - 4.0) / font::width(&text, SMALL));
                if count > 0 && em >= 6.0 {
                    let light =
                        u32::from(color.0) * 3 + u32::from(color.1) * 6 + u32::from(color.2);
                    let ink = if light < 1500 { style::WHITE } else { INK };
                    let at = (left + side / 2.0, top + side / 2.0 + 0.36 * em);
                    canvas.text(at, &text, em, ink, Align::Center);
                }
            }
        }
        canvas.frame(x, y, table, table, style::AXIS);
    }
}
