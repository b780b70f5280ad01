//! The server of all contenders. It responds to the expected request with the body and rejects any
//! other.
//!
//! It writes to the socket directly, so that its cost is small and constant. Its headers are the
//! vendor's, with a rate limit that is never reached.

use std::error::Error;
use std::io::Read as _;
use std::time::SystemTime;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::body;
use crate::contender::{KEY, TENANT};

/// The maximum length of a request head.
const LONGEST_HEAD: usize = 8 * 1024;

/// Serves until standard input ends, so that the server stops with its parent.
pub async fn serve() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let body = body::text();
    loop {
        let (connection, _) = listener.accept().await?;
        connection.set_nodelay(true)?;
        // If a connection breaks, its client reports it.
        tokio::spawn(respond_to_all(connection, body.clone()));
    }
}

async fn respond_to_all(mut connection: TcpStream, body: String) -> std::io::Result<()> {
    let mut head = Vec::with_capacity(LONGEST_HEAD);
    loop {
        head.clear();
        while !head.ends_with(b"\r\n\r\n") {
            if connection.read_buf(&mut head).await? == 0 || head.len() > LONGEST_HEAD {
                return Ok(());
            }
        }
        let answer = match complaint(&String::from_utf8_lossy(&head)) {
            None => answer("200 OK", &body),
            Some(complaint) => answer("400 Bad Request", complaint),
        };
        connection.write_all(answer.as_bytes()).await?;
    }
}

/// Returns the problem with a request, if any. All contenders must send the same one: for the
/// batch, with the key and the tenant.
fn complaint(head: &str) -> Option<&'static str> {
    let line = format!("GET /v1/jobs/{}/scoring-batches/{} HTTP/1.1", body::JOB, body::BATCH);
    let has = |name: &str, value: &str| {
        head.lines()
            .filter_map(|line| line.split_once(": "))
            .any(|(of, is)| of.eq_ignore_ascii_case(name) && is == value)
    };
    if head.lines().next() != Some(&line) {
        Some("another resource was requested")
    } else if !has("authorization", &format!("Bearer {KEY}")) {
        Some("the key is missing")
    } else if !has("x-tenant-id", TENANT) {
        Some("the tenant is missing")
    } else {
        None
    }
}

fn answer(status: &str, body: &str) -> String {
    let now =
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n\
         date: Sun, 14 Dec 2025 10:33:21 GMT\r\nx-trace-id: 4bf92f3577b34da6a3ce929d0e0e4736\r\n\
         x-ratelimit-bucket: read_and_ops\r\nx-ratelimit-limit: 1000000\r\nx-ratelimit-remaining: 999999\r\n\
         x-ratelimit-reset: {}\r\n\r\n{body}",
        body.len(),
        now + 1,
    )
}
