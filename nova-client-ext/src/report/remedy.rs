//! What to do about a failure: the table from error code to remedy, the one part of the policy that
//! is not in the contract.

use crate::error::{Error, ErrorKind};
use crate::words::open_words;
use nova_client::types::ErrorCode;

open_words! {
    /// What to do about a failure or a rejection.
    ///
    /// ```
    /// use nova_client_ext::{Remedy, types::ErrorCode};
    ///
    /// assert_eq!(Remedy::for_code(&ErrorCode::Timeout), Remedy::Rescore);
    /// assert_eq!(Remedy::for_code(&ErrorCode::from("COSMIC_RAY")), Remedy::Investigate);
    /// assert_eq!(Remedy::for_code(None), Remedy::Investigate);
    /// ```
    pub enum Remedy {
        /// Transient: submit the application through the single endpoint with `rescore.enabled`.
        /// Submitting the batch again would return the same failed batch.
        Rescore = "rescore",
        /// The résumé URL could not be fetched: create a new URL, then submit.
        RefreshResumeUrl = "refresh_resume_url",
        /// The résumé file cannot be used: get another file, then submit.
        ReplaceResume = "replace_resume",
        /// The job has no criteria to score against: generate them, then rescore.
        GenerateCriteria = "generate_criteria",
        /// The vendor was busy or down: wait, then send the same request.
        RetryLater = "retry_later",
        /// The request was invalid: fix the code or the data that it was built from.
        FixRequest = "fix_request",
        /// The key is wrong or lacks permission.
        FixCredentials = "fix_credentials",
        /// The code is unknown or missing: ask the vendor, with the code, the message and the trace
        /// id.
        Investigate = "investigate",
    }
    /// A remedy of a later version, in a stored report.
    unknown = Unknown;
    description = "What to do about a failure or a rejection.";
}

impl Remedy {
    /// Returns the remedy for an error code, or for the lack of one.
    ///
    /// An unknown code is `Investigate`, whatever it looks like: what an unknown `…_NOT_FOUND`
    /// means can only be guessed, and a wrong guess is worse than no advice.
    pub fn for_code<'a>(code: impl Into<Option<&'a ErrorCode>>) -> Self {
        code.into().and_then(table).unwrap_or(Self::Investigate)
    }

    /// Returns a short text for people.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Rescore => "rescore (transient)",
            Self::RefreshResumeUrl => "new résumé URL",
            Self::ReplaceResume => "new résumé file",
            Self::GenerateCriteria => "generate criteria, then rescore",
            Self::RetryLater => "wait, then send it again",
            Self::FixRequest => "fix the request",
            Self::FixCredentials => "fix the key or its rights",
            Self::Investigate => "ask the vendor (trace id)",
            Self::Unknown(_) => "unknown; see a later version of this client",
        }
    }
}

impl Error {
    /// Returns the remedy for the vendor's error code. `None` for a batch of which every
    /// application was rejected ([`ErrorKind::AllRejected`]), whose
    /// [`rejections`](Self::rejections) have a remedy each.
    pub fn remedy(&self) -> Option<Remedy> {
        self.code().filter(|_| self.kind() != ErrorKind::AllRejected).map(Remedy::for_code)
    }
}

/// Returns the remedy in the table, or `None` for a code that is not in it. A test checks that
/// every code of the contract is.
fn table(code: &ErrorCode) -> Option<Remedy> {
    Some(match code {
        ErrorCode::AiScoringFailed
        | ErrorCode::TaskStuck
        | ErrorCode::Timeout
        | ErrorCode::MaxRetriesExceeded => Remedy::Rescore,
        ErrorCode::ResumeFetchFailed => Remedy::RefreshResumeUrl,
        ErrorCode::ResumeTooLarge
        | ErrorCode::ResumeEncrypted
        | ErrorCode::ResumeEmpty
        | ErrorCode::ResumeCorrupted
        | ErrorCode::ResumeParseFailed => Remedy::ReplaceResume,
        ErrorCode::CriteriaNotFound | ErrorCode::CriteriaVersionNotFound => {
            Remedy::GenerateCriteria
        }
        ErrorCode::RateLimited
        | ErrorCode::ServiceUnavailable
        | ErrorCode::InternalError
        | ErrorCode::IdempotencyRequestInProgress => Remedy::RetryLater,
        ErrorCode::ValidationError
        | ErrorCode::AnswerMismatch
        | ErrorCode::CriteriaInvalid
        | ErrorCode::NotFound
        | ErrorCode::TenantNotFound
        | ErrorCode::JobNotFound
        | ErrorCode::CriterionNotFound
        | ErrorCode::QuestionSetNotFound
        | ErrorCode::ScoringJobNotFound
        | ErrorCode::ApplicationNotFound
        | ErrorCode::BatchNotFound
        | ErrorCode::LibraryCriterionNotFound => Remedy::FixRequest,
        ErrorCode::Unauthorized | ErrorCode::Forbidden => Remedy::FixCredentials,
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_known_code_has_a_remedy() {
        let missing: Vec<&str> = ErrorCode::KNOWN
            .iter()
            .filter(|code| table(code).is_none())
            .map(ErrorCode::as_str)
            .collect();
        assert!(
            missing.is_empty(),
            "the contract defines these error codes, but the table has no remedy for them: {}. Add them to the table in nova-client-ext/src/report/remedy.rs",
            missing.join(", ")
        );
    }

    #[test]
    fn an_unknown_or_absent_code_is_investigated() {
        for unknown in ["COSMIC_RAY", "WIDGET_NOT_FOUND", "RESUME_TOO_PINK", "timeout", ""] {
            assert_eq!(
                Remedy::for_code(&ErrorCode::from(unknown)),
                Remedy::Investigate,
                "{unknown:?}"
            );
        }
        assert_eq!(Remedy::for_code(None), Remedy::Investigate);
    }

    #[test]
    fn the_json_form_is_the_string_form() {
        for remedy in ErrorCode::KNOWN.iter().map(Remedy::for_code) {
            assert_eq!(serde_json::to_value(remedy).unwrap(), remedy.as_str());
        }
    }
}
