//! The pages of two runs, for a browser: one with texts that want to be more than text, one with
//! ten thousand applications.
//!
//! `cargo xtask conformance browser` says where it wants them, and opens them in Chromium.

use std::path::{Path, PathBuf};
use std::process::Command;

use nova_client_ext::mock::MockNova;
use nova_client_ext::run::{Spec, Sqlite};
use nova_client_ext::{ApiKey, Nova};
use serde_json::json;

use super::TENANT;

/// Where the pages go.
const PAGES: &str = "NOVA_CONFORMANCE_PAGES";
const LARGE: usize = 10_000;
const RUN: &str = "</title><script>window.hacked = 'run'</script>";
const JOB: &str = "job\"><img src=x onerror=\"window.hacked='job'\">";
const IDS: [&str; 7] = [
    "<img src=x onerror=\"window.hacked='id'\">",
    "'\"><script>window.hacked='quote'</script>",
    "javascript:window.hacked='url'",
    "=HYPERLINK(\"http://127.0.0.1:1/formula\")",
    "&lt;script&gt;already escaped&lt;/script&gt;",
    "\u{202e}gpj.exe",
    "応募者-Ümläut-🙂",
];
const MESSAGE: &str = "</td></tr></table></main><script src=\"http://127.0.0.1:1/x.js\">window.hacked='message'</script>";
const CODE: &str = "<b>CODE</b><iframe src=\"http://127.0.0.1:1/\"></iframe>";

/// The folder of the pages; one of its own, where nobody wants them.
struct Folder(PathBuf, bool);

impl Folder {
    fn new() -> Self {
        let (path, is_ours) = match std::env::var_os(PAGES) {
            Some(path) => (PathBuf::from(path), false),
            None => (std::env::temp_dir().join(format!("nova-pages-{}", std::process::id())), true),
        };
        std::fs::create_dir_all(&path).unwrap();
        Self(path, is_ours)
    }

    /// A store that is not there yet.
    fn store(&self, name: &str) -> PathBuf {
        let path = self.0.join(name);
        for ending in ["", "-wal", "-shm"] {
            std::fs::remove_file(format!("{}{ending}", path.display())).ok();
        }
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.1 {
            std::fs::remove_dir_all(&self.0).ok();
        }
    }
}

/// Makes a run without applications.
async fn run(mock: &MockNova, store: &Path, name: &str) {
    let nova = Nova::builder(ApiKey::new(mock.api_key()).unwrap()).base_url(mock.base_url());
    let job = nova.build().unwrap().tenant(TENANT).unwrap().job(JOB).unwrap();
    let store = Sqlite::open(store).await.unwrap();
    job.run(&store, name, Spec::new("We look for an engineer")).await.unwrap();
}

/// Has the command write the page, and returns it.
fn page(store: &Path, file: &Path) -> String {
    let mut nova = Command::new(env!("CARGO_BIN_EXE_nova"));
    let output = nova.args(["run", "report", "--store"]).arg(store).arg("--html").arg(file);
    let output = output
        .env_remove("NOVA_CONFIG")
        .env("XDG_CONFIG_HOME", "/no/such/folder")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(3 | 4)), "{stderr}");
    std::fs::read_to_string(file).unwrap()
}

#[tokio::test]
async fn pages_of_runs() {
    let folder = Folder::new();
    let mock = MockNova::start().await.unwrap();
    let hostile = folder.store("hostile.sqlite");
    run(&mock, &hostile, RUN).await;
    let states = ["scored", "failed", "rejected", "invalid", "failed", "scored", "pending"];
    let rows = IDS.into_iter().zip(states).map(|(id, state)| Row {
        id: id.to_owned(),
        state,
        score: (state == "scored").then_some(8),
        why: (state != "scored").then_some((CODE, MESSAGE, "replace_resume")),
    });
    fill(&hostile, rows);
    let text = page(&hostile, &folder.0.join("hostile.html"));
    assert_eq!(text.matches("<script").count(), 1, "{text}");
    assert!(!text.contains("<img") && !text.contains("<iframe") && !text.contains("<b>"), "{text}");
    let expected =
        json!({"title": format!("Run {RUN}"), "ids": IDS, "message": MESSAGE, "code": CODE});
    std::fs::write(folder.0.join("hostile.json"), expected.to_string()).unwrap();

    let large = folder.store("large.sqlite");
    run(&mock, &large, "large").await;
    fill(&large, (1..=LARGE).map(row));
    let text = page(&large, &folder.0.join("large.html"));
    assert_eq!(text.matches("<tr><th scope=\"row\">candidate-").count(), LARGE);
}

struct Row {
    id: String,
    state: &'static str,
    score: Option<usize>,
    why: Option<(&'static str, &'static str, &'static str)>,
}

/// The applications of the large run.
fn row(number: usize) -> Row {
    let id = format!("candidate-{number}");
    let (state, why) = match number % 20 {
        7 => ("failed", Some(("TIMEOUT", "Scoring took too long", "rescore"))),
        13 => ("rejected", Some(("RESUME_CORRUPTED", "The file is corrupted", "replace_resume"))),
        _ => ("scored", None),
    };
    let score = why.is_none().then_some(number * 7 % 10 + 1);
    Row { id, state, score, why }
}

/// Writes applications, as a run of one a second leaves them.
fn fill(store: &Path, rows: impl Iterator<Item = Row>) {
    let mut connection = rusqlite::Connection::open(store).unwrap();
    let transaction = connection.transaction().unwrap();
    let mut insert = transaction
        .prepare(
            "INSERT INTO nova_run_applications (run, seq, application_id, state, score, code, message, remedy,
               completed_at, queue_ms, scoring_ms, attempts, position, emitted)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?1, 1)",
        )
        .unwrap();
    let start = chrono::DateTime::parse_from_rfc3339("2026-01-15T09:00:00Z").unwrap();
    for (number, row) in (1_i64..).zip(rows) {
        let times = row.score.map(|_| (3000 + number, 20_000 + number * 37 % 15_000));
        insert
            .execute(rusqlite::params![
                number,
                row.id,
                row.state,
                row.score.map(|score| i64::try_from(score).unwrap()),
                row.why.map(|why| why.0),
                row.why.map(|why| why.1),
                row.why.map(|why| why.2),
                (start + chrono::TimeDelta::seconds(number)).to_rfc3339(),
                times.map(|times| times.0),
                times.map(|times| times.1),
            ])
            .unwrap();
    }
    drop(insert);
    transaction.commit().unwrap();
}
