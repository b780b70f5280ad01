//! The debug output of sensitive types, their builders and the client contains none of their data.

use std::sync::Arc;

use nova_client::types::{Assessment, ScoringBatchStatus};
use nova_client::{Client, Direct};

use crate::documented;

const SECRET: &str = "weak on distributed systems";

#[test]
fn an_assessment_is_not_printed() {
    let assessment: Assessment = Assessment::builder()
        .verdict(SECRET.to_owned())
        .strengths(vec![SECRET.to_owned()])
        .concerns(vec![SECRET.to_owned()])
        .interview_focus(vec![SECRET.to_owned()])
        .try_into()
        .unwrap();
    assert_eq!(assessment.verdict, SECRET);
    assert_eq!(format!("{assessment:?}"), "Assessment { .. }");
    assert!(!format!("{assessment:#?}").contains(SECRET));
}

#[test]
fn a_builder_of_an_assessment_is_not_printed() {
    let builder = Assessment::builder().verdict(SECRET.to_owned());
    assert_eq!(format!("{builder:?}"), "Assessment { .. }");
}

#[test]
fn a_type_around_an_assessment_prints_the_rest() {
    let mut body = documented();
    body["scoringJobs"][0]["assessment"]["verdict"] = SECRET.into();
    let status: ScoringBatchStatus = serde_json::from_value(body).unwrap();
    let shown = format!("{status:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(shown.contains("app-001"), "{shown}");
}

#[test]
fn a_client_prints_its_base_url_and_not_its_headers() {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("authorization", "Bearer sk_test_secret".parse().unwrap());
    let http = reqwest::Client::builder().default_headers(headers).build().unwrap();
    let client = Client::with_transport("http://127.0.0.1:1", http, Arc::new(Direct));
    let shown = format!("{client:?} {:?}", client.get_scoring_batch_status());
    assert!(shown.contains("http://127.0.0.1:1"), "{shown}");
    assert!(!shown.contains("sk_test"), "{shown}");
}
