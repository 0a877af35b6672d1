//! Every plot and diagram of the book, drawn with plotters.
//!
//! A figure is a value. It takes plain numbers, so that any model can be drawn; it knows
//! its size, says in words what it shows, and turns into SVG for a page or PNG for
//! everything else. All figures share one look, and each has an off-white card behind it, so
//! that it reads on light and dark pages alike. Numbers that are not finite are left out, and
//! a figure of nothing says so: drawing never fails because training did.
//!
//! ```
//! use figures::{Figure, LossCurves};
//!
//! let figure = LossCurves::new("A loss that falls")
//!     .curve("training", &[2.3, 1.1, 0.6, 0.4])
//!     .reference("ln 10 ≈ 2.3026", 10_f64.ln());
//! let svg = figure.to_svg()?;
//! assert!(svg.contains("A loss that falls"));
//! # Ok::<(), figures::FigureError>(())
//! ```

mod style;

mod font;

#[cfg(not(target_family = "wasm"))]
mod bitmap;
mod canvas;
mod encode;
mod svg;

mod axis;
mod heatmap;
mod legend;
mod panel;

mod figure;
pub use canvas::Canvas;
pub use figure::{Figure, FigureError};

mod learning_curve;
pub use learning_curve::LearningCurve;
mod loss_curves;
pub use loss_curves::LossCurves;
mod lines;
pub use lines::Lines;
mod activations;
pub use activations::Activations;
mod unit_map;
pub use unit_map::{UnitMap, UnitMaps};
mod decision_boundary;
pub use decision_boundary::DecisionBoundary;
mod digits;
pub use digits::Digits;
mod mistakes;
pub use mistakes::Mistakes;
mod weights;
pub use weights::Weights;
mod confusion_table;
pub use confusion_table::ConfusionTable;
mod histogram;
pub use histogram::Histogram;

mod diagram;
pub use diagram::{Diagram, Kind};
mod histograms;
pub use histograms::Histograms;
mod scatter;
pub use scatter::Scatter;
mod graph_map;
pub use graph_map::{GraphLayer, GraphMap, GraphMapError};
mod softmax_maps;
pub use softmax_maps::SoftmaxMaps;
mod learning_rate_scan;
pub use learning_rate_scan::LearningRateScan;
mod ratios;
pub use ratios::Ratios;
