//! `nova mock` as a server: for several clients, and for unauthenticated ones.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use nova_client_ext::webhook::Verifier;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::harness::{nova, run};

const JOB: &str = "job-1";

/// A mock in a separate process.
struct Server {
    child: Child,
    access: Value,
    _stdout: BufReader<ChildStdout>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        Self::spawn(nova(&[&["mock", "--json"], arguments].concat()))
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        Self { child, access: serde_json::from_str(&line).unwrap(), _stdout: stdout }
    }

    fn text(&self, name: &str) -> &str {
        self.access[name].as_str().unwrap()
    }

    /// Returns a command that uses this mock.
    fn nova(&self, arguments: &[&str]) -> Command {
        let mut command = nova(arguments);
        command
            .env("NOVA_BASE_URL", self.text("baseUrl"))
            .env("NOVA_API_KEY", self.text("apiKey"))
            .env("NOVA_TENANT_ID", "acme-corp");
        command
    }

    async fn submit(&self, applications: std::ops::Range<u32>) -> Option<u16> {
        let applications: Vec<Value> = applications
            .map(|number| {
                let resume = json!({"type": "url", "url": "https://cv.example/a.pdf"});
                json!({"applicationId": format!("app-{number:03}"), "resume": resume})
            })
            .collect();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}/v1/jobs/{JOB}/scoring-batches", self.text("baseUrl"));
        let request = client.post(url).bearer_auth(self.text("apiKey"));
        let body = json!({"jobDescription": "Engineer", "applications": applications});
        let response = request.header("X-Tenant-Id", "acme-corp").json(&body).send().await;
        response.ok().map(|response| response.status().as_u16())
    }

    async fn scored(&self) -> Vec<Value> {
        let response = reqwest::get(self.text("scoredUrl")).await.unwrap();
        let body: Value = response.json().await.unwrap();
        body["applications"].as_array().unwrap().clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_counts_submits_and_loses_responses_after_processing() {
    let arguments = ["--fail", "30%", "--reject", "0.2", "--seed", "7", "--without-rate-limits"];
    let server = Server::start(&[&arguments[..], &["--drop-responses", "0.5"]].concat());
    let mut lost = 0;
    for batch in 0..8 {
        // Repeats the request until a response arrives, like a client.
        while server.submit(batch * 25..batch * 25 + 25).await.is_none() {
            lost += 1;
        }
    }
    assert!(lost > 0);
    let scored = server.scored().await;
    assert_eq!(scored.len(), 200);
    let sum = |name: &str| scored.iter().map(|one| one[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!(sum("submitted"), 200 + 25 * lost);
    assert_eq!(sum("scored") + sum("failed"), sum("scoringJobs"));
    assert!((25..90).contains(&sum("failed")), "{}", sum("failed"));

    // The same applications in another process, with the same seed.
    let other = Server::start(&arguments);
    for batch in (0..8).rev() {
        assert_eq!(other.submit(batch * 25..batch * 25 + 25).await, Some(202));
    }
    let again = other.scored().await;
    for name in ["applicationId", "scored", "failed"] {
        let column = |all: &[Value]| all.iter().map(|one| one[name].clone()).collect::<Vec<_>>();
        assert_eq!(column(&scored), column(&again), "{name}");
    }
}

/// Returns whether a request with a `Content-Length` is complete.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    body.len() == length.parse::<usize>().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_takes_time_to_score_and_sends_webhooks() {
    let directory = std::env::temp_dir().join(format!("nova-mock-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = directory.join("secret");
    std::fs::write(&file, "whsec_of_the_mock\n").unwrap();
    let endpoint = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", endpoint.local_addr().unwrap());
    let file = file.to_str().unwrap();
    let server = Server::start(&[
        "--scoring-time",
        "100",
        "--speed",
        "100",
        "--webhook",
        &url,
        "--webhook-secret-file",
        file,
    ]);
    assert_eq!(server.submit(0..1).await, Some(202));
    assert_eq!(server.scored().await[0]["pending"], 1);
    let (mut stream, _) = endpoint.accept().await.unwrap();
    let mut request = Vec::new();
    while !is_whole(&request) {
        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
    }
    stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
    let text = String::from_utf8(request).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let headers: Vec<(&str, &str)> =
        head.lines().filter_map(|line| line.split_once(": ")).collect();
    let delivery = Verifier::new("whsec_of_the_mock").unwrap().verify(&headers, body).unwrap();
    let events = ["score.completed", "score.failed", "batch.completed"];
    assert!(events.contains(&delivery.event.name()));
    // The first event may belong to one of the sample batches.
    while server.scored().await[0]["scored"] == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for arguments in [&["mock", "--webhook", &url][..], &["mock", "--fail", "2"]] {
        assert_eq!(run(nova(arguments)).code, 2);
    }
    std::fs::remove_dir_all(directory).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_public_address_it_warns_and_generates_a_key() {
    let server = Server::start(&["--listen", "0.0.0.0:0"]);
    let other = Server::start(&["--listen", "0.0.0.0:0"]);
    assert_ne!(server.text("apiKey"), other.text("apiKey"));
    assert!(server.text("apiKey").len() > 40);
    assert!(server.text("warning").contains("other machines"));
    let batch = server.access["batchIds"][0].as_str().unwrap();
    let outcome = run(server.nova(&["batch", "status", server.text("jobId"), batch]));
    assert_eq!(outcome.code, 4, "{outcome:?}");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.get(server.text("scoredUrl"));
    assert_eq!(request.try_clone().unwrap().send().await.unwrap().status(), 401);
    let request = request.bearer_auth(server.text("apiKey"));
    assert_eq!(request.send().await.unwrap().status(), 200);

    let local = Server::start(&[]);
    assert_eq!(local.access.get("warning"), None);
}

/// Bodies without a valid key: complete, incomplete, and in small chunks.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn bodies_without_a_key_take_no_memory() {
    let server = Server::start(&[]);
    let peak = || -> u64 {
        let file = format!("/proc/{}/status", server.child.id());
        let status = std::fs::read_to_string(file).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches("kB").trim().parse().unwrap()
    };
    let before = peak();
    let address = server.text("baseUrl").trim_start_matches("http://").to_owned();
    let post = format!("POST /v1/jobs/{JOB}/scoring-batches HTTP/1.1\r\nhost: x\r\n");
    let whole = format!("{post}content-length: 4400000\r\n\r\n{}", "x".repeat(4_400_000));
    let half = &whole[..4_000_000];
    let chunked =
        format!("{post}transfer-encoding: chunked\r\n\r\n{}", "1\r\nx\r\n".repeat(300_000));
    let mut open = Vec::new();
    for request in [&whole, half, &chunked].into_iter().cycle().take(15) {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
        let _ = stream.write_all(request.as_bytes());
        open.push(stream);
    }
    assert_eq!(server.submit(0..1).await, Some(202));
    let taken = peak() - before;
    assert!(taken < 32 << 10, "{taken} KiB");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_are_replaced() {
    let mut command = Command::new("sh");
    let program = nova(&[]).get_program().to_owned();
    command.args(["-c".as_ref(), "ulimit -n 256; exec \"$0\" mock --json".as_ref(), &*program]);
    let server = Server::spawn(command);
    let address = server.text("baseUrl").trim_start_matches("http://");
    let mut idle = Vec::new();
    for _ in 0..300 {
        let mut stream = TcpStream::connect(address).unwrap();
        let _ = stream.write_all(b"GET /v1/");
        idle.push(stream);
    }
    let request = tokio::time::timeout(Duration::from_secs(10), server.submit(0..1));
    assert_eq!(request.await.unwrap(), Some(202));
}
