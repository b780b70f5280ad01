//! Saved pages compared with the contract.

use serde_json::json;
use xtask::drift::{Document, Evidence, Report, Source, page};

use crate::support::{GET, document, line, object};

pub(crate) fn contract() -> Document {
    let path = format!("{}/../openapi/nova.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    Document::read(&Source { name: "openapi/nova.json".to_owned(), text })
        .unwrap_or_else(|why| panic!("{why}"))
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(format!(
        "{}/tests/fixtures/drift/pages/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

#[track_caller]
pub(crate) fn check(contract: &Document, name: &str, text: &str) -> Report {
    page(contract, &Source { name: name.to_owned(), text: text.to_owned() })
        .unwrap_or_else(|why| panic!("{why}"))
}

#[track_caller]
fn found(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = report
        .findings
        .iter()
        .map(|finding| line(finding).replace(&format!("{GET} → "), ""))
        .collect();
    lines.sort();
    lines
}

/// The fields missing in the generated sample of the vendor's page.
const LEFT_OUT: [&str; 4] = [
    "batch.status",
    "rejectedApplications[].error.code",
    "scoringJobs[].errorCode",
    "scoringJobs[].status",
];

/// Checks that there is one note about it.
#[track_caller]
fn incomplete(report: &Report) {
    let notes: Vec<&String> =
        report.notes.iter().filter(|note| note.contains("sample is incomplete")).collect();
    let [note] = notes[..] else { panic!("{:?}", report.notes) };
    for field in LEFT_OUT {
        assert!(note.contains(field), "{note}");
    }
}

#[test]
fn the_vendors_page_gives_no_finding_and_one_note_on_its_sample() {
    let report = check(&contract(), "batch-status.txt", &fixture("batch-status.txt"));
    assert_eq!(found(&report), [""; 0]);
    incomplete(&report);
}

#[test]
fn a_field_that_is_nowhere_on_a_page_is_removed() {
    let text = fixture("batch-status.txt");
    let sample = &text[..text.find("Example response").unwrap()];
    let report = check(&contract(), "sample.txt", sample);
    assert_eq!(
        found(&report),
        [
            "200 → batch.status | field-removed | BBB",
            "200 → rejectedApplications[].error.code | field-removed | BBB",
            "200 → scoringJobs[].errorCode | field-removed | BsB",
            "200 → scoringJobs[].status | field-removed | BBB",
        ]
    );
    assert!(report.findings.iter().all(|one| one.evidence == Some(Evidence::GeneratedSample)
        && one.operations == ["GET /v1/jobs/{jobId}/scoring-batches/{scoringBatchId}"]));
}

#[test]
fn the_hand_written_example_alone_gives_nothing() {
    let report = check(&contract(), "batch-status.md", &fixture("batch-status.md"));
    assert_eq!(found(&report), [""; 0]);
}

#[test]
fn html_is_read_like_text() {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let body: String = fixture("batch-status.txt")
        .lines()
        .map(|line| {
            if line.starts_with([' ', '{', '}']) {
                format!("{}\n", escape(line))
            } else {
                format!("</pre><div>{}</div><pre>", escape(line))
            }
        })
        .collect();
    let page = format!(
        "<!DOCTYPE html><html><head><style>p {{}}</style></head><body><pre>{body}</pre></body></html>"
    );
    let report = check(&contract(), "batch-status.html", &page);
    assert_eq!(found(&report), [""; 0]);
    incomplete(&report);
}

#[test]
fn findings_from_an_example() {
    let changed = |from: &str, to: &str| {
        found(&check(&contract(), "page.md", &fixture("batch-status.md").replacen(from, to, 1)))
    };
    assert_eq!(
        changed("\"status\": \"pending\"", "\"status\": \"cancelled\""),
        ["200 → batch.status | enum-value-added | nsc*"]
    );
    assert_eq!(
        changed("\"status\": \"pending\"", "\"status\": \"PENDING\""),
        ["200 → batch.status | enum-value-recased | BBB"]
    );
    assert_eq!(
        changed("\"totalJobs\": 2", "\"totalJobs\": \"2\""),
        ["200 → batch.totalJobs | retyped | BBB"]
    );
    assert_eq!(changed("\"totalJobs\": 2,", ""), ["200 → batch.totalJobs | field-removed | BBB"]);
    assert_eq!(
        changed("\"isRescore\"", "\"cost\": 3, \"isRescore\""),
        ["200 → scoringJobs[].cost | field-added | nsc"]
    );
    assert_eq!(
        changed("\"isRescore\": false", "\"isRescore\": null"),
        ["200 → scoringJobs[].isRescore | made-nullable | BBB"]
    );
    assert_eq!(
        changed("\"score\": 7", "\"score\": 70"),
        ["200 → scoringJobs[].score | bound-loosened | nsc*"]
    );
    assert_eq!(
        changed("\"errorCode\": null,", ""),
        [""; 0],
        "what may be absent may be absent from an example"
    );
}

#[test]
fn an_operation_that_moved() {
    let page = fixture("batch-status.md")
        .replace("/v1/jobs/{jobId}/scoring-batches", "/v2/jobs/{jobId}/scoring-batches");
    let report = check(&contract(), "page.md", &page);
    assert_eq!(
        report.findings.iter().map(line).collect::<Vec<_>>(),
        [format!("{GET} | operation-moved | BBc")]
    );
    assert_eq!(
        report.findings[0].new.as_deref(),
        Some("GET /v2/jobs/{jobId}/scoring-batches/{scoringBatchId}")
    );
}

#[test]
fn an_unknown_operation_is_reported_and_skipped() {
    let report = check(
        &contract(),
        "page.md",
        "# Score\n\nGET /v1/billing/invoices\n\n```json\n{\"period\": {\"start\": \"x\"}}\n```\n",
    );
    assert_eq!(found(&report), [""; 0]);
    assert!(
        report.notes.iter().any(|note| note.contains("GET /v1/billing/invoices")),
        "{:?}",
        report.notes
    );
}

#[test]
fn lists_of_parameters() {
    let changed = |from: &str, to: &str| {
        found(&check(&contract(), "page.md", &fixture("batch-status.md").replacen(from, to, 1)))
    };
    assert_eq!(
        changed("| `jobId` | string |", "| `jobId` | integer |"),
        ["path jobId | retyped | BBB"]
    );
    let text = fixture("batch-status.txt");
    let with = text.replacen(
        "X-Tenant-Id\nstring",
        "X-Region\nstring\nheader\nrequired\n\nX-Tenant-Id\nstring",
        1,
    );
    assert_eq!(
        found(&check(&contract(), "page.txt", &with)),
        ["header X-Region | parameter-added | BBB"]
    );
}

#[test]
fn an_inlined_fragment_is_compared_as_a_document() {
    let ours = document(crate::support::response(object(json!({"a": {"type": "string"}}), &["a"])));
    let page = "# Batch\n\n````yaml openapi.json GET /v1/jobs/{jobId}/scoring-batches/{scoringBatchId}\nopenapi: 3.1.0\npaths:\n  /v1/jobs/{jobId}/scoring-batches/{scoringBatchId}:\n    get:\n      operationId: getBatch\n      parameters:\n        - {name: jobId, in: path, required: true, schema: {type: string}}\n        - {name: scoringBatchId, in: path, required: true, schema: {type: string}}\n      responses:\n        '200':\n          description: ok\n          content:\n            application/json:\n              schema: {type: object, required: [a], properties: {a: {type: integer}, b: {type: string}}}\n````\n";
    assert_eq!(
        found(&check(&ours, "page.md", page)),
        ["200 → a | retyped | BBB", "200 → b | field-added | nsc"]
    );
    // A page inlines the components of the contract.
    let mut named = crate::support::response(json!({"$ref": "#/components/schemas/Batch"}));
    let fields = json!({"a": {"type": "integer"}, "b": {"type": "string"}});
    named["components"] = json!({"schemas": {"Batch": object(fields, &["a"])}});
    assert_eq!(found(&check(&document(named), "page.md", page)), [""; 0]);
}

#[test]
fn a_request_on_a_page() {
    let body = object(
        json!({"text": {"type": "string"}, "importance": {"type": "string", "enum": ["MUST_HAVE"]}}),
        &["text"],
    );
    let ours = document(crate::support::request(body));
    let page = "Add a criterion.\n\n```bash\ncurl --request POST \\\n  --url https://api.example.com/v1/jobs/{jobId}/scoring-batches \\\n  --data '{\n  \"text\": \"Go\",\n  \"importance\": \"NICE\",\n  \"weight\": 3\n}'\n```\n";
    let report = check(&ours, "page.md", page);
    let mut lines: Vec<String> = report.findings.iter().map(line).collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "POST …/{jobId}/scoring-batches → request → importance | enum-value-added | nsc",
            "POST …/{jobId}/scoring-batches → request → weight | field-added | nsc"
        ]
    );
}

#[test]
fn a_page_without_operations_cannot_be_compared() {
    let source = Source {
        name: "notes.md".to_owned(),
        text: "# Annotations\n\nNothing to see.\n".to_owned(),
    };
    assert!(page(&contract(), &source).is_err());
}
