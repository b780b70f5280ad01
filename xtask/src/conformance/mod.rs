//! `cargo xtask conformance`: checks the contract, the mock and the client with third-party
//! programs.
//!
//! Our own tests share our own misreadings. `schemathesis` tests the mock against the contract,
//! `prism` replaces the vendor and proxies between the client and the mock, two generators turn the
//! contract into Rust, and Chromium shows the page that the command writes of a run. The programs
//! are installed under `target/conformance`, pinned, and nothing else needs them; Chromium is the
//! one that the machine has.

mod browser;
mod context;
mod fuzz;
mod generators;
mod prism;
mod schemathesis;
mod server;

use std::process::ExitCode;
use std::time::Instant;

use clap::ValueEnum;

use crate::finding::Finding;
use crate::workspace::{Unable, Workspace};

pub use context::Built;
use context::ConformanceContext;

/// A third-party program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Program {
    /// Sends `nova mock` what the contract allows and what it forbids.
    Schemathesis,
    /// Responds to the client by the contract, and checks the traffic between client and mock.
    Prism,
    /// Chromium shows the page of a run.
    Browser,
    /// Generate Rust clients from the contract, which must compile.
    Generators,
    /// Sends the client arbitrary bytes (libFuzzer), for a short while.
    Fuzz,
}

/// One check.
struct Step {
    program: Program,
    name: &'static str,
    is_quick: bool,
    run: fn(&ConformanceContext<'_>) -> Result<Outcome, Unable>,
}

const STEPS: [Step; 7] = [
    Step {
        program: Program::Schemathesis,
        name: "schemathesis",
        is_quick: true,
        run: schemathesis::attack,
    },
    Step {
        program: Program::Prism,
        name: "prism as the server",
        is_quick: true,
        run: prism::responds,
    },
    Step { program: Program::Prism, name: "prism as a proxy", is_quick: true, run: prism::proxies },
    Step { program: Program::Browser, name: "browser", is_quick: true, run: browser::shows },
    Step {
        program: Program::Generators,
        name: "openapi-generator",
        is_quick: true,
        run: generators::openapi_generator,
    },
    // The generator itself has to be compiled.
    Step {
        program: Program::Generators,
        name: "openapi-to-rust",
        is_quick: false,
        run: generators::openapi_to_rust,
    },
    // The client has to be compiled once more, for the fuzzer.
    Step { program: Program::Fuzz, name: "fuzz", is_quick: false, run: fuzz::fuzz },
];

/// The result of a step.
struct Outcome {
    /// How much was checked, in a few words.
    summary: String,
    findings: Vec<Finding>,
}

/// Runs the steps of these programs, or of all. Exits with 0 when nothing was found, 1 when
/// something was, 2 when a step could not run, whatever the others found.
pub fn run(workspace: &Workspace, programs: &[Program], quick: bool, built: Built<'_>) -> ExitCode {
    let context = ConformanceContext::new(workspace, quick, built);
    let (mut found, mut unable) = (0, 0);
    for step in STEPS.iter().filter(|step| programs.is_empty() || programs.contains(&step.program))
    {
        let name = step.name;
        if quick && !step.is_quick {
            println!("left out {name}: takes too long for --quick");
            continue;
        }
        let began = Instant::now();
        let outcome = (step.run)(&context);
        let took = began.elapsed().as_secs_f64();
        match outcome {
            Ok(Outcome { summary, findings }) if findings.is_empty() => {
                println!("ok      {name}: {summary} ({took:.0} s)");
            }
            Ok(Outcome { summary, findings }) => {
                println!("FAILED  {name}: {summary}, {} ({took:.0} s)", counted(findings.len()));
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
    fn a_step_that_could_not_run_outweighs_findings() {
        let code = super::exit_code;
        assert_eq!([code(0, 0), code(0, 3), code(1, 0), code(1, 3)], [0, 1, 2, 2]);
    }
}
