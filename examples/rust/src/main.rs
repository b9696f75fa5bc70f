use std::env;
use std::io::{BufRead, BufReader, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

fn main() -> Result<()> {
    let address = format!("{}:{}", value("BIND_ADDRESS"), value("PORT"));
    for visitor in TcpListener::bind(address)?.incoming() {
        thread::spawn(move || visitor.and_then(answer));
    }
    Ok(())
}

fn answer(mut visitor: TcpStream) -> Result<()> {
    for line in BufReader::new(&visitor).lines() {
        if line?.is_empty() {
            let body = format!("Hello from {}\n", value("APP"));
            return write!(visitor, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", body.len(), body);
        }
    }
    Ok(())
}

fn value(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
