//! The conditions that end a watch, and those that do not.

use nova_client_ext::mock::{BatchScript, Cut, End, Fault, MockResponse, StatusCode, header};
use nova_client_ext::{BatchOutcome, ErrorKind, WaitOptions, report::InconsistencyKind};
use tokio::time::{Instant, sleep};

use super::*;

fn json_error(status: u16, code: &str, retryable: impl Into<Option<bool>>) -> MockResponse {
    MockResponse::error(StatusCode::from_u16(status).unwrap(), code, retryable)
}

#[tokio::test(start_paused = true)]
async fn a_permanent_error_ends_the_watch_at_once() {
    for (status, response) in [
        (400, json_error(400, "VALIDATION_ERROR", None)),
        (401, json_error(401, "UNAUTHORIZED", None)),
        (403, json_error(403, "FORBIDDEN", None)),
        (404, json_error(404, "BATCH_NOT_FOUND", None)),
    ] {
        // With the first poll, and with a later one.
        for before in [0, 2] {
            let (mock, batch) = mock_with_script(BatchScript::new().stuck("a")).await;
            let mut watch = batch.watch(WaitOptions::default());
            if before > 0 {
                next(&mut watch).await.unwrap().unwrap();
            }
            mock.inject(Fault::respond(response.clone()).always());
            let (_, error) = all(watch).await;
            let error = error.expect("the watch ends");
            assert_eq!(error.status().unwrap().as_u16(), status);
            let unfinished = error.unfinished().expect("the state of the watch");
            assert_eq!(unfinished.report().is_some(), before > 0);
            assert_eq!(
                u64::from(unfinished.polls()),
                mock.hits(STATUS),
                "each poll was one request"
            );
            assert_eq!(mock.hits(STATUS), if before > 0 { 2 } else { 1 });
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_third_intermediary_response_in_a_row_ends_it() {
    for foreign in [
        MockResponse::empty(StatusCode::FOUND)
            .header(header::LOCATION, "https://elsewhere.example/"),
        MockResponse::json(StatusCode::FORBIDDEN, r#"{"message":"Forbidden"}"#),
        MockResponse::html(StatusCode::BAD_REQUEST, "<h1>Blocked</h1>"),
        MockResponse::html(StatusCode::OK, "<h1>Sign in</h1>"),
    ] {
        let (mock, batch) = mock_with_script(three_jobs()).await;
        mock.inject(Fault::respond(foreign.clone()).times(2));
        assert!(batch.wait(WaitOptions::default()).await.is_ok(), "two are tolerated");

        let (mock, batch) = mock_with_script(three_jobs()).await;
        mock.inject(Fault::respond(foreign).always());
        let error = batch.wait(WaitOptions::default()).await.unwrap_err();
        assert!(error.is_from_intermediary(), "{error:?}");
        assert_eq!(mock.hits(STATUS), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_404_is_tolerated_only_soon_after_the_submission() {
    let missing = || Fault::respond(json_error(404, "BATCH_NOT_FOUND", None)).operation(STATUS);
    let submitted = || WaitOptions::default().submitted_at(chrono::Utc::now());
    let (mock, batch) = mock_with_script(three_jobs()).await;
    mock.inject(missing().times(2));
    assert!(batch.wait(submitted()).await.is_ok());

    let (mock, batch) = mock_with_script(three_jobs()).await;
    mock.inject(missing().always());
    let error = batch.wait(submitted()).await.unwrap_err();
    assert!(error.is_not_found() && mock.hits(STATUS) == 3, "{error:?}");

    // After a successful poll, a 404 means the batch is gone.
    let (mock, batch) = mock_with_script(BatchScript::new().stuck("a")).await;
    let mut watch = batch.watch(submitted());
    next(&mut watch).await.unwrap().unwrap();
    mock.inject(missing().always());
    let (_, error) = all(watch).await;
    assert!(error.expect("the watch ends").is_not_found());
    assert_eq!(mock.hits(STATUS), 2);
}

#[tokio::test(start_paused = true)]
async fn the_third_undecodable_body_in_a_row_ends_it() {
    let undecodable = || Fault::respond(MockResponse::json(StatusCode::OK, "{\"batch\":[]}"));
    let (mock, batch) = mock_with_script(BatchScript::new().stuck("a")).await;
    mock.inject(undecodable().always());
    let error = batch.wait(WaitOptions::default()).await.unwrap_err();
    assert_eq!((error.kind(), mock.hits(STATUS)), (ErrorKind::Decode, 3));
    assert_eq!(error.unfinished().unwrap().polls(), 3);

    // Two, a valid response, and two more are not three in a row.
    let (mock, batch) = mock_with_script(three_jobs()).await;
    mock.inject(undecodable().times(2));
    let report = async {
        let mut watch = batch.watch(WaitOptions::default());
        next(&mut watch).await.unwrap().unwrap();
        mock.inject(undecodable().times(2));
        all(watch).await
    };
    let (emitted, error) = report.await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(emitted.last().unwrap(), "settled partial_failure");
}

#[tokio::test(start_paused = true)]
async fn failed_polls_do_not_end_it() {
    for fault in [
        Fault::respond(json_error(500, "INTERNAL_ERROR", None)),
        Fault::respond(json_error(503, "SERVICE_UNAVAILABLE", true).retry_after(2)),
        Fault::respond(json_error(429, "RATE_LIMITED", true)),
        Fault::respond(MockResponse::html(StatusCode::BAD_GATEWAY, "<h1>Bad gateway</h1>")),
        Fault::cut(Cut::Nothing, End::Reset),
        Fault::cut(Cut::MidBody, End::Close),
    ] {
        let (mock, batch) = mock_with_script(three_jobs()).await;
        mock.inject(fault.clone().chance(0.7, 3).always());
        let (emitted, error) = all(batch.watch(WaitOptions::default())).await;
        assert!(error.is_none(), "{fault:?}: {error:?}");
        let ends: Vec<_> = emitted
            .iter()
            .filter(|event| event.starts_with("scored") || event.starts_with("failed"))
            .collect();
        assert_eq!(ends, ["scored a", "failed b", "scored c"], "{fault:?}");
        assert_eq!(emitted.iter().filter(|event| event.starts_with("settled")).count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_down_for_five_minutes_is_survived() {
    let (mock, batch) = mock_with_script(three_jobs()).await;
    let started = Instant::now();
    let ((emitted, error), requests) =
        tokio::join!(all(batch.watch(WaitOptions::default())), async {
            sleep(secs(12)).await;
            mock.inject(Fault::cut(Cut::Nothing, End::Reset).always());
            let before = mock.hits(STATUS);
            sleep(secs(300)).await;
            mock.clear_faults();
            mock.hits(STATUS) - before
        });
    assert!(error.is_none(), "{error:?}");
    assert_eq!(emitted.iter().filter(|event| event.starts_with("settled")).count(), 1);
    let took = started.elapsed().as_secs();
    assert!((312..345).contains(&took), "settled {took} s after the start");
    assert!(requests < 60, "{requests} requests to a server that is down");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_error_contains_the_last_report() {
    let (mock, batch) = mock_with_script(BatchScript::new().scored("a", 7).stuck("b")).await;
    let started = Instant::now();
    let error = batch.wait(WaitOptions::default()).await.unwrap_err();
    assert_eq!(started.elapsed().as_secs(), 1800, "the default deadline is half an hour");
    assert_eq!(error.kind(), ErrorKind::WaitExpired);
    assert!(error.is_timeout() && error.is_retryable());
    let unfinished = error.unfinished().unwrap();
    assert_eq!(u64::from(unfinished.polls()), mock.hits(STATUS));
    assert!(unfinished.last_error().is_none());
    let report = unfinished.report().unwrap();
    assert_eq!((report.outcome(), report.counts().scored), (BatchOutcome::Pending, 1));
    assert_eq!(error.report().unwrap().batch_id(), report.batch_id());
    let text = error.to_string();
    assert!(text.contains("1800s") && text.contains("pending with 1 of 2 ended"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_also_ends_a_poll_under_way() {
    let (mock, batch) = mock_with_script(BatchScript::new().stuck("a")).await;
    mock.inject(Fault::cut(Cut::Nothing, End::Stall).always());
    let started = Instant::now();
    let error = batch.wait(WaitOptions::default().timeout(secs(7))).await.unwrap_err();
    assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::WaitExpired, 7));
    assert!(error.unfinished().unwrap().report().is_none());

    let error = batch.wait(WaitOptions::default().timeout(secs(300))).await.unwrap_err();
    let last = error.unfinished().unwrap().last_error().expect("the last poll failed");
    assert!(last.is_timeout());
    assert!(error.to_string().contains(&last.to_string()), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test(start_paused = true)]
async fn an_unknown_status_is_polled_to_the_deadline_and_reported() {
    let (mock, batch) =
        mock_with_body(body("paused", (2, 1, 0), &[("a", "completed"), ("b", "pending")])).await;
    let (emitted, error) = all(batch.watch(WaitOptions::default().timeout(secs(120)))).await;
    assert_eq!(emitted, ["seen 1+0/2", "appeared a", "scored a", "appeared b"]);
    let error = error.unwrap();
    assert_eq!(error.kind(), ErrorKind::WaitExpired);
    let report = error.report().unwrap();
    assert_eq!(report.outcome(), BatchOutcome::Unknown);
    assert!(
        report
            .inconsistencies()
            .iter()
            .any(|one| one.kind == InconsistencyKind::UnknownBatchStatus)
    );
    assert!(error.to_string().contains("unknown status \"paused\""), "{error}");
    assert!(mock.hits(STATUS) > 5);
}

#[tokio::test(start_paused = true)]
async fn a_failed_batch_is_an_error_only_if_success_is_required() {
    let (_mock, batch) =
        mock_with_script(BatchScript::new().scored("a", 7).failed("b", "TIMEOUT", "Too slow"))
            .await;
    let report = batch.wait(WaitOptions::default()).await.unwrap();
    assert_eq!(report.outcome(), BatchOutcome::PartialFailure);
    let error = report.clone().require_success().unwrap_err();
    assert_eq!((error.kind(), error.report()), (ErrorKind::NotCompleted, Some(&report)));
    assert!(error.to_string().contains("partial_failure"), "{error}");

    let (_mock, batch) = mock_with_script(BatchScript::new().scored("a", 7)).await;
    batch.wait(WaitOptions::default()).await.unwrap().require_success().unwrap();
}

#[tokio::test(start_paused = true)]
async fn invalid_options_are_rejected_before_any_request() {
    let (mock, batch) = mock_with_script(BatchScript::new().stuck("a")).await;
    for timeout in [Duration::ZERO, secs(31 * 24 * 3600)] {
        let error = batch.wait(WaitOptions::default().timeout(timeout)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains("timeout"), "{error}");
    }
    assert_eq!(mock.hits(STATUS), 0);
}

#[tokio::test(start_paused = true)]
async fn dropping_it_at_any_point_stops_everything() {
    // How often the stream is polled before it is dropped.
    for polls in 0..60 {
        let (mock, batch) = mock_with_script(three_jobs()).await;
        let mut watch = Box::pin(batch.watch(WaitOptions::default()));
        let mut left = polls;
        let ran = poll_fn(|context| {
            loop {
                if left == 0 {
                    return std::task::Poll::Ready(false);
                }
                left -= 1;
                match watch.as_mut().poll_next(context) {
                    std::task::Poll::Ready(Some(_)) => {}
                    std::task::Poll::Ready(None) => return std::task::Poll::Ready(true),
                    std::task::Poll::Pending => return std::task::Poll::Pending,
                }
            }
        })
        .await;
        drop(watch);
        // A request already sent when the watch is dropped may still arrive; no other is sent.
        sleep(secs(1)).await;
        let hits = mock.hits(STATUS);
        sleep(secs(300)).await;
        assert_eq!(mock.hits(STATUS), hits, "dropped after {polls} polls");
        if ran {
            break;
        }
    }
}
