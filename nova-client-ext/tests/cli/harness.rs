//! Runs the binary, with checks that apply to every run.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};

use nova_client_ext::mock::MockNova;
use serde_json::Value;

pub(crate) const TENANT: &str = "acme-corp";
pub(crate) const JOB: &str = "job-1";
/// A key that no output may contain.
pub(crate) const KEY: &str = "sk_test_CANARY0123456789";

/// Starts a mock that accepts [`KEY`].
pub(crate) async fn mock() -> MockNova {
    MockNova::builder().key(KEY).without_rate_limits().start().await.unwrap()
}

/// Returns a command of the binary without relevant environment variables of the tester.
pub(crate) fn nova(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nova"));
    for variable in [
        "NOVA_API_KEY",
        "NOVA_TENANT_ID",
        "NOVA_BASE_URL",
        "NOVA_PROFILE",
        "NOVA_CONFIG",
        "NOVA_WEBHOOK_SECRET",
        "RUST_BACKTRACE",
        "NO_COLOR",
    ] {
        command.env_remove(variable);
    }
    command.env("XDG_CONFIG_HOME", "/no/such/folder");
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Returns a command of the binary with the environment for `base_url`.
pub(crate) fn nova_at(base_url: &str, arguments: &[&str]) -> Command {
    let mut command = nova(arguments);
    command.env("NOVA_API_KEY", KEY).env("NOVA_TENANT_ID", TENANT).env("NOVA_BASE_URL", base_url);
    command
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn run(mut command: Command) -> Outcome {
    end(command.spawn().unwrap())
}

/// Runs a command with `input` on standard input.
pub(crate) fn run_with_input(mut command: Command, input: &[u8]) -> Outcome {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    end(child)
}

/// Waits for the exit, and checks that there is no panic and no key in the output.
pub(crate) fn end(child: Child) -> Outcome {
    let output = child.wait_with_output().unwrap();
    let outcome = Outcome {
        code: output.status.code().expect("ended by itself"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    for text in [&outcome.stdout, &outcome.stderr] {
        assert!(!text.contains("CANARY"), "the key is shown: {text}");
        assert!(!text.contains("panicked") && !text.contains("backtrace"), "{text}");
    }
    outcome
}

impl Outcome {
    /// Returns the single line of an error for people.
    pub(crate) fn error_line(&self) -> &str {
        assert_eq!(self.stdout, "");
        let line = self.stderr.strip_suffix('\n').expect("a whole line");
        assert!(!line.contains('\n'), "one line: {line}");
        line.strip_prefix("error: ").unwrap_or_else(|| panic!("no error: {line}"))
    }

    /// Returns the single object of an error under `--json`.
    pub(crate) fn error_object(&self) -> Value {
        assert_eq!(self.stdout, "");
        serde_json::from_str(&self.stderr)
            .unwrap_or_else(|error| panic!("{error}: {}", self.stderr))
    }

    /// Returns the single object of a result under `--json`.
    pub(crate) fn object(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}
