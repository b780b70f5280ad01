//! How the command ends.

use std::process::ExitCode;

use nova_client_ext::BatchOutcome;

/// The exit codes; scripts depend on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; of a batch: completed.
    Success,
    /// The API, the connection or an input file.
    Error,
    /// Something on the command line or in the environment cannot be right.
    Usage,
    Pending,
    PartialFailure,
    TotalFailure,
    UnknownOutcome,
    Interrupted,
}

impl Exit {
    /// How a command about one batch ends.
    pub(crate) fn of(outcome: BatchOutcome) -> Self {
        match outcome {
            BatchOutcome::Completed => Self::Success,
            BatchOutcome::Pending => Self::Pending,
            BatchOutcome::PartialFailure => Self::PartialFailure,
            BatchOutcome::TotalFailure => Self::TotalFailure,
            // An outcome this command was not taught is no success.
            _ => Self::UnknownOutcome,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Success => 0,
            Exit::Error => 1,
            Exit::Usage => 2,
            Exit::Pending => 3,
            Exit::PartialFailure => 4,
            Exit::TotalFailure => 5,
            Exit::UnknownOutcome => 6,
            Exit::Interrupted => 130,
        })
    }
}
