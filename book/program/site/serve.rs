//! The site on this computer, built anew when a page changes.

use std::{
    borrow::Cow,
    fs,
    path::Path,
    thread,
    time::{Duration, SystemTime},
};

use mdbook_driver::errors::Result;
use server::Server;

use super::build;
use crate::pages;

/// Builds the site into `folder` and serves it to this computer's browsers until it is stopped.
///
/// # Errors
///
/// When the first build fails, or the port is taken.
pub fn serve(folder: &Path, port: u16) -> Result<()> {
    build(folder)?;
    let server = Server::bind(port)?;
    println!("The book is at {}. Stop with Ctrl-C.", server.address());
    let watched = folder.to_owned();
    thread::spawn(move || rebuild_on_change(&watched));
    server.run(|file| fs::read(folder.join(file)).ok().map(Cow::Owned));
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
