//! An unusable store is reported, and nothing is changed.

use nova_client_ext::run::{SavedRun, Spec, Sqlite, StoreExt as _};
use nova_client_ext::{Error, ErrorKind};

use crate::support::*;

fn store_error<T: std::fmt::Debug>(outcome: Result<T, Error>, words: &[&str]) {
    let error = outcome.unwrap_err();
    let text = error.to_string();
    assert_eq!(error.kind(), ErrorKind::Store, "{text}");
    for word in words {
        assert!(text.contains(word), "{word:?} is not in {text:?}");
    }
}

#[tokio::test]
async fn a_run_of_another_job_or_description_is_rejected() {
    let (mock, directory) = (mock().await, Directory::new("others"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let job = job_of(&mock);
    let run = job.run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    run.add(ids(3)).await.unwrap();
    let other = job.tenant().job("job-2").unwrap();
    store_error(
        other.run(&store, "spring", Spec::new(DESCRIPTION)).await,
        &["job-1", "another name"],
    );
    store_error(job.run(&store, "spring", Spec::new("Else")).await, &["another job description"]);
    assert_eq!(run.status().await.unwrap().counts.queued, 3);
    let empty = job.run(&store, "autumn", Spec::new("")).await.unwrap_err();
    assert_eq!(empty.kind(), ErrorKind::Invalid, "{empty}");
    assert!(job.run(&store, "", Spec::new("x")).await.is_err());
}

#[tokio::test]
async fn a_store_of_a_newer_release_is_rejected() {
    let directory = Directory::new("newer");
    let path = directory.file("runs.sqlite");
    let mock = mock().await;
    let store = Sqlite::open(&path).await.unwrap();
    job_of(&mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    drop(store);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute("UPDATE nova_run_schema SET version = 99", []).unwrap();
    drop(connection);
    let before = std::fs::read(&path).unwrap();
    store_error(Sqlite::open(&path).await, &["version 99", "newer release"]);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// The tables of the first release had no durations.
#[tokio::test]
async fn a_store_of_an_older_release_is_migrated() {
    let (mock, directory) = (mock().await, Directory::new("older"));
    let path = directory.file("runs.sqlite");
    let (_, mut results) = start(&job_of(&mock), &Sqlite::open(&path).await.unwrap(), 30).await;
    let before = collect(&mut results).await;
    drop(results);
    let connection = rusqlite::Connection::open(&path).unwrap();
    let older = "ALTER TABLE nova_run_applications DROP COLUMN queue_ms;
        ALTER TABLE nova_run_applications DROP COLUMN scoring_ms;
        UPDATE nova_run_schema SET version = 1;";
    connection.execute_batch(older).unwrap();
    drop(connection);

    let (run, mut results) = start(&job_of(&mock), &Sqlite::open(&path).await.unwrap(), 40).await;
    let added = collect(&mut results).await;
    assert_eq!(added.len(), 10);
    check_end(&run, &mock, 40).await;
    let mut applications = run.applications();
    while let Some(application) = applications.next().await {
        let application = application.unwrap();
        let id = &application.application_id;
        match before.get(id) {
            Some(known) => {
                assert_eq!(
                    (&application.code, application.position),
                    (&known.code, known.position)
                );
                assert_eq!((application.queue_ms, application.scoring_ms), (None, None));
            }
            None => assert_eq!(application, added[id]),
        }
    }
    let timing = run.report().await.unwrap().timing;
    assert!(timing.periods.iter().map(|one| one.scored).sum::<u64>() <= 10, "{timing:?}");
}

#[tokio::test]
async fn a_file_that_is_not_a_store_is_rejected() {
    let directory = Directory::new("none");
    std::fs::write(directory.file("text"), "This is a text file, and not a small one.".repeat(99))
        .unwrap();
    store_error(Sqlite::open(directory.file("text")).await, &["not a database", "another file"]);
    store_error(Sqlite::open(directory.file("no/such/directory")).await, &["No such file"]);
    store_error(Sqlite::open_existing(directory.file("missing")).await, &["No such file"]);
    assert!(!directory.file("missing").exists());
    // A database of another program, and an empty file.
    let other = rusqlite::Connection::open(directory.file("other")).unwrap();
    other.execute_batch("CREATE TABLE theirs (one INTEGER)").unwrap();
    drop(other);
    std::fs::write(directory.file("empty"), "").unwrap();
    for name in ["other", "empty"] {
        let before = std::fs::read(directory.file(name)).unwrap();
        store_error(Sqlite::open_existing(directory.file(name)).await, &["contains no runs"]);
        assert_eq!(std::fs::read(directory.file(name)).unwrap(), before, "{name}");
    }
    // Without a run a store has no tables yet.
    let new = Sqlite::open(directory.file("new")).await.unwrap();
    assert!(new.runs().await.unwrap().is_empty());
    assert!(SavedRun::find(&new, "spring").await.unwrap().is_none());
}

#[tokio::test]
async fn a_second_process_on_the_same_run_is_rejected_and_another_run_is_not() {
    let (mock, directory) = (mock().await, Directory::new("second"));
    mock.set_scoring_times(std::time::Duration::ZERO, std::time::Duration::from_secs(600));
    let path = directory.file("runs.sqlite");
    let store = Sqlite::open(&path).await.unwrap();
    let (run, mut results) = start(&job_of(&mock), &store, 20).await;
    // The application that ends without being sent.
    results.next().await.unwrap().unwrap();
    let store = Sqlite::open(&path).await.unwrap();
    let (_, mut second) = start(&job_of(&mock), &store, 20).await;
    store_error(second.next().await.unwrap(), &["another process"]);
    assert!(second.next().await.is_none());
    let other = job_of(&mock).run(&store, "autumn", Spec::new(DESCRIPTION)).await.unwrap();
    let mut other = other.start(|application| async move { resume(number(application.id())) });
    assert!(other.next().await.is_none());
    drop(results);
    drop(run);
}

#[tokio::test]
async fn a_permanently_locked_store_is_an_error() {
    let directory = Directory::new("locked");
    let path = directory.file("runs.sqlite");
    let mock = mock().await;
    let store = Sqlite::open(&path).await.unwrap();
    let run = job_of(&mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    run.add(ids(3)).await.unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    store_error(run.add(ids(6)).await, &["locked", "start the run again"]);
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(run.status().await.unwrap().counts.total, 3);
}

#[cfg(unix)]
#[tokio::test]
async fn a_store_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = Directory::new("mode");
    let path = directory.file("runs.sqlite");
    drop(Sqlite::open(&path).await.unwrap());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}
