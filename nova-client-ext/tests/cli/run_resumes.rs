//! Files that are no résumé texts, in every place that `nova run start` takes them from.

use serde_json::json;

use crate::harness::*;
use crate::run::Directory;

#[tokio::test(flavor = "multi_thread")]
async fn other_file_types_are_rejected_by_name() {
    let (mock, directory) = (mock().await, Directory::new("types"));
    let filler = "We look for an engineer of many years of experience. ".repeat(3);
    let html = format!("<!DOCTYPE html>\n<p>{filler}");
    let rtf = format!("{{\\rtf1\\ansi {filler}");
    let folder = directory.path("cvs");
    std::fs::create_dir(&folder).unwrap();
    let contents = [
        ("html.txt", html.as_bytes().to_vec()),
        ("rtf.txt", rtf.as_bytes().to_vec()),
        ("pdf.txt", format!("%PDF-1.7 {filler}").into_bytes()),
        ("zip.txt", b"PK\x03\x04\0\0\0\0".to_vec()),
        ("pdf2.pdf", format!("%PDF-1.7 {filler}").into_bytes()),
    ];
    for (name, content) in &contents {
        std::fs::write(format!("{folder}/{name}"), content).unwrap();
    }
    let ids = ["html", "rtf", "pdf", "zip"].map(|id| json!({"applicationId": id}).to_string());
    let texts = [("a", &html), ("b", &rtf)]
        .map(|(id, text)| json!({"applicationId": id, "resumeText": text}).to_string());
    let files = ["cvs/html.txt", "cvs/pdf2.pdf"]
        .map(|file| json!({"applicationId": file, "resumeFile": file}).to_string());
    let converted = [json!({"applicationId": "pdf2"}).to_string()];
    let by_command = ["--resumes", &folder, "--resume-text-command", "echo {\\rtf1 '{}'"];
    for (rows, more, all_words) in [
        (
            &ids[..],
            &["--resumes", &folder][..],
            &[
                "html.txt: is HTML, not a text; convert it to plain text",
                "rtf.txt: is RTF, not a text; convert it to plain text",
                "pdf.txt: is PDF, not a text; Nova fetches PDF",
                "zip.txt: is not a text (UTF-8); Nova fetches PDF",
            ][..],
        ),
        (&texts, &[], &["resumeText is HTML, not a text", "resumeText is RTF, not a text"]),
        (
            &files,
            &[],
            &[
                "html.txt: is HTML",
                "pdf2.pdf: is PDF, not a text",
                "or convert it with --resume-text-command",
            ],
        ),
        (&converted, &by_command, &["the output of --resume-text-command is RTF, not a text"]),
    ] {
        let list = directory.write("list.jsonl", rows.join("\n"));
        let problems = directory.path("problems.csv");
        let start = [
            "run",
            "start",
            JOB,
            &list,
            "--job-description",
            "An engineer",
            "--dry-run",
            "--errors",
            &problems,
        ];
        let outcome = run(nova_at(&mock.base_url(), &[&start[..], more].concat()));
        assert_eq!(outcome.code, 5, "{outcome:?}");
        let problems = std::fs::read_to_string(&problems).unwrap();
        for words in all_words {
            assert!(problems.contains(words), "{words}: {problems}");
        }
        assert!(!problems.contains("engineer"), "{problems}");
    }
    assert_eq!(mock.requests().len(), 0);
}
