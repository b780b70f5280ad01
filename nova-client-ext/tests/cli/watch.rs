//! `nova batch watch`: every report, the worst outcome as the exit code, and partial results at the
//! timeout.

use std::time::Duration;

use nova_client_ext::mock::{BatchScript, MockNova};
use serde_json::Value;

use crate::harness::{JOB, KEY, TENANT, mock, nova_at, run, run_with_input};

fn soon(script: BatchScript) -> BatchScript {
    script.queue_time(Duration::from_millis(300)).scoring_time(Duration::from_millis(700))
}

/// Places a batch that is scored, one that partly fails and one that never ends, and returns their
/// ids.
fn three(mock: &MockNova) -> [String; 3] {
    let scored = BatchScript::new().scored("app-1", 7);
    let partial = BatchScript::new().scored("app-1", 7).failed("app-2", "TIMEOUT", "too slow");
    let stuck = BatchScript::new().stuck("app-1");
    [scored, partial, stuck].map(|script| mock.place_batch(TENANT, JOB, soon(script)))
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_for_every_batch_and_ends_with_the_worst() {
    let mock = mock().await;
    let [scored, partial, stuck] = three(&mock);

    let outcome = run(nova_at(&mock.base_url(), &["batch", "watch", JOB, &scored]));
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(outcome.stderr.contains("1 of 1 done"), "a line per change: {}", outcome.stderr);

    let outcome =
        run(nova_at(&mock.base_url(), &["batch", "watch", JOB, &scored, &partial, &scored]));
    assert_eq!(outcome.code, 4, "{outcome:?}");
    assert_eq!(outcome.stdout.matches("Batch ").count(), 2, "each once: {}", outcome.stdout);

    let outcome =
        run(nova_at(&mock.base_url(), &["batch", "watch", JOB, &scored, &stuck, "--timeout", "3"]));
    assert_eq!(outcome.code, 3, "{outcome:?}");
    assert!(outcome.stdout.contains("1 pending"), "what is known is printed: {}", outcome.stdout);

    let outcome = run(nova_at(&mock.base_url(), &["batch", "watch", JOB, &partial, "sb-nowhere"]));
    assert_eq!(outcome.code, 1, "{outcome:?}");
    assert!(
        outcome.stderr.contains("BATCH_NOT_FOUND") && outcome.stdout.contains("too slow"),
        "{outcome:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_come_from_standard_input_and_reports_as_json_lines() {
    let mock = mock().await;
    let [scored, partial, _] = three(&mock);
    let input = format!("{JOB} {partial}\n\n# a comment\n{JOB} {scored}\n");
    let command = nova_at(&mock.base_url(), &["batch", "watch", "--from", "-", "--json"]);
    let outcome = run_with_input(command, input.as_bytes());
    assert_eq!(outcome.code, 4, "{outcome:?}");
    let mut ids: Vec<String> = outcome
        .stdout
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["batchId"].as_str().unwrap().to_owned()
        })
        .collect();
    let mut expected = [partial, scored];
    expected.sort();
    ids.sort();
    assert_eq!(ids, expected, "each as soon as it is there");

    for (input, code, why) in
        [("", 1, "names no batch"), ("one-word\n", 1, "line 1"), ("job ..\n", 2, "line 1: BATCH")]
    {
        let command = nova_at(&mock.base_url(), &["batch", "watch", "--from", "-"]);
        let outcome = run_with_input(command, input.as_bytes());
        assert_eq!(outcome.code, code, "{outcome:?}");
        assert!(outcome.stderr.contains(why), "{outcome:?}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_watch_prints_partial_results() {
    use crate::harness::end;

    let mock = MockNova::builder().key(KEY).start().await.unwrap();
    let [_, _, stuck] = three(&mock);
    let child = nova_at(&mock.base_url(), &["batch", "watch", JOB, &stuck]).spawn().unwrap();
    while mock.hits("getScoringBatchStatus") < 2 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let outcome = end(child);
    assert_eq!(outcome.code, 130, "{outcome:?}");
    assert!(outcome.stdout.contains("pending"), "{outcome:?}");
}
