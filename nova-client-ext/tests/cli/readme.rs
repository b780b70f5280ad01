//! Checks that the command's output in the README is the actual one.

use std::path::Path;

use crate::harness::{nova, run};
use crate::run::Directory;

/// Returns whether an output matches the documented one, in which an ellipsis matches anything.
fn fits(output: &str, shown: &str) -> bool {
    let mut parts = shown.trim_end().split('…');
    let Some(mut rest) = output.trim_end().strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let last = parts.pop();
    for part in parts {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[test]
fn every_command_in_the_readme_prints_the_documented_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let blocks: Vec<&str> = readme
        .split("```console\n")
        .skip(1)
        .map(|rest| rest.split_once("```").unwrap().0)
        .collect();
    assert!(!blocks.is_empty(), "the README shows no command");
    let temporary = Directory::new("readme");
    for block in blocks {
        for shown in block.split("$ nova ").skip(1) {
            let (arguments, output) = shown.split_once('\n').unwrap();
            let arguments: Vec<&str> = arguments.split_whitespace().collect();
            let mut command = nova(&arguments);
            command.current_dir(root).env("TMPDIR", temporary.path(""));
            let printed = run(command).stdout;
            assert!(fits(&printed, output), "nova {}: {printed}", arguments.join(" "));
        }
    }
}

#[test]
fn only_an_ellipsis_matches_anything() {
    let output = "one\ntwo of 7\nthree\n";
    for (shown, does) in [
        ("one\ntwo of 7\nthree", true),
        ("one\ntwo of …\nthree\n", true),
        ("…three", true),
        ("one…", true),
        ("one\n…\nthree", true),
        ("one", false),
        ("two…", false),
        ("one…two", false),
        ("one…four…three", false),
    ] {
        assert_eq!(fits(output, shown), does, "{shown:?}");
    }
}
