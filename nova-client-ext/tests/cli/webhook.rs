//! `nova webhook …`: verification, and an endpoint that prints webhooks.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command};
use std::time::Duration;

use nova_client_ext::mock::{BatchScript, MockNova, SentWebhook};
use serde_json::{Value, json};

use crate::harness::{JOB, Outcome, TENANT, nova, run, run_with_input};

/// A secret that no output may contain, as [`run`] checks.
const SECRET: &str = "whsec_CANARY0123456789";

/// The signature of the documented body, created by
/// `openssl dgst -sha256 -hmac whsec_CANARY0123456789 ScoreFailedEvent.abridged.json`.
const SIGNATURE: &str = "sha256=d744e7be9bb244b3a30874e42de25ea906171e98bf8ffd7ee83d3f08c9439374";
const COMPLETED: &str = "sha256=bd196c364c86d0d5569eea3d48985241c7207df8b4a6f15f8d5bd8593b9aad51";

fn example(schema: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../openapi/examples/{schema}.abridged.json"))
}

fn verify(signature: &str, more: &[&str]) -> Command {
    let header = format!("X-Webhook-Signature: {signature}");
    let mut command = nova(&[&["webhook", "verify", "--header", &header], more].concat());
    command.env("NOVA_WEBHOOK_SECRET", SECRET);
    command
}

/// Verifies the documented failure on standard input.
fn verify_failure(signature: &str, more: &[&str]) -> Outcome {
    run_with_input(verify(signature, more), &std::fs::read(example("ScoreFailedEvent")).unwrap())
}

#[test]
fn a_genuine_webhook_is_printed_and_ends_with_0() {
    let outcome = verify_failure(
        SIGNATURE,
        &["--header", "x-webhook-id:whd_1", "--header", "Host: example.com:80"],
    );
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{outcome:?}");
    for part in
        ["genuine", "score.failed", "acme-corp", "app-456", "RESUME_FETCH_FAILED", "new résumé URL"]
    {
        assert!(outcome.stdout.contains(part), "{part}: {}", outcome.stdout);
    }
    let object = verify_failure(SIGNATURE, &["--json", "-H", "x-webhook-id:whd_1", "-"]).object();
    assert_eq!((&object["id"], &object["event"]), (&json!("whd_1"), &json!("score.failed")));
    assert_eq!(
        (&object["outcome"], &object["remedy"]),
        (&json!("failed"), &json!("refresh_resume_url"))
    );
    assert_eq!((&object["applicationId"], &object["batchId"]), (&json!("app-456"), &Value::Null));
    assert_eq!(object["happenedAt"], "2025-01-15T10:30:15Z");

    // The verification does not depend on the id.
    let file = example("ScoreCompletedEvent");
    let outcome = run(verify(COMPLETED, &["--json", file.to_str().unwrap()]));
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let object = outcome.object();
    assert_eq!(
        (&object["id"], &object["score"], &object["outcome"]),
        (&Value::Null, &json!(7), &json!("scored"))
    );
    assert!(object.get("body").is_none() && !outcome.stdout.contains("verdict"));
    let whole = run(verify(COMPLETED, &["--json", "--body", file.to_str().unwrap()])).object();
    assert_eq!(whole["body"]["result"]["assessment"]["verdict"], "…");
}

#[test]
fn invalid_signatures_and_bodies_exit_with_1() {
    let wrong = SIGNATURE.replace("sha256=", "sha256=00").chars().take(71).collect::<String>();
    for (signature, why) in [
        (wrong.as_str(), "its signature was created with none of the secrets"),
        ("sha256=xyz", "hexadecimal digits"),
        ("", "is empty"),
    ] {
        let outcome = verify_failure(signature, &[]);
        assert_eq!(outcome.code, 1, "{outcome:?}");
        assert!(
            outcome.error_line().contains(why) && outcome.error_line().contains("byte for byte"),
            "{outcome:?}"
        );
        let object = verify_failure(signature, &["--json"]).error_object();
        assert_eq!(
            (&object["kind"], &object["status"]),
            (&json!("invalid_signature"), &Value::Null)
        );
    }
    let outcome = run(verify(SIGNATURE, &["no-such-file.json"]));
    assert_eq!(
        (outcome.code, outcome.error_line().starts_with("no-such-file.json: cannot be read")),
        (1, true)
    );
    let mut unsigned = nova(&["webhook", "verify"]);
    unsigned.env("NOVA_WEBHOOK_SECRET", SECRET);
    assert!(run(unsigned).error_line().contains("X-Webhook-Signature is missing"));
    // `openssl dgst` of an empty body: genuine, but not an event.
    let outcome =
        run(verify("sha256=58df961da32af50d4c8fa829a8fca278ec05dcdda3f63d0d5d712ceee9d2e9d4", &[]));
    assert_eq!(outcome.code, 1, "{outcome:?}");
    assert!(outcome.error_line().contains("violates the contract"), "{outcome:?}");
    // An old one, with a maximum age.
    let old = ["--tolerance", "300", "-H", "X-Webhook-Timestamp: 2025-01-15T10:30:15Z"];
    assert!(verify_failure(SIGNATURE, &old).error_line().contains("by more than 300s"));
}

#[test]
fn invalid_secrets_and_headers_exit_with_2() {
    let directory = std::env::temp_dir().join(format!("nova-webhook-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = |name: &str, text: &str| {
        let path = directory.join(name);
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    // Several secrets, during a rotation.
    let rotation = file("rotation", &format!("whsec_new\n\n{SECRET}\n"));
    let mut command = verify(SIGNATURE, &["--secret-file", &rotation]);
    command.env_remove("NOVA_WEBHOOK_SECRET");
    let outcome = run_with_input(command, &std::fs::read(example("ScoreFailedEvent")).unwrap());
    assert_eq!(outcome.code, 0, "{outcome:?}");

    let (empty, odd) = (file("empty", "\n"), file("odd", "whsec_CANARY!\n"));
    for (arguments, why) in [
        (&["--secret-file", "no-such-file"][..], "--secret-file no-such-file: cannot be read"),
        (&["--secret-file", &empty], "the webhook secret is missing"),
        (&["--secret-file", &odd, "--key-form", "base64"], "other than Base64"),
        (&["--header", "nonsense"], "is not NAME:VALUE"),
        (&["--header", ": value"], "no name before the colon"),
        (&["--key-form", "rot13"], "rot13"),
        (&["--tolerance", "0"], "leaves no time"),
    ] {
        let outcome = run(verify(SIGNATURE, arguments));
        assert_eq!(outcome.code, 2, "{outcome:?}");
        assert!(outcome.error_line().contains(why), "{why}: {outcome:?}");
    }
    let outcome = run(nova(&["webhook", "verify"]));
    assert_eq!((outcome.code, outcome.error_line().contains("set NOVA_WEBHOOK_SECRET")), (2, true));
    // A secret in place of a file name is not repeated.
    let outcome = run(verify(SIGNATURE, &[SECRET]));
    assert_eq!(outcome.error_line().split(':').next().unwrap(), "[webhook secret]");
    std::fs::remove_dir_all(directory).unwrap();
}

/// A running endpoint, and its output.
struct Listening {
    child: Child,
    lines: BufReader<ChildStdout>,
    url: String,
}

fn listen(arguments: &[&str]) -> Listening {
    let mut command = nova(&[&["webhook", "listen"], arguments].concat());
    let mut child = command.env("NOVA_WEBHOOK_SECRET", SECRET).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    let start = first.find("http://").unwrap_or_else(|| panic!("no address: {first}"));
    let url = first[start..].trim_end().trim_end_matches("\"}").to_owned();
    Listening { child, lines, url }
}

impl Listening {
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        assert!(!line.contains("CANARY"), "{line}");
        line
    }
}

async fn delivered(mock: &MockNova, count: usize) {
    while mock.deliveries().iter().filter(|sent| sent.is_delivered()).count() < count {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_prints_each_genuine_webhook_once() {
    use crate::harness::end;

    let mut listening = listen(&["--json"]);
    let mock = MockNova::builder().webhook(&listening.url, SECRET).start().await.unwrap();
    mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    delivered(&mock, 2).await;
    for sent in mock.deliveries() {
        assert!(mock.resend_webhook(&sent.id));
    }
    delivered(&mock, 4).await;
    mock.send_webhook("moon.full", &json!({"event": "moon.full"}));
    let mut seen: Vec<Value> =
        (0..3).map(|_| serde_json::from_str(&listening.line()).unwrap()).collect();
    assert_eq!(seen.pop().unwrap()["event"], "moon.full", "and no repeat before it");
    seen.sort_by_key(|event| event["event"].to_string());
    assert_eq!(
        (&seen[0]["event"], &seen[0]["outcome"]),
        (&json!("batch.completed"), &json!("completed"))
    );
    assert_eq!((&seen[1]["event"], &seen[1]["score"]), (&json!("score.completed"), &json!(7)));
    assert!(seen.iter().all(|event| event["id"].as_str().unwrap().starts_with("whd_")));

    // One with an invalid signature is rejected and reported.
    let other = MockNova::builder().webhook(&listening.url, "whsec_other").start().await.unwrap();
    other.send_webhook("test", &json!({}));
    other.send_webhook("test", &json!({}));
    while other.deliveries().iter().any(|sent: &SentWebhook| sent.attempts.is_empty()) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(other.deliveries().iter().all(|sent| sent.attempts[0].status == Some(401)));
    // At most one a second is reported.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let got = reqwest::get(&listening.url).await.unwrap();
    assert_eq!(got.status(), 405);

    assert!(
        Command::new("kill")
            .args(["-INT", &listening.child.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
    let outcome = end(listening.child);
    assert_eq!(outcome.code, 130, "{outcome:?}");
    // The second one is only counted if it arrives before the first one is reported.
    let rejected = ["\"invalid_signature\"", "1 more requests were rejected"];
    let reported = rejected.map(|words| outcome.stderr.matches(words).count());
    assert_eq!(reported.iter().sum::<usize>(), 2, "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_prints_a_table_and_ends_at_the_timeout() {
    use crate::harness::end;

    let mut listening = listen(&["--timeout", "3"]);
    let mock = MockNova::builder().webhook(&listening.url, SECRET).start().await.unwrap();
    mock.place_batch(TENANT, JOB, BatchScript::new().failed("app-1", "TIMEOUT", "Too\nslow"));
    delivered(&mock, 2).await;
    assert_eq!(listening.line(), "\n");
    assert!(listening.line().starts_with("TIME "));
    let rows = [listening.line(), listening.line()].concat();
    assert!(rows.contains("failed TIMEOUT: Too slow (rescore (transient))"), "{rows}");
    assert!(rows.contains("total failure: 0 of 1 scored, 1 failed"), "{rows}");
    assert_eq!(end(listening.child).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_triggered_forwarded_and_printed() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let service = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = format!("http://{}/nova", service.local_addr().unwrap());
    let mut listening = listen(&["--json", "--timeout", "30", "--forward-to", &target]);
    let url = listening.url.clone();
    let trigger = move |event: &str| {
        let mut command =
            nova(&["webhook", "trigger", event, "--url", &url, "--id", "whd_1", "--json"]);
        command.env("NOVA_WEBHOOK_SECRET", SECRET);
        tokio::task::spawn_blocking(move || run(command))
    };
    // The service fails at first; Nova would send it again under the same id.
    for (status, code) in [(500, 1), (204, 0)] {
        let triggered = trigger("score.completed");
        let (mut stream, _) = service.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
        }
        let response = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n");
        stream.write_all(response.as_bytes()).await.unwrap();
        let request = String::from_utf8(request).unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let headers: Vec<_> = head.lines().filter_map(|line| line.split_once(": ")).collect();
        let verifier = nova_client_ext::webhook::Verifier::new(SECRET).unwrap();
        assert_eq!(verifier.verify(&headers, body).unwrap().id, "whd_1");
        let outcome = triggered.await.unwrap();
        assert_eq!(outcome.code, code, "{outcome:?}");
        assert_eq!(outcome.object()["status"], if status == 204 { 204 } else { 502 });
    }
    let event: Value = serde_json::from_str(&listening.line()).unwrap();
    assert_eq!((&event["id"], &event["score"]), (&json!("whd_1"), &json!(7)));
    // A repeat is acknowledged, and neither forwarded nor printed.
    assert_eq!(trigger("score.completed").await.unwrap().code, 0);
    listening.child.kill().unwrap();
    listening.child.wait().unwrap();

    for event in ["score.failed", "batch.completed", "test"] {
        let mut listening = listen(&["--json"]);
        let mut command = nova(&["webhook", "trigger", event, "--url", &listening.url]);
        command.env("NOVA_WEBHOOK_SECRET", SECRET);
        assert_eq!(tokio::task::spawn_blocking(|| run(command)).await.unwrap().code, 0);
        let printed: Value = serde_json::from_str(&listening.line()).unwrap();
        assert_eq!(printed["event"], event);
        listening.child.kill().unwrap();
        listening.child.wait().unwrap();
    }
}
