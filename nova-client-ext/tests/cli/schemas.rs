//! `nova schema …` describes what every command prints with `--json`.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};

use nova_client_ext::mock::{BatchScript, MockNova};
use serde_json::{Value, json};

use crate::harness::{JOB, KEY, Outcome, TENANT, mock, nova, nova_at, run, run_with_input};
use crate::run::{Directory, csv, start};
use crate::submit::{ABOUT, line};

/// Validates the lines of an output with a schema, which must be strict enough to reject other
/// data.
fn check(seen: &mut BTreeSet<String>, name: &str, output: &str) {
    let schema = run(nova(&["schema", name])).object();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut lines = 0;
    for line in output.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}: {value}");
        lines += 1;
    }
    assert!(lines > 0, "{name}: no output");
    assert!(!validator.is_valid(&json!({})) || name == "man", "{name} accepts anything");
    seen.insert(name.to_owned());
}

fn named() -> BTreeSet<String> {
    let help = run(nova(&["schema", "--help"])).stdout;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\n").unwrap();
    let names = commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_json_output_has_a_schema() {
    let mock: MockNova = mock().await;
    let at = |arguments: &[&str]| -> Outcome {
        let outcome = run(nova_at(&mock.base_url(), &[arguments, &["--json"]].concat()));
        assert!(outcome.code != 1 && outcome.code != 2, "{arguments:?}: {outcome:?}");
        outcome
    };
    let with = |arguments: &[&str], input: &str| {
        let command = nova_at(&mock.base_url(), &[arguments, &ABOUT, &["--json"]].concat());
        run_with_input(command, input.as_bytes())
    };
    let mut seen = BTreeSet::new();
    let script = || {
        BatchScript::new()
            .scored("app-1", 7)
            .failed("app-2", "TIMEOUT", "Slow")
            .rejected("app-3", "RESUME_CORRUPTED", "Bad", Some("missing_eof"))
            .stuck("app-4")
    };
    let batch = mock.place_batch(TENANT, JOB, script());
    check(&mut seen, "status", &at(&["batch", "status", JOB, &batch]).stdout);
    check(&mut seen, "status", &at(&["batch", "status", JOB, &batch, "--assessments"]).stdout);
    check(&mut seen, "status", &at(&["batch", "status", JOB, &batch, "--current"]).stdout);
    check(&mut seen, "report", &at(&["batch", "watch", JOB, &batch, "--timeout", "1"]).stdout);
    let file = [
        line("app-5", "mock:7"),
        line("app-6", "mock:RESUME_CORRUPTED"),
        line("app-7", "mock:TIMEOUT"),
    ];
    let submitted = with(&["batch", "submit", JOB, "-"], &file.join("\n"));
    check(&mut seen, "submission", &submitted.stdout);
    let rejected = with(&["batch", "submit", JOB, "-"], &line("app-8", "mock:RESUME_CORRUPTED"));
    check(&mut seen, "submission", &rejected.stdout);
    let id = submitted.object()["batchId"].as_str().unwrap().to_owned();
    check(&mut seen, "retry", &with(&["batch", "retry", JOB, &id, "-"], &file[2]).stdout);
    let url = ["--resume-url", "https://cv.example/mock:7.pdf", ABOUT[0], ABOUT[1]];
    let scored = at(&[&["score", JOB, "app-9", "--wait"], &url[..]].concat());
    check(&mut seen, "scoring-job", &scored.stdout);
    check(&mut seen, "scoring-job", &at(&["job", "latest", JOB, "app-9"]).stdout);

    let set = at(&["criteria", "set", JOB, "--must-have", "Go", "--preferred", "Dutch"]);
    check(&mut seen, "criteria-list", &set.stdout);
    check(&mut seen, "criteria", &at(&["criteria", "list", JOB]).stdout);
    check(&mut seen, "current-criteria", &at(&["criteria", "current", JOB]).stdout);
    let added = at(&["criteria", "add", JOB, "Leads"]);
    check(&mut seen, "criterion-change", &added.stdout);
    let criterion = added.object()["criterion"]["id"].as_str().unwrap().to_owned();
    check(&mut seen, "criteria", &at(&["criteria", "remove", JOB, &criterion]).stdout);
    let versions = at(&["criteria", "versions", JOB]);
    check(&mut seen, "criteria-versions", &versions.stdout);
    let version = versions.object()["versions"][0]["id"].as_str().unwrap().to_owned();
    check(&mut seen, "criteria-version", &at(&["criteria", "versions", JOB, &version]).stdout);
    let about = ["--title", "Engineer", "--company", "Acme", "--description", "Builds"];
    check(
        &mut seen,
        "question-set",
        &at(&[&["questions", "create", JOB], &about[..]].concat()).stdout,
    );
    check(
        &mut seen,
        "criteria",
        &at(&[&["criteria", "generate", JOB], &about[..]].concat()).stdout,
    );
    check(&mut seen, "success", &at(&["criteria", "archive", JOB]).stdout);
    check(&mut seen, "library-criterion", &at(&["library", "add", "Speaks Dutch"]).stdout);
    let library = at(&["library", "list"]);
    check(&mut seen, "library", &library.stdout);
    let kept = library.object()["criteria"][0]["id"].as_str().unwrap().to_owned();
    check(&mut seen, "success", &at(&["library", "remove", &kept]).stdout);
    check(&mut seen, "deletion", &at(&["delete", "tenant", "globex", "--yes"]).stdout);
    for figures in ["overview", "volume", "latency", "errors", "webhooks"] {
        check(&mut seen, &format!("analytics-{figures}"), &at(&["analytics", figures]).stdout);
    }
    check(&mut seen, "limits", &at(&["limits"]).stdout);
    check(&mut seen, "doctor", &at(&["doctor"]).stdout);
    check(&mut seen, "config", &at(&["config", "show"]).stdout);
    check(&mut seen, "config", &at(&["config", "path"]).stdout);
    check(&mut seen, "completions", &at(&["completions", "bash"]).stdout);
    check(&mut seen, "man", &at(&["man"]).stdout);

    let failed = run(nova_at(&mock.base_url(), &["batch", "status", JOB, "sb-nowhere", "--json"]));
    check(&mut seen, "error", &failed.stderr);
    check(&mut seen, "error", &run(nova(&["limits", "--json"])).stderr);
    webhook_outputs(&mut seen);
    run_outputs(&mut seen).await;

    let mock = run(nova(&["mock", "--json", "--timeout", "1"])).stdout.replace(KEY, "");
    check(&mut seen, "mock", &mock);
    assert_eq!(seen, named(), "every schema is checked");
}

/// Checks the outputs of `nova run`, for a finished and a stopped run.
async fn run_outputs(seen: &mut BTreeSet<String>) {
    let mock: MockNova = mock().await;
    let at = |arguments: &[&str]| -> Outcome {
        let outcome = run(nova_at(&mock.base_url(), &[arguments, &["--json"]].concat()));
        assert!([0, 3, 4].contains(&outcome.code), "{arguments:?}: {outcome:?}");
        outcome
    };
    let directory = Directory::new("schemas");
    let (file, store) = (directory.write("list.csv", csv()), directory.path("runs.sqlite"));
    check(seen, "run-plan", &at(&start(&file, &store, &["--dry-run"])).stdout);
    check(seen, "run-status", &at(&start(&file, &store, &["--name", "spring"])).stdout);
    let stopped = start(&file, &store, &["--name", "autumn", "--timeout", "1"]);
    check(seen, "run-status", &at(&stopped).stdout);
    check(seen, "run-list", &at(&["run", "list", "--store", &store]).stdout);
    for name in ["spring", "autumn"] {
        let of = |arguments: &[&str]| {
            at(&[&["run"], arguments, &["--store", &store, "--name", name]].concat()).stdout
        };
        check(seen, "run-status", &of(&["status"]));
        check(seen, "run-report", &of(&["report"]));
        check(seen, "run-retry", &of(&["retry", "--code", "NONE"]));
        check(seen, "run-report", &of(&["report", "--html", &directory.path("x.html")]));
        check(seen, "run-export", &of(&["export", "--output", &directory.path("x.csv")]));
        let lines = of(&["export", "--output", "-", "--format", "jsonl"]);
        assert_eq!(lines.lines().count(), 60);
        check(seen, "run-application", &lines);
    }
}

/// Checks the outputs of `nova webhook`.
fn webhook_outputs(seen: &mut BTreeSet<String>) {
    let webhook = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../openapi/examples/ScoreCompletedEvent.abridged.json"
    );
    let signature = "X-Webhook-Signature: sha256=bd196c364c86d0d5569eea3d48985241c7207df8b4a6f15f8d5bd8593b9aad51";
    for more in [&[][..], &["--body"]] {
        let mut verify =
            nova(&[&["webhook", "verify", "--json", "-H", signature, webhook], more].concat());
        verify.env("NOVA_WEBHOOK_SECRET", "whsec_CANARY0123456789");
        check(seen, "webhook", &run(verify).stdout);
    }
    let mut listen = nova(&["webhook", "listen", "--json", "--timeout", "20"]);
    listen.env("NOVA_WEBHOOK_SECRET", "whsec_CANARY0123456789");
    let mut listening = listen.spawn().unwrap();
    let mut lines = BufReader::new(listening.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let address: Value = serde_json::from_str(&first).unwrap();
    check(seen, "webhook", &first);
    for event in ["score.completed", "score.failed", "batch.completed", "test"] {
        let url = address["listeningOn"].as_str().unwrap();
        let mut trigger = nova(&["webhook", "trigger", event, "--url", url]);
        trigger.env("NOVA_WEBHOOK_SECRET", "whsec_CANARY0123456789");
        assert_eq!(run(trigger).code, 0);
        check(seen, "webhook", &lines.next().unwrap());
    }
    listening.kill().unwrap();
    listening.wait().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let responding = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
    });
    let mut trigger = nova(&["webhook", "trigger", "score.failed", "--json", "--url", &url]);
    trigger.env("NOVA_WEBHOOK_SECRET", "whsec_CANARY0123456789");
    check(seen, "webhook-trigger", &run(trigger).stdout);
    responding.join().unwrap();
}
