//! A row added to every row, and what goes wrong: `cargo run -p layer --example broadcasting`.

use nalgebra::{DMatrix, DVector, RowDVector};

// ANCHOR: stretch
/// `a` broadcast to `rows` × `columns`: an axis of length 1 is repeated, any other must fit.
fn stretch(a: &DMatrix<f64>, rows: usize, columns: usize) -> Option<DMatrix<f64>> {
    let fits = |length, wanted| length == wanted || length == 1;
    if !fits(a.nrows(), rows) || !fits(a.ncols(), columns) {
        return None;
    }
    let index = |i, length| if length == 1 { 0 } else { i };
    Some(DMatrix::from_fn(rows, columns, |i, j| a[(index(i, a.nrows()), index(j, a.ncols()))]))
}
// ANCHOR_END: stretch

// ANCHOR: subtract
/// a − b with the broadcasting of NumPy and PyTorch.
fn subtract(a: &DMatrix<f64>, b: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let (rows, columns) = (a.nrows().max(b.nrows()), a.ncols().max(b.ncols()));
    Some(stretch(a, rows, columns)? - stretch(b, rows, columns)?)
}
// ANCHOR_END: subtract

fn main() {
    let product = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
    let b = [10.0, -10.0];

    let (mut by_row, mut by_column) = (product.clone(), product.clone());
    // ANCHOR: row_or_column
    for mut row in by_row.row_iter_mut() {
        row += &RowDVector::from_row_slice(&b);
    }
    for mut column in by_column.column_iter_mut() {
        column += &DVector::from_row_slice(&b);
    }
    // ANCHOR_END: row_or_column
    println!("X·W{product}b added to each row{by_row}b added to each column{by_column}");

    let target = DMatrix::from_row_slice(3, 1, &[1.0, 2.0, 3.0]);
    let perfect = target.clone();
    for (what, t) in [("3 × 1", target.clone()), ("1 × 3", target.transpose())] {
        let difference = subtract(&perfect, &t).expect("lengths 3 and 1 fit");
        let (n, mean) = (difference.len(), difference.map(|d| d * d).mean());
        println!("(3 × 1) − ({what}): {n} differences, mean square {mean:.4}");
    }
}
