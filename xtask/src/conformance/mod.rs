//! `cargo xtask conformance`: checks the contract, the mock and the client with third-party
//! programs.
//!
//! Our own tests share our own misunderstandings. `schemathesis` tests the mock against the
//! contract, `prism` replaces the vendor and proxies between the client and the mock, two
//! generators turn the contract into Rust, and Chromium shows the page that the command writes of a
//! run. The programs are installed in `target/conformance` with pinned versions and are not needed
//! otherwise; Chromium must be on the machine.

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
    /// Sends `nova mock` valid and invalid requests.
    Schemathesis,
    /// Responds to the client according to the contract, and checks the traffic between client and
    /// mock.
    Prism,
    /// Shows the page of a run (Chromium).
    Browser,
    /// Generates Rust clients from the contract, which must compile.
    Generators,
    /// Sends the client arbitrary bytes (libFuzzer) for a short time.
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
        run: prism::as_server,
    },
    Step {
        program: Program::Prism,
        name: "prism as a proxy",
        is_quick: true,
        run: prism::as_proxy,
    },
    Step { program: Program::Browser, name: "browser", is_quick: true, run: browser::shows },
    Step {
        program: Program::Generators,
        name: "openapi-generator",
        is_quick: true,
        run: generators::openapi_generator,
    },
    // Slow, because the generator itself is compiled.
    Step {
        program: Program::Generators,
        name: "openapi-to-rust",
        is_quick: false,
        run: generators::openapi_to_rust,
    },
    // Slow, because the client is compiled again for the fuzzer.
    Step { program: Program::Fuzz, name: "fuzz", is_quick: false, run: fuzz::fuzz },
];

/// The result of a step.
struct Outcome {
    /// A short summary of what was checked.
    summary: String,
    findings: Vec<Finding>,
}

/// Runs the steps of these programs, or of all. Exits with 0 without findings, 1 with findings, 2
/// if a step could not run.
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
        let started = Instant::now();
        let outcome = (step.run)(&context);
        let took = started.elapsed().as_secs_f64();
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

/// Returns the exit code. A step that could not run may hide findings, so it has precedence.
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
