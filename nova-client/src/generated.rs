// @generated from openapi/nova.json by `cargo xtask regenerate`. Do not edit: change the contract instead.
#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///What was found about a candidate. Personal data: it is never printed by `Debug`.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Assessment {
        ///What speaks against the candidate.
        #[serde(default, deserialize_with = "crate::tolerant::null_as_empty")]
        pub concerns: ::std::vec::Vec<::std::string::String>,
        ///What an interview should look into.
        #[serde(
            rename = "interviewFocus",
            default,
            deserialize_with = "crate::tolerant::null_as_empty"
        )]
        pub interview_focus: ::std::vec::Vec<::std::string::String>,
        ///What speaks for the candidate.
        #[serde(default, deserialize_with = "crate::tolerant::null_as_empty")]
        pub strengths: ::std::vec::Vec<::std::string::String>,
        ///The conclusion in a sentence or two.
        pub verdict: ::std::string::String,
    }
    impl Assessment {
        pub fn builder() -> builder::Assessment {
            Default::default()
        }
    }
    ///The body of every refusal and failure.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Error {
        pub code: crate::types::ErrorCode,
        ///One entry per faulty field; per rejected application when a whole batch is rejected.
        #[serde(default, deserialize_with = "crate::tolerant::null_as_empty")]
        pub details: ::std::vec::Vec<ErrorDetail>,
        ///The vendor's words for what happened.
        pub message: ::std::string::String,
        ///Whether the vendor expects a repeat of the same request to succeed.
        pub retryable: ::std::option::Option<bool>,
        ///The HTTP status, repeated.
        pub status: ::std::option::Option<i64>,
        ///The trace id, as in the `X-Trace-Id` header.
        #[serde(rename = "traceId")]
        pub trace_id: ::std::option::Option<::std::string::String>,
        ///A link to the vendor's page about the error.
        #[serde(rename = "type")]
        pub type_: ::std::option::Option<::std::string::String>,
    }
    impl Error {
        pub fn builder() -> builder::Error {
            Default::default()
        }
    }
    ///One part of what was wrong. The vendor does not publish every member, so unknown ones are kept.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ErrorDetail {
        ///What is wrong with it, for example `invalid`.
        pub code: ::std::option::Option<::std::string::String>,
        ///The faulty field, as a dotted path.
        pub field: ::std::option::Option<::std::string::String>,
        ///The vendor's words for it.
        pub message: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl ErrorDetail {
        pub fn builder() -> builder::ErrorDetail {
            Default::default()
        }
    }
    ///How many requests of a bucket are under way.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct InFlightStatus {
        ///Requests that are under way.
        pub active: i64,
        ///Requests that may be under way at once.
        pub limit: i64,
        ///Seconds to wait when the limit is reached.
        #[serde(rename = "retryAfterSeconds")]
        pub retry_after_seconds: ::std::option::Option<i64>,
    }
    impl InFlightStatus {
        pub fn builder() -> builder::InFlightStatus {
            Default::default()
        }
    }
    ///What is left of a rate bucket.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct RateBucketStatus {
        ///Requests that the bucket allows per second.
        pub limit: i64,
        ///Requests left in the current window.
        pub remaining: i64,
        ///When the window ends, in seconds since the Unix epoch.
        #[serde(rename = "resetAt")]
        pub reset_at: ::std::option::Option<i64>,
        ///Seconds until the window ends.
        #[serde(rename = "resetInSeconds")]
        pub reset_in_seconds: ::std::option::Option<i64>,
    }
    impl RateBucketStatus {
        pub fn builder() -> builder::RateBucketStatus {
            Default::default()
        }
    }
    ///The rate buckets of a key. Whether the vendor shows them beside the other members or in a container is not stated: those beside are described, all else is kept as it comes.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct RateLimitStatus {
        ///What is left of the bucket `analytics`.
        pub analytics: ::std::option::Option<RateBucketStatus>,
        ///What is left of the bucket `criteria_ai`.
        pub criteria_ai: ::std::option::Option<RateBucketStatus>,
        ///How many requests of the bucket `criteria_ai` are under way.
        pub criteria_ai_inflight: ::std::option::Option<InFlightStatus>,
        ///What is left of the bucket `criteria_current_reads`.
        pub criteria_current_reads: ::std::option::Option<RateBucketStatus>,
        ///Whether the vendor's limiter is down; requests then pass uncounted.
        pub degraded: bool,
        pub environment: crate::types::KeyEnvironment,
        ///When this was true.
        #[serde(rename = "generatedAt")]
        pub generated_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///The vendor's identifier of the partner.
        #[serde(rename = "partnerId")]
        pub partner_id: ::std::string::String,
        ///What is left of the bucket `rate_limit_status`.
        pub rate_limit_status: ::std::option::Option<RateBucketStatus>,
        ///What is left of the bucket `read_and_ops`.
        pub read_and_ops: ::std::option::Option<RateBucketStatus>,
        ///What is left of the bucket `scoring_intake_batch`.
        pub scoring_intake_batch: ::std::option::Option<RateBucketStatus>,
        ///What is left of the bucket `scoring_intake_single`.
        pub scoring_intake_single: ::std::option::Option<RateBucketStatus>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl RateLimitStatus {
        pub fn builder() -> builder::RateLimitStatus {
            Default::default()
        }
    }
    ///An application turned away at intake. No scoring job exists for it.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct RejectedApplication {
        ///The integrator's own identifier of the application.
        #[serde(rename = "applicationId")]
        pub application_id: ::std::string::String,
        pub error: RejectionError,
    }
    impl RejectedApplication {
        pub fn builder() -> builder::RejectedApplication {
            Default::default()
        }
    }
    ///Why an application was turned away.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct RejectionError {
        pub code: crate::types::ErrorCode,
        ///The vendor's words for it.
        pub message: ::std::string::String,
        ///A finer cause within the code, for example `missing_eof` for a corrupted file.
        pub reason: ::std::option::Option<::std::string::String>,
    }
    impl RejectionError {
        pub fn builder() -> builder::RejectionError {
            Default::default()
        }
    }
    ///The batch itself. Its three counters count accepted applications only.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringBatch {
        ///When the last scoring job ended; null while the batch is pending.
        #[serde(rename = "completedAt")]
        pub completed_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///Scoring jobs that ended with a score.
        #[serde(rename = "completedJobs")]
        pub completed_jobs: i64,
        ///When the batch was accepted.
        #[serde(rename = "createdAt")]
        pub created_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///Scoring jobs that ended without a score.
        #[serde(rename = "failedJobs")]
        pub failed_jobs: i64,
        ///Nova's identifier of the batch.
        pub id: ::std::string::String,
        ///The integrator's own identifier of the job.
        #[serde(rename = "jobId")]
        pub job_id: ::std::string::String,
        pub status: crate::types::BatchStatus,
        ///Applications that were accepted.
        #[serde(rename = "totalJobs")]
        pub total_jobs: i64,
    }
    impl ScoringBatch {
        pub fn builder() -> builder::ScoringBatch {
            Default::default()
        }
    }
    ///A batch, its scoring jobs, and the applications rejected at intake.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringBatchStatus {
        pub batch: ScoringBatch,
        ///Applications turned away before queueing. They have no scoring job, send no webhook and are not counted in the batch.
        #[serde(
            rename = "rejectedApplications",
            default,
            deserialize_with = "crate::tolerant::null_as_empty"
        )]
        pub rejected_applications: ::std::vec::Vec<RejectedApplication>,
        ///The scoring jobs of accepted applications. May list fewer than `totalJobs`.
        #[serde(
            rename = "scoringJobs",
            default,
            deserialize_with = "crate::tolerant::null_as_empty"
        )]
        pub scoring_jobs: ::std::vec::Vec<ScoringJob>,
    }
    impl ScoringBatchStatus {
        pub fn builder() -> builder::ScoringBatchStatus {
            Default::default()
        }
    }
    ///The scoring of one application.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringJob {
        ///The integrator's own identifier of the application.
        #[serde(rename = "applicationId")]
        pub application_id: ::std::string::String,
        ///The reasoning behind the score. Null until the job is completed.
        pub assessment: ::std::option::Option<Assessment>,
        ///When the job ended with a score; null where it has not.
        #[serde(rename = "completedAt")]
        pub completed_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///The criteria version the application is scored against.
        #[serde(rename = "criteriaVersionId")]
        pub criteria_version_id: ::std::option::Option<::std::string::String>,
        ///Why the job failed. Null unless it did.
        #[serde(rename = "errorCode")]
        pub error_code: ::std::option::Option<crate::types::ErrorCode>,
        ///The vendor's words for the failure. Null unless the job failed.
        #[serde(rename = "errorMessage")]
        pub error_message: ::std::option::Option<::std::string::String>,
        ///When the job ended without a score; null where it has not.
        #[serde(rename = "failedAt")]
        pub failed_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///Nova's identifier of the scoring job.
        pub id: ::std::string::String,
        ///Whether this job scores the application again.
        #[serde(rename = "isRescore")]
        pub is_rescore: bool,
        ///The integrator's own identifier of the job.
        #[serde(rename = "jobId")]
        pub job_id: ::std::string::String,
        ///When the job was queued.
        #[serde(rename = "queuedAt")]
        pub queued_at: ::chrono::DateTime<::chrono::offset::Utc>,
        ///The score, from 1 (fundamentals missing) to 10 (exceptional): 9–10 exceptional, 7–8 strong, 5–6 mixed, 3–4 significant gaps, 1–2 missing fundamentals. Null until the job is completed.
        pub score: ::std::option::Option<i64>,
        ///When scoring began; null while the job is queued.
        #[serde(rename = "startedAt")]
        pub started_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        pub status: crate::types::ScoringJobStatus,
    }
    impl ScoringJob {
        pub fn builder() -> builder::ScoringJob {
            Default::default()
        }
    }
    /// Types for composing complex structures.
    pub mod builder {
        #[derive(Clone)]
        pub struct Assessment {
            concerns: ::std::result::Result<
                ::std::vec::Vec<::std::string::String>,
                ::std::string::String,
            >,
            interview_focus: ::std::result::Result<
                ::std::vec::Vec<::std::string::String>,
                ::std::string::String,
            >,
            strengths: ::std::result::Result<
                ::std::vec::Vec<::std::string::String>,
                ::std::string::String,
            >,
            verdict: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for Assessment {
            fn default() -> Self {
                Self {
                    concerns: Ok(Default::default()),
                    interview_focus: Ok(Default::default()),
                    strengths: Ok(Default::default()),
                    verdict: Err("no value supplied for verdict".to_string()),
                }
            }
        }
        impl Assessment {
            pub fn concerns<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.concerns = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for concerns: {e}")
                    });
                self
            }
            pub fn interview_focus<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.interview_focus = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for interview_focus: {e}"
                        )
                    });
                self
            }
            pub fn strengths<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.strengths = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for strengths: {e}")
                    });
                self
            }
            pub fn verdict<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.verdict = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for verdict: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Assessment> for super::Assessment {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Assessment,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    concerns: value.concerns?,
                    interview_focus: value.interview_focus?,
                    strengths: value.strengths?,
                    verdict: value.verdict?,
                })
            }
        }
        impl ::std::convert::From<super::Assessment> for Assessment {
            fn from(value: super::Assessment) -> Self {
                Self {
                    concerns: Ok(value.concerns),
                    interview_focus: Ok(value.interview_focus),
                    strengths: Ok(value.strengths),
                    verdict: Ok(value.verdict),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Error {
            code: ::std::result::Result<crate::types::ErrorCode, ::std::string::String>,
            details: ::std::result::Result<
                ::std::vec::Vec<super::ErrorDetail>,
                ::std::string::String,
            >,
            message: ::std::result::Result<::std::string::String, ::std::string::String>,
            retryable: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            trace_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Error {
            fn default() -> Self {
                Self {
                    code: Err("no value supplied for code".to_string()),
                    details: Ok(Default::default()),
                    message: Err("no value supplied for message".to_string()),
                    retryable: Ok(Default::default()),
                    status: Ok(Default::default()),
                    trace_id: Ok(Default::default()),
                    type_: Ok(Default::default()),
                }
            }
        }
        impl Error {
            pub fn code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::ErrorCode>,
                T::Error: ::std::fmt::Display,
            {
                self.code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for code: {e}")
                    });
                self
            }
            pub fn details<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::ErrorDetail>>,
                T::Error: ::std::fmt::Display,
            {
                self.details = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for details: {e}")
                    });
                self
            }
            pub fn message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.message = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for message: {e}")
                    });
                self
            }
            pub fn retryable<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<bool>>,
                T::Error: ::std::fmt::Display,
            {
                self.retryable = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for retryable: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            pub fn trace_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.trace_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for trace_id: {e}")
                    });
                self
            }
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Error> for super::Error {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Error,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    code: value.code?,
                    details: value.details?,
                    message: value.message?,
                    retryable: value.retryable?,
                    status: value.status?,
                    trace_id: value.trace_id?,
                    type_: value.type_?,
                })
            }
        }
        impl ::std::convert::From<super::Error> for Error {
            fn from(value: super::Error) -> Self {
                Self {
                    code: Ok(value.code),
                    details: Ok(value.details),
                    message: Ok(value.message),
                    retryable: Ok(value.retryable),
                    status: Ok(value.status),
                    trace_id: Ok(value.trace_id),
                    type_: Ok(value.type_),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ErrorDetail {
            code: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            field: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            message: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ErrorDetail {
            fn default() -> Self {
                Self {
                    code: Ok(Default::default()),
                    field: Ok(Default::default()),
                    message: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl ErrorDetail {
            pub fn code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for code: {e}")
                    });
                self
            }
            pub fn field<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.field = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for field: {e}")
                    });
                self
            }
            pub fn message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.message = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for message: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ErrorDetail> for super::ErrorDetail {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ErrorDetail,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    code: value.code?,
                    field: value.field?,
                    message: value.message?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::ErrorDetail> for ErrorDetail {
            fn from(value: super::ErrorDetail) -> Self {
                Self {
                    code: Ok(value.code),
                    field: Ok(value.field),
                    message: Ok(value.message),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct InFlightStatus {
            active: ::std::result::Result<i64, ::std::string::String>,
            limit: ::std::result::Result<i64, ::std::string::String>,
            retry_after_seconds: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for InFlightStatus {
            fn default() -> Self {
                Self {
                    active: Err("no value supplied for active".to_string()),
                    limit: Err("no value supplied for limit".to_string()),
                    retry_after_seconds: Ok(Default::default()),
                }
            }
        }
        impl InFlightStatus {
            pub fn active<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.active = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for active: {e}")
                    });
                self
            }
            pub fn limit<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.limit = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for limit: {e}")
                    });
                self
            }
            pub fn retry_after_seconds<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.retry_after_seconds = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for retry_after_seconds: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<InFlightStatus> for super::InFlightStatus {
            type Error = super::error::ConversionError;
            fn try_from(
                value: InFlightStatus,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    active: value.active?,
                    limit: value.limit?,
                    retry_after_seconds: value.retry_after_seconds?,
                })
            }
        }
        impl ::std::convert::From<super::InFlightStatus> for InFlightStatus {
            fn from(value: super::InFlightStatus) -> Self {
                Self {
                    active: Ok(value.active),
                    limit: Ok(value.limit),
                    retry_after_seconds: Ok(value.retry_after_seconds),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct RateBucketStatus {
            limit: ::std::result::Result<i64, ::std::string::String>,
            remaining: ::std::result::Result<i64, ::std::string::String>,
            reset_at: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            reset_in_seconds: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for RateBucketStatus {
            fn default() -> Self {
                Self {
                    limit: Err("no value supplied for limit".to_string()),
                    remaining: Err("no value supplied for remaining".to_string()),
                    reset_at: Ok(Default::default()),
                    reset_in_seconds: Ok(Default::default()),
                }
            }
        }
        impl RateBucketStatus {
            pub fn limit<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.limit = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for limit: {e}")
                    });
                self
            }
            pub fn remaining<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.remaining = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for remaining: {e}")
                    });
                self
            }
            pub fn reset_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.reset_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for reset_at: {e}")
                    });
                self
            }
            pub fn reset_in_seconds<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.reset_in_seconds = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for reset_in_seconds: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<RateBucketStatus> for super::RateBucketStatus {
            type Error = super::error::ConversionError;
            fn try_from(
                value: RateBucketStatus,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    limit: value.limit?,
                    remaining: value.remaining?,
                    reset_at: value.reset_at?,
                    reset_in_seconds: value.reset_in_seconds?,
                })
            }
        }
        impl ::std::convert::From<super::RateBucketStatus> for RateBucketStatus {
            fn from(value: super::RateBucketStatus) -> Self {
                Self {
                    limit: Ok(value.limit),
                    remaining: Ok(value.remaining),
                    reset_at: Ok(value.reset_at),
                    reset_in_seconds: Ok(value.reset_in_seconds),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct RateLimitStatus {
            analytics: ::std::result::Result<
                ::std::option::Option<super::RateBucketStatus>,
                ::std::string::String,
            >,
            criteria_ai: ::std::result::Result<
                ::std::option::Option<super::RateBucketStatus>,
                ::std::string::String,
            >,
            criteria_ai_inflight: ::std::result::Result<
                ::std::option::Option<super::InFlightStatus>,
                ::std::string::String,
            >,
            criteria_current_reads: ::std::result::Result<
                ::std::option::Option<super::RateBucketStatus>,
                ::std::string::String,
            >,
            degraded: ::std::result::Result<bool, ::std::string::String>,
            environment: ::std::result::Result<
                crate::types::KeyEnvironment,
                ::std::string::String,
            >,
            generated_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            partner_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            rate_limit_status: ::std::result::Result<
                ::std::option::Option<super::RateBucketStatus>,
                ::std::string::String,
            >,
            read_and_ops: ::std::result::Result<
                ::std::option::Option<super::RateBucketStatus>,
                ::std::string::String,
            >,
            scoring_intake_batch: ::std::result::Result<
                ::std::option::Option<super::RateBucketStatus>,
                ::std::string::String,
            >,
            scoring_intake_single: ::std::result::Result<
                ::std::option::Option<super::RateBucketStatus>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for RateLimitStatus {
            fn default() -> Self {
                Self {
                    analytics: Ok(Default::default()),
                    criteria_ai: Ok(Default::default()),
                    criteria_ai_inflight: Ok(Default::default()),
                    criteria_current_reads: Ok(Default::default()),
                    degraded: Err("no value supplied for degraded".to_string()),
                    environment: Err("no value supplied for environment".to_string()),
                    generated_at: Err("no value supplied for generated_at".to_string()),
                    partner_id: Err("no value supplied for partner_id".to_string()),
                    rate_limit_status: Ok(Default::default()),
                    read_and_ops: Ok(Default::default()),
                    scoring_intake_batch: Ok(Default::default()),
                    scoring_intake_single: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl RateLimitStatus {
            pub fn analytics<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::RateBucketStatus>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.analytics = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for analytics: {e}")
                    });
                self
            }
            pub fn criteria_ai<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::RateBucketStatus>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.criteria_ai = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for criteria_ai: {e}")
                    });
                self
            }
            pub fn criteria_ai_inflight<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::InFlightStatus>>,
                T::Error: ::std::fmt::Display,
            {
                self.criteria_ai_inflight = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for criteria_ai_inflight: {e}"
                        )
                    });
                self
            }
            pub fn criteria_current_reads<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::RateBucketStatus>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.criteria_current_reads = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for criteria_current_reads: {e}"
                        )
                    });
                self
            }
            pub fn degraded<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.degraded = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for degraded: {e}")
                    });
                self
            }
            pub fn environment<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::KeyEnvironment>,
                T::Error: ::std::fmt::Display,
            {
                self.environment = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for environment: {e}")
                    });
                self
            }
            pub fn generated_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.generated_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for generated_at: {e}")
                    });
                self
            }
            pub fn partner_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.partner_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for partner_id: {e}")
                    });
                self
            }
            pub fn rate_limit_status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::RateBucketStatus>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.rate_limit_status = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for rate_limit_status: {e}"
                        )
                    });
                self
            }
            pub fn read_and_ops<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::RateBucketStatus>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.read_and_ops = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for read_and_ops: {e}")
                    });
                self
            }
            pub fn scoring_intake_batch<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::RateBucketStatus>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.scoring_intake_batch = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for scoring_intake_batch: {e}"
                        )
                    });
                self
            }
            pub fn scoring_intake_single<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::RateBucketStatus>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.scoring_intake_single = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for scoring_intake_single: {e}"
                        )
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<RateLimitStatus> for super::RateLimitStatus {
            type Error = super::error::ConversionError;
            fn try_from(
                value: RateLimitStatus,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    analytics: value.analytics?,
                    criteria_ai: value.criteria_ai?,
                    criteria_ai_inflight: value.criteria_ai_inflight?,
                    criteria_current_reads: value.criteria_current_reads?,
                    degraded: value.degraded?,
                    environment: value.environment?,
                    generated_at: value.generated_at?,
                    partner_id: value.partner_id?,
                    rate_limit_status: value.rate_limit_status?,
                    read_and_ops: value.read_and_ops?,
                    scoring_intake_batch: value.scoring_intake_batch?,
                    scoring_intake_single: value.scoring_intake_single?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::RateLimitStatus> for RateLimitStatus {
            fn from(value: super::RateLimitStatus) -> Self {
                Self {
                    analytics: Ok(value.analytics),
                    criteria_ai: Ok(value.criteria_ai),
                    criteria_ai_inflight: Ok(value.criteria_ai_inflight),
                    criteria_current_reads: Ok(value.criteria_current_reads),
                    degraded: Ok(value.degraded),
                    environment: Ok(value.environment),
                    generated_at: Ok(value.generated_at),
                    partner_id: Ok(value.partner_id),
                    rate_limit_status: Ok(value.rate_limit_status),
                    read_and_ops: Ok(value.read_and_ops),
                    scoring_intake_batch: Ok(value.scoring_intake_batch),
                    scoring_intake_single: Ok(value.scoring_intake_single),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct RejectedApplication {
            application_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            error: ::std::result::Result<super::RejectionError, ::std::string::String>,
        }
        impl ::std::default::Default for RejectedApplication {
            fn default() -> Self {
                Self {
                    application_id: Err(
                        "no value supplied for application_id".to_string(),
                    ),
                    error: Err("no value supplied for error".to_string()),
                }
            }
        }
        impl RejectedApplication {
            pub fn application_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.application_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for application_id: {e}"
                        )
                    });
                self
            }
            pub fn error<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::RejectionError>,
                T::Error: ::std::fmt::Display,
            {
                self.error = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<RejectedApplication>
        for super::RejectedApplication {
            type Error = super::error::ConversionError;
            fn try_from(
                value: RejectedApplication,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    application_id: value.application_id?,
                    error: value.error?,
                })
            }
        }
        impl ::std::convert::From<super::RejectedApplication> for RejectedApplication {
            fn from(value: super::RejectedApplication) -> Self {
                Self {
                    application_id: Ok(value.application_id),
                    error: Ok(value.error),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct RejectionError {
            code: ::std::result::Result<crate::types::ErrorCode, ::std::string::String>,
            message: ::std::result::Result<::std::string::String, ::std::string::String>,
            reason: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for RejectionError {
            fn default() -> Self {
                Self {
                    code: Err("no value supplied for code".to_string()),
                    message: Err("no value supplied for message".to_string()),
                    reason: Ok(Default::default()),
                }
            }
        }
        impl RejectionError {
            pub fn code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::ErrorCode>,
                T::Error: ::std::fmt::Display,
            {
                self.code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for code: {e}")
                    });
                self
            }
            pub fn message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.message = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for message: {e}")
                    });
                self
            }
            pub fn reason<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.reason = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for reason: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<RejectionError> for super::RejectionError {
            type Error = super::error::ConversionError;
            fn try_from(
                value: RejectionError,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    code: value.code?,
                    message: value.message?,
                    reason: value.reason?,
                })
            }
        }
        impl ::std::convert::From<super::RejectionError> for RejectionError {
            fn from(value: super::RejectionError) -> Self {
                Self {
                    code: Ok(value.code),
                    message: Ok(value.message),
                    reason: Ok(value.reason),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoringBatch {
            completed_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            completed_jobs: ::std::result::Result<i64, ::std::string::String>,
            created_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            failed_jobs: ::std::result::Result<i64, ::std::string::String>,
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            job_id: ::std::result::Result<::std::string::String, ::std::string::String>,
            status: ::std::result::Result<
                crate::types::BatchStatus,
                ::std::string::String,
            >,
            total_jobs: ::std::result::Result<i64, ::std::string::String>,
        }
        impl ::std::default::Default for ScoringBatch {
            fn default() -> Self {
                Self {
                    completed_at: Ok(Default::default()),
                    completed_jobs: Err(
                        "no value supplied for completed_jobs".to_string(),
                    ),
                    created_at: Err("no value supplied for created_at".to_string()),
                    failed_jobs: Err("no value supplied for failed_jobs".to_string()),
                    id: Err("no value supplied for id".to_string()),
                    job_id: Err("no value supplied for job_id".to_string()),
                    status: Err("no value supplied for status".to_string()),
                    total_jobs: Err("no value supplied for total_jobs".to_string()),
                }
            }
        }
        impl ScoringBatch {
            pub fn completed_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.completed_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for completed_at: {e}")
                    });
                self
            }
            pub fn completed_jobs<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.completed_jobs = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for completed_jobs: {e}"
                        )
                    });
                self
            }
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
                    });
                self
            }
            pub fn failed_jobs<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.failed_jobs = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for failed_jobs: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn job_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.job_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for job_id: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::BatchStatus>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            pub fn total_jobs<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.total_jobs = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for total_jobs: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoringBatch> for super::ScoringBatch {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoringBatch,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    completed_at: value.completed_at?,
                    completed_jobs: value.completed_jobs?,
                    created_at: value.created_at?,
                    failed_jobs: value.failed_jobs?,
                    id: value.id?,
                    job_id: value.job_id?,
                    status: value.status?,
                    total_jobs: value.total_jobs?,
                })
            }
        }
        impl ::std::convert::From<super::ScoringBatch> for ScoringBatch {
            fn from(value: super::ScoringBatch) -> Self {
                Self {
                    completed_at: Ok(value.completed_at),
                    completed_jobs: Ok(value.completed_jobs),
                    created_at: Ok(value.created_at),
                    failed_jobs: Ok(value.failed_jobs),
                    id: Ok(value.id),
                    job_id: Ok(value.job_id),
                    status: Ok(value.status),
                    total_jobs: Ok(value.total_jobs),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoringBatchStatus {
            batch: ::std::result::Result<super::ScoringBatch, ::std::string::String>,
            rejected_applications: ::std::result::Result<
                ::std::vec::Vec<super::RejectedApplication>,
                ::std::string::String,
            >,
            scoring_jobs: ::std::result::Result<
                ::std::vec::Vec<super::ScoringJob>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ScoringBatchStatus {
            fn default() -> Self {
                Self {
                    batch: Err("no value supplied for batch".to_string()),
                    rejected_applications: Ok(Default::default()),
                    scoring_jobs: Ok(Default::default()),
                }
            }
        }
        impl ScoringBatchStatus {
            pub fn batch<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ScoringBatch>,
                T::Error: ::std::fmt::Display,
            {
                self.batch = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for batch: {e}")
                    });
                self
            }
            pub fn rejected_applications<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::RejectedApplication>>,
                T::Error: ::std::fmt::Display,
            {
                self.rejected_applications = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for rejected_applications: {e}"
                        )
                    });
                self
            }
            pub fn scoring_jobs<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::ScoringJob>>,
                T::Error: ::std::fmt::Display,
            {
                self.scoring_jobs = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for scoring_jobs: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoringBatchStatus> for super::ScoringBatchStatus {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoringBatchStatus,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    batch: value.batch?,
                    rejected_applications: value.rejected_applications?,
                    scoring_jobs: value.scoring_jobs?,
                })
            }
        }
        impl ::std::convert::From<super::ScoringBatchStatus> for ScoringBatchStatus {
            fn from(value: super::ScoringBatchStatus) -> Self {
                Self {
                    batch: Ok(value.batch),
                    rejected_applications: Ok(value.rejected_applications),
                    scoring_jobs: Ok(value.scoring_jobs),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoringJob {
            application_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            assessment: ::std::result::Result<
                ::std::option::Option<super::Assessment>,
                ::std::string::String,
            >,
            completed_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            criteria_version_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            error_code: ::std::result::Result<
                ::std::option::Option<crate::types::ErrorCode>,
                ::std::string::String,
            >,
            error_message: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            failed_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            is_rescore: ::std::result::Result<bool, ::std::string::String>,
            job_id: ::std::result::Result<::std::string::String, ::std::string::String>,
            queued_at: ::std::result::Result<
                ::chrono::DateTime<::chrono::offset::Utc>,
                ::std::string::String,
            >,
            score: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            started_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                crate::types::ScoringJobStatus,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ScoringJob {
            fn default() -> Self {
                Self {
                    application_id: Err(
                        "no value supplied for application_id".to_string(),
                    ),
                    assessment: Ok(Default::default()),
                    completed_at: Ok(Default::default()),
                    criteria_version_id: Ok(Default::default()),
                    error_code: Ok(Default::default()),
                    error_message: Ok(Default::default()),
                    failed_at: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    is_rescore: Err("no value supplied for is_rescore".to_string()),
                    job_id: Err("no value supplied for job_id".to_string()),
                    queued_at: Err("no value supplied for queued_at".to_string()),
                    score: Ok(Default::default()),
                    started_at: Ok(Default::default()),
                    status: Err("no value supplied for status".to_string()),
                }
            }
        }
        impl ScoringJob {
            pub fn application_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.application_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for application_id: {e}"
                        )
                    });
                self
            }
            pub fn assessment<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Assessment>>,
                T::Error: ::std::fmt::Display,
            {
                self.assessment = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for assessment: {e}")
                    });
                self
            }
            pub fn completed_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.completed_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for completed_at: {e}")
                    });
                self
            }
            pub fn criteria_version_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.criteria_version_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for criteria_version_id: {e}"
                        )
                    });
                self
            }
            pub fn error_code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::types::ErrorCode>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.error_code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error_code: {e}")
                    });
                self
            }
            pub fn error_message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.error_message = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error_message: {e}")
                    });
                self
            }
            pub fn failed_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.failed_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for failed_at: {e}")
                    });
                self
            }
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            pub fn is_rescore<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.is_rescore = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for is_rescore: {e}")
                    });
                self
            }
            pub fn job_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.job_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for job_id: {e}")
                    });
                self
            }
            pub fn queued_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::chrono::DateTime<::chrono::offset::Utc>>,
                T::Error: ::std::fmt::Display,
            {
                self.queued_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for queued_at: {e}")
                    });
                self
            }
            pub fn score<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.score = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for score: {e}")
                    });
                self
            }
            pub fn started_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.started_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for started_at: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::ScoringJobStatus>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoringJob> for super::ScoringJob {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoringJob,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    application_id: value.application_id?,
                    assessment: value.assessment?,
                    completed_at: value.completed_at?,
                    criteria_version_id: value.criteria_version_id?,
                    error_code: value.error_code?,
                    error_message: value.error_message?,
                    failed_at: value.failed_at?,
                    id: value.id?,
                    is_rescore: value.is_rescore?,
                    job_id: value.job_id?,
                    queued_at: value.queued_at?,
                    score: value.score?,
                    started_at: value.started_at?,
                    status: value.status?,
                })
            }
        }
        impl ::std::convert::From<super::ScoringJob> for ScoringJob {
            fn from(value: super::ScoringJob) -> Self {
                Self {
                    application_id: Ok(value.application_id),
                    assessment: Ok(value.assessment),
                    completed_at: Ok(value.completed_at),
                    criteria_version_id: Ok(value.criteria_version_id),
                    error_code: Ok(value.error_code),
                    error_message: Ok(value.error_message),
                    failed_at: Ok(value.failed_at),
                    id: Ok(value.id),
                    is_rescore: Ok(value.is_rescore),
                    job_id: Ok(value.job_id),
                    queued_at: Ok(value.queued_at),
                    score: Ok(value.score),
                    started_at: Ok(value.started_at),
                    status: Ok(value.status),
                }
            }
        }
        impl ::std::fmt::Debug for Assessment {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("Assessment").finish_non_exhaustive()
            }
        }
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
    impl ::std::fmt::Debug for Assessment {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("Assessment").finish_non_exhaustive()
        }
    }
    impl crate::unknown::Inspect for Assessment {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.concerns,
                &at.member("concerns"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.interview_focus,
                &at.member("interviewFocus"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.strengths,
                &at.member("strengths"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.verdict, &at.member("verdict"), see);
        }
    }
    impl crate::unknown::Inspect for Error {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.code, &at.member("code"), see);
            crate::unknown::Inspect::inspect(&self.details, &at.member("details"), see);
            crate::unknown::Inspect::inspect(&self.message, &at.member("message"), see);
            crate::unknown::Inspect::inspect(
                &self.retryable,
                &at.member("retryable"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.status, &at.member("status"), see);
            crate::unknown::Inspect::inspect(&self.trace_id, &at.member("traceId"), see);
            crate::unknown::Inspect::inspect(&self.type_, &at.member("type"), see);
        }
    }
    impl crate::unknown::Inspect for ErrorDetail {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.code, &at.member("code"), see);
            crate::unknown::Inspect::inspect(&self.field, &at.member("field"), see);
            crate::unknown::Inspect::inspect(&self.message, &at.member("message"), see);
        }
    }
    impl crate::unknown::Inspect for InFlightStatus {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.active, &at.member("active"), see);
            crate::unknown::Inspect::inspect(&self.limit, &at.member("limit"), see);
            crate::unknown::Inspect::inspect(
                &self.retry_after_seconds,
                &at.member("retryAfterSeconds"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for RateBucketStatus {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.limit, &at.member("limit"), see);
            crate::unknown::Inspect::inspect(
                &self.remaining,
                &at.member("remaining"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.reset_at, &at.member("resetAt"), see);
            crate::unknown::Inspect::inspect(
                &self.reset_in_seconds,
                &at.member("resetInSeconds"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for RateLimitStatus {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.analytics,
                &at.member("analytics"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.criteria_ai,
                &at.member("criteria_ai"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.criteria_ai_inflight,
                &at.member("criteria_ai_inflight"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.criteria_current_reads,
                &at.member("criteria_current_reads"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.degraded,
                &at.member("degraded"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.environment,
                &at.member("environment"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.generated_at,
                &at.member("generatedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.partner_id,
                &at.member("partnerId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.rate_limit_status,
                &at.member("rate_limit_status"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.read_and_ops,
                &at.member("read_and_ops"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.scoring_intake_batch,
                &at.member("scoring_intake_batch"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.scoring_intake_single,
                &at.member("scoring_intake_single"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for RejectedApplication {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.application_id,
                &at.member("applicationId"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.error, &at.member("error"), see);
        }
    }
    impl crate::unknown::Inspect for RejectionError {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.code, &at.member("code"), see);
            crate::unknown::Inspect::inspect(&self.message, &at.member("message"), see);
            crate::unknown::Inspect::inspect(&self.reason, &at.member("reason"), see);
        }
    }
    impl crate::unknown::Inspect for ScoringBatch {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.completed_at,
                &at.member("completedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.completed_jobs,
                &at.member("completedJobs"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.created_at,
                &at.member("createdAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.failed_jobs,
                &at.member("failedJobs"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.id, &at.member("id"), see);
            crate::unknown::Inspect::inspect(&self.job_id, &at.member("jobId"), see);
            crate::unknown::Inspect::inspect(&self.status, &at.member("status"), see);
            crate::unknown::Inspect::inspect(
                &self.total_jobs,
                &at.member("totalJobs"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for ScoringBatchStatus {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.batch, &at.member("batch"), see);
            crate::unknown::Inspect::inspect(
                &self.rejected_applications,
                &at.member("rejectedApplications"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.scoring_jobs,
                &at.member("scoringJobs"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for ScoringJob {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.application_id,
                &at.member("applicationId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.assessment,
                &at.member("assessment"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.completed_at,
                &at.member("completedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.criteria_version_id,
                &at.member("criteriaVersionId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.error_code,
                &at.member("errorCode"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.error_message,
                &at.member("errorMessage"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.failed_at,
                &at.member("failedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.id, &at.member("id"), see);
            crate::unknown::Inspect::inspect(
                &self.is_rescore,
                &at.member("isRescore"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.job_id, &at.member("jobId"), see);
            crate::unknown::Inspect::inspect(
                &self.queued_at,
                &at.member("queuedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.score, &at.member("score"), see);
            crate::unknown::Inspect::inspect(
                &self.started_at,
                &at.member("startedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.status, &at.member("status"), see);
        }
    }
    /** How far a batch is.

 Open: a value the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum BatchStatus {
        /// `pending`: Not finished: jobs are queued or being scored.
        Pending,
        /// `completed`: Every scoring job ended with a score.
        Completed,
        /// `failed`: Finished with at least one failed job. Partial and total failure look alike here; the counters tell which.
        Failed,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(
        BatchStatus { Pending = "pending", Completed = "completed", Failed = "failed" }
    );
    /** How far a scoring job is.

 Open: a value the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum ScoringJobStatus {
        /// `pending`: Queued or being scored.
        Pending,
        /// `completed`: Ended with a score.
        Completed,
        /// `failed`: Ended without a score; the error code says why.
        Failed,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(
        ScoringJobStatus { Pending = "pending", Completed = "completed", Failed =
        "failed" }
    );
    /** Why a request, an intake or a scoring job failed. One vocabulary serves all three.

 Open: a value the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum ErrorCode {
        /// `UNAUTHORIZED`: 401: the key is missing, wrong or revoked.
        Unauthorized,
        /// `FORBIDDEN`: 403: the key is valid but not allowed to do this.
        Forbidden,
        /// `VALIDATION_ERROR`: 400: a part of the request is invalid, `details` says which. 422: every application of a batch was rejected.
        ValidationError,
        /// `ANSWER_MISMATCH`: 400: the answers do not fit the question set.
        AnswerMismatch,
        /// `CRITERIA_NOT_FOUND`: 404: the job has no active criteria; never generated, or archived.
        CriteriaNotFound,
        /// `CRITERIA_VERSION_NOT_FOUND`: 404: no such criteria generation or version.
        CriteriaVersionNotFound,
        /// `QUESTION_SET_NOT_FOUND`: 404: no such question set.
        QuestionSetNotFound,
        /// `SCORING_JOB_NOT_FOUND`: 404: no such scoring job.
        ScoringJobNotFound,
        /// `APPLICATION_NOT_FOUND`: 404: no scoring job exists for the application.
        ApplicationNotFound,
        /// `BATCH_NOT_FOUND`: 404: no such batch under this job and tenant.
        BatchNotFound,
        /// `LIBRARY_CRITERION_NOT_FOUND`: 404: no such criterion in the library.
        LibraryCriterionNotFound,
        /// `RESUME_FETCH_FAILED`: 422: the résumé's URL cannot be reached or has expired.
        ResumeFetchFailed,
        /// `RESUME_TOO_LARGE`: 422: the résumé is over the size limit (50 MB as a file).
        ResumeTooLarge,
        /// `RESUME_ENCRYPTED`: 422: the résumé is protected by a password.
        ResumeEncrypted,
        /// `RESUME_EMPTY`: 422: the résumé holds no text.
        ResumeEmpty,
        /// `RESUME_CORRUPTED`: 422: the résumé's file is damaged.
        ResumeCorrupted,
        /// `RESUME_PARSE_FAILED`: 422: the résumé's text cannot be read.
        ResumeParseFailed,
        /// `IDEMPOTENCY_REQUEST_IN_PROGRESS`: 409: a request with the same idempotency key is still running.
        IdempotencyRequestInProgress,
        /// `RATE_LIMITED`: 429: the bucket is empty; `Retry-After` says for how long.
        RateLimited,
        /// `INTERNAL_ERROR`: 500: the vendor failed.
        InternalError,
        /// `SERVICE_UNAVAILABLE`: 503: the vendor is not available; `retryable` may be true.
        ServiceUnavailable,
        /// `AI_SCORING_FAILED`: Of a scoring job: the scoring model failed. Transient.
        AiScoringFailed,
        /// `TASK_STUCK`: Of a scoring job: the work stopped making progress. Transient.
        TaskStuck,
        /// `TIMEOUT`: Of a scoring job: the work took too long. Transient.
        Timeout,
        /// `MAX_RETRIES_EXCEEDED`: Of a scoring job: the vendor's own retries ran out. Transient.
        MaxRetriesExceeded,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(
        ErrorCode { Unauthorized = "UNAUTHORIZED", Forbidden = "FORBIDDEN",
        ValidationError = "VALIDATION_ERROR", AnswerMismatch = "ANSWER_MISMATCH",
        CriteriaNotFound = "CRITERIA_NOT_FOUND", CriteriaVersionNotFound =
        "CRITERIA_VERSION_NOT_FOUND", QuestionSetNotFound = "QUESTION_SET_NOT_FOUND",
        ScoringJobNotFound = "SCORING_JOB_NOT_FOUND", ApplicationNotFound =
        "APPLICATION_NOT_FOUND", BatchNotFound = "BATCH_NOT_FOUND",
        LibraryCriterionNotFound = "LIBRARY_CRITERION_NOT_FOUND", ResumeFetchFailed =
        "RESUME_FETCH_FAILED", ResumeTooLarge = "RESUME_TOO_LARGE", ResumeEncrypted =
        "RESUME_ENCRYPTED", ResumeEmpty = "RESUME_EMPTY", ResumeCorrupted =
        "RESUME_CORRUPTED", ResumeParseFailed = "RESUME_PARSE_FAILED",
        IdempotencyRequestInProgress = "IDEMPOTENCY_REQUEST_IN_PROGRESS", RateLimited =
        "RATE_LIMITED", InternalError = "INTERNAL_ERROR", ServiceUnavailable =
        "SERVICE_UNAVAILABLE", AiScoringFailed = "AI_SCORING_FAILED", TaskStuck =
        "TASK_STUCK", Timeout = "TIMEOUT", MaxRetriesExceeded = "MAX_RETRIES_EXCEEDED" }
    );
    /** The environment a key belongs to.

 Open: a value the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum KeyEnvironment {
        /// `SANDBOX`: For trying things out.
        Sandbox,
        /// `PRODUCTION`: The real one.
        Production,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(KeyEnvironment { Sandbox = "SANDBOX", Production = "PRODUCTION" });
}
#[derive(Clone)]
/**Client for Nova Embed API

Scores job applications against the criteria of a job.

This document is maintained by the authors of the Rust client from the vendor's published pages; the vendor publishes no whole document. Members marked `x-nova-evidence: inferred` are not stated by those pages and are therefore written in their most tolerant form.

Version: 0.2.0*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::seam::Seam,
}
impl Client {
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::seam::Seam,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::seam::Seam> for Client {
    fn api_version() -> &'static str {
        "0.2.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::seam::Seam {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::seam::Seam>,
    {}
};
impl Client {
    /**Status of a scoring batch

Tells how far a batch is: its counters, the scoring jobs it contains, and the applications that were turned away before a job was made for them.

The list of scoring jobs may be shorter than `totalJobs`. An unknown batch answers 404 with `BATCH_NOT_FOUND`.

Sends a `GET` request to `/v1/jobs/{jobId}/scoring-batches/{scoringBatchId}`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `scoring_batch_id`: Nova's identifier of the batch, as its submission returned it.
```ignore
let response = client.get_scoring_batch_status()
    .job_id(job_id)
    .scoring_batch_id(scoring_batch_id)
    .send()
    .await;
```*/
    pub fn get_scoring_batch_status(&self) -> builder::GetScoringBatchStatus<'_> {
        builder::GetScoringBatchStatus::new(self)
    }
    /**State of the rate limits

Tells what is left of each rate bucket of the key, without using up any of them but its own.

Sends a `GET` request to `/v1/rate-limit-status`

```ignore
let response = client.get_rate_limit_status()
    .send()
    .await;
```*/
    pub fn get_rate_limit_status(&self) -> builder::GetRateLimitStatus<'_> {
        builder::GetRateLimitStatus::new(self)
    }
}
/// Types for composing operation parameters.
#[allow(clippy::all)]
pub mod builder {
    use super::types;
    #[allow(unused_imports)]
    use super::{
        encode_path, ByteStream, ClientInfo, ClientHooks, Error, OperationInfo,
        RequestBuilderExt, ResponseValue,
    };
    /**Builder for [`Client::get_scoring_batch_status`]

[`Client::get_scoring_batch_status`]: super::Client::get_scoring_batch_status*/
    #[derive(Debug, Clone)]
    pub struct GetScoringBatchStatus<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        scoring_batch_id: Result<::std::string::String, String>,
    }
    impl<'a> GetScoringBatchStatus<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                scoring_batch_id: Err("scoring_batch_id was not initialized".to_string()),
            }
        }
        pub fn job_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.job_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for job_id failed"
                        .to_string()
                });
            self
        }
        pub fn scoring_batch_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.scoring_batch_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for scoring_batch_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/jobs/{jobId}/scoring-batches/{scoringBatchId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ScoringBatchStatus>, Error<types::Error>> {
            let Self { client, job_id, scoring_batch_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let scoring_batch_id = scoring_batch_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/scoring-batches/{}", client.baseurl, encode_path(& job_id
                .to_string()), encode_path(& scoring_batch_id.to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_scoring_batch_status",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => crate::seam::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::seam::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::seam::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_rate_limit_status`]

[`Client::get_rate_limit_status`]: super::Client::get_rate_limit_status*/
    #[derive(Debug, Clone)]
    pub struct GetRateLimitStatus<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetRateLimitStatus<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        ///Sends a `GET` request to `/v1/rate-limit-status`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::RateLimitStatus>, Error<types::Error>> {
            let Self { client } = self;
            let url = format!("{}/v1/rate-limit-status", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_rate_limit_status",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => crate::seam::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::seam::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::seam::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    pub use self::super::Client;
}
#[allow(unused_imports)]
use crate::seam::encode_path;
impl ::std::fmt::Debug for Client {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("Client").field("baseurl", &self.baseurl).finish_non_exhaustive()
    }
}
/// The version of the contract this client was made from.
pub const CONTRACT_VERSION: &str = "0.2.0";
/// The vendor's base URL.
pub const DEFAULT_BASE_URL: &str = "https://embed.nova.dweet.com";
/// Every rate bucket of the contract.
pub static BUCKETS: [crate::Bucket; 7usize] = [
    crate::Bucket {
        name: "criteria_ai",
        limit: 2u32,
        per: ::std::time::Duration::from_secs(1),
        max_in_flight: Some(4u32),
    },
    crate::Bucket {
        name: "criteria_current_reads",
        limit: 60u32,
        per: ::std::time::Duration::from_secs(1),
        max_in_flight: None,
    },
    crate::Bucket {
        name: "scoring_intake_batch",
        limit: 1u32,
        per: ::std::time::Duration::from_secs(1),
        max_in_flight: None,
    },
    crate::Bucket {
        name: "scoring_intake_single",
        limit: 10u32,
        per: ::std::time::Duration::from_secs(1),
        max_in_flight: None,
    },
    crate::Bucket {
        name: "read_and_ops",
        limit: 20u32,
        per: ::std::time::Duration::from_secs(1),
        max_in_flight: None,
    },
    crate::Bucket {
        name: "analytics",
        limit: 20u32,
        per: ::std::time::Duration::from_secs(1),
        max_in_flight: None,
    },
    crate::Bucket {
        name: "rate_limit_status",
        limit: 2u32,
        per: ::std::time::Duration::from_secs(1),
        max_in_flight: None,
    },
];
/// Every operation of the contract.
pub static OPERATIONS: [crate::Operation; 2usize] = [
    crate::Operation {
        id: "getScoringBatchStatus",
        name: "get_scoring_batch_status",
        method: ::http::Method::GET,
        path: "/v1/jobs/{jobId}/scoring-batches/{scoringBatchId}",
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "getRateLimitStatus",
        name: "get_rate_limit_status",
        method: ::http::Method::GET,
        path: "/v1/rate-limit-status",
        bucket: &BUCKETS[6usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: false,
    },
];
impl types::ScoringJob {
    /// What the contract allows `score` to be. Not enforced: an answer outside it decodes.
    pub const SCORE_RANGE: ::std::ops::RangeInclusive<i64> = 1i64..=10i64;
}
/// Hands every schema of the contract to the macro `$then`, with its type and whether answers hold it: for
/// tests that leave none out.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_schema {
    ($then:ident) => {
        $then ! { "Assessment" => $crate::types::Assessment, read : true; "BatchStatus"
        => $crate::types::BatchStatus, read : true; "Error" => $crate::types::Error, read
        : true; "ErrorCode" => $crate::types::ErrorCode, read : true; "ErrorDetail" =>
        $crate::types::ErrorDetail, read : true; "InFlightStatus" =>
        $crate::types::InFlightStatus, read : true; "KeyEnvironment" =>
        $crate::types::KeyEnvironment, read : true; "RateBucketStatus" =>
        $crate::types::RateBucketStatus, read : true; "RateLimitStatus" =>
        $crate::types::RateLimitStatus, read : true; "RejectedApplication" =>
        $crate::types::RejectedApplication, read : true; "RejectionError" =>
        $crate::types::RejectionError, read : true; "ScoringBatch" =>
        $crate::types::ScoringBatch, read : true; "ScoringBatchStatus" =>
        $crate::types::ScoringBatchStatus, read : true; "ScoringJob" =>
        $crate::types::ScoringJob, read : true; "ScoringJobStatus" =>
        $crate::types::ScoringJobStatus, read : true; }
    };
}
