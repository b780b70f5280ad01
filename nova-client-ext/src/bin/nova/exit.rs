//! How the command ends.

use std::process::ExitCode;

use nova_client_ext::{
    BatchOutcome,
    report::{ScoringJobOutcome, ScoringJobReport},
};

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

    /// How a command about one scoring job ends.
    pub(crate) fn of_job(report: &ScoringJobReport) -> Self {
        match report.outcome {
            ScoringJobOutcome::Scored => Self::Success,
            ScoringJobOutcome::Failed => Self::TotalFailure,
            ScoringJobOutcome::Pending if !report.status.is_unknown() => Self::Pending,
            // As of a batch: pending or ended, nobody knows.
            _ => Self::UnknownOutcome,
        }
    }

    /// The worse of two ends, for commands about several batches.
    pub(crate) fn or_worse(self, other: Self) -> Self {
        let rank = |exit: Self| match exit {
            Self::Success => 0,
            Self::Pending => 1,
            Self::UnknownOutcome => 2,
            Self::PartialFailure => 3,
            Self::TotalFailure => 4,
            Self::Error | Self::Usage => 5,
            Self::Interrupted => 6,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

impl Exit {
    /// Returns what the process exits with.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Error => 1,
            Self::Usage => 2,
            Self::Pending => 3,
            Self::PartialFailure => 4,
            Self::TotalFailure => 5,
            Self::UnknownOutcome => 6,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
