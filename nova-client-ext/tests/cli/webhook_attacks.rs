//! `nova webhook listen` under attack: real sockets, real pipes, few file handles.

#![cfg(target_os = "linux")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use nova_client_ext::webhook::{Stamp, Verifier};
use serde_json::{Value, json};

use crate::harness::nova;

const SECRET: &str = "whsec_CANARY0123456789";
const SECOND: Duration = Duration::from_secs(1);

/// A listener with 256 file handles. Its stdout is a pipe, which a test may not read.
struct Listener {
    child: Child,
    stdout: BufReader<ChildStdout>,
    address: String,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Listener {
    fn start(arguments: &str) -> Self {
        Self::start_with(arguments, Stdio::null())
    }

    fn start_with(arguments: &str, stderr: Stdio) -> Self {
        let script = format!("ulimit -n 256; exec \"$0\" webhook listen --json {arguments}");
        let nova = nova(&[]).get_program().to_owned();
        let mut child = Command::new("sh")
            .args(["-c".as_ref(), script.as_ref(), nova.as_os_str()])
            .env("NOVA_WEBHOOK_SECRET", SECRET)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        stdout.read_line(&mut first).unwrap();
        let first: Value = serde_json::from_str(&first).unwrap();
        let address = first["listeningOn"].as_str().unwrap().replace("http://", "");
        Self { child, stdout, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(40 * SECOND)).unwrap();
        stream.set_write_timeout(Some(40 * SECOND)).unwrap();
        stream
    }

    /// Sends a request, and returns its status; `None` if the connection is closed without one.
    fn post(&self, headers: &[(String, String)], body: &[u8]) -> Option<u16> {
        let mut stream = self.connect();
        let _ = stream.write_all(&request(headers, body));
        status(stream)
    }

    /// Sends a genuine delivery of an event with this id.
    fn deliver(&self, id: &str, event: &Value) -> Option<u16> {
        let (headers, body) = genuine(id, event);
        self.post(&headers, &body)
    }

    fn next_line(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Returns the peak memory of the process, in KiB.
    fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches("kB").trim().parse().unwrap()
    }
}

fn genuine(id: &str, event: &Value) -> (Vec<(String, String)>, Vec<u8>) {
    // An id that is invalid in a header is set afterwards.
    let stamp = Stamp::new(event["event"].as_str().unwrap()).id("whd");
    let signed = Verifier::new(SECRET).unwrap().sign_as(&stamp, event.to_string()).unwrap();
    let headers = signed.headers.iter().map(|(name, value)| {
        let is_id = name.as_str() == "x-webhook-id";
        let value = if is_id { id } else { value.to_str().unwrap() };
        (name.to_string(), value.to_owned())
    });
    (headers.collect(), signed.body.to_vec())
}

fn request(headers: &[(String, String)], body: &[u8]) -> Vec<u8> {
    let mut request = format!("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    [request.as_bytes(), body].concat()
}

fn status(mut stream: TcpStream) -> Option<u16> {
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response);
    String::from_utf8_lossy(&response).split(' ').nth(1)?.parse().ok()
}

/// With an unread stdout and many invalid requests, only printed deliveries are acknowledged, and
/// none is lost.
#[test]
fn a_delivery_counts_as_seen_when_it_is_printed() {
    let mut listener = Listener::start("--body");
    // More than the capacity of a pipe, so that printing blocks halfway.
    let large = json!({"event": "moon.full", "filler": "x".repeat(200_000)});
    let (headers, body) = genuine("whd_large", &large);
    let mut blocked = listener.connect();
    blocked.write_all(&request(&headers, &body)).unwrap();
    std::thread::sleep(SECOND / 2);

    // Unsigned requests are rejected immediately, regardless of their number.
    let start = Instant::now();
    for _ in 0..1000 {
        assert_eq!(listener.post(&[], b"{}"), Some(401));
    }
    assert!(start.elapsed() < 30 * SECOND, "{:?}", start.elapsed());

    // The genuine one is not acknowledged before it is printed, nor is its repeat.
    let event = json!({"event": "moon.new"});
    let (headers, body) = genuine("whd_1", &event);
    let mut first = listener.connect();
    first.write_all(&request(&headers, &body)).unwrap();
    std::thread::sleep(SECOND / 2);
    drop(first);
    assert_eq!(listener.deliver("whd_1", &event), Some(503));

    // Then stdout is read: each is printed once, and a repeat is a duplicate.
    assert_eq!(listener.next_line()["id"], "whd_large");
    assert_eq!(status(blocked), Some(204));
    assert_eq!(listener.next_line()["id"], "whd_1");
    let mut repeat = listener.deliver("whd_1", &event);
    while repeat == Some(503) {
        repeat = listener.deliver("whd_1", &event);
    }
    assert_eq!(repeat, Some(204));
    assert_eq!(listener.deliver("whd_2", &event), Some(204));
    assert_eq!(listener.next_line()["id"], "whd_2", "and no second whd_1");
}

/// Whoever sends requests without a signature does not determine how much is printed.
#[test]
fn a_flood_of_unsigned_requests_is_reported_in_a_few_lines() {
    let mut listener = Listener::start_with("", Stdio::piped());
    let start = Instant::now();
    let sent = 2000;
    for _ in 0..sent {
        assert_eq!(listener.post(&[], b"{}"), Some(401));
    }
    std::thread::sleep(3 * SECOND);
    listener.child.kill().unwrap();
    let mut stderr = String::new();
    listener.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    let lines = stderr.lines().count();
    assert!(lines as u64 <= 2 * start.elapsed().as_secs() + 2, "{lines} lines: {stderr}");
    // Each request is either reported or counted.
    let messages = stderr.lines().map(|line| {
        let error: Value = serde_json::from_str(line).unwrap();
        error["error"].as_str().unwrap().to_owned()
    });
    let counts = messages.map(|message| match message.split_once(" more requests were rejected") {
        Some((count, _)) => count.parse().unwrap(),
        None => 1,
    });
    assert_eq!(counts.sum::<u64>(), sent, "{stderr}");
}

#[test]
fn idle_connections_do_not_keep_genuine_deliveries_out() {
    let mut listener = Listener::start("");
    let mut idle = Vec::new();
    for number in 0..300 {
        let mut stream = listener.connect();
        if number % 2 == 0 {
            let _ =
                stream.write_all(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf");
        }
        idle.push(stream);
    }
    let start = Instant::now();
    for number in 0..20 {
        let id = format!("whd_{number}");
        assert_eq!(listener.deliver(&id, &json!({"event": "moon.full"})), Some(204));
        assert_eq!(listener.next_line()["id"], id);
    }
    assert!(start.elapsed() < 5 * SECOND, "{:?}", start.elapsed());
}

#[test]
fn slow_senders_are_given_up() {
    let listener = Listener::start("");
    let start = Instant::now();
    let [mut head, mut body, silent] = [(); 3].map(|()| listener.connect());
    head.write_all(b"POST / HTTP/1.1\r\nhost:").unwrap();
    body.write_all(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf").unwrap();
    for stream in [head, silent] {
        assert_ne!(status(stream), Some(204));
    }
    assert_eq!(status(body), Some(408));
    assert!((8 * SECOND..20 * SECOND).contains(&start.elapsed()), "{:?}", start.elapsed());
}

#[test]
fn small_chunks_take_no_more_memory_than_their_bytes() {
    let listener = Listener::start("");
    let before = listener.peak_memory();
    let senders = (0..8).map(|_| {
        let mut stream = listener.connect();
        std::thread::spawn(move || {
            let head = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
            stream.write_all(head).unwrap();
            // 4 MB, one byte in each chunk. The connection is closed on the way.
            let chunks = b"1\r\nx\r\n".repeat(4000);
            for _ in 0..1000 {
                if stream.write_all(&chunks).is_err() {
                    return;
                }
            }
            panic!("a body of 4 MB was read");
        })
    });
    let senders: Vec<_> = senders.collect();
    for sender in senders {
        sender.join().unwrap();
    }
    let taken = listener.peak_memory() - before;
    assert!(taken < 24 << 10, "{taken} KiB");
}

#[test]
fn ids_are_bounded() {
    let mut listener = Listener::start("");
    let event = json!({"event": "moon.full"});
    let before = listener.peak_memory();
    assert_eq!(listener.deliver(&"i".repeat(255), &event), Some(204));
    assert_eq!(listener.next_line()["id"].as_str().unwrap().len(), 255);
    assert_eq!(listener.deliver(&"i".repeat(256), &event), Some(400));
    for number in 0..50 {
        let id = format!("{number}{}", "i".repeat(390_000));
        assert_ne!(listener.deliver(&id, &event), Some(204));
    }
    let taken = listener.peak_memory() - before;
    assert!(taken < 16 << 10, "{taken} KiB");
}
