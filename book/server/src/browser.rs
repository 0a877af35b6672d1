//! The reader's own browser.

use std::{env, ffi::OsStr};

/// What became of the attempt to open a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Browser {
    /// A program that opens pages was started. What it says, it says in its own window.
    Started,
    /// There was none to start, for this reason.
    Missing(String),
}

/// Opens a page, by its address or as a file, with the program that this system opens pages with.
///
/// On a computer without a display nothing is started: what would open then is a browser for
/// terminals, which takes the terminal over.
pub fn open(page: impl AsRef<OsStr>) -> Browser {
    if !has_display(|name| env::var_os(name).is_some_and(|value| !value.is_empty())) {
        return Browser::Missing("there's no display here to show a browser on".to_owned());
    }
    match open::that_detached(page) {
        Ok(()) => Browser::Started,
        Err(error) => Browser::Missing(format!("no browser could be started ({error})")),
    }
}

/// Whether there is a display, judged by which environment variables are set.
fn has_display(set: impl Fn(&str) -> bool) -> bool {
    // macOS and Windows always have one. Under WSL, pages open in the browser of Windows.
    cfg!(any(target_os = "macos", windows))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].into_iter().any(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_is_known_by_its_variable() {
        let always = cfg!(any(target_os = "macos", windows));
        assert_eq!(has_display(|_| false), always);
        assert_eq!(has_display(|name| name == "BROWSER"), always);
        assert!(has_display(|name| name == "DISPLAY"));
        assert!(has_display(|name| name == "WAYLAND_DISPLAY"));
        assert!(has_display(|name| name == "WSL_DISTRO_NAME"));
    }
}
