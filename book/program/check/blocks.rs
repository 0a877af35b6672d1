//! Rust and program output are never typed into a page.

use super::Report;
use crate::pages::Page;

/// Languages in which a page may show code that is not this project's.
const TYPED: [&str; 5] = ["python", "sh", "toml", "json", "dot"];

pub(super) fn check(page: &Page, report: &mut Report) {
    let mut lines = page.text.lines().enumerate();
    while let Some((i, line)) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else { continue };
        let language = language.split(',').next().unwrap_or_default().trim();
        let inside: Vec<&str> = lines
            .by_ref()
            .map(|(_, line)| line.trim())
            .take_while(|line| !line.starts_with("```"))
            .collect();
        let included =
            matches!(*inside, [one] if one.starts_with("{{#include ") && one.ends_with("}}"));
        let problem = match language {
            "rust" | "text" if included => continue,
            "rust" | "text" => "a block of Rust or text must be one include",
            language if TYPED.contains(&language) => continue,
            _ => {
                "a block of code needs one of the languages rust, text, python, sh, toml, json, dot"
            }
        };
        report.problems.push(format!("{}:{}: {problem}", page.path.display(), i + 1));
    }
}
