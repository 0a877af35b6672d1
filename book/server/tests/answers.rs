//! What a browser is answered, byte by byte.

use std::{
    borrow::Cow,
    io::{Read, Write},
    net::TcpStream,
    thread,
};

use server::{PortError, Server};

/// A site of three files. The second is longer than what the server sends in one piece.
fn look_up(file: &str) -> Option<Cow<'static, [u8]>> {
    match file {
        "index.html" => Some(Cow::Borrowed(b"the first page")),
        "fonts/serif.woff2" => Some(Cow::Owned(vec![7; 100_000])),
        "404.html" => Some(Cow::Borrowed(b"the page for wrong addresses")),
        _ => None,
    }
}

/// The port of a server that runs until the tests end.
fn serve(look_up: fn(&str) -> Option<Cow<'static, [u8]>>) -> u16 {
    let server = Server::bind(0).expect("there is a free port");
    let port = server.address().rsplit_once(':').expect("a port").1.parse().expect("a number");
    thread::spawn(move || server.run(look_up));
    port
}

/// The answer to a request: the line of status, the headers, and the content.
fn ask(port: u16, method: &str, path: &str) -> (String, String, Vec<u8>) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    // In HTTP 1.0 the content is sent as it is, and its end is that of the connection.
    write!(stream, "{method} {path} HTTP/1.0\r\n\r\n").expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("headers");
    let content = answer.split_off(end + 4);
    let head = String::from_utf8(answer).expect("text");
    let (status, headers) = head.split_once("\r\n").expect("a first line");
    (status.to_owned(), headers.to_lowercase(), content)
}

#[test]
fn a_page_comes_with_its_type() {
    let port = serve(look_up);
    for path in ["/", "/index.html", "/?highlight=page", "//index.html"] {
        let (status, headers, content) = ask(port, "GET", path);
        assert!(status.contains(" 200 "), "{path}: {status}");
        assert!(headers.contains("content-type: text/html; charset=utf-8\r\n"), "{headers}");
        assert_eq!(content, b"the first page");
    }
    let (status, headers, content) = ask(port, "GET", "/fonts/serif.woff2");
    assert!(status.contains(" 200 "), "{status}");
    assert!(headers.contains("content-type: font/woff2\r\n"), "{headers}");
    assert!(content == vec![7; 100_000], "{} bytes", content.len());
}

#[test]
fn the_headers_alone_can_be_asked_for() {
    let (status, headers, content) = ask(serve(look_up), "HEAD", "/");
    assert!(status.contains(" 200 "), "{status}");
    assert!(headers.contains("content-length: 14\r\n"), "{headers}");
    assert!(content.is_empty());
}

#[test]
fn a_wrong_address_is_answered_with_the_page_for_them() {
    let port = serve(look_up);
    for path in ["/nowhere.html", "/fonts", "/fonts/", "/../index.html", "/%2e%2e/index.html"] {
        let (status, headers, content) = ask(port, "GET", path);
        assert!(status.contains(" 404 "), "{path}: {status}");
        assert!(headers.contains("content-type: text/html"), "{headers}");
        assert_eq!(content, b"the page for wrong addresses", "{path}");
    }
    let (status, _, content) = ask(serve(|_| None), "GET", "/");
    assert!(status.contains(" 404 "), "{status}");
    assert_eq!(content, b"There is no such page.");
}

#[test]
fn a_port_that_is_taken_is_said_to_be() {
    let port = serve(look_up);
    let error = Server::bind(port).err().expect("it is taken");
    assert!(matches!(error, PortError::Taken { .. }), "{error:?}");
    let words = error.to_string();
    assert!(words.contains(&format!("port {port} is taken")), "{words}");
    assert!(words.contains("--port"), "{words}");
}
