//! The book's own program.
//!
//! Nothing on a page is typed that a program can say. The [`figures`] are drawn by the chapters'
//! code, the [`outputs`] are what their examples print, and the [`values`] are the numbers inside
//! sentences; [`notebooks`] are kept as they ran. [`markup`] puts them into the pages and turns formulas into MathML; [`check`]
//! reads all pages and finds what does not fit. With the feature `site`, `site` builds the pages
//! with mdBook and serves them.

pub mod pages;

pub mod compare;
pub mod figures;
pub mod notebooks;
pub mod outputs;
pub mod values;

pub mod markup;

pub mod check;

#[cfg(feature = "site")]
pub mod site;
