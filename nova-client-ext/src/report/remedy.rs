//! What to do about a failure: the one table of policy that is typed by hand.

use crate::error::{Error, ErrorKind};
use crate::words::open_words;
use nova_client::types::ErrorCode;

open_words! {
    /// What helps against a failure or a rejection.
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
        /// Sending the batch again would only return the same failed batch.
        Rescore = "rescore",
        /// The résumé's URL did not work: make a new one, then submit.
        RefreshResumeUrl = "refresh_resume_url",
        /// The résumé's file cannot be used: get another one, then submit.
        ReplaceResume = "replace_resume",
        /// The job has no criteria to score against: generate them, then rescore.
        GenerateCriteria = "generate_criteria",
        /// The vendor was busy or down: wait, then send the same request.
        RetryLater = "retry_later",
        /// The request was wrong: fix the code or the data that made it.
        FixRequest = "fix_request",
        /// The key is wrong or may not do this.
        FixCredentials = "fix_credentials",
        /// The code is not in the table, or there is none: keep code and message, ask the vendor
        /// with the trace id.
        Investigate = "investigate",
    }
    /// A remedy of a later version, in a report that was stored.
    unknown = Unknown;
    description = "What helps against a failure or a rejection.";
}

impl Remedy {
    /// Returns the remedy for an error code, or for the lack of one.
    ///
    /// A code that the contract does not know is `Investigate` whatever it looks like:
    /// `…_NOT_FOUND` at the end of an unseen code says what was not found to nobody, and advice
    /// that is made up costs more than none.
    pub fn for_code<'a>(code: impl Into<Option<&'a ErrorCode>>) -> Self {
        code.into().and_then(known).unwrap_or(Self::Investigate)
    }

    /// Returns a few words for a person: what to do.
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
            Self::Unknown(_) => "what a later version of this client says",
        }
    }
}

impl Error {
    /// Returns what helps, where the vendor's code tells. For a batch of which every application
    /// was rejected ([`ErrorKind::AllRejected`]) it does not: each of the
    /// [`rejections`](Self::rejections) has a remedy of its own.
    pub fn remedy(&self) -> Option<Remedy> {
        self.code().filter(|_| self.kind() != ErrorKind::AllRejected).map(Remedy::for_code)
    }
}

/// The table. `None` means that the code is not in it: a code of the contract must be, which
/// a test enforces.
fn known(code: &ErrorCode) -> Option<Remedy> {
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
            .filter(|code| known(code).is_none())
            .map(ErrorCode::as_str)
            .collect();
        assert!(
            missing.is_empty(),
            "the contract knows these error codes, but no remedy is in the table for them: {}. \
             Add them to the table in nova-client-ext/src/report/remedy.rs",
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
    fn the_words_are_those_of_json() {
        for remedy in ErrorCode::KNOWN.iter().map(Remedy::for_code) {
            assert_eq!(serde_json::to_value(remedy).unwrap(), remedy.as_str());
        }
    }
}
