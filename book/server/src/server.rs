//! The answers.

use std::{
    borrow::Cow,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use thiserror::Error;
use tiny_http::{Header, Request, Response, StatusCode};

use crate::{address, content_type};

/// The site's own page for wrong addresses, as mdBook calls it.
const NOT_FOUND: &str = "404.html";

/// A port cannot be used.
#[derive(Debug, Error)]
pub enum PortError {
    /// Another program uses it, often this one in another window.
    #[error(
        "port {port} is taken: is the book already open at http://127.0.0.1:{port}? If another \
         program uses the port, choose a different one with --port, such as --port {other}",
        other = other(*port)
    )]
    Taken {
        /// The port.
        port: u16,
    },
    /// There is another reason.
    #[error("port {port} cannot be used ({source}); choose a different one with --port, such as --port {other}",
        other = other(*port))]
    Unusable {
        /// The port.
        port: u16,
        /// The reason.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// A port to try instead. Those below 1024 are reserved on many systems.
fn other(port: u16) -> u16 {
    if port < 1024 { 3000 } else { port.checked_add(1).unwrap_or(3000) }
}

/// A server that only this computer can reach.
pub struct Server {
    server: tiny_http::Server,
    address: SocketAddr,
}

impl Server {
    /// Takes a port; 0 takes one that is free.
    ///
    /// # Errors
    ///
    /// If the port is taken, or this user may not have it.
    pub fn bind(port: u16) -> Result<Self, PortError> {
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        let server = tiny_http::Server::http(address).map_err(|source| {
            let reason = source.downcast_ref::<io::Error>().map(io::Error::kind);
            match reason {
                Some(io::ErrorKind::AddrInUse) => PortError::Taken { port },
                _ => PortError::Unusable { port, source },
            }
        })?;
        let address = server.server_addr().to_ip().unwrap_or(address);
        Ok(Self { server, address })
    }

    /// Where the pages are, such as `http://127.0.0.1:3000`.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers requests until the program is stopped. `read` looks up a file by its name, such as
    /// `01-unit/index.html`.
    pub fn run<'a>(&self, read: impl Fn(&str) -> Option<Cow<'a, [u8]>>) {
        for request in self.server.incoming_requests() {
            // A browser that went away is no reason to stop.
            let _ = answer(request, &read);
        }
    }
}

fn answer<'a>(request: Request, read: impl Fn(&str) -> Option<Cow<'a, [u8]>>) -> io::Result<()> {
    let found = address::file(request.url()).and_then(|file| {
        let bytes = read(&file)?;
        Some((200, content_type::of(&file), bytes))
    });
    let (status, kind, bytes) = found.unwrap_or_else(|| match read(NOT_FOUND) {
        Some(page) => (404, content_type::of(NOT_FOUND), page),
        None => (404, content_type::of("txt"), Cow::Borrowed(b"There is no such page.".as_slice())),
    });
    let header = Header::from_bytes("Content-Type", kind)
        .map_err(|()| io::Error::other("a header of plain text"))?;
    let length = bytes.len();
    request.respond(Response::new(StatusCode(status), vec![header], &*bytes, Some(length), None))
}
