//! The site on this computer, built anew when a page changes.

use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Component, Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

use mdbook_driver::errors::{Error, Result};
use tiny_http::{Header, Request, Response, Server};

use super::build;
use crate::pages;

/// Builds the site into `folder` and serves it to this computer's browsers until it is stopped.
///
/// # Errors
///
/// When the first build fails, or the port is taken.
pub fn serve(folder: &Path, port: u16) -> Result<()> {
    build(folder)?;
    let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    let server = Server::http(address).map_err(|error| {
        Error::msg(format!("port {port} cannot be used ({error}); try another with --port"))
    })?;
    println!("The book is at http://{address}. Stop with Ctrl-C.");
    let watched = folder.to_owned();
    thread::spawn(move || rebuild_on_change(&watched));
    for request in server.incoming_requests() {
        // A browser that went away is no reason to stop.
        let _ = answer(folder, request);
    }
    Ok(())
}

fn rebuild_on_change(folder: &Path) {
    let mut built = newest();
    loop {
        thread::sleep(Duration::from_millis(500));
        let now = newest();
        if now > built {
            built = now;
            match build(folder) {
                Ok(_) => println!("built anew"),
                Err(error) => eprintln!("{error:#}"),
            }
        }
    }
}

/// When a file that the book is made of was last changed.
fn newest() -> Option<SystemTime> {
    let book = ["src", "theme"].map(|folder| pages::root().join(folder));
    let folders = book.into_iter().chain([pages::workspace().join("chapters")]);
    let endings = ["md", "txt", "svg", "css", "rs"];
    folders
        .flat_map(|folder| endings.map(|ending| pages::files(&folder, ending).unwrap_or_default()))
        .flatten()
        .filter_map(|path| fs::metadata(path).ok()?.modified().ok())
        .max()
}

fn answer(folder: &Path, request: Request) -> io::Result<()> {
    let file = asked_for(request.url()).map(|path| folder.join(path));
    let content = file.as_ref().and_then(|file| Some((kind(file), fs::read(file).ok()?)));
    let Some((kind, bytes)) = content else {
        let text = "There is no such page. The book begins at /index.html.";
        return request.respond(Response::from_string(text).with_status_code(404));
    };
    let header = Header::from_bytes("Content-Type", kind)
        .map_err(|()| io::Error::other("a header of plain text"))?;
    request.respond(Response::from_data(bytes).with_header(header))
}

/// The file a request is for, relative to the site; nothing outside of it.
fn asked_for(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    let path = PathBuf::from(path);
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_site_is_served() {
        assert_eq!(asked_for("/"), Some("index.html".into()));
        assert_eq!(asked_for("/01-unit/index.html?x#y"), Some("01-unit/index.html".into()));
        assert_eq!(asked_for("/../secret"), None);
        assert_eq!(asked_for("//etc/passwd"), Some("etc/passwd".into()));
    }
}
