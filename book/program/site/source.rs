//! The files that code on the pages comes from, as pages of their own.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{markup, pages};

/// Writes `source/<file>.html` for every Rust file that a page includes.
pub(super) fn write(site: &Path) -> io::Result<()> {
    let mut files = BTreeSet::new();
    for page in pages::all()? {
        for line in page.text.lines() {
            files.extend(markup::includes(&page.path, line).into_iter().map(|i| i.file));
        }
    }
    for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "rs")) {
        let text = pages::read(&pages::workspace().join(file))?;
        let mut name = PathBuf::from("source").join(file).into_os_string();
        name.push(".html");
        let to = site.join(name);
        fs::create_dir_all(to.parent().unwrap_or(site))?;
        fs::write(to, html(file, &text))?;
    }
    Ok(())
}

/// One file as a page that follows the book's look. Every anchor begins a block, so that links
/// lead to it.
fn html(file: &Path, text: &str) -> String {
    let name = text::html(&file.to_string_lossy().replace('\\', "/"));
    let root = "../".repeat(file.components().count());
    let mut blocks = vec![(String::new(), String::new())];
    for line in text.lines() {
        let mark = line.trim();
        if let Some(anchor) = mark.strip_prefix("// ANCHOR: ") {
            blocks.push((format!(" id=\"{}\"", text::html(anchor.trim())), String::new()));
        } else if !mark.starts_with("// ANCHOR_END: ")
            && let Some((_, block)) = blocks.last_mut()
        {
            block.push_str(&text::html(line));
            block.push('\n');
        }
    }
    let code: Vec<String> = blocks
        .iter()
        .filter(|(_, block)| !block.is_empty())
        .map(|(id, block)| format!("<pre{id}><code class=\"language-rust\">{block}</code></pre>\n"))
        .collect();
    let code = code.concat();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{name} - Chain Rule</title>\n\
         <link rel=\"stylesheet\" href=\"{root}css/variables.css\">\n\
         <link rel=\"stylesheet\" href=\"{root}css/general.css\">\n\
         <link rel=\"stylesheet\" href=\"{root}fonts/fonts.css\">\n\
         <link rel=\"stylesheet\" id=\"light\" href=\"{root}highlight.css\">\n\
         <link rel=\"stylesheet\" id=\"dark\" href=\"{root}tomorrow-night.css\" disabled>\n\
         <link rel=\"stylesheet\" href=\"{root}theme/chain-rule.css\">\n\
         <script>\n{SCRIPT}</script>\n</head>\n\
         <body class=\"source\">\n<main>\n<p class=\"file\"><a href=\"{root}index.html\">Chain Rule</a> / {name}</p>\n\
         {code}</main>\n<script src=\"{root}highlight.js\"></script>\n\
         <script>document.querySelectorAll('code').forEach(hljs.highlightBlock);</script>\n</body>\n</html>\n"
    )
}

/// The theme that the reader chose in the book.
const SCRIPT: &str = "\
let theme = null;
try { theme = localStorage.getItem('mdbook-theme'); } catch (e) {}
theme = theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'navy' : 'light');
document.documentElement.className = theme;
if (['navy', 'coal', 'ayu'].includes(theme)) {
    document.getElementById('light').disabled = true;
    document.getElementById('dark').disabled = false;
}
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_anchor() {
        let text = "use a;\n// ANCHOR: one\nfn one<T>() {}\n// ANCHOR_END: one\n";
        let html = html(Path::new("chapters/x/src/lib.rs"), text);
        assert!(html.contains(
            "<pre id=\"one\"><code class=\"language-rust\">fn one&lt;T&gt;() {}\n</code>"
        ));
        assert!(html.contains("href=\"../../../../css/general.css\""));
        assert!(!html.contains("ANCHOR"));
    }
}
