//! The exit codes.

use std::process::ExitCode;

use nova_client_ext::{
    BatchOutcome,
    report::{ScoringJobOutcome, ScoringJobReport},
};

/// The exit codes; scripts depend on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; for a batch: completed.
    Success,
    /// An error of the API, the connection or an input file.
    Error,
    /// Invalid command line or environment.
    Usage,
    Pending,
    PartialFailure,
    TotalFailure,
    UnknownOutcome,
    Interrupted,
}

impl Exit {
    /// Returns the exit code of a command about one batch.
    pub(crate) fn of(outcome: BatchOutcome) -> Self {
        match outcome {
            BatchOutcome::Completed => Self::Success,
            BatchOutcome::Pending => Self::Pending,
            BatchOutcome::PartialFailure => Self::PartialFailure,
            BatchOutcome::TotalFailure => Self::TotalFailure,
            // An outcome that this version does not know is not a success.
            _ => Self::UnknownOutcome,
        }
    }

    /// Returns the exit code of a command about one scoring job.
    pub(crate) fn of_job(report: &ScoringJobReport) -> Self {
        match report.outcome {
            ScoringJobOutcome::Scored => Self::Success,
            ScoringJobOutcome::Failed => Self::TotalFailure,
            ScoringJobOutcome::Pending if !report.status.is_unknown() => Self::Pending,
            // As for a batch: unknown whether it is pending or has ended.
            _ => Self::UnknownOutcome,
        }
    }

    /// Returns the worse of two exit codes, for commands about several batches.
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
    /// Returns the exit code of the process.
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
