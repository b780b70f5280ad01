//! Findings and notes from the lists and tables of a page.

use crate::pages::{check, contract};
use crate::support::line;

/// Returns the findings without their operation, and the notes except those about the comparison.
#[track_caller]
fn read(page: &str) -> (Vec<String>, Vec<String>) {
    let report = check(&contract(), "page.md", page);
    let mut found: Vec<String> = report.findings.iter().map(line).collect();
    found.sort();
    let plain = |note: &&String| !note.starts_with("compared:") && !note.starts_with("a page:");
    (found, report.notes.iter().filter(plain).cloned().collect())
}

#[track_caller]
fn findings(page: &str) -> Vec<String> {
    read(page).0
}

const ANALYTICS: &str = "# Overview\n\n`GET /v1/analytics/overview`\n\n## Query parameters\n\n";
const NONE: [&str; 0] = [];

#[test]
fn a_table_without_a_type_column() {
    let table = |required: &str, values: &str| {
        format!(
            "{ANALYTICS}| Parameter | Required | Values | Description |\n|---|---|---|---|\n| `timeRange` | {required} | {values} | How far back. |\n\n## Response\n"
        )
    };
    assert_eq!(findings(&table("Yes", "`1h`, `24h`, `7d`, `30d`, `90d`")), NONE);
    assert_eq!(
        findings(&table("Yes", "`1h`, `24h`, `7d`, `30d`, `90d`, `1y`")),
        ["GET …/analytics/overview → query timeRange | enum-value-added | nsc"]
    );
    let (found, notes) = read(&table("Yes", "`1h`, `24h`"));
    assert_eq!(found, NONE, "fewer values are those of an older page");
    assert_eq!(notes.len(), 3, "{notes:?}");
}

#[test]
fn available_options_and_lengths() {
    let page = |options: &str| {
        format!(
            "GET /v1/analytics/overview\n\nQuery Parameters\n\ntimeRange\nenum<string>\nquery\nrequired\n\nHow far back.\n\nAvailable options: {options}\n\nResponse\n\nperiod\nobject\nrequired\n"
        )
    };
    assert_eq!(findings(&page("`1h`, `24h`, `7d`, `30d`, `90d`")), NONE);
    assert_eq!(
        findings(&page("1h,\n24h,\n7d,\n30d,\n90d,\n180d")),
        ["GET …/analytics/overview → query timeRange | enum-value-added | nsc"]
    );
    let body = |text: &str| {
        format!(
            "POST /v1/criteria-library\n\nBody\n\ntext\nstring\nrequired\n\nThe criterion.\n\n{text}\n\nimportance\nenum<string>\nrequired\n\nAvailable options: MUST_HAVE, PREFERRED, NICE_TO_HAVE\n"
        )
    };
    assert_eq!(findings(&body("Minimum string length: `1`")), NONE);
    assert_eq!(
        findings(&body("Minimum string length: `3`")),
        ["POST /v1/criteria-library → request → text | bound-tightened | BBc"]
    );
    assert_eq!(
        findings(&body("Maximum string length: `500`")),
        ["POST /v1/criteria-library → request → text | bound-tightened | BBc"]
    );
}

#[test]
fn ranges_in_words() {
    let page = |range: &str| {
        format!(
            "POST /v1/jobs/{{jobId}}/scoring-batches\n\n## Body\n\n| Field | Type | Required | Description |\n|---|---|---|---|\n| `applications` | object[] | yes | {range} applications. |\n"
        )
    };
    assert_eq!(findings(&page("1 to 25")), NONE);
    assert_eq!(
        findings(&page("1 to 50")),
        ["POST …/{jobId}/scoring-batches → request → applications | bound-loosened | nsc"]
    );
    assert_eq!(
        findings(&page("1–10")),
        ["POST …/{jobId}/scoring-batches → request → applications | bound-tightened | BBc"]
    );
}

#[test]
fn a_list_of_texts_with_commas_is_one_text() {
    let page = |kind: &str| {
        format!(
            "# Criteria of jobs\n\nGET /v1/jobs/criteria\n\n## Query parameters\n\n| Name | Type | Required |\n|---|---|---|\n| jobIds | {kind} | yes |\n\n## Response\n"
        )
    };
    assert_eq!(findings(&page("string")), NONE);
    assert_eq!(findings(&page("integer")), ["GET …/jobs/criteria → query jobIds | retyped | BBB"]);
}

#[test]
fn differences_explained_by_an_older_page_are_notes() {
    let optional = format!(
        "{ANALYTICS}| Parameter | Required | Values |\n|---|---|---|\n| `timeRange` | no | 1h |\n| `other` | yes | x |\n"
    );
    let (found, notes) = read(&optional);
    assert_eq!(found, ["GET …/analytics/overview → query other | parameter-added | BBB"]);
    assert!(notes.iter().any(|note| note.contains("older than the contract")), "{notes:?}");
    let library = "GET /v1/criteria-library\n\n## Query parameters\n\n| Name | Type |\n|---|---|\n";
    assert_eq!(
        findings(&format!("{library}| limit | integer |\n")),
        ["GET /v1/criteria-library → query limit | parameter-added | nsc"]
    );
}

#[test]
fn a_truncated_list_gives_no_missing_fields() {
    let start = "# X\n\nGET /v1/jobs/{jobId}/scoring-batches/{scoringBatchId}\n\n## Path parameters\n\n| Name | Type |\n|---|---|\n| jobId | string |\n";
    let (found, notes) = read(start);
    assert_eq!(found, NONE);
    assert!(notes.iter().any(|note| note.contains("scoringBatchId")), "{notes:?}");
    assert_eq!(
        findings(&format!(
            "{start}\n## Headers\n\n| Name | Type |\n|---|---|\n| X-Tenant-Id | string |\n"
        )),
        ["GET …/scoring-batches/{scoringBatchId} → path scoringBatchId | parameter-removed | BBB"]
    );
    let body = "GET /v1/criteria-library\n\nResponse\n\n{\"criteria\": [{\"id\": \"1\", \"text\": \"a\"}, {\"id\": \"2\"";
    let (found, notes) = read(body);
    assert_eq!(found, NONE);
    assert!(notes.iter().any(|note| note.contains("it was cut")), "{notes:?}");
}

#[test]
fn a_response_is_no_request() {
    let page = "POST /v1/jobs/{jobId}/criteria/items\n\n{\n  \"criterion\": {\"id\": \"<string>\", \"text\": \"<string>\", \"importance\": \"MUST_HAVE\", \"order\": 1, \"createdAt\": \"2023-11-07T05:31:56Z\"},\n  \"criteria\": []\n}\n";
    assert_eq!(findings(page), NONE);
}

const CODES: &str = "# Errors\n\n| Code | HTTP status | Retryable |\n|---|---|---|\n| `VALIDATION_ERROR` | 400 | No |\n| `BATCH_NOT_FOUND` | 404 | No |\n| `RATE_LIMITED` | 429 | Yes |\n| `INTERNAL_ERROR` | 500 | Yes |\n";

#[test]
fn the_error_reference() {
    let (found, notes) = read(CODES);
    assert_eq!(found, NONE);
    assert!(notes.iter().all(|note| note.contains("older than the contract")), "{notes:?}");
    assert_eq!(
        findings(&format!("{CODES}| `CREDITS_EXHAUSTED` | 402 | No |\n")),
        ["schema ErrorCode | enum-value-added | nsc*"]
    );
    assert_eq!(
        findings(&CODES.replace("`BATCH_NOT_FOUND` | 404", "`BATCH_NOT_FOUND` | 410")),
        ["schema ErrorCode | error-code-changed | Bsc"]
    );
    let (found, notes) = read(&CODES.replace("| 404 | No |", "| 404 | Yes |"));
    assert_eq!(found, NONE);
    assert!(notes.iter().any(|note| note.contains("calls BATCH_NOT_FOUND retryable")), "{notes:?}");
    let headings = "# Errors\n\n### VALIDATION_ERROR\n\nHTTP status: 400\nRetryable: No\n\n### RATE_LIMITED\n\nHTTP status: 429\nRetryable: Yes\n\n### TEAPOT_FOUND\n\nHTTP status: 418\nRetryable: No\n";
    assert_eq!(findings(headings), ["schema ErrorCode | enum-value-added | nsc*"]);
}

#[test]
fn the_table_of_buckets() {
    let page = |limit: &str, route: &str| {
        format!(
            "# Rate limits\n\n| Bucket | Limit | Routes |\n|---|---|---|\n| `read_and_ops` | {limit} | all other |\n| `analytics` | 20 requests per second | {route} |\n"
        )
    };
    assert_eq!(findings(&page("20/s", "`GET /v1/analytics/overview`")), NONE);
    assert_eq!(
        findings(&page("10/s", "")),
        ["bucket read_and_ops.limit | rate-limit-lowered | Bsc"]
    );
    assert_eq!(
        findings(&page("20/s", "`GET /v1/rate-limit-status`")),
        ["GET /v1/rate-limit-status | rate-limit-raised | nsc*"]
    );
}

#[test]
fn a_table_of_status_values() {
    let page = |more: &str| {
        format!(
            "# Deletion\n\nGET /v1/deletion-requests/{{deletionRequestId}}\n\n| Status | Meaning |\n|---|---|\n| `pending` | a |\n| `processing` | b |\n| `completed` | c |\n| `failed` | d |\n{more}"
        )
    };
    assert_eq!(read(&page("")), (Vec::new(), Vec::new()));
    assert_eq!(
        findings(&page("| `expired` | e |\n")),
        ["schema DeletionStatus | enum-value-added | nsc*"]
    );
}

#[test]
fn a_table_of_status_values_that_was_copied_as_text() {
    let page = |more: &str| {
        format!(
            "GET\n/\nv1\n/\ndeletion-requests\n/\n{{deletionRequestId}}\n\nStatusMeaning\npendingQueued\nprocessingDeletion is under way\ncompletedNova has processed the request\nfailedSomething went wrong\n{more}createdAt says when it was made.\n"
        )
    };
    assert_eq!(read(&page("")), (Vec::new(), Vec::new()));
    assert_eq!(
        findings(&page("expiredIt took too long\n")),
        ["schema DeletionStatus | enum-value-added | nsc*"]
    );
}

#[test]
fn a_table_of_operations() {
    let page = "# Deletion\n\n| Method | Path | What |\n|---|---|---|\n| DELETE | `/v1/tenants/{tenantExternalId}` | a |\n| `DELETE` | /v1/jobs/{jobId}/applications/{applicationId} | b |\n| GET | /v1/deletion-requests | c |\n\n{\"deletionRequest\": {\"id\": \"x\", \"scope\": \"tenant\", \"status\": \"lost\", \"createdAt\": \"2026-05-13T09:00:00Z\", \"updatedAt\": \"2026-05-13T09:00:00Z\"}}\n";
    let (found, notes) = read(page);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with("deletionRequest.status | enum-value-added | nsc*"), "{found:?}");
    assert_eq!(notes, ["not in the contract, so not compared: GET /v1/deletion-requests"]);
}
