//! What the README shows of the command is what the command does.

use std::path::Path;

use crate::harness::{nova, run};

#[test]
fn every_command_that_the_readme_shows_prints_what_it_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let blocks: Vec<&str> = readme
        .split("```console\n")
        .skip(1)
        .map(|rest| rest.split_once("```").unwrap().0)
        .collect();
    assert!(!blocks.is_empty(), "the README shows no command");
    for block in blocks {
        for shown in block.split("$ nova ").skip(1) {
            let (arguments, output) = shown.split_once('\n').unwrap();
            let arguments: Vec<&str> = arguments.split_whitespace().collect();
            let mut command = nova(&arguments);
            command.current_dir(root);
            assert_eq!(
                run(command).stdout.trim_end(),
                output.trim_end(),
                "nova {}",
                arguments.join(" ")
            );
        }
    }
}
