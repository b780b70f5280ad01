//! An id never changes the operation of a call: it is one segment of the path, or nothing is sent.

use nova_client::{Error, Misrouted, failure_of};

use crate::documented;
use crate::server::{Server, response};

async fn server() -> Server {
    Server::responding(response(
        "200 OK",
        "content-type: application/json\r\n",
        &documented().to_string(),
    ))
    .await
}

#[tokio::test]
async fn ids_that_are_invalid_in_a_path_are_rejected_before_sending() {
    let server = server().await;
    for prefix in ["", "/gateway/v2"] {
        let client = server.client(prefix);
        for id in [
            "",
            ".",
            "..",
            "a/../../b",
            "../a",
            "a/.",
            r"a\b",
            r"..\..\b",
            "\u{0}",
            "a\rb",
            "a\nb",
            "a\r\nx-injected: 1",
        ] {
            for (job, batch) in [(id, "sb_1"), ("job-1", id), (id, id)] {
                let call = client
                    .get_scoring_batch_status()
                    .job_id(job)
                    .scoring_batch_id(batch)
                    .send()
                    .await;
                let Err(Error::UnexpectedResponse(response)) = call else {
                    panic!("{job:?} {batch:?}: {call:?}")
                };
                let failure = failure_of(&response).expect("the error contains the reason");
                let misrouted =
                    failure.downcast_ref::<Misrouted>().expect("the reason is `Misrouted`");
                assert_eq!(misrouted.operation().id, "getScoringBatchStatus");
                assert!(misrouted.to_string().starts_with("not sent"), "{misrouted}");
            }
        }
    }
    assert_eq!(server.heads(), Vec::<String>::new());
}

#[tokio::test]
async fn every_other_id_is_one_segment() {
    for (id, segment) in [
        ("a/b", "a%2Fb"),
        ("%2e%2e", "%252e%252e"),
        ("%2E.", "%252E."),
        ("...", "..."),
        ("a..b", "a..b"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("a b+c", "a%20b%2Bc"),
        ("{jobId}", "%7BjobId%7D"),
        ("prénom-✓", "pr%C3%A9nom-%E2%9C%93"),
    ] {
        let server = server().await;
        let call = server
            .client("")
            .get_scoring_batch_status()
            .job_id(id)
            .scoring_batch_id("sb_1")
            .send()
            .await;
        assert!(call.is_ok(), "{id:?}: {call:?}");
        let line = format!("GET /v1/jobs/{segment}/scoring-batches/sb_1 HTTP/1.1");
        assert_eq!(server.heads()[0].lines().next(), Some(line.as_str()), "{id:?}");
    }
}

#[tokio::test]
async fn a_path_in_the_base_url_is_kept() {
    let server = server().await;
    let call = server
        .client("/gateway/v2")
        .get_scoring_batch_status()
        .job_id("j")
        .scoring_batch_id("b")
        .send()
        .await;
    assert!(call.is_ok(), "{call:?}");
    assert!(server.heads()[0].starts_with("GET /gateway/v2/v1/jobs/j/scoring-batches/b HTTP/1.1"));
}
