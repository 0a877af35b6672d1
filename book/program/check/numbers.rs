//! Numbers inside sentences come from programs. What one types is a choice, such as a learning
//! rate of 0.1; what one computes has more digits, or is a percentage.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::Report;
use crate::{markup, pages::Page};

/// What a number with two decimals may belong to: a version.
const VERSIONS: [&str; 6] = ["Rust", "PyTorch", "NumPy", "Keras", "mdBook", "version"];

pub(super) fn check(page: &Page, report: &mut Report) {
    let text = without_values(&page.text);
    let mut in_code = false;
    for (event, range) in Parser::new_ext(&text, markup::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(prose) if !in_code => {
                let words = prose.split_whitespace().filter(|w| w.contains(char::is_alphabetic));
                report.words += words.count();
                typed(&prose, page, report);
                if prose.contains('$') && !text[..range.start].ends_with('\\') {
                    let page = page.path.display();
                    report.problems.push(format!("{page}: a formula is not closed at `{prose}`"));
                }
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                report.formulas += 1;
                typed(&text, page, report);
            }
            _ => {}
        }
    }
}

fn typed(text: &str, page: &Page, report: &mut Report) {
    for number in computed(text) {
        report.problems.push(format!(
            "{}: the number {number} is typed; print it in an example and use {{{{value …}}}}",
            page.path.display()
        ));
    }
}

/// The page without its values; the captions of figures stay.
fn without_values(text: &str) -> String {
    let mut parts = text.split("{{value ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // A letter, so that no two numbers run together.
        out.push('v');
        out.push_str(part.split_once("}}").map_or(part, |(_, rest)| rest));
    }
    out
}

/// The numbers that look computed: two decimals or more, or a percentage.
fn computed(text: &str) -> Vec<String> {
    let mut found = vec![];
    let mut before = "";
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        before = if at == 0 { before } else { &rest[..at] };
        rest = &rest[at..];
        let end =
            rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
        let number = rest[..end].trim_end_matches(['.', ',']);
        let after = rest[number.len()..].trim_start_matches(['\\', ' ', '\u{a0}', '\u{202f}', ',']);
        let decimals = number.split_once('.').map_or(0, |(_, d)| d.len());
        let version = VERSIONS.iter().any(|name| before.trim_end().ends_with(name));
        if (decimals >= 2 && !version) || after.starts_with('%') {
            found.push(number.to_owned());
        }
        before = "";
        rest = &rest[end..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_computed_is_found() {
        assert_eq!(computed("tanh(−2) is −0.964, see"), ["0.964"]);
        assert_eq!(computed("98 % of 10,000 and 12\\,\\%"), ["98", "12"]);
        assert!(computed("a rate of 0.1 over 784 inputs, in 1986, with Rust 1.89.").is_empty());
    }

    #[test]
    fn a_value_is_not_typed() {
        assert_eq!(
            without_values("is {{value unit.a_2}}, {{figure a: b}}"),
            "is v, {{figure a: b}}"
        );
    }
}
