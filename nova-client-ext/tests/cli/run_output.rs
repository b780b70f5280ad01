//! The files that `nova run export` and `nova run report` write.

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::*;
use crate::run::{Directory, csv, start};

fn export(store: &str, output: &str) -> Outcome {
    let arguments = ["run", "export", "--store", store, "--format", "csv", "--output", output];
    run(nova(&arguments))
}

#[tokio::test(flavor = "multi_thread")]
async fn links_permissions_and_pipes_are_kept() {
    let (mock, directory) = (mock().await, Directory::new("outputs"));
    let (file, store) = (directory.write("list.csv", csv()), directory.path("runs.sqlite"));
    assert_eq!(run(nova_at(&mock.base_url(), &start(&file, &store, &[]))).code, 4);
    let is_whole = |text: &str| text.starts_with("applicationId,") && text.lines().count() == 61;

    // A link to a file, of which only the owner can read the content.
    let target = directory.write("target.csv", "old");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
    let link = directory.path("link.csv");
    symlink("target.csv", &link).unwrap();
    let dangling = directory.path("dangling.csv");
    symlink("made.csv", &dangling).unwrap();
    for (link, target) in [(link, target), (dangling, directory.path("made.csv"))] {
        let outcome = export(&store, &link);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "{link}");
        assert!(is_whole(&fs::read_to_string(&target).unwrap()), "{target}");
    }
    let mode = |file: &str| fs::metadata(file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&directory.path("target.csv")), 0o600);

    // The page is written in the same way.
    let page = directory.write("page.html", "old");
    fs::set_permissions(&page, fs::Permissions::from_mode(0o640)).unwrap();
    let outcome = run(nova(&["run", "report", "--store", &store, "--html", &page]));
    assert_eq!((outcome.code, mode(&page)), (4, 0o640), "{outcome:?}");

    // A pipe by its name, and one by its number, as in a process substitution.
    let fifo = directory.path("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let reader = Command::new("cat").arg(&fifo).stdout(Stdio::piped()).spawn().unwrap();
    let outcome = export(&store, &fifo);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let read = reader.wait_with_output().unwrap();
    assert!(is_whole(&String::from_utf8(read.stdout).unwrap()));
    assert!(fs::metadata(&fifo).unwrap().file_type().is_fifo());
    if Path::new("/dev/fd/1").exists() {
        let outcome = export(&store, "/dev/fd/1");
        assert_eq!(outcome.code, 0, "{outcome:?}");
        assert!(outcome.stdout.starts_with("applicationId,"), "{outcome:?}");
    }
    let outcome = export(&store, "/dev/null");
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    let left: Vec<_> = fs::read_dir(directory.path("")).unwrap().flatten().collect();
    assert!(left.iter().all(|one| !one.path().to_string_lossy().contains(".partial")), "{left:?}");
}
