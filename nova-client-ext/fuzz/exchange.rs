//! Properties that must hold for any response of a server: the fuzzer generates the status line,
//! the headers and the body. Shared by the fuzz target and the test that runs its corpus.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use nova_client_ext::{ApiKey, Batch, Error, Nova, Pacing, RetryPolicy};
use tokio::runtime::Runtime;

const KEY: &str = "sk_test_0123456789abcdef0123456789abcdef";
/// The timeout of an attempt, and the maximum duration of an exchange including its processing.
const ATTEMPT: Duration = Duration::from_secs(2);
const MAX_TIME: Duration = Duration::from_secs(5);
/// The maximum length of an error message, in characters.
const MAX_ERROR: usize = 2100;
/// The maximum size of a response.
const MAX_RESPONSE: usize = 256 * 1024;

/// A client and its server.
struct Exchange {
    runtime: Runtime,
    batch: Batch,
    responses: std::sync::Mutex<Sender<Vec<u8>>>,
}

static EXCHANGE: LazyLock<Exchange> = LazyLock::new(|| {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port of this machine");
    let address = listener.local_addr().expect("its number");
    let (responses, to_send) = channel();
    thread::spawn(move || serve(&listener, &to_send));
    let nova = Nova::builder(ApiKey::new(KEY).expect("a key"))
        .base_url(format!("http://{address}"))
        .pacing(Pacing::off())
        .retry(RetryPolicy::none())
        .attempt_timeout(ATTEMPT)
        .max_response_bytes(MAX_RESPONSE)
        .build()
        .expect("a client");
    let tenant = nova.tenant("acme-corp").expect("a tenant");
    let batch = tenant.job("job-1").expect("a job").batch("sb-1").expect("a batch");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Exchange { runtime: runtime.expect("a runtime"), batch, responses: responses.into() }
});

/// Accepts a connection for each response, reads the request's head and sends the response.
fn serve(listener: &TcpListener, responses: &Receiver<Vec<u8>>) {
    while let (Ok((stream, _)), Ok(response)) = (listener.accept(), responses.recv()) {
        // The client may close the connection early in any way.
        let _ = respond(stream, &response);
    }
}

fn respond(mut stream: TcpStream, response: &[u8]) -> std::io::Result<()> {
    stream.set_read_timeout(Some(ATTEMPT))?;
    let mut head = Vec::new();
    let mut buffer = [0; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer)? {
            0 => break,
            read => head.extend_from_slice(&buffer[..read]),
        }
    }
    stream.write_all(response)?;
    stream.shutdown(Shutdown::Write)?;
    // Waits for the client to close, because a reset could discard the response.
    while stream.read(&mut buffer)? > 0 {}
    Ok(())
}

/// Asserts the properties for a response.
pub fn assert_for(response: &[u8]) {
    let started = Instant::now();
    let exchange = &*EXCHANGE;
    // Adds a missing status line, so that the fuzzer reaches headers and bodies quickly.
    let mut sent = Vec::new();
    if !response.starts_with(b"HTTP/") {
        sent.extend_from_slice(b"HTTP/1.1 200 OK\r\n");
    }
    sent.extend_from_slice(response);
    exchange.responses.lock().expect("a sender").send(sent).expect("a server");
    let outcome = exchange.runtime.block_on(async { exchange.batch.report().await });
    match outcome {
        Ok(report) => {
            let shown = format!("{report} {report:?}");
            assert!(!shown.contains(KEY), "a report shows the key");
        }
        Err(error) => check(&error),
    }
    assert!(started.elapsed() < MAX_TIME, "an exchange took {:?}", started.elapsed());
}

fn check(error: &Error) {
    let message = error.to_string();
    let length = message.chars().count();
    assert!(length <= MAX_ERROR, "an error of {length} characters");
    assert!(!message.chars().any(char::is_control), "a control character in {message:?}");
    let mut shown = format!("{message} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        shown.push_str(&format!("{cause} {cause:?}"));
        source = cause.source();
    }
    assert!(!shown.contains(KEY), "an error shows the key: {shown}");
}
