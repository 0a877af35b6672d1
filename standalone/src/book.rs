//! The command `book`: the pages, in the reader's browser.

use std::{borrow::Cow, process::ExitCode};

use clap::Parser;
use server::{Browser, Server, browser};

/// The files of the book and their names, such as `01-unit/index.html`, in order.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Read the book in your browser; it is inside this program
#[derive(Debug, Parser)]
#[command(name = "book")]
pub struct BookArgs {
    /// The port: the book is at `http://127.0.0.1:<port>`; 0 for any that is free
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Show the book, but open no browser
    #[arg(long)]
    no_open: bool,
}

/// The command `book`. It ends when it is stopped.
pub fn run(args: &BookArgs) -> ExitCode {
    let server = match Server::bind(args.port) {
        Ok(server) => server,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let address = server.address();
    println!("The book is at {address}. Stop with Ctrl-C.");
    if !args.no_open
        && let Browser::Missing(reason) = browser::open(&address)
    {
        println!("Open that address in a browser yourself: {reason}.");
    }
    server.run(|name| file(name).map(Cow::Borrowed));
    ExitCode::SUCCESS
}

fn file(name: &str) -> Option<&'static [u8]> {
    let place = FILES.binary_search_by_key(&name, |&(name, _)| name).ok()?;
    Some(FILES[place].1)
}

#[cfg(test)]
mod tests {
    use server::{address, content_type};

    use super::*;

    #[test]
    fn every_file_is_found_by_its_address() {
        assert!(FILES.len() > 100, "only {} files", FILES.len());
        for (name, bytes) in FILES {
            assert_eq!(address::file(&format!("/{name}")).as_deref(), Some(*name));
            assert_eq!(file(name), Some(*bytes), "{name}");
        }
        assert_eq!(file("nowhere.html"), None);
    }

    /// Whatever has no type of its own is sent as text.
    #[test]
    fn every_file_that_is_no_text_has_a_type() {
        let as_text = content_type::of("");
        for (name, bytes) in FILES.iter().filter(|(name, _)| content_type::of(name) == as_text) {
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            assert!(["txt", "md", "nojekyll"].contains(&ending), "{name} has no type");
            assert!(str::from_utf8(bytes).is_ok(), "{name} is no text");
        }
    }

    #[test]
    fn it_is_this_book() {
        let page = |name| str::from_utf8(file(name).expect(name)).expect("UTF-8");
        assert!(page("index.html").contains("<title>"));
        assert!(page("404.html").contains("<base href=\"/\">"), "it is shown at any address");
        // Pages that messages of the program point to.
        for page in mnist::program::book_pages::PAGES {
            let html = page.path.replace(".md", ".html");
            assert!(file(&html).is_some(), "{html}");
        }
    }
}
