//! `cargo xtask conformance`: the contract, the mock and the client, judged by programs that others
//! wrote.
//!
//! What we write ourselves we also misread ourselves. `schemathesis` attacks the mock by the
//! contract, `prism` stands in for the vendor and between the client and the mock, and two
//! generators turn the contract into Rust. The programs are installed under `target/conformance`,
//! pinned, and none of them is needed for anything else.

mod child;
mod generators;
mod ground;
mod prism;
mod schemathesis;

use std::process::ExitCode;
use std::time::Instant;

use clap::ValueEnum;

use crate::finding::Finding;
use crate::workspace::{Unable, Workspace};

pub use ground::Built;
use ground::Ground;

/// Who judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Judge {
    /// Sends `nova mock` what the contract allows and what it forbids.
    Schemathesis,
    /// Answers the client by the contract, and reads along between the client and the mock.
    Prism,
    /// Make Rust clients from the contract, which must compile.
    Generators,
}

/// One thing that is tried.
struct Step {
    judge: Judge,
    name: &'static str,
    is_quick: bool,
    run: fn(&Ground<'_>) -> Result<Outcome, Unable>,
}

const STEPS: [Step; 5] = [
    Step {
        judge: Judge::Schemathesis,
        name: "schemathesis",
        is_quick: true,
        run: schemathesis::attack,
    },
    Step {
        judge: Judge::Prism,
        name: "prism in the vendor's place",
        is_quick: true,
        run: prism::answers,
    },
    Step { judge: Judge::Prism, name: "prism in between", is_quick: true, run: prism::reads_along },
    Step {
        judge: Judge::Generators,
        name: "openapi-generator",
        is_quick: true,
        run: generators::openapi_generator,
    },
    // The generator itself has to be compiled.
    Step {
        judge: Judge::Generators,
        name: "openapi-to-rust",
        is_quick: false,
        run: generators::openapi_to_rust,
    },
];

/// What a step saw.
struct Outcome {
    /// In a few words.
    said: String,
    findings: Vec<Finding>,
}

/// Runs the steps of these judges, or of all: 0 when nothing was found, 1 when something was, 2
/// when a step could not run, whatever the others found.
pub fn run(workspace: &Workspace, judges: &[Judge], quick: bool, built: Built<'_>) -> ExitCode {
    let ground = Ground::new(workspace, quick, built);
    let (mut found, mut unable) = (0, 0);
    for step in STEPS.iter().filter(|step| judges.is_empty() || judges.contains(&step.judge)) {
        let name = step.name;
        if quick && !step.is_quick {
            println!("left out {name}: takes too long for --quick");
            continue;
        }
        let began = Instant::now();
        let outcome = (step.run)(&ground);
        let took = began.elapsed().as_secs_f64();
        match outcome {
            Ok(Outcome { said, findings }) if findings.is_empty() => {
                println!("ok      {name}: {said} ({took:.0} s)")
            }
            Ok(Outcome { said, findings }) => {
                println!("FAILED  {name}: {said}, {} ({took:.0} s)", counted(findings.len()));
                for finding in &findings {
                    println!("\n{finding}");
                }
                println!();
                found += findings.len();
            }
            Err(why) => {
                println!("not run {name}: {why}");
                unable += 1;
            }
        }
    }
    match (unable, found) {
        (0, 0) => println!("nothing found"),
        (0, found) => println!("{}", counted(found)),
        (1, _) => eprintln!("error: a step could not run"),
        (unable, _) => eprintln!("error: {unable} steps could not run"),
    }
    ExitCode::from(exit_code(unable, found))
}

/// What could not run may hide anything, so it counts for more than what was found.
fn exit_code(unable: usize, found: usize) -> u8 {
    match (unable, found) {
        (0, 0) => 0,
        (0, _) => 1,
        _ => 2,
    }
}

fn counted(findings: usize) -> String {
    format!("{findings} finding{}", if findings == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_could_not_run_counts_for_most() {
        let code = super::exit_code;
        assert_eq!([code(0, 0), code(0, 3), code(1, 0), code(1, 3)], [0, 1, 2, 2]);
    }
}
