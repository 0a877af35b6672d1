//! Numbers and counts as text, as all chapters print them.

use std::fmt::Display;

/// A number with commas between the thousands of its whole part.
///
/// ```
/// assert_eq!(text::thousands(999), "999");
/// assert_eq!(text::thousands(-203530), "-203,530");
/// assert_eq!(text::thousands("1234567.8901"), "1,234,567.8901");
/// ```
pub fn thousands(number: impl Display) -> String {
    let number = number.to_string();
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut grouped = String::new();
    for (i, c) in whole.chars().enumerate() {
        if (whole.len() - i).is_multiple_of(3) && grouped.ends_with(|c: char| c.is_ascii_digit()) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped + rest
}

/// A share as a percentage, with so many decimals.
///
/// ```
/// assert_eq!(text::percent(0.98231, 2), "98.23 %");
/// assert_eq!(text::percent(1.0, 0), "100 %");
/// ```
pub fn percent(share: f64, decimals: usize) -> String {
    format!("{:.decimals$} %", 100.0 * share)
}

/// A number with at most so many decimals: without zeros at the end.
///
/// ```
/// assert_eq!(text::at_most(0.0357142, 4), "0.0357");
/// assert_eq!(text::at_most(-0.5, 4), "-0.5");
/// assert_eq!(text::at_most(100.0, 0), "100");
/// ```
pub fn at_most(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A count with the word for what is counted; more than one of it ends in an s.
///
/// ```
/// assert_eq!(text::counted(1, "thread"), "1 thread");
/// assert_eq!(text::counted(2, "thread"), "2 threads");
/// ```
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A text for HTML and XML, inside an element or an attribute.
///
/// ```
/// assert_eq!(text::html("\"a < b\" & c"), "&quot;a &lt; b&quot; &amp; c");
/// ```
pub fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
