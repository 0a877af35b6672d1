//! What a file is, as a browser has to be told.

/// The content type of a file, by the end of its name. A browser takes a style sheet, a script or an
/// SVG for what it is only if it is told so.
///
/// ```
/// assert_eq!(server::content_type::of("fonts/serif.woff2"), "font/woff2");
/// ```
pub fn of(file: &str) -> &'static str {
    match file.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}
