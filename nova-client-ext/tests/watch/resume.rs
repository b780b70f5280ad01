//! Watches that are saved and resumed.

use nova_client_ext::mock::BatchScript;
use nova_client_ext::{ErrorKind, WaitOptions, watch::SavedWatch};

use super::*;

#[tokio::test(start_paused = true)]
async fn a_watch_resumes_after_any_event() {
    let (_mock, batch) = mock_with_script(three_jobs()).await;
    let (expected, _) = all(batch.watch(WaitOptions::default())).await;
    for count in 0..=expected.len() {
        let (_mock, batch) = mock_with_script(three_jobs()).await;
        let mut watch = batch.watch(WaitOptions::default());
        let mut emitted = Vec::new();
        for _ in 0..count {
            emitted.push(describe(&next(&mut watch).await.unwrap().unwrap()));
        }
        let stored = serde_json::to_string(&watch.save()).unwrap();
        drop(watch);
        assert!(stored.len() < 500, "{stored}");
        // Scores, applications and assessments are not stored.
        assert!(!stored.contains("\"a\"") && !stored.contains("score"), "{stored}");

        let saved: SavedWatch = serde_json::from_str(&stored).unwrap();
        assert_eq!(saved.is_settled(), count == expected.len());
        let again = saved.batch(batch.job().tenant().nova()).unwrap();
        let (rest, error) = all(again.watch(WaitOptions::default().resume(saved))).await;
        assert!(error.is_none());
        emitted.extend(rest);
        assert_eq!(emitted, expected, "stopped after {count} events");
    }
}

#[tokio::test(start_paused = true)]
async fn changes_while_stopped_are_emitted_after_the_resume() {
    let (_mock, batch) = mock_with_script(three_jobs()).await;
    let mut watch = batch.watch(WaitOptions::default());
    for _ in 0..4 {
        next(&mut watch).await.unwrap().unwrap();
    }
    let saved = watch.save();
    drop(watch);
    tokio::time::sleep(secs(600)).await;
    let (rest, _) = all(batch.watch(WaitOptions::default().resume(saved.clone()))).await;
    assert_eq!(
        rest,
        ["scored a", "failed b", "scored c", "progress 2+1/3", "settled partial_failure"]
    );
    assert!(batch.wait(WaitOptions::default().resume(saved)).await.unwrap().is_settled());
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_settled_batch_returns_the_report() {
    let (mock, batch) = mock_with_script(BatchScript::new().scored("a", 7)).await;
    let mut watch = batch.watch(WaitOptions::default());
    while let Some(event) = next(&mut watch).await {
        event.unwrap();
    }
    let saved = watch.save();
    assert!(saved.is_settled());
    let (emitted, error) = all(batch.watch(WaitOptions::default().resume(saved.clone()))).await;
    assert!(emitted.is_empty() && error.is_none());
    assert_eq!(mock.hits(STATUS), 1);
    batch.wait(WaitOptions::default().resume(saved)).await.unwrap();
    assert_eq!(mock.hits(STATUS), 2);
}

#[tokio::test(start_paused = true)]
async fn the_state_of_another_batch_and_an_invalid_state_are_rejected() {
    let (mock, batch) = mock_with_script(BatchScript::new().stuck("a")).await;
    let saved = batch.watch(WaitOptions::default()).save();
    let other = batch.job().batch("sb-other").unwrap();
    let error = other.wait(WaitOptions::default().resume(saved.clone())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("another batch"), "{error}");
    assert_eq!(mock.hits(STATUS), 0);

    let mut value = serde_json::to_value(&saved).unwrap();
    value["jobs"] = json!(["not a mark"]);
    assert!(serde_json::from_value::<SavedWatch>(value.clone()).is_err());
    value["jobs"] = json!([]);
    value["batchId"] = json!("..");
    assert!(serde_json::from_value::<SavedWatch>(value).is_err());
}
