//! Which file a browser asks for.

/// The file behind the address of a request, such as `01-unit/index.html`; `None` if no page can
/// have that address.
///
/// The answer never leads out of the site. Its parts are made of letters, digits, and the three marks
/// that the names of pages need; so there is no `..`, no drive of Windows, and nothing to decode.
///
/// ```
/// use server::address::file;
///
/// assert_eq!(file("/"), Some("index.html".to_owned()));
/// assert_eq!(file("/01-unit/?highlight=relu"), Some("01-unit/index.html".to_owned()));
/// assert_eq!(file("/../secret"), None);
/// ```
pub fn file(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let folder = path.is_empty() || path.ends_with('/');
    let path = if folder { format!("{path}index.html") } else { path.to_owned() };
    path.split('/').all(is_name).then_some(path)
}

fn is_name(part: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !part.is_empty() && part.chars().all(plain) && !part.chars().all(|c| c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_a_file() {
        for (url, expected) in [
            ("/", "index.html"),
            ("/index.html", "index.html"),
            ("/01-unit/", "01-unit/index.html"),
            ("/01-unit/index.html?x=a/../b#y", "01-unit/index.html"),
            ("/fonts/stix-two-math.woff2", "fonts/stix-two-math.woff2"),
            (
                "/source/chapters/04-autograd/src/nn/mod.rs.html",
                "source/chapters/04-autograd/src/nn/mod.rs.html",
            ),
            ("//etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(file(url).as_deref(), Some(expected), "{url}");
        }
    }

    #[test]
    fn no_address_leads_out_of_the_site() {
        for url in [
            "/../secret",
            "/01-unit/../../secret",
            "/..",
            "/.../x",
            "/./x",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/..\\secret",
            "/C:/Windows/win.ini",
            "/C:\\Windows",
            "/a//b",
            "/a b",
            "/a\0b",
        ] {
            assert_eq!(file(url), None, "{url}");
        }
    }
}
