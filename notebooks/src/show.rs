//! Values that show themselves.
//!
//! The kernel calls `evcxr_display` on the last expression of a cell. What the method prints
//! between two marks goes to the notebook as a picture, a table or a text. Figures bring that
//! method with them; [`Show`] gives it to everything else.

use std::fmt::{Debug, Display};

use figures::{Diagram, Figure};
use layer::{Graph, Layer};
use nalgebra::{Dim, Matrix, RawStorage};
use unit::Unit;

use crate::table::Table;

/// A value that shows itself as the last expression of a cell.
///
/// The name of the method is the kernel's. Where there is none, the kernel compiles the cell a
/// second time and prints the value with `{:?}`; so the plain types have it as well, for speed.
pub trait Show {
    /// Shows the value in the notebook.
    fn evcxr_display(&self);
}

/// Sends `content` to the notebook, as a `kind` such as `text/html`.
///
/// A cell shows one picture, table or text: what comes later replaces what came before.
pub fn send(kind: &str, content: &str) {
    println!("EVCXR_BEGIN_CONTENT {kind}\n{content}\nEVCXR_END_CONTENT");
}

/// A matrix is a table, a vector a table of one column.
impl<R: Dim, C: Dim, S: RawStorage<f64, R, C>> Show for Matrix<f64, R, C, S> {
    fn evcxr_display(&self) {
        let (rows, columns) = self.shape();
        Table::new(rows, columns, |i, j| self[(i, j)]).show(&format!("{rows} × {columns}"));
    }
}

/// A unit is a drawing with its weights on the arrows.
impl Show for Unit {
    fn evcxr_display(&self) {
        drawing(self).evcxr_display();
    }
}

fn drawing(unit: &Unit) -> Diagram {
    let names: Vec<String> = (1..=unit.n_inputs()).map(|i| format!("x{}", subscript(i))).collect();
    let weights: Vec<String> = unit.w.iter().map(|&w| short(w)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let weights: Vec<&str> = weights.iter().map(String::as_str).collect();
    let title = format!("f(x) = {}(x·w + b), b = {}", unit.phi, short(unit.b));
    Diagram::unit(title, &names, &weights, "b", unit.phi.name())
}

fn short(value: f64) -> String {
    text::at_most(value, 4).replace('-', "−")
}

fn subscript(number: usize) -> String {
    let digit = |c: char| char::from_u32(0x2080 + c.to_digit(10).unwrap_or(0)).unwrap_or(c);
    number.to_string().chars().map(digit).collect()
}

/// A layer is a drawing of its nodes.
impl Show for Layer {
    fn evcxr_display(&self) {
        in_a_row(&[self.n_in(), self.n_out()], self.n_parameters()).evcxr_display();
    }
}

/// Layers in a row are a drawing of all their nodes.
impl Show for Graph {
    fn evcxr_display(&self) {
        let sizes: Vec<usize> = self.layers().iter().map(Layer::n_out).collect();
        in_a_row(&[&[self.n_in()], &sizes[..]].concat(), self.n_parameters()).evcxr_display();
    }
}

fn in_a_row(sizes: &[usize], parameters: usize) -> Diagram {
    let numbers: Vec<String> = sizes.iter().map(usize::to_string).collect();
    Diagram::layers(format!("{}, {parameters} parameters", numbers.join(" → ")), sizes)
}

/// `()` is what a cell without a value ends in.
impl Show for () {
    fn evcxr_display(&self) {}
}

fn debug(value: &(impl Debug + ?Sized)) {
    send("text/plain", &format!("{value:?}"));
}

fn display(value: &(impl Display + ?Sized)) {
    send("text/plain", &value.to_string());
}

macro_rules! show_as {
    ($how:ident: $($type:ty),+) => {
        $(impl Show for $type {
            fn evcxr_display(&self) {
                $how(self);
            }
        })+
    };
}

show_as!(debug: f64, f32, bool, char, u8, u32, u64, usize, i32, i64, isize);
show_as!(display: str, String);

impl<T: Debug> Show for [T] {
    fn evcxr_display(&self) {
        debug(self);
    }
}

impl<T: Debug, const N: usize> Show for [T; N] {
    fn evcxr_display(&self) {
        debug(self);
    }
}

impl<T: Debug> Show for Vec<T> {
    fn evcxr_display(&self) {
        debug(self);
    }
}

impl<T: Debug> Show for Option<T> {
    fn evcxr_display(&self) {
        debug(self);
    }
}

macro_rules! show_tuples {
    ($(($($type:ident),+)),+) => {
        $(impl<$($type: Debug),+> Show for ($($type,)+) {
            fn evcxr_display(&self) {
                debug(self);
            }
        })+
    };
}

show_tuples!((A, B), (A, B, C), (A, B, C, D));
