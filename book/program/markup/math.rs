//! Formulas: LaTeX between dollar signs becomes MathML, which browsers draw without a script.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use pulldown_cmark::{Event, Options, Parser};

use super::MarkupError;

/// The Markdown that mdBook reads, and formulas.
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH
}

/// Replaces every formula of a page.
pub(super) fn render(text: &str) -> Result<String, MarkupError> {
    let converter = LatexToMathML::new(MathCoreConfig::default())
        .map_err(|(error, ..)| problem("(no macros)", &error))?;
    let mut out = String::with_capacity(text.len() * 2);
    let mut done = 0;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        let (formula, display) = match event {
            Event::InlineMath(formula) => (formula, MathDisplay::Inline),
            Event::DisplayMath(formula) => (formula, MathDisplay::Block),
            _ => continue,
        };
        let latex = formula.replace('−', "-");
        let mathml = converter
            .convert_with_local_state(&latex, display)
            .map_err(|error| problem(&latex, &error))?
            .mathml;
        out.push_str(&text[done..range.start]);
        let mathml = literal(&with_bars_above(&mathml));
        match display {
            MathDisplay::Inline => out.push_str(&mathml),
            MathDisplay::Block => {
                out.push_str("<span class=\"display\">");
                out.push_str(&mathml);
                out.push_str("</span>");
            }
        }
        done = range.end;
    }
    out.push_str(&text[done..]);
    Ok(out)
}

fn problem(formula: &str, error: &dyn std::fmt::Debug) -> MarkupError {
    MarkupError::Math { formula: formula.to_owned(), problem: format!("{error:?}") }
}

/// A bar that is set as an accent touches its letter in browsers; set as a script over the letter,
/// it stands clear of it.
fn with_bars_above(mathml: &str) -> String {
    const ACCENT: &str = "<mover accent=\"true\">";
    const BAR: &str = "<mo stretchy=\"false\">¯</mo></mover>";
    let mut out = String::with_capacity(mathml.len());
    for part in mathml.split_inclusive(BAR) {
        match part.rfind(ACCENT).filter(|_| part.ends_with(BAR)) {
            Some(at) => {
                out.push_str(&part[..at]);
                out.push_str("<mover>");
                out.push_str(&part[at + ACCENT.len()..]);
            }
            None => out.push_str(part),
        }
    }
    out
}

/// The MathML as Markdown that stays as it is: between tags, every sign that Markdown or
/// smart punctuation could take for its own is written as its number.
fn literal(mathml: &str) -> String {
    let mut out = String::with_capacity(mathml.len());
    let mut in_tag = false;
    let mut in_entity = false;
    for c in mathml.chars() {
        match c {
            '<' => in_tag = true,
            '&' if !in_tag => in_entity = true,
            _ => {}
        }
        let plain = in_tag || in_entity || !c.is_ascii_punctuation();
        match c {
            '\n' => out.push(' '),
            c if plain => out.push(c),
            c => {
                out.push_str("&#");
                out.push_str(&u32::from(c).to_string());
                out.push(';');
            }
        }
        match c {
            '>' => in_tag = false,
            ';' => in_entity = false,
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml_and_code_stays() {
        let html = render("So $s = −2$, but `$s$` and \\$5 stay.").unwrap();
        assert!(html.starts_with("So <math><mi>s</mi>"), "{html}");
        assert!(html.contains("<mn>2</mn></math>, but `$s$` and \\$5 stay."), "{html}");
    }

    #[test]
    fn nothing_inside_a_formula_is_markdown() {
        let html = render("| a |\n|---|\n| $\\lvert x \\rvert * y_1 * f'$ |\n").unwrap();
        let row = html.lines().nth(2).unwrap();
        assert_eq!(row.matches('|').count(), 2, "{row}");
        assert!(!row.contains('*') && !row.contains('\''), "{row}");
    }

    #[test]
    fn a_bar_stands_clear_of_its_letter_and_a_hat_stays_an_accent() {
        let html = render("$\\hat y + \\bar v$").unwrap();
        assert_eq!(html.matches("<mover accent=\"true\"><mi>y</mi>").count(), 1, "{html}");
        assert_eq!(html.matches("<mover><mi>v</mi>").count(), 1, "{html}");
    }

    #[test]
    fn a_formula_that_is_none_is_an_error() {
        let error = render("$\\nosuchsymbol$").unwrap_err().to_string();
        assert!(error.contains("\\nosuchsymbol"), "{error}");
    }
}
