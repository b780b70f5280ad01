//! What to do about a failure: the one table of judgement that is typed by hand.

use std::fmt;

use nova_client::types::ErrorCode;
use serde::{Deserialize, Serialize};

/// What helps against a failure or a rejection.
///
/// ```
/// use nova_client_ext::{Remedy, types::ErrorCode};
///
/// assert_eq!(Remedy::for_code(&ErrorCode::Timeout), Remedy::Rescore);
/// assert_eq!(Remedy::for_code(&ErrorCode::from("COSMIC_RAY")), Remedy::Investigate);
/// assert_eq!(Remedy::for_code(None), Remedy::Investigate);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema),
    schemars(description = "What helps against a failure or a rejection.")
)]
#[non_exhaustive]
pub enum Remedy {
    /// Transient: submit the application through the single endpoint with `rescore.enabled`.
    /// Sending the batch again would only return the same failed batch.
    Rescore,
    /// The résumé's URL did not work: make a new one, then submit.
    RefreshResumeUrl,
    /// The résumé's file cannot be used: get another one, then submit.
    ReplaceResume,
    /// The job has no criteria to score against: generate them, then rescore.
    GenerateCriteria,
    /// The vendor was busy or down: wait, then send the same request.
    RetryLater,
    /// The request was wrong: mend the code or the data that made it.
    FixRequest,
    /// The key is wrong or may not do this.
    FixCredentials,
    /// Nobody has judged this code, or there is none: keep code and message, ask the vendor with
    /// the trace id.
    Investigate,
}

impl Remedy {
    /// The remedy for an error code, or for the lack of one.
    ///
    /// A code that the contract does not know is `Investigate` whatever it looks like:
    /// `…_NOT_FOUND` at the end of an unseen code says what was not found to nobody, and advice
    /// that is made up costs more than none.
    pub fn for_code<'a>(code: impl Into<Option<&'a ErrorCode>>) -> Self {
        code.into().and_then(judged).unwrap_or(Self::Investigate)
    }

    /// A few words for a person: what to do.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Rescore => "rescore (transient)",
            Self::RefreshResumeUrl => "new résumé URL",
            Self::ReplaceResume => "new résumé file",
            Self::GenerateCriteria => "generate criteria, then rescore",
            Self::RetryLater => "wait, then send it again",
            Self::FixRequest => "mend the request",
            Self::FixCredentials => "mend the key or its rights",
            Self::Investigate => "ask the vendor (trace id)",
        }
    }

    /// The word used in JSON, for example `refresh_resume_url`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rescore => "rescore",
            Self::RefreshResumeUrl => "refresh_resume_url",
            Self::ReplaceResume => "replace_resume",
            Self::GenerateCriteria => "generate_criteria",
            Self::RetryLater => "retry_later",
            Self::FixRequest => "fix_request",
            Self::FixCredentials => "fix_credentials",
            Self::Investigate => "investigate",
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The table. `None` means that nobody has judged the code: a known code must not end there, which
/// a test enforces.
fn judged(code: &ErrorCode) -> Option<Remedy> {
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
            .filter(|code| judged(code).is_none())
            .map(ErrorCode::as_str)
            .collect();
        assert!(
            missing.is_empty(),
            "the contract knows these error codes, but nobody has judged what helps against them: {}. \
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
