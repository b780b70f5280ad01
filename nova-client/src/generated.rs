// @generated from openapi/nova.json by `cargo xtask regenerate`. Do not edit: change the contract
// instead.
// Contract fingerprint: abbca2b68e8676d8
#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///An application of a batch that was accepted.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct AcceptedApplication {
        ///The integrator's own identifier of the application.
        #[serde(rename = "applicationId")]
        pub application_id: ::std::string::String,
        ///Nova's identifier of the scoring job.
        #[serde(rename = "scoringJobId")]
        pub scoring_job_id: ::std::string::String,
    }
    impl AcceptedApplication {
        pub fn builder() -> builder::AcceptedApplication {
            Default::default()
        }
    }
    ///Scoring and webhooks at a glance.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct AnalyticsOverview {
        pub period: AnalyticsPeriod,
        pub scoring: ScoringOverview,
        pub webhooks: WebhookOverview,
    }
    impl AnalyticsOverview {
        pub fn builder() -> builder::AnalyticsOverview {
            Default::default()
        }
    }
    ///The time that figures cover.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct AnalyticsPeriod {
        ///Its end.
        #[serde(default, deserialize_with = "crate::tolerant::time")]
        pub end: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///Its start.
        #[serde(default, deserialize_with = "crate::tolerant::time")]
        pub start: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl AnalyticsPeriod {
        pub fn builder() -> builder::AnalyticsPeriod {
            Default::default()
        }
    }
    ///One chosen option or text, or several options. Never printed by `Debug`.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(untagged)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub enum AnswerValue {
        One(::std::string::String),
        Several(::std::vec::Vec<::std::string::String>),
    }
    impl ::std::convert::From<::std::vec::Vec<::std::string::String>> for AnswerValue {
        fn from(value: ::std::vec::Vec<::std::string::String>) -> Self {
            Self::Several(value)
        }
    }
    ///A question of an application and the candidate's answer.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ApplicationAnswer {
        ///The answer.
        pub answer: ::std::string::String,
        ///The question.
        pub question: ::std::string::String,
    }
    impl ApplicationAnswer {
        pub fn builder() -> builder::ApplicationAnswer {
            Default::default()
        }
    }
    ///What else the application holds. Personal data: it is never printed by `Debug`.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Default, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ApplicationData {
        ///The candidate's answers to the application's questions.
        #[serde(
            rename = "applicationAnswers",
            default,
            skip_serializing_if = "::std::vec::Vec::is_empty"
        )]
        pub application_answers: ::std::vec::Vec<ApplicationAnswer>,
        ///Anything else about the application.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<ApplicationDataContext>,
    }
    impl ApplicationData {
        pub fn builder() -> builder::ApplicationData {
            Default::default()
        }
    }
    ///Anything else about the application.
    #[derive(::serde::Serialize, Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ApplicationDataContext(::std::string::String);
    impl ::std::ops::Deref for ApplicationDataContext {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<ApplicationDataContext> for ::std::string::String {
        fn from(value: ApplicationDataContext) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for ApplicationDataContext {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() > 15000usize {
                return Err("longer than 15000 characters".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for ApplicationDataContext {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for ApplicationDataContext {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for ApplicationDataContext {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///What was found about a candidate. Personal data: it is never printed by `Debug`.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Assessment {
        ///What speaks against the candidate.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub concerns: ::std::vec::Vec<::std::string::String>,
        ///What an interview should find out.
        #[serde(
            rename = "interviewFocus",
            default,
            deserialize_with = "crate::tolerant::list"
        )]
        pub interview_focus: ::std::vec::Vec<::std::string::String>,
        ///What speaks for the candidate.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub strengths: ::std::vec::Vec<::std::string::String>,
        ///The conclusion in a sentence or two.
        pub verdict: ::std::string::String,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl Assessment {
        pub fn builder() -> builder::Assessment {
            Default::default()
        }
    }
    ///One application of a batch.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct BatchApplication {
        #[serde(
            rename = "applicationData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub application_data: ::std::option::Option<ApplicationData>,
        ///The integrator's own identifier of the application.
        #[serde(rename = "applicationId")]
        pub application_id: ::std::string::String,
        pub resume: Resume,
    }
    impl BatchApplication {
        pub fn builder() -> builder::BatchApplication {
            Default::default()
        }
    }
    ///Every scoring job of a batch has ended.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct BatchCompletedEvent {
        ///Nova's identifier of the batch.
        #[serde(rename = "batchId")]
        pub batch_id: ::std::string::String,
        ///When the last scoring job ended.
        #[serde(
            rename = "completedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub completed_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///Scoring jobs that ended with a score.
        #[serde(rename = "completedJobs")]
        pub completed_jobs: i64,
        pub event: crate::types::WebhookEventType,
        ///Scoring jobs that ended without a score.
        #[serde(rename = "failedJobs")]
        pub failed_jobs: i64,
        ///The integrator's own identifier of the job.
        #[serde(rename = "jobId")]
        pub job_id: ::std::string::String,
        pub status: crate::types::BatchStatus,
        ///The integrator's own identifier of the tenant.
        #[serde(rename = "tenantId")]
        pub tenant_id: ::std::string::String,
        ///Applications that were accepted.
        #[serde(rename = "totalJobs")]
        pub total_jobs: i64,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl BatchCompletedEvent {
        pub fn builder() -> builder::BatchCompletedEvent {
            Default::default()
        }
    }
    ///What criteria are made from.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CriteriaGeneration {
        ///Answers to the questions of the question set, one for each. They need `questionSetId`.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        pub answers: ::std::vec::Vec<QuestionAnswer>,
        #[serde(rename = "jobContext")]
        pub job_context: JobContext,
        ///The question set that the answers belong to.
        #[serde(
            rename = "questionSetId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub question_set_id: ::std::option::Option<::std::string::String>,
    }
    impl CriteriaGeneration {
        pub fn builder() -> builder::CriteriaGeneration {
            Default::default()
        }
    }
    ///Criteria of a job.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CriteriaList {
        ///The criteria, in their order.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub criteria: ::std::vec::Vec<Criterion>,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl CriteriaList {
        pub fn builder() -> builder::CriteriaList {
            Default::default()
        }
    }
    ///The criteria that a job gets.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CriteriaReplacement {
        ///The criteria. May be empty.
        pub criteria: ::std::vec::Vec<NewCriterion>,
    }
    impl CriteriaReplacement {
        pub fn builder() -> builder::CriteriaReplacement {
            Default::default()
        }
    }
    ///A version of a job's criteria.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CriteriaVersion {
        ///When it was archived; null while it is active.
        #[serde(
            rename = "archivedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub archived_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///When it was made.
        #[serde(
            rename = "createdAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub created_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///Nova's identifier of the criteria version.
        pub id: ::std::string::String,
        pub status: crate::types::CriteriaVersionStatus,
        ///Its number.
        pub version: i64,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl CriteriaVersion {
        pub fn builder() -> builder::CriteriaVersion {
            Default::default()
        }
    }
    ///A version of a job's criteria, and the criteria.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CriteriaVersionContent {
        ///The criteria, in their order.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub criteria: ::std::vec::Vec<Criterion>,
        pub version: CriteriaVersion,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl CriteriaVersionContent {
        pub fn builder() -> builder::CriteriaVersionContent {
            Default::default()
        }
    }
    ///The versions of a job's criteria.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CriteriaVersionList {
        ///The versions.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub versions: ::std::vec::Vec<CriteriaVersion>,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl CriteriaVersionList {
        pub fn builder() -> builder::CriteriaVersionList {
            Default::default()
        }
    }
    ///What an application is measured by.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Criterion {
        ///When it was made.
        #[serde(
            rename = "createdAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub created_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///Nova's identifier of the criterion.
        pub id: ::std::string::String,
        pub importance: crate::types::CriterionImportance,
        ///Its place among the criteria, from 0.
        pub order: i64,
        ///The criterion.
        pub text: ::std::string::String,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl Criterion {
        pub fn builder() -> builder::Criterion {
            Default::default()
        }
    }
    ///A changed criterion, and all criteria with it.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CriterionChange {
        ///The job's criteria as they now are.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub criteria: ::std::vec::Vec<Criterion>,
        pub criterion: Criterion,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl CriterionChange {
        pub fn builder() -> builder::CriterionChange {
            Default::default()
        }
    }
    ///What changes of a criterion; at least one field.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CriterionUpdate {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub importance: ::std::option::Option<crate::types::CriterionImportance>,
        ///The criterion.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub text: ::std::option::Option<::std::string::String>,
    }
    impl CriterionUpdate {
        pub fn builder() -> builder::CriterionUpdate {
            Default::default()
        }
    }
    ///The active criteria, with their version and revision.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct CurrentCriteriaVersion {
        ///The criteria, in their order.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub criteria: ::std::vec::Vec<Criterion>,
        ///Changes with every change of the criteria; `X-Expected-Criteria-Revision` takes it.
        #[serde(rename = "criteriaRevision")]
        pub criteria_revision: ::std::string::String,
        pub version: CriteriaVersion,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl CurrentCriteriaVersion {
        pub fn builder() -> builder::CurrentCriteriaVersion {
            Default::default()
        }
    }
    ///A request to delete data.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct DeletionRequest {
        ///When Nova had processed the request; null where it has not.
        #[serde(
            rename = "completedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub completed_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///When it was made.
        #[serde(
            rename = "createdAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub created_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///When the deletion failed; null where it has not.
        #[serde(
            rename = "failedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub failed_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///Nova's identifier of the deletion request.
        pub id: ::std::string::String,
        pub scope: crate::types::DeletionScope,
        pub status: crate::types::DeletionStatus,
        ///When it last changed.
        #[serde(
            rename = "updatedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub updated_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl DeletionRequest {
        pub fn builder() -> builder::DeletionRequest {
            Default::default()
        }
    }
    ///A deletion request.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct DeletionRequestResponse {
        #[serde(rename = "deletionRequest")]
        pub deletion_request: DeletionRequest,
    }
    impl DeletionRequestResponse {
        pub fn builder() -> builder::DeletionRequestResponse {
            Default::default()
        }
    }
    ///The body of every error response.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Error {
        pub code: crate::types::ErrorCode,
        ///One entry per faulty field; per rejected application when a whole batch is rejected.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub details: ::std::vec::Vec<ErrorDetail>,
        ///The vendor's words for what happened.
        pub message: ::std::string::String,
        ///Whether the vendor expects a repeat of the same request to succeed. Of the documented 4xx codes only `RATE_LIMITED` is retryable.
        pub retryable: ::std::option::Option<bool>,
        ///The HTTP status, repeated.
        pub status: ::std::option::Option<i64>,
        ///The trace id, as in the `X-Trace-Id` header.
        #[serde(rename = "traceId")]
        pub trace_id: ::std::option::Option<::std::string::String>,
        ///A link to the vendor's page about the error.
        #[serde(rename = "type")]
        pub type_: ::std::option::Option<::std::string::String>,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl Error {
        pub fn builder() -> builder::Error {
            Default::default()
        }
    }
    ///The errors that scoring ended with.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ErrorBreakdown {
        ///The errors by code.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub data: ::std::vec::Vec<ErrorShare>,
        pub period: AnalyticsPeriod,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl ErrorBreakdown {
        pub fn builder() -> builder::ErrorBreakdown {
            Default::default()
        }
    }
    ///One part of what was wrong. The vendor does not publish every field, so unknown ones are kept. It may repeat what was sent: it is never printed by `Debug`.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
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
    ///How often scoring ended with one error.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ErrorShare {
        ///How often.
        pub count: i64,
        ///The vendor's words for the error.
        pub description: ::std::string::String,
        #[serde(rename = "errorCode")]
        pub error_code: crate::types::ErrorCode,
        pub percentage: Percentage,
    }
    impl ErrorShare {
        pub fn builder() -> builder::ErrorShare {
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
    ///What a job is.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct JobContext {
        ///The company.
        #[serde(rename = "companyName")]
        pub company_name: ::std::string::String,
        ///What the job is.
        #[serde(rename = "jobDescription")]
        pub job_description: ::std::string::String,
        ///The job's title.
        #[serde(rename = "jobTitle")]
        pub job_title: ::std::string::String,
    }
    impl JobContext {
        pub fn builder() -> builder::JobContext {
            Default::default()
        }
    }
    ///The criteria of one of several jobs.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct JobCriteria {
        ///The job's criteria; null if it has none.
        #[serde(default, deserialize_with = "crate::tolerant::list_or_null")]
        pub criteria: ::std::option::Option<::std::vec::Vec<Criterion>>,
        ///The integrator's own identifier of the job.
        #[serde(rename = "jobId")]
        pub job_id: ::std::string::String,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl JobCriteria {
        pub fn builder() -> builder::JobCriteria {
            Default::default()
        }
    }
    ///The criteria of several jobs.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct JobsCriteria {
        ///The jobs, in the order of the request.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub items: ::std::vec::Vec<JobCriteria>,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl JobsCriteria {
        pub fn builder() -> builder::JobsCriteria {
            Default::default()
        }
    }
    ///Criteria in the library.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct LibraryCriteriaList {
        ///The criteria, newest first.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub criteria: ::std::vec::Vec<LibraryCriterion>,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl LibraryCriteriaList {
        pub fn builder() -> builder::LibraryCriteriaList {
            Default::default()
        }
    }
    ///A criterion that a tenant keeps to use again.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct LibraryCriterion {
        ///A word to find it by; null if it has none.
        pub category: ::std::option::Option<::std::string::String>,
        ///When it was made.
        #[serde(
            rename = "createdAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub created_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///Nova's identifier of the criterion in the library.
        pub id: ::std::string::String,
        pub importance: crate::types::CriterionImportance,
        ///The criterion.
        pub text: ::std::string::String,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl LibraryCriterion {
        pub fn builder() -> builder::LibraryCriterion {
            Default::default()
        }
    }
    ///A criterion in the library.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct LibraryCriterionResponse {
        pub criterion: LibraryCriterion,
    }
    impl LibraryCriterionResponse {
        pub fn builder() -> builder::LibraryCriterionResponse {
            Default::default()
        }
    }
    ///What changes of a criterion in the library; at least one field.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct LibraryCriterionUpdate {
        ///A word to find it by; null removes it.
        #[serde(default, skip_serializing_if = "crate::Change::is_keep")]
        pub category: crate::Change<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub importance: ::std::option::Option<crate::types::CriterionImportance>,
        ///The criterion.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub text: ::std::option::Option<LibraryCriterionUpdateText>,
    }
    impl LibraryCriterionUpdate {
        pub fn builder() -> builder::LibraryCriterionUpdate {
            Default::default()
        }
    }
    ///The criterion.
    #[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct LibraryCriterionUpdateText(::std::string::String);
    impl ::std::ops::Deref for LibraryCriterionUpdateText {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<LibraryCriterionUpdateText> for ::std::string::String {
        fn from(value: LibraryCriterionUpdateText) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for LibraryCriterionUpdateText {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() < 1usize {
                return Err("shorter than 1 characters".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for LibraryCriterionUpdateText {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for LibraryCriterionUpdateText {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for LibraryCriterionUpdateText {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///A time span in milliseconds.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Milliseconds(pub f64);
    impl ::std::ops::Deref for Milliseconds {
        type Target = f64;
        fn deref(&self) -> &f64 {
            &self.0
        }
    }
    impl ::std::convert::From<Milliseconds> for f64 {
        fn from(value: Milliseconds) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<f64> for Milliseconds {
        fn from(value: f64) -> Self {
            Self(value)
        }
    }
    impl ::std::fmt::Display for Milliseconds {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            self.0.fmt(f)
        }
    }
    impl ::std::str::FromStr for Milliseconds {
        type Err = <f64 as ::std::str::FromStr>::Err;
        fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
            Ok(Self(value.parse()?))
        }
    }
    impl ::std::convert::TryFrom<&str> for Milliseconds {
        type Error = <f64 as ::std::str::FromStr>::Err;
        fn try_from(value: &str) -> ::std::result::Result<Self, Self::Error> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<String> for Milliseconds {
        type Error = <f64 as ::std::str::FromStr>::Err;
        fn try_from(value: String) -> ::std::result::Result<Self, Self::Error> {
            value.parse()
        }
    }
    ///A criterion to be made.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct NewCriterion {
        pub importance: crate::types::CriterionImportance,
        ///The criterion.
        pub text: ::std::string::String,
    }
    impl NewCriterion {
        pub fn builder() -> builder::NewCriterion {
            Default::default()
        }
    }
    ///A criterion to be kept.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct NewLibraryCriterion {
        ///A word to find it by.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub category: ::std::option::Option<::std::string::String>,
        pub importance: crate::types::CriterionImportance,
        ///The criterion.
        pub text: NewLibraryCriterionText,
    }
    impl NewLibraryCriterion {
        pub fn builder() -> builder::NewLibraryCriterion {
            Default::default()
        }
    }
    ///The criterion.
    #[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct NewLibraryCriterionText(::std::string::String);
    impl ::std::ops::Deref for NewLibraryCriterionText {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<NewLibraryCriterionText> for ::std::string::String {
        fn from(value: NewLibraryCriterionText) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for NewLibraryCriterionText {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() < 1usize {
                return Err("shorter than 1 characters".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for NewLibraryCriterionText {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for NewLibraryCriterionText {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for NewLibraryCriterionText {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///A part of a whole in hundredths, from 0 to 100.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Percentage(pub f64);
    impl ::std::ops::Deref for Percentage {
        type Target = f64;
        fn deref(&self) -> &f64 {
            &self.0
        }
    }
    impl ::std::convert::From<Percentage> for f64 {
        fn from(value: Percentage) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<f64> for Percentage {
        fn from(value: f64) -> Self {
            Self(value)
        }
    }
    impl ::std::fmt::Display for Percentage {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            self.0.fmt(f)
        }
    }
    impl ::std::str::FromStr for Percentage {
        type Err = <f64 as ::std::str::FromStr>::Err;
        fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
            Ok(Self(value.parse()?))
        }
    }
    impl ::std::convert::TryFrom<&str> for Percentage {
        type Error = <f64 as ::std::str::FromStr>::Err;
        fn try_from(value: &str) -> ::std::result::Result<Self, Self::Error> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<String> for Percentage {
        type Error = <f64 as ::std::str::FromStr>::Err;
        fn try_from(value: String) -> ::std::result::Result<Self, Self::Error> {
            value.parse()
        }
    }
    ///One question of a question set.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Question {
        ///Helps to answer; null if there is none.
        pub hint: ::std::option::Option<::std::string::String>,
        ///The question's identifier.
        pub id: ::std::string::String,
        ///The options to choose from.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub options: ::std::vec::Vec<::std::string::String>,
        ///The question.
        pub question: ::std::string::String,
        #[serde(rename = "selectionType")]
        pub selection_type: crate::types::SelectionType,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl Question {
        pub fn builder() -> builder::Question {
            Default::default()
        }
    }
    ///The answer to one question of a question set. Never printed by `Debug`.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct QuestionAnswer {
        ///The question's identifier.
        pub id: ::std::string::String,
        pub value: AnswerValue,
    }
    impl QuestionAnswer {
        pub fn builder() -> builder::QuestionAnswer {
            Default::default()
        }
    }
    ///Questions to the hiring team about a job.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct QuestionSet {
        ///When it can no longer be answered.
        #[serde(
            rename = "expiresAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub expires_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///What the questions are about.
        pub guidance: ::std::option::Option<::std::string::String>,
        ///Nova's identifier of the question set.
        pub id: ::std::string::String,
        ///The integrator's own identifier of the job.
        #[serde(rename = "jobId")]
        pub job_id: ::std::string::String,
        ///The questions.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub questions: ::std::vec::Vec<Question>,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl QuestionSet {
        pub fn builder() -> builder::QuestionSet {
            Default::default()
        }
    }
    ///What questions are made from.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct QuestionSetRequest {
        #[serde(rename = "jobContext")]
        pub job_context: JobContext,
    }
    impl QuestionSetRequest {
        pub fn builder() -> builder::QuestionSetRequest {
            Default::default()
        }
    }
    ///A question set.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct QuestionSetResponse {
        #[serde(rename = "questionSet")]
        pub question_set: QuestionSet,
    }
    impl QuestionSetResponse {
        pub fn builder() -> builder::QuestionSetResponse {
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
    ///The rate buckets of a key. Whether the vendor shows them beside the other fields or in a container is not stated: those beside are described, all else is kept as it comes.
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
        #[serde(
            rename = "generatedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub generated_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
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
    ///A part of a whole, from 0 to 1.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[serde(transparent)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Ratio(pub f64);
    impl ::std::ops::Deref for Ratio {
        type Target = f64;
        fn deref(&self) -> &f64 {
            &self.0
        }
    }
    impl ::std::convert::From<Ratio> for f64 {
        fn from(value: Ratio) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<f64> for Ratio {
        fn from(value: f64) -> Self {
            Self(value)
        }
    }
    impl ::std::fmt::Display for Ratio {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            self.0.fmt(f)
        }
    }
    impl ::std::str::FromStr for Ratio {
        type Err = <f64 as ::std::str::FromStr>::Err;
        fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
            Ok(Self(value.parse()?))
        }
    }
    impl ::std::convert::TryFrom<&str> for Ratio {
        type Error = <f64 as ::std::str::FromStr>::Err;
        fn try_from(value: &str) -> ::std::result::Result<Self, Self::Error> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<String> for Ratio {
        type Error = <f64 as ::std::str::FromStr>::Err;
        fn try_from(value: String) -> ::std::result::Result<Self, Self::Error> {
            value.parse()
        }
    }
    ///An application rejected at intake. No scoring job exists for it.
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
    ///Why an application was rejected.
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
    ///Requests a new scoring job although there is one.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Rescore {
        ///The criteria version to score against; the active one otherwise.
        #[serde(
            rename = "criteriaVersionId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub criteria_version_id: ::std::option::Option<::std::string::String>,
        ///Whether to score again. Once per criteria version.
        pub enabled: bool,
    }
    impl Rescore {
        pub fn builder() -> builder::Rescore {
            Default::default()
        }
    }
    ///A résumé: a file to be fetched, or a text. Personal data: it is never printed by `Debug`.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, PartialEq)]
    #[serde(tag = "type")]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub enum Resume {
        /**Url

A file in PDF, DOC or DOCX, of at most 50 MB. It is fetched and checked during the call.*/
        #[serde(rename = "url")]
        Url {
            ///Where the file is; `https` only.
            url: ::std::string::String,
        },
        /**Text

Plain text or Markdown.*/
        #[serde(rename = "text")]
        Text {
            ///The text, of 50 characters to 100 KB. Whether a KB has 1000 or 1024 bytes is not published.
            content: ResumeContent,
        },
    }
    ///The text, of 50 characters to 100 KB. Whether a KB has 1000 or 1024 bytes is not published.
    #[derive(::serde::Serialize, Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ResumeContent(::std::string::String);
    impl ::std::ops::Deref for ResumeContent {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<ResumeContent> for ::std::string::String {
        fn from(value: ResumeContent) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for ResumeContent {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() > 102400usize {
                return Err("longer than 102400 characters".into());
            }
            if value.chars().count() < 50usize {
                return Err("shorter than 50 characters".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for ResumeContent {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for ResumeContent {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for ResumeContent {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///A scoring job ended with a score.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoreCompletedEvent {
        ///The integrator's own identifier of the application.
        #[serde(rename = "applicationId")]
        pub application_id: ::std::string::String,
        ///When it ended.
        #[serde(
            rename = "completedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub completed_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///The criteria version the application was scored against.
        #[serde(rename = "criteriaVersionId")]
        pub criteria_version_id: ::std::option::Option<::std::string::String>,
        pub event: crate::types::WebhookEventType,
        ///The integrator's own identifier of the job.
        #[serde(rename = "jobId")]
        pub job_id: ::std::string::String,
        pub result: ScoreResult,
        ///Nova's identifier of the scoring job.
        #[serde(rename = "scoringJobId")]
        pub scoring_job_id: ::std::string::String,
        ///The integrator's own identifier of the tenant.
        #[serde(rename = "tenantId")]
        pub tenant_id: ::std::string::String,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl ScoreCompletedEvent {
        pub fn builder() -> builder::ScoreCompletedEvent {
            Default::default()
        }
    }
    ///Why a scoring job failed.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoreError {
        pub code: crate::types::ErrorCode,
        ///The vendor's words for it.
        pub message: ::std::option::Option<::std::string::String>,
    }
    impl ScoreError {
        pub fn builder() -> builder::ScoreError {
            Default::default()
        }
    }
    ///A scoring job ended without a score.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoreFailedEvent {
        ///The integrator's own identifier of the application.
        #[serde(rename = "applicationId")]
        pub application_id: ::std::string::String,
        ///The criteria version the application was scored against.
        #[serde(rename = "criteriaVersionId")]
        pub criteria_version_id: ::std::option::Option<::std::string::String>,
        pub error: ScoreError,
        pub event: crate::types::WebhookEventType,
        ///When it ended.
        #[serde(
            rename = "failedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub failed_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///The integrator's own identifier of the job.
        #[serde(rename = "jobId")]
        pub job_id: ::std::string::String,
        ///Nova's identifier of the scoring job.
        #[serde(rename = "scoringJobId")]
        pub scoring_job_id: ::std::string::String,
        ///The integrator's own identifier of the tenant.
        #[serde(rename = "tenantId")]
        pub tenant_id: ::std::string::String,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl ScoreFailedEvent {
        pub fn builder() -> builder::ScoreFailedEvent {
            Default::default()
        }
    }
    ///A score and the reasoning behind it.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoreResult {
        ///The reasoning behind the score.
        pub assessment: ::std::option::Option<Assessment>,
        ///The score, as in a scoring job.
        pub score: i64,
    }
    impl ScoreResult {
        pub fn builder() -> builder::ScoreResult {
            Default::default()
        }
    }
    ///The batch itself. Its three counters count accepted applications only.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringBatch {
        ///When the last scoring job ended; null while the batch is pending.
        #[serde(
            rename = "completedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub completed_at: ::std::option::Option<
            ::chrono::DateTime<::chrono::offset::Utc>,
        >,
        ///Scoring jobs that ended with a score.
        #[serde(rename = "completedJobs")]
        pub completed_jobs: i64,
        ///When the batch was accepted.
        #[serde(
            rename = "createdAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub created_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
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
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
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
        ///Applications rejected before queueing. They have no scoring job, send no webhook and are not counted in the batch.
        #[serde(
            rename = "rejectedApplications",
            default,
            deserialize_with = "crate::tolerant::list"
        )]
        pub rejected_applications: ::std::vec::Vec<RejectedApplication>,
        ///The scoring jobs of accepted applications. May list fewer than `totalJobs`.
        #[serde(
            rename = "scoringJobs",
            default,
            deserialize_with = "crate::tolerant::list"
        )]
        pub scoring_jobs: ::std::vec::Vec<ScoringJob>,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl ScoringBatchStatus {
        pub fn builder() -> builder::ScoringBatchStatus {
            Default::default()
        }
    }
    ///Applications to be scored together, against the same job.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringBatchSubmission {
        ///The applications, each with an id of its own.
        pub applications: ::std::vec::Vec<BatchApplication>,
        ///What the job is.
        #[serde(rename = "jobDescription")]
        pub job_description: ScoringBatchSubmissionJobDescription,
        ///What else is known of the role.
        #[serde(
            rename = "roleKnowledge",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub role_knowledge: ::std::option::Option<ScoringBatchSubmissionRoleKnowledge>,
    }
    impl ScoringBatchSubmission {
        pub fn builder() -> builder::ScoringBatchSubmission {
            Default::default()
        }
    }
    ///What the job is.
    #[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringBatchSubmissionJobDescription(::std::string::String);
    impl ::std::ops::Deref for ScoringBatchSubmissionJobDescription {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<ScoringBatchSubmissionJobDescription>
    for ::std::string::String {
        fn from(value: ScoringBatchSubmissionJobDescription) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for ScoringBatchSubmissionJobDescription {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() < 1usize {
                return Err("shorter than 1 characters".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for ScoringBatchSubmissionJobDescription {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String>
    for ScoringBatchSubmissionJobDescription {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for ScoringBatchSubmissionJobDescription {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///What else is known of the role.
    #[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringBatchSubmissionRoleKnowledge(::std::string::String);
    impl ::std::ops::Deref for ScoringBatchSubmissionRoleKnowledge {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<ScoringBatchSubmissionRoleKnowledge>
    for ::std::string::String {
        fn from(value: ScoringBatchSubmissionRoleKnowledge) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for ScoringBatchSubmissionRoleKnowledge {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() > 15000usize {
                return Err("longer than 15000 characters".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for ScoringBatchSubmissionRoleKnowledge {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String>
    for ScoringBatchSubmissionRoleKnowledge {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for ScoringBatchSubmissionRoleKnowledge {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
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
        #[serde(
            rename = "completedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
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
        #[serde(
            rename = "failedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
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
        #[serde(
            rename = "queuedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub queued_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///The score, from 1 (fundamentals missing) to 10 (exceptional): 9–10 exceptional, 7–8 strong, 5–6 mixed, 3–4 significant gaps, 1–2 missing fundamentals. Null until the job is completed.
        pub score: ::std::option::Option<i64>,
        ///When scoring began; null while the job is queued.
        #[serde(
            rename = "startedAt",
            default,
            deserialize_with = "crate::tolerant::time"
        )]
        pub started_at: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        pub status: crate::types::ScoringJobStatus,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl ScoringJob {
        pub fn builder() -> builder::ScoringJob {
            Default::default()
        }
    }
    ///A scoring job.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringJobResponse {
        #[serde(rename = "scoringJob")]
        pub scoring_job: ScoringJob,
    }
    impl ScoringJobResponse {
        pub fn builder() -> builder::ScoringJobResponse {
            Default::default()
        }
    }
    ///An application to be scored.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringJobSubmission {
        #[serde(
            rename = "applicationData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub application_data: ::std::option::Option<ApplicationData>,
        ///What the job is.
        #[serde(rename = "jobDescription")]
        pub job_description: ScoringJobSubmissionJobDescription,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub rescore: ::std::option::Option<Rescore>,
        pub resume: Resume,
        ///What else is known of the role.
        #[serde(
            rename = "roleKnowledge",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub role_knowledge: ::std::option::Option<ScoringJobSubmissionRoleKnowledge>,
    }
    impl ScoringJobSubmission {
        pub fn builder() -> builder::ScoringJobSubmission {
            Default::default()
        }
    }
    ///What the job is.
    #[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringJobSubmissionJobDescription(::std::string::String);
    impl ::std::ops::Deref for ScoringJobSubmissionJobDescription {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<ScoringJobSubmissionJobDescription>
    for ::std::string::String {
        fn from(value: ScoringJobSubmissionJobDescription) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for ScoringJobSubmissionJobDescription {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() < 1usize {
                return Err("shorter than 1 characters".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for ScoringJobSubmissionJobDescription {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String>
    for ScoringJobSubmissionJobDescription {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for ScoringJobSubmissionJobDescription {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///What else is known of the role.
    #[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringJobSubmissionRoleKnowledge(::std::string::String);
    impl ::std::ops::Deref for ScoringJobSubmissionRoleKnowledge {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<ScoringJobSubmissionRoleKnowledge>
    for ::std::string::String {
        fn from(value: ScoringJobSubmissionRoleKnowledge) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for ScoringJobSubmissionRoleKnowledge {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() > 15000usize {
                return Err("longer than 15000 characters".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for ScoringJobSubmissionRoleKnowledge {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String>
    for ScoringJobSubmissionRoleKnowledge {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for ScoringJobSubmissionRoleKnowledge {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///How long scoring took over time.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringLatency {
        ///The steps, in order.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub data: ::std::vec::Vec<ScoringLatencyPoint>,
        pub granularity: crate::types::AnalyticsGranularity,
        pub period: AnalyticsPeriod,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl ScoringLatency {
        pub fn builder() -> builder::ScoringLatency {
            Default::default()
        }
    }
    ///One step of the scoring latency.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringLatencyPoint {
        ///Half of the jobs took no longer; null where there were none.
        #[serde(rename = "p50Ms")]
        pub p50_ms: ::std::option::Option<Milliseconds>,
        ///95 of 100 jobs took no longer; null where there were none.
        #[serde(rename = "p95Ms")]
        pub p95_ms: ::std::option::Option<Milliseconds>,
        ///99 of 100 jobs took no longer; null where there were none.
        #[serde(rename = "p99Ms")]
        pub p99_ms: ::std::option::Option<Milliseconds>,
        ///When the step begins.
        #[serde(default, deserialize_with = "crate::tolerant::time")]
        pub timestamp: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl ScoringLatencyPoint {
        pub fn builder() -> builder::ScoringLatencyPoint {
            Default::default()
        }
    }
    ///Totals of scoring.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringOverview {
        ///How long scoring took on average; null where nothing was scored.
        #[serde(rename = "avgDurationMs")]
        pub avg_duration_ms: ::std::option::Option<Milliseconds>,
        ///Scores that were made.
        #[serde(rename = "scoresGenerated")]
        pub scores_generated: i64,
        #[serde(rename = "successRate")]
        pub success_rate: Ratio,
        ///Scoring jobs that were requested.
        #[serde(rename = "totalRequests")]
        pub total_requests: i64,
    }
    impl ScoringOverview {
        pub fn builder() -> builder::ScoringOverview {
            Default::default()
        }
    }
    ///How many scoring jobs there were over time.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringVolume {
        ///The steps, in order.
        #[serde(default, deserialize_with = "crate::tolerant::list")]
        pub data: ::std::vec::Vec<ScoringVolumePoint>,
        pub granularity: crate::types::AnalyticsGranularity,
        pub period: AnalyticsPeriod,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl ScoringVolume {
        pub fn builder() -> builder::ScoringVolume {
            Default::default()
        }
    }
    ///One step of the scoring volume.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct ScoringVolumePoint {
        ///Those that ended with a score.
        pub completed: i64,
        ///Those that ended without one.
        pub failed: i64,
        ///When the step begins.
        #[serde(default, deserialize_with = "crate::tolerant::time")]
        pub timestamp: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
        ///Scoring jobs that ended: `completed` and `failed` together.
        pub total: i64,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl ScoringVolumePoint {
        pub fn builder() -> builder::ScoringVolumePoint {
            Default::default()
        }
    }
    ///What became of a submitted batch at intake.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct SubmittedScoringBatch {
        ///The accepted applications and their scoring jobs.
        #[serde(
            rename = "acceptedApplications",
            default,
            deserialize_with = "crate::tolerant::list"
        )]
        pub accepted_applications: ::std::vec::Vec<AcceptedApplication>,
        pub batch: ScoringBatch,
        ///Rejected applications, ordered by their id. They have no scoring job, send no webhook and are not counted in the batch.
        #[serde(
            rename = "rejectedApplications",
            default,
            deserialize_with = "crate::tolerant::list"
        )]
        pub rejected_applications: ::std::vec::Vec<RejectedApplication>,
        ///The scoring jobs that were made.
        #[serde(
            rename = "scoringJobIds",
            default,
            deserialize_with = "crate::tolerant::list"
        )]
        pub scoring_job_ids: ::std::vec::Vec<::std::string::String>,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl SubmittedScoringBatch {
        pub fn builder() -> builder::SubmittedScoringBatch {
            Default::default()
        }
    }
    ///Whether something was done.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct Success {
        ///Whether it was done.
        pub success: bool,
    }
    impl Success {
        pub fn builder() -> builder::Success {
            Default::default()
        }
    }
    ///The failures of one webhook endpoint.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct WebhookFailures {
        ///Its name; null if it has none.
        #[serde(rename = "endpointName")]
        pub endpoint_name: ::std::option::Option<::std::string::String>,
        ///The endpoint.
        #[serde(rename = "endpointUrl")]
        pub endpoint_url: ::std::string::String,
        ///Deliveries that failed.
        #[serde(rename = "failureCount")]
        pub failure_count: i64,
        ///What the last failure was; null where it is not known.
        #[serde(rename = "lastError")]
        pub last_error: ::std::option::Option<::std::string::String>,
    }
    impl WebhookFailures {
        pub fn builder() -> builder::WebhookFailures {
            Default::default()
        }
    }
    ///Webhook deliveries and their failures.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct WebhookHealth {
        ///The endpoints that failed.
        #[serde(
            rename = "failureBreakdown",
            default,
            deserialize_with = "crate::tolerant::list"
        )]
        pub failure_breakdown: ::std::vec::Vec<WebhookFailures>,
        pub period: AnalyticsPeriod,
        pub summary: WebhookOverview,
        /// What could not be read of this value and was left out. Empty, as a rule; never
        /// written.
        #[serde(rename = "$unreadable", default, skip_serializing)]
        #[cfg_attr(feature = "schemars", schemars(skip))]
        pub unreadable: crate::UnreadableValues,
    }
    impl WebhookHealth {
        pub fn builder() -> builder::WebhookHealth {
            Default::default()
        }
    }
    ///Totals of webhook deliveries.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    pub struct WebhookOverview {
        #[serde(rename = "deliveryRate")]
        pub delivery_rate: Ratio,
        ///Delivery attempts, successful or not; each attempt counts.
        #[serde(rename = "totalDeliveries")]
        pub total_deliveries: i64,
    }
    impl WebhookOverview {
        pub fn builder() -> builder::WebhookOverview {
            Default::default()
        }
    }
    /// Types for composing complex structures.
    pub mod builder {
        #[derive(Clone, Debug)]
        pub struct AcceptedApplication {
            application_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            scoring_job_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for AcceptedApplication {
            fn default() -> Self {
                Self {
                    application_id: Err(
                        "no value supplied for application_id".to_string(),
                    ),
                    scoring_job_id: Err(
                        "no value supplied for scoring_job_id".to_string(),
                    ),
                }
            }
        }
        impl AcceptedApplication {
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
            pub fn scoring_job_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.scoring_job_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for scoring_job_id: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<AcceptedApplication>
        for super::AcceptedApplication {
            type Error = super::error::ConversionError;
            fn try_from(
                value: AcceptedApplication,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    application_id: value.application_id?,
                    scoring_job_id: value.scoring_job_id?,
                })
            }
        }
        impl ::std::convert::From<super::AcceptedApplication> for AcceptedApplication {
            fn from(value: super::AcceptedApplication) -> Self {
                Self {
                    application_id: Ok(value.application_id),
                    scoring_job_id: Ok(value.scoring_job_id),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct AnalyticsOverview {
            period: ::std::result::Result<super::AnalyticsPeriod, ::std::string::String>,
            scoring: ::std::result::Result<
                super::ScoringOverview,
                ::std::string::String,
            >,
            webhooks: ::std::result::Result<
                super::WebhookOverview,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for AnalyticsOverview {
            fn default() -> Self {
                Self {
                    period: Err("no value supplied for period".to_string()),
                    scoring: Err("no value supplied for scoring".to_string()),
                    webhooks: Err("no value supplied for webhooks".to_string()),
                }
            }
        }
        impl AnalyticsOverview {
            pub fn period<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::AnalyticsPeriod>,
                T::Error: ::std::fmt::Display,
            {
                self.period = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for period: {e}")
                    });
                self
            }
            pub fn scoring<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ScoringOverview>,
                T::Error: ::std::fmt::Display,
            {
                self.scoring = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for scoring: {e}")
                    });
                self
            }
            pub fn webhooks<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::WebhookOverview>,
                T::Error: ::std::fmt::Display,
            {
                self.webhooks = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for webhooks: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<AnalyticsOverview> for super::AnalyticsOverview {
            type Error = super::error::ConversionError;
            fn try_from(
                value: AnalyticsOverview,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    period: value.period?,
                    scoring: value.scoring?,
                    webhooks: value.webhooks?,
                })
            }
        }
        impl ::std::convert::From<super::AnalyticsOverview> for AnalyticsOverview {
            fn from(value: super::AnalyticsOverview) -> Self {
                Self {
                    period: Ok(value.period),
                    scoring: Ok(value.scoring),
                    webhooks: Ok(value.webhooks),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct AnalyticsPeriod {
            end: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            start: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for AnalyticsPeriod {
            fn default() -> Self {
                Self {
                    end: Ok(Default::default()),
                    start: Ok(Default::default()),
                }
            }
        }
        impl AnalyticsPeriod {
            pub fn end<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.end = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for end: {e}")
                    });
                self
            }
            pub fn start<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.start = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for start: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<AnalyticsPeriod> for super::AnalyticsPeriod {
            type Error = super::error::ConversionError;
            fn try_from(
                value: AnalyticsPeriod,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    end: value.end?,
                    start: value.start?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::AnalyticsPeriod> for AnalyticsPeriod {
            fn from(value: super::AnalyticsPeriod) -> Self {
                Self {
                    end: Ok(value.end),
                    start: Ok(value.start),
                }
            }
        }
        #[derive(Clone)]
        pub struct ApplicationAnswer {
            answer: ::std::result::Result<::std::string::String, ::std::string::String>,
            question: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ApplicationAnswer {
            fn default() -> Self {
                Self {
                    answer: Err("no value supplied for answer".to_string()),
                    question: Err("no value supplied for question".to_string()),
                }
            }
        }
        impl ApplicationAnswer {
            pub fn answer<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.answer = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for answer: {e}")
                    });
                self
            }
            pub fn question<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.question = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for question: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ApplicationAnswer> for super::ApplicationAnswer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ApplicationAnswer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    answer: value.answer?,
                    question: value.question?,
                })
            }
        }
        impl ::std::convert::From<super::ApplicationAnswer> for ApplicationAnswer {
            fn from(value: super::ApplicationAnswer) -> Self {
                Self {
                    answer: Ok(value.answer),
                    question: Ok(value.question),
                }
            }
        }
        #[derive(Clone)]
        pub struct ApplicationData {
            application_answers: ::std::result::Result<
                ::std::vec::Vec<super::ApplicationAnswer>,
                ::std::string::String,
            >,
            context: ::std::result::Result<
                ::std::option::Option<super::ApplicationDataContext>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ApplicationData {
            fn default() -> Self {
                Self {
                    application_answers: Ok(Default::default()),
                    context: Ok(Default::default()),
                }
            }
        }
        impl ApplicationData {
            pub fn application_answers<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::ApplicationAnswer>>,
                T::Error: ::std::fmt::Display,
            {
                self.application_answers = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for application_answers: {e}"
                        )
                    });
                self
            }
            pub fn context<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::ApplicationDataContext>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.context = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for context: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ApplicationData> for super::ApplicationData {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ApplicationData,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    application_answers: value.application_answers?,
                    context: value.context?,
                })
            }
        }
        impl ::std::convert::From<super::ApplicationData> for ApplicationData {
            fn from(value: super::ApplicationData) -> Self {
                Self {
                    application_answers: Ok(value.application_answers),
                    context: Ok(value.context),
                }
            }
        }
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
                    unreadable: ::std::default::Default::default(),
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
        pub struct BatchApplication {
            application_data: ::std::result::Result<
                ::std::option::Option<super::ApplicationData>,
                ::std::string::String,
            >,
            application_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            resume: ::std::result::Result<super::Resume, ::std::string::String>,
        }
        impl ::std::default::Default for BatchApplication {
            fn default() -> Self {
                Self {
                    application_data: Ok(Default::default()),
                    application_id: Err(
                        "no value supplied for application_id".to_string(),
                    ),
                    resume: Err("no value supplied for resume".to_string()),
                }
            }
        }
        impl BatchApplication {
            pub fn application_data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::ApplicationData>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.application_data = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for application_data: {e}"
                        )
                    });
                self
            }
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
            pub fn resume<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Resume>,
                T::Error: ::std::fmt::Display,
            {
                self.resume = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for resume: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<BatchApplication> for super::BatchApplication {
            type Error = super::error::ConversionError;
            fn try_from(
                value: BatchApplication,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    application_data: value.application_data?,
                    application_id: value.application_id?,
                    resume: value.resume?,
                })
            }
        }
        impl ::std::convert::From<super::BatchApplication> for BatchApplication {
            fn from(value: super::BatchApplication) -> Self {
                Self {
                    application_data: Ok(value.application_data),
                    application_id: Ok(value.application_id),
                    resume: Ok(value.resume),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct BatchCompletedEvent {
            batch_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            completed_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            completed_jobs: ::std::result::Result<i64, ::std::string::String>,
            event: ::std::result::Result<
                crate::types::WebhookEventType,
                ::std::string::String,
            >,
            failed_jobs: ::std::result::Result<i64, ::std::string::String>,
            job_id: ::std::result::Result<::std::string::String, ::std::string::String>,
            status: ::std::result::Result<
                crate::types::BatchStatus,
                ::std::string::String,
            >,
            tenant_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            total_jobs: ::std::result::Result<i64, ::std::string::String>,
        }
        impl ::std::default::Default for BatchCompletedEvent {
            fn default() -> Self {
                Self {
                    batch_id: Err("no value supplied for batch_id".to_string()),
                    completed_at: Ok(Default::default()),
                    completed_jobs: Err(
                        "no value supplied for completed_jobs".to_string(),
                    ),
                    event: Err("no value supplied for event".to_string()),
                    failed_jobs: Err("no value supplied for failed_jobs".to_string()),
                    job_id: Err("no value supplied for job_id".to_string()),
                    status: Err("no value supplied for status".to_string()),
                    tenant_id: Err("no value supplied for tenant_id".to_string()),
                    total_jobs: Err("no value supplied for total_jobs".to_string()),
                }
            }
        }
        impl BatchCompletedEvent {
            pub fn batch_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.batch_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for batch_id: {e}")
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
            pub fn event<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::WebhookEventType>,
                T::Error: ::std::fmt::Display,
            {
                self.event = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for event: {e}")
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
            pub fn tenant_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.tenant_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for tenant_id: {e}")
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
        impl ::std::convert::TryFrom<BatchCompletedEvent>
        for super::BatchCompletedEvent {
            type Error = super::error::ConversionError;
            fn try_from(
                value: BatchCompletedEvent,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    batch_id: value.batch_id?,
                    completed_at: value.completed_at?,
                    completed_jobs: value.completed_jobs?,
                    event: value.event?,
                    failed_jobs: value.failed_jobs?,
                    job_id: value.job_id?,
                    status: value.status?,
                    tenant_id: value.tenant_id?,
                    total_jobs: value.total_jobs?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::BatchCompletedEvent> for BatchCompletedEvent {
            fn from(value: super::BatchCompletedEvent) -> Self {
                Self {
                    batch_id: Ok(value.batch_id),
                    completed_at: Ok(value.completed_at),
                    completed_jobs: Ok(value.completed_jobs),
                    event: Ok(value.event),
                    failed_jobs: Ok(value.failed_jobs),
                    job_id: Ok(value.job_id),
                    status: Ok(value.status),
                    tenant_id: Ok(value.tenant_id),
                    total_jobs: Ok(value.total_jobs),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CriteriaGeneration {
            answers: ::std::result::Result<
                ::std::vec::Vec<super::QuestionAnswer>,
                ::std::string::String,
            >,
            job_context: ::std::result::Result<super::JobContext, ::std::string::String>,
            question_set_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CriteriaGeneration {
            fn default() -> Self {
                Self {
                    answers: Ok(Default::default()),
                    job_context: Err("no value supplied for job_context".to_string()),
                    question_set_id: Ok(Default::default()),
                }
            }
        }
        impl CriteriaGeneration {
            pub fn answers<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::QuestionAnswer>>,
                T::Error: ::std::fmt::Display,
            {
                self.answers = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for answers: {e}")
                    });
                self
            }
            pub fn job_context<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::JobContext>,
                T::Error: ::std::fmt::Display,
            {
                self.job_context = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for job_context: {e}")
                    });
                self
            }
            pub fn question_set_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.question_set_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for question_set_id: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CriteriaGeneration> for super::CriteriaGeneration {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CriteriaGeneration,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    answers: value.answers?,
                    job_context: value.job_context?,
                    question_set_id: value.question_set_id?,
                })
            }
        }
        impl ::std::convert::From<super::CriteriaGeneration> for CriteriaGeneration {
            fn from(value: super::CriteriaGeneration) -> Self {
                Self {
                    answers: Ok(value.answers),
                    job_context: Ok(value.job_context),
                    question_set_id: Ok(value.question_set_id),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CriteriaList {
            criteria: ::std::result::Result<
                ::std::vec::Vec<super::Criterion>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CriteriaList {
            fn default() -> Self {
                Self {
                    criteria: Ok(Default::default()),
                }
            }
        }
        impl CriteriaList {
            pub fn criteria<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Criterion>>,
                T::Error: ::std::fmt::Display,
            {
                self.criteria = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for criteria: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CriteriaList> for super::CriteriaList {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CriteriaList,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    criteria: value.criteria?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::CriteriaList> for CriteriaList {
            fn from(value: super::CriteriaList) -> Self {
                Self {
                    criteria: Ok(value.criteria),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CriteriaReplacement {
            criteria: ::std::result::Result<
                ::std::vec::Vec<super::NewCriterion>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CriteriaReplacement {
            fn default() -> Self {
                Self {
                    criteria: Err("no value supplied for criteria".to_string()),
                }
            }
        }
        impl CriteriaReplacement {
            pub fn criteria<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::NewCriterion>>,
                T::Error: ::std::fmt::Display,
            {
                self.criteria = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for criteria: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CriteriaReplacement>
        for super::CriteriaReplacement {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CriteriaReplacement,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { criteria: value.criteria? })
            }
        }
        impl ::std::convert::From<super::CriteriaReplacement> for CriteriaReplacement {
            fn from(value: super::CriteriaReplacement) -> Self {
                Self {
                    criteria: Ok(value.criteria),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CriteriaVersion {
            archived_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            created_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            status: ::std::result::Result<
                crate::types::CriteriaVersionStatus,
                ::std::string::String,
            >,
            version: ::std::result::Result<i64, ::std::string::String>,
        }
        impl ::std::default::Default for CriteriaVersion {
            fn default() -> Self {
                Self {
                    archived_at: Ok(Default::default()),
                    created_at: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    status: Err("no value supplied for status".to_string()),
                    version: Err("no value supplied for version".to_string()),
                }
            }
        }
        impl CriteriaVersion {
            pub fn archived_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.archived_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for archived_at: {e}")
                    });
                self
            }
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
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
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::CriteriaVersionStatus>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            pub fn version<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.version = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for version: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CriteriaVersion> for super::CriteriaVersion {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CriteriaVersion,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    archived_at: value.archived_at?,
                    created_at: value.created_at?,
                    id: value.id?,
                    status: value.status?,
                    version: value.version?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::CriteriaVersion> for CriteriaVersion {
            fn from(value: super::CriteriaVersion) -> Self {
                Self {
                    archived_at: Ok(value.archived_at),
                    created_at: Ok(value.created_at),
                    id: Ok(value.id),
                    status: Ok(value.status),
                    version: Ok(value.version),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CriteriaVersionContent {
            criteria: ::std::result::Result<
                ::std::vec::Vec<super::Criterion>,
                ::std::string::String,
            >,
            version: ::std::result::Result<
                super::CriteriaVersion,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CriteriaVersionContent {
            fn default() -> Self {
                Self {
                    criteria: Ok(Default::default()),
                    version: Err("no value supplied for version".to_string()),
                }
            }
        }
        impl CriteriaVersionContent {
            pub fn criteria<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Criterion>>,
                T::Error: ::std::fmt::Display,
            {
                self.criteria = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for criteria: {e}")
                    });
                self
            }
            pub fn version<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::CriteriaVersion>,
                T::Error: ::std::fmt::Display,
            {
                self.version = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for version: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CriteriaVersionContent>
        for super::CriteriaVersionContent {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CriteriaVersionContent,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    criteria: value.criteria?,
                    version: value.version?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::CriteriaVersionContent>
        for CriteriaVersionContent {
            fn from(value: super::CriteriaVersionContent) -> Self {
                Self {
                    criteria: Ok(value.criteria),
                    version: Ok(value.version),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CriteriaVersionList {
            versions: ::std::result::Result<
                ::std::vec::Vec<super::CriteriaVersion>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CriteriaVersionList {
            fn default() -> Self {
                Self {
                    versions: Ok(Default::default()),
                }
            }
        }
        impl CriteriaVersionList {
            pub fn versions<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::CriteriaVersion>>,
                T::Error: ::std::fmt::Display,
            {
                self.versions = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for versions: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CriteriaVersionList>
        for super::CriteriaVersionList {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CriteriaVersionList,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    versions: value.versions?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::CriteriaVersionList> for CriteriaVersionList {
            fn from(value: super::CriteriaVersionList) -> Self {
                Self {
                    versions: Ok(value.versions),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Criterion {
            created_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            importance: ::std::result::Result<
                crate::types::CriterionImportance,
                ::std::string::String,
            >,
            order: ::std::result::Result<i64, ::std::string::String>,
            text: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for Criterion {
            fn default() -> Self {
                Self {
                    created_at: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    importance: Err("no value supplied for importance".to_string()),
                    order: Err("no value supplied for order".to_string()),
                    text: Err("no value supplied for text".to_string()),
                }
            }
        }
        impl Criterion {
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
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
            pub fn importance<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::CriterionImportance>,
                T::Error: ::std::fmt::Display,
            {
                self.importance = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for importance: {e}")
                    });
                self
            }
            pub fn order<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.order = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for order: {e}")
                    });
                self
            }
            pub fn text<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.text = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for text: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Criterion> for super::Criterion {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Criterion,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    created_at: value.created_at?,
                    id: value.id?,
                    importance: value.importance?,
                    order: value.order?,
                    text: value.text?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::Criterion> for Criterion {
            fn from(value: super::Criterion) -> Self {
                Self {
                    created_at: Ok(value.created_at),
                    id: Ok(value.id),
                    importance: Ok(value.importance),
                    order: Ok(value.order),
                    text: Ok(value.text),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CriterionChange {
            criteria: ::std::result::Result<
                ::std::vec::Vec<super::Criterion>,
                ::std::string::String,
            >,
            criterion: ::std::result::Result<super::Criterion, ::std::string::String>,
        }
        impl ::std::default::Default for CriterionChange {
            fn default() -> Self {
                Self {
                    criteria: Ok(Default::default()),
                    criterion: Err("no value supplied for criterion".to_string()),
                }
            }
        }
        impl CriterionChange {
            pub fn criteria<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Criterion>>,
                T::Error: ::std::fmt::Display,
            {
                self.criteria = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for criteria: {e}")
                    });
                self
            }
            pub fn criterion<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Criterion>,
                T::Error: ::std::fmt::Display,
            {
                self.criterion = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for criterion: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CriterionChange> for super::CriterionChange {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CriterionChange,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    criteria: value.criteria?,
                    criterion: value.criterion?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::CriterionChange> for CriterionChange {
            fn from(value: super::CriterionChange) -> Self {
                Self {
                    criteria: Ok(value.criteria),
                    criterion: Ok(value.criterion),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CriterionUpdate {
            importance: ::std::result::Result<
                ::std::option::Option<crate::types::CriterionImportance>,
                ::std::string::String,
            >,
            text: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CriterionUpdate {
            fn default() -> Self {
                Self {
                    importance: Ok(Default::default()),
                    text: Ok(Default::default()),
                }
            }
        }
        impl CriterionUpdate {
            pub fn importance<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::types::CriterionImportance>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.importance = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for importance: {e}")
                    });
                self
            }
            pub fn text<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.text = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for text: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CriterionUpdate> for super::CriterionUpdate {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CriterionUpdate,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    importance: value.importance?,
                    text: value.text?,
                })
            }
        }
        impl ::std::convert::From<super::CriterionUpdate> for CriterionUpdate {
            fn from(value: super::CriterionUpdate) -> Self {
                Self {
                    importance: Ok(value.importance),
                    text: Ok(value.text),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CurrentCriteriaVersion {
            criteria: ::std::result::Result<
                ::std::vec::Vec<super::Criterion>,
                ::std::string::String,
            >,
            criteria_revision: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            version: ::std::result::Result<
                super::CriteriaVersion,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CurrentCriteriaVersion {
            fn default() -> Self {
                Self {
                    criteria: Ok(Default::default()),
                    criteria_revision: Err(
                        "no value supplied for criteria_revision".to_string(),
                    ),
                    version: Err("no value supplied for version".to_string()),
                }
            }
        }
        impl CurrentCriteriaVersion {
            pub fn criteria<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Criterion>>,
                T::Error: ::std::fmt::Display,
            {
                self.criteria = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for criteria: {e}")
                    });
                self
            }
            pub fn criteria_revision<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.criteria_revision = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for criteria_revision: {e}"
                        )
                    });
                self
            }
            pub fn version<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::CriteriaVersion>,
                T::Error: ::std::fmt::Display,
            {
                self.version = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for version: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CurrentCriteriaVersion>
        for super::CurrentCriteriaVersion {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CurrentCriteriaVersion,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    criteria: value.criteria?,
                    criteria_revision: value.criteria_revision?,
                    version: value.version?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::CurrentCriteriaVersion>
        for CurrentCriteriaVersion {
            fn from(value: super::CurrentCriteriaVersion) -> Self {
                Self {
                    criteria: Ok(value.criteria),
                    criteria_revision: Ok(value.criteria_revision),
                    version: Ok(value.version),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DeletionRequest {
            completed_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            created_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            failed_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            scope: ::std::result::Result<
                crate::types::DeletionScope,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                crate::types::DeletionStatus,
                ::std::string::String,
            >,
            updated_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for DeletionRequest {
            fn default() -> Self {
                Self {
                    completed_at: Ok(Default::default()),
                    created_at: Ok(Default::default()),
                    failed_at: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    scope: Err("no value supplied for scope".to_string()),
                    status: Err("no value supplied for status".to_string()),
                    updated_at: Ok(Default::default()),
                }
            }
        }
        impl DeletionRequest {
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
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
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
            pub fn scope<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::DeletionScope>,
                T::Error: ::std::fmt::Display,
            {
                self.scope = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for scope: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::DeletionStatus>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            pub fn updated_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.updated_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for updated_at: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<DeletionRequest> for super::DeletionRequest {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DeletionRequest,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    completed_at: value.completed_at?,
                    created_at: value.created_at?,
                    failed_at: value.failed_at?,
                    id: value.id?,
                    scope: value.scope?,
                    status: value.status?,
                    updated_at: value.updated_at?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::DeletionRequest> for DeletionRequest {
            fn from(value: super::DeletionRequest) -> Self {
                Self {
                    completed_at: Ok(value.completed_at),
                    created_at: Ok(value.created_at),
                    failed_at: Ok(value.failed_at),
                    id: Ok(value.id),
                    scope: Ok(value.scope),
                    status: Ok(value.status),
                    updated_at: Ok(value.updated_at),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct DeletionRequestResponse {
            deletion_request: ::std::result::Result<
                super::DeletionRequest,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for DeletionRequestResponse {
            fn default() -> Self {
                Self {
                    deletion_request: Err(
                        "no value supplied for deletion_request".to_string(),
                    ),
                }
            }
        }
        impl DeletionRequestResponse {
            pub fn deletion_request<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::DeletionRequest>,
                T::Error: ::std::fmt::Display,
            {
                self.deletion_request = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for deletion_request: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<DeletionRequestResponse>
        for super::DeletionRequestResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DeletionRequestResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    deletion_request: value.deletion_request?,
                })
            }
        }
        impl ::std::convert::From<super::DeletionRequestResponse>
        for DeletionRequestResponse {
            fn from(value: super::DeletionRequestResponse) -> Self {
                Self {
                    deletion_request: Ok(value.deletion_request),
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
                    unreadable: ::std::default::Default::default(),
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
        pub struct ErrorBreakdown {
            data: ::std::result::Result<
                ::std::vec::Vec<super::ErrorShare>,
                ::std::string::String,
            >,
            period: ::std::result::Result<super::AnalyticsPeriod, ::std::string::String>,
        }
        impl ::std::default::Default for ErrorBreakdown {
            fn default() -> Self {
                Self {
                    data: Ok(Default::default()),
                    period: Err("no value supplied for period".to_string()),
                }
            }
        }
        impl ErrorBreakdown {
            pub fn data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::ErrorShare>>,
                T::Error: ::std::fmt::Display,
            {
                self.data = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for data: {e}")
                    });
                self
            }
            pub fn period<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::AnalyticsPeriod>,
                T::Error: ::std::fmt::Display,
            {
                self.period = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for period: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ErrorBreakdown> for super::ErrorBreakdown {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ErrorBreakdown,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    data: value.data?,
                    period: value.period?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::ErrorBreakdown> for ErrorBreakdown {
            fn from(value: super::ErrorBreakdown) -> Self {
                Self {
                    data: Ok(value.data),
                    period: Ok(value.period),
                }
            }
        }
        #[derive(Clone)]
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
        pub struct ErrorShare {
            count: ::std::result::Result<i64, ::std::string::String>,
            description: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            error_code: ::std::result::Result<
                crate::types::ErrorCode,
                ::std::string::String,
            >,
            percentage: ::std::result::Result<super::Percentage, ::std::string::String>,
        }
        impl ::std::default::Default for ErrorShare {
            fn default() -> Self {
                Self {
                    count: Err("no value supplied for count".to_string()),
                    description: Err("no value supplied for description".to_string()),
                    error_code: Err("no value supplied for error_code".to_string()),
                    percentage: Err("no value supplied for percentage".to_string()),
                }
            }
        }
        impl ErrorShare {
            pub fn count<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.count = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for count: {e}")
                    });
                self
            }
            pub fn description<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.description = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for description: {e}")
                    });
                self
            }
            pub fn error_code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::ErrorCode>,
                T::Error: ::std::fmt::Display,
            {
                self.error_code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error_code: {e}")
                    });
                self
            }
            pub fn percentage<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Percentage>,
                T::Error: ::std::fmt::Display,
            {
                self.percentage = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for percentage: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ErrorShare> for super::ErrorShare {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ErrorShare,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    count: value.count?,
                    description: value.description?,
                    error_code: value.error_code?,
                    percentage: value.percentage?,
                })
            }
        }
        impl ::std::convert::From<super::ErrorShare> for ErrorShare {
            fn from(value: super::ErrorShare) -> Self {
                Self {
                    count: Ok(value.count),
                    description: Ok(value.description),
                    error_code: Ok(value.error_code),
                    percentage: Ok(value.percentage),
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
        pub struct JobContext {
            company_name: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            job_description: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            job_title: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for JobContext {
            fn default() -> Self {
                Self {
                    company_name: Err("no value supplied for company_name".to_string()),
                    job_description: Err(
                        "no value supplied for job_description".to_string(),
                    ),
                    job_title: Err("no value supplied for job_title".to_string()),
                }
            }
        }
        impl JobContext {
            pub fn company_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.company_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for company_name: {e}")
                    });
                self
            }
            pub fn job_description<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.job_description = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for job_description: {e}"
                        )
                    });
                self
            }
            pub fn job_title<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.job_title = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for job_title: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<JobContext> for super::JobContext {
            type Error = super::error::ConversionError;
            fn try_from(
                value: JobContext,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    company_name: value.company_name?,
                    job_description: value.job_description?,
                    job_title: value.job_title?,
                })
            }
        }
        impl ::std::convert::From<super::JobContext> for JobContext {
            fn from(value: super::JobContext) -> Self {
                Self {
                    company_name: Ok(value.company_name),
                    job_description: Ok(value.job_description),
                    job_title: Ok(value.job_title),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct JobCriteria {
            criteria: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<super::Criterion>>,
                ::std::string::String,
            >,
            job_id: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for JobCriteria {
            fn default() -> Self {
                Self {
                    criteria: Ok(Default::default()),
                    job_id: Err("no value supplied for job_id".to_string()),
                }
            }
        }
        impl JobCriteria {
            pub fn criteria<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::std::vec::Vec<super::Criterion>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.criteria = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for criteria: {e}")
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
        }
        impl ::std::convert::TryFrom<JobCriteria> for super::JobCriteria {
            type Error = super::error::ConversionError;
            fn try_from(
                value: JobCriteria,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    criteria: value.criteria?,
                    job_id: value.job_id?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::JobCriteria> for JobCriteria {
            fn from(value: super::JobCriteria) -> Self {
                Self {
                    criteria: Ok(value.criteria),
                    job_id: Ok(value.job_id),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct JobsCriteria {
            items: ::std::result::Result<
                ::std::vec::Vec<super::JobCriteria>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for JobsCriteria {
            fn default() -> Self {
                Self {
                    items: Ok(Default::default()),
                }
            }
        }
        impl JobsCriteria {
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::JobCriteria>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<JobsCriteria> for super::JobsCriteria {
            type Error = super::error::ConversionError;
            fn try_from(
                value: JobsCriteria,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    items: value.items?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::JobsCriteria> for JobsCriteria {
            fn from(value: super::JobsCriteria) -> Self {
                Self { items: Ok(value.items) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct LibraryCriteriaList {
            criteria: ::std::result::Result<
                ::std::vec::Vec<super::LibraryCriterion>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for LibraryCriteriaList {
            fn default() -> Self {
                Self {
                    criteria: Ok(Default::default()),
                }
            }
        }
        impl LibraryCriteriaList {
            pub fn criteria<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::LibraryCriterion>>,
                T::Error: ::std::fmt::Display,
            {
                self.criteria = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for criteria: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<LibraryCriteriaList>
        for super::LibraryCriteriaList {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LibraryCriteriaList,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    criteria: value.criteria?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::LibraryCriteriaList> for LibraryCriteriaList {
            fn from(value: super::LibraryCriteriaList) -> Self {
                Self {
                    criteria: Ok(value.criteria),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct LibraryCriterion {
            category: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            created_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            importance: ::std::result::Result<
                crate::types::CriterionImportance,
                ::std::string::String,
            >,
            text: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for LibraryCriterion {
            fn default() -> Self {
                Self {
                    category: Ok(Default::default()),
                    created_at: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    importance: Err("no value supplied for importance".to_string()),
                    text: Err("no value supplied for text".to_string()),
                }
            }
        }
        impl LibraryCriterion {
            pub fn category<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.category = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for category: {e}")
                    });
                self
            }
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
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
            pub fn importance<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::CriterionImportance>,
                T::Error: ::std::fmt::Display,
            {
                self.importance = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for importance: {e}")
                    });
                self
            }
            pub fn text<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.text = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for text: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<LibraryCriterion> for super::LibraryCriterion {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LibraryCriterion,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    category: value.category?,
                    created_at: value.created_at?,
                    id: value.id?,
                    importance: value.importance?,
                    text: value.text?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::LibraryCriterion> for LibraryCriterion {
            fn from(value: super::LibraryCriterion) -> Self {
                Self {
                    category: Ok(value.category),
                    created_at: Ok(value.created_at),
                    id: Ok(value.id),
                    importance: Ok(value.importance),
                    text: Ok(value.text),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct LibraryCriterionResponse {
            criterion: ::std::result::Result<
                super::LibraryCriterion,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for LibraryCriterionResponse {
            fn default() -> Self {
                Self {
                    criterion: Err("no value supplied for criterion".to_string()),
                }
            }
        }
        impl LibraryCriterionResponse {
            pub fn criterion<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::LibraryCriterion>,
                T::Error: ::std::fmt::Display,
            {
                self.criterion = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for criterion: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<LibraryCriterionResponse>
        for super::LibraryCriterionResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LibraryCriterionResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    criterion: value.criterion?,
                })
            }
        }
        impl ::std::convert::From<super::LibraryCriterionResponse>
        for LibraryCriterionResponse {
            fn from(value: super::LibraryCriterionResponse) -> Self {
                Self {
                    criterion: Ok(value.criterion),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct LibraryCriterionUpdate {
            category: ::std::result::Result<
                crate::Change<::std::string::String>,
                ::std::string::String,
            >,
            importance: ::std::result::Result<
                ::std::option::Option<crate::types::CriterionImportance>,
                ::std::string::String,
            >,
            text: ::std::result::Result<
                ::std::option::Option<super::LibraryCriterionUpdateText>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for LibraryCriterionUpdate {
            fn default() -> Self {
                Self {
                    category: Ok(Default::default()),
                    importance: Ok(Default::default()),
                    text: Ok(Default::default()),
                }
            }
        }
        impl LibraryCriterionUpdate {
            pub fn category<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::Change<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.category = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for category: {e}")
                    });
                self
            }
            pub fn importance<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::types::CriterionImportance>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.importance = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for importance: {e}")
                    });
                self
            }
            pub fn text<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::LibraryCriterionUpdateText>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.text = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for text: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<LibraryCriterionUpdate>
        for super::LibraryCriterionUpdate {
            type Error = super::error::ConversionError;
            fn try_from(
                value: LibraryCriterionUpdate,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    category: value.category?,
                    importance: value.importance?,
                    text: value.text?,
                })
            }
        }
        impl ::std::convert::From<super::LibraryCriterionUpdate>
        for LibraryCriterionUpdate {
            fn from(value: super::LibraryCriterionUpdate) -> Self {
                Self {
                    category: Ok(value.category),
                    importance: Ok(value.importance),
                    text: Ok(value.text),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct NewCriterion {
            importance: ::std::result::Result<
                crate::types::CriterionImportance,
                ::std::string::String,
            >,
            text: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for NewCriterion {
            fn default() -> Self {
                Self {
                    importance: Err("no value supplied for importance".to_string()),
                    text: Err("no value supplied for text".to_string()),
                }
            }
        }
        impl NewCriterion {
            pub fn importance<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::CriterionImportance>,
                T::Error: ::std::fmt::Display,
            {
                self.importance = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for importance: {e}")
                    });
                self
            }
            pub fn text<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.text = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for text: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<NewCriterion> for super::NewCriterion {
            type Error = super::error::ConversionError;
            fn try_from(
                value: NewCriterion,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    importance: value.importance?,
                    text: value.text?,
                })
            }
        }
        impl ::std::convert::From<super::NewCriterion> for NewCriterion {
            fn from(value: super::NewCriterion) -> Self {
                Self {
                    importance: Ok(value.importance),
                    text: Ok(value.text),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct NewLibraryCriterion {
            category: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            importance: ::std::result::Result<
                crate::types::CriterionImportance,
                ::std::string::String,
            >,
            text: ::std::result::Result<
                super::NewLibraryCriterionText,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for NewLibraryCriterion {
            fn default() -> Self {
                Self {
                    category: Ok(Default::default()),
                    importance: Err("no value supplied for importance".to_string()),
                    text: Err("no value supplied for text".to_string()),
                }
            }
        }
        impl NewLibraryCriterion {
            pub fn category<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.category = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for category: {e}")
                    });
                self
            }
            pub fn importance<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::CriterionImportance>,
                T::Error: ::std::fmt::Display,
            {
                self.importance = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for importance: {e}")
                    });
                self
            }
            pub fn text<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::NewLibraryCriterionText>,
                T::Error: ::std::fmt::Display,
            {
                self.text = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for text: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<NewLibraryCriterion>
        for super::NewLibraryCriterion {
            type Error = super::error::ConversionError;
            fn try_from(
                value: NewLibraryCriterion,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    category: value.category?,
                    importance: value.importance?,
                    text: value.text?,
                })
            }
        }
        impl ::std::convert::From<super::NewLibraryCriterion> for NewLibraryCriterion {
            fn from(value: super::NewLibraryCriterion) -> Self {
                Self {
                    category: Ok(value.category),
                    importance: Ok(value.importance),
                    text: Ok(value.text),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Question {
            hint: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            options: ::std::result::Result<
                ::std::vec::Vec<::std::string::String>,
                ::std::string::String,
            >,
            question: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            selection_type: ::std::result::Result<
                crate::types::SelectionType,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Question {
            fn default() -> Self {
                Self {
                    hint: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    options: Ok(Default::default()),
                    question: Err("no value supplied for question".to_string()),
                    selection_type: Err(
                        "no value supplied for selection_type".to_string(),
                    ),
                }
            }
        }
        impl Question {
            pub fn hint<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.hint = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for hint: {e}")
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
            pub fn options<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.options = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for options: {e}")
                    });
                self
            }
            pub fn question<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.question = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for question: {e}")
                    });
                self
            }
            pub fn selection_type<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::SelectionType>,
                T::Error: ::std::fmt::Display,
            {
                self.selection_type = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for selection_type: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Question> for super::Question {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Question,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    hint: value.hint?,
                    id: value.id?,
                    options: value.options?,
                    question: value.question?,
                    selection_type: value.selection_type?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::Question> for Question {
            fn from(value: super::Question) -> Self {
                Self {
                    hint: Ok(value.hint),
                    id: Ok(value.id),
                    options: Ok(value.options),
                    question: Ok(value.question),
                    selection_type: Ok(value.selection_type),
                }
            }
        }
        #[derive(Clone)]
        pub struct QuestionAnswer {
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            value: ::std::result::Result<super::AnswerValue, ::std::string::String>,
        }
        impl ::std::default::Default for QuestionAnswer {
            fn default() -> Self {
                Self {
                    id: Err("no value supplied for id".to_string()),
                    value: Err("no value supplied for value".to_string()),
                }
            }
        }
        impl QuestionAnswer {
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
            pub fn value<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::AnswerValue>,
                T::Error: ::std::fmt::Display,
            {
                self.value = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for value: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<QuestionAnswer> for super::QuestionAnswer {
            type Error = super::error::ConversionError;
            fn try_from(
                value: QuestionAnswer,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    value: value.value?,
                })
            }
        }
        impl ::std::convert::From<super::QuestionAnswer> for QuestionAnswer {
            fn from(value: super::QuestionAnswer) -> Self {
                Self {
                    id: Ok(value.id),
                    value: Ok(value.value),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct QuestionSet {
            expires_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            guidance: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            id: ::std::result::Result<::std::string::String, ::std::string::String>,
            job_id: ::std::result::Result<::std::string::String, ::std::string::String>,
            questions: ::std::result::Result<
                ::std::vec::Vec<super::Question>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for QuestionSet {
            fn default() -> Self {
                Self {
                    expires_at: Ok(Default::default()),
                    guidance: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    job_id: Err("no value supplied for job_id".to_string()),
                    questions: Ok(Default::default()),
                }
            }
        }
        impl QuestionSet {
            pub fn expires_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.expires_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for expires_at: {e}")
                    });
                self
            }
            pub fn guidance<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.guidance = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for guidance: {e}")
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
            pub fn questions<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Question>>,
                T::Error: ::std::fmt::Display,
            {
                self.questions = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for questions: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<QuestionSet> for super::QuestionSet {
            type Error = super::error::ConversionError;
            fn try_from(
                value: QuestionSet,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    expires_at: value.expires_at?,
                    guidance: value.guidance?,
                    id: value.id?,
                    job_id: value.job_id?,
                    questions: value.questions?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::QuestionSet> for QuestionSet {
            fn from(value: super::QuestionSet) -> Self {
                Self {
                    expires_at: Ok(value.expires_at),
                    guidance: Ok(value.guidance),
                    id: Ok(value.id),
                    job_id: Ok(value.job_id),
                    questions: Ok(value.questions),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct QuestionSetRequest {
            job_context: ::std::result::Result<super::JobContext, ::std::string::String>,
        }
        impl ::std::default::Default for QuestionSetRequest {
            fn default() -> Self {
                Self {
                    job_context: Err("no value supplied for job_context".to_string()),
                }
            }
        }
        impl QuestionSetRequest {
            pub fn job_context<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::JobContext>,
                T::Error: ::std::fmt::Display,
            {
                self.job_context = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for job_context: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<QuestionSetRequest> for super::QuestionSetRequest {
            type Error = super::error::ConversionError;
            fn try_from(
                value: QuestionSetRequest,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    job_context: value.job_context?,
                })
            }
        }
        impl ::std::convert::From<super::QuestionSetRequest> for QuestionSetRequest {
            fn from(value: super::QuestionSetRequest) -> Self {
                Self {
                    job_context: Ok(value.job_context),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct QuestionSetResponse {
            question_set: ::std::result::Result<
                super::QuestionSet,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for QuestionSetResponse {
            fn default() -> Self {
                Self {
                    question_set: Err("no value supplied for question_set".to_string()),
                }
            }
        }
        impl QuestionSetResponse {
            pub fn question_set<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::QuestionSet>,
                T::Error: ::std::fmt::Display,
            {
                self.question_set = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for question_set: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<QuestionSetResponse>
        for super::QuestionSetResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: QuestionSetResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    question_set: value.question_set?,
                })
            }
        }
        impl ::std::convert::From<super::QuestionSetResponse> for QuestionSetResponse {
            fn from(value: super::QuestionSetResponse) -> Self {
                Self {
                    question_set: Ok(value.question_set),
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
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
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
                    generated_at: Ok(Default::default()),
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
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
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
        pub struct Rescore {
            criteria_version_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            enabled: ::std::result::Result<bool, ::std::string::String>,
        }
        impl ::std::default::Default for Rescore {
            fn default() -> Self {
                Self {
                    criteria_version_id: Ok(Default::default()),
                    enabled: Err("no value supplied for enabled".to_string()),
                }
            }
        }
        impl Rescore {
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
            pub fn enabled<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.enabled = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for enabled: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Rescore> for super::Rescore {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Rescore,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    criteria_version_id: value.criteria_version_id?,
                    enabled: value.enabled?,
                })
            }
        }
        impl ::std::convert::From<super::Rescore> for Rescore {
            fn from(value: super::Rescore) -> Self {
                Self {
                    criteria_version_id: Ok(value.criteria_version_id),
                    enabled: Ok(value.enabled),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoreCompletedEvent {
            application_id: ::std::result::Result<
                ::std::string::String,
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
            event: ::std::result::Result<
                crate::types::WebhookEventType,
                ::std::string::String,
            >,
            job_id: ::std::result::Result<::std::string::String, ::std::string::String>,
            result: ::std::result::Result<super::ScoreResult, ::std::string::String>,
            scoring_job_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            tenant_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ScoreCompletedEvent {
            fn default() -> Self {
                Self {
                    application_id: Err(
                        "no value supplied for application_id".to_string(),
                    ),
                    completed_at: Ok(Default::default()),
                    criteria_version_id: Ok(Default::default()),
                    event: Err("no value supplied for event".to_string()),
                    job_id: Err("no value supplied for job_id".to_string()),
                    result: Err("no value supplied for result".to_string()),
                    scoring_job_id: Err(
                        "no value supplied for scoring_job_id".to_string(),
                    ),
                    tenant_id: Err("no value supplied for tenant_id".to_string()),
                }
            }
        }
        impl ScoreCompletedEvent {
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
            pub fn event<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::WebhookEventType>,
                T::Error: ::std::fmt::Display,
            {
                self.event = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for event: {e}")
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
            pub fn result<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ScoreResult>,
                T::Error: ::std::fmt::Display,
            {
                self.result = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for result: {e}")
                    });
                self
            }
            pub fn scoring_job_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.scoring_job_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for scoring_job_id: {e}"
                        )
                    });
                self
            }
            pub fn tenant_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.tenant_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for tenant_id: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoreCompletedEvent>
        for super::ScoreCompletedEvent {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoreCompletedEvent,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    application_id: value.application_id?,
                    completed_at: value.completed_at?,
                    criteria_version_id: value.criteria_version_id?,
                    event: value.event?,
                    job_id: value.job_id?,
                    result: value.result?,
                    scoring_job_id: value.scoring_job_id?,
                    tenant_id: value.tenant_id?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::ScoreCompletedEvent> for ScoreCompletedEvent {
            fn from(value: super::ScoreCompletedEvent) -> Self {
                Self {
                    application_id: Ok(value.application_id),
                    completed_at: Ok(value.completed_at),
                    criteria_version_id: Ok(value.criteria_version_id),
                    event: Ok(value.event),
                    job_id: Ok(value.job_id),
                    result: Ok(value.result),
                    scoring_job_id: Ok(value.scoring_job_id),
                    tenant_id: Ok(value.tenant_id),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoreError {
            code: ::std::result::Result<crate::types::ErrorCode, ::std::string::String>,
            message: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ScoreError {
            fn default() -> Self {
                Self {
                    code: Err("no value supplied for code".to_string()),
                    message: Ok(Default::default()),
                }
            }
        }
        impl ScoreError {
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
        }
        impl ::std::convert::TryFrom<ScoreError> for super::ScoreError {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoreError,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    code: value.code?,
                    message: value.message?,
                })
            }
        }
        impl ::std::convert::From<super::ScoreError> for ScoreError {
            fn from(value: super::ScoreError) -> Self {
                Self {
                    code: Ok(value.code),
                    message: Ok(value.message),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoreFailedEvent {
            application_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            criteria_version_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            error: ::std::result::Result<super::ScoreError, ::std::string::String>,
            event: ::std::result::Result<
                crate::types::WebhookEventType,
                ::std::string::String,
            >,
            failed_at: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            job_id: ::std::result::Result<::std::string::String, ::std::string::String>,
            scoring_job_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            tenant_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ScoreFailedEvent {
            fn default() -> Self {
                Self {
                    application_id: Err(
                        "no value supplied for application_id".to_string(),
                    ),
                    criteria_version_id: Ok(Default::default()),
                    error: Err("no value supplied for error".to_string()),
                    event: Err("no value supplied for event".to_string()),
                    failed_at: Ok(Default::default()),
                    job_id: Err("no value supplied for job_id".to_string()),
                    scoring_job_id: Err(
                        "no value supplied for scoring_job_id".to_string(),
                    ),
                    tenant_id: Err("no value supplied for tenant_id".to_string()),
                }
            }
        }
        impl ScoreFailedEvent {
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
            pub fn error<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ScoreError>,
                T::Error: ::std::fmt::Display,
            {
                self.error = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error: {e}")
                    });
                self
            }
            pub fn event<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::WebhookEventType>,
                T::Error: ::std::fmt::Display,
            {
                self.event = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for event: {e}")
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
            pub fn scoring_job_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.scoring_job_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for scoring_job_id: {e}"
                        )
                    });
                self
            }
            pub fn tenant_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.tenant_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for tenant_id: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoreFailedEvent> for super::ScoreFailedEvent {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoreFailedEvent,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    application_id: value.application_id?,
                    criteria_version_id: value.criteria_version_id?,
                    error: value.error?,
                    event: value.event?,
                    failed_at: value.failed_at?,
                    job_id: value.job_id?,
                    scoring_job_id: value.scoring_job_id?,
                    tenant_id: value.tenant_id?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::ScoreFailedEvent> for ScoreFailedEvent {
            fn from(value: super::ScoreFailedEvent) -> Self {
                Self {
                    application_id: Ok(value.application_id),
                    criteria_version_id: Ok(value.criteria_version_id),
                    error: Ok(value.error),
                    event: Ok(value.event),
                    failed_at: Ok(value.failed_at),
                    job_id: Ok(value.job_id),
                    scoring_job_id: Ok(value.scoring_job_id),
                    tenant_id: Ok(value.tenant_id),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoreResult {
            assessment: ::std::result::Result<
                ::std::option::Option<super::Assessment>,
                ::std::string::String,
            >,
            score: ::std::result::Result<i64, ::std::string::String>,
        }
        impl ::std::default::Default for ScoreResult {
            fn default() -> Self {
                Self {
                    assessment: Ok(Default::default()),
                    score: Err("no value supplied for score".to_string()),
                }
            }
        }
        impl ScoreResult {
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
            pub fn score<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.score = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for score: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoreResult> for super::ScoreResult {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoreResult,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    assessment: value.assessment?,
                    score: value.score?,
                })
            }
        }
        impl ::std::convert::From<super::ScoreResult> for ScoreResult {
            fn from(value: super::ScoreResult) -> Self {
                Self {
                    assessment: Ok(value.assessment),
                    score: Ok(value.score),
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
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
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
                    created_at: Ok(Default::default()),
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
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
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
                    unreadable: ::std::default::Default::default(),
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
                    unreadable: ::std::default::Default::default(),
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
        pub struct ScoringBatchSubmission {
            applications: ::std::result::Result<
                ::std::vec::Vec<super::BatchApplication>,
                ::std::string::String,
            >,
            job_description: ::std::result::Result<
                super::ScoringBatchSubmissionJobDescription,
                ::std::string::String,
            >,
            role_knowledge: ::std::result::Result<
                ::std::option::Option<super::ScoringBatchSubmissionRoleKnowledge>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ScoringBatchSubmission {
            fn default() -> Self {
                Self {
                    applications: Err("no value supplied for applications".to_string()),
                    job_description: Err(
                        "no value supplied for job_description".to_string(),
                    ),
                    role_knowledge: Ok(Default::default()),
                }
            }
        }
        impl ScoringBatchSubmission {
            pub fn applications<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::BatchApplication>>,
                T::Error: ::std::fmt::Display,
            {
                self.applications = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for applications: {e}")
                    });
                self
            }
            pub fn job_description<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ScoringBatchSubmissionJobDescription>,
                T::Error: ::std::fmt::Display,
            {
                self.job_description = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for job_description: {e}"
                        )
                    });
                self
            }
            pub fn role_knowledge<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::ScoringBatchSubmissionRoleKnowledge>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.role_knowledge = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for role_knowledge: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoringBatchSubmission>
        for super::ScoringBatchSubmission {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoringBatchSubmission,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    applications: value.applications?,
                    job_description: value.job_description?,
                    role_knowledge: value.role_knowledge?,
                })
            }
        }
        impl ::std::convert::From<super::ScoringBatchSubmission>
        for ScoringBatchSubmission {
            fn from(value: super::ScoringBatchSubmission) -> Self {
                Self {
                    applications: Ok(value.applications),
                    job_description: Ok(value.job_description),
                    role_knowledge: Ok(value.role_knowledge),
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
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
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
                    queued_at: Ok(Default::default()),
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
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
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
                    unreadable: ::std::default::Default::default(),
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
        #[derive(Clone, Debug)]
        pub struct ScoringJobResponse {
            scoring_job: ::std::result::Result<super::ScoringJob, ::std::string::String>,
        }
        impl ::std::default::Default for ScoringJobResponse {
            fn default() -> Self {
                Self {
                    scoring_job: Err("no value supplied for scoring_job".to_string()),
                }
            }
        }
        impl ScoringJobResponse {
            pub fn scoring_job<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ScoringJob>,
                T::Error: ::std::fmt::Display,
            {
                self.scoring_job = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for scoring_job: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoringJobResponse> for super::ScoringJobResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoringJobResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    scoring_job: value.scoring_job?,
                })
            }
        }
        impl ::std::convert::From<super::ScoringJobResponse> for ScoringJobResponse {
            fn from(value: super::ScoringJobResponse) -> Self {
                Self {
                    scoring_job: Ok(value.scoring_job),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoringJobSubmission {
            application_data: ::std::result::Result<
                ::std::option::Option<super::ApplicationData>,
                ::std::string::String,
            >,
            job_description: ::std::result::Result<
                super::ScoringJobSubmissionJobDescription,
                ::std::string::String,
            >,
            rescore: ::std::result::Result<
                ::std::option::Option<super::Rescore>,
                ::std::string::String,
            >,
            resume: ::std::result::Result<super::Resume, ::std::string::String>,
            role_knowledge: ::std::result::Result<
                ::std::option::Option<super::ScoringJobSubmissionRoleKnowledge>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ScoringJobSubmission {
            fn default() -> Self {
                Self {
                    application_data: Ok(Default::default()),
                    job_description: Err(
                        "no value supplied for job_description".to_string(),
                    ),
                    rescore: Ok(Default::default()),
                    resume: Err("no value supplied for resume".to_string()),
                    role_knowledge: Ok(Default::default()),
                }
            }
        }
        impl ScoringJobSubmission {
            pub fn application_data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::ApplicationData>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.application_data = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for application_data: {e}"
                        )
                    });
                self
            }
            pub fn job_description<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::ScoringJobSubmissionJobDescription>,
                T::Error: ::std::fmt::Display,
            {
                self.job_description = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for job_description: {e}"
                        )
                    });
                self
            }
            pub fn rescore<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Rescore>>,
                T::Error: ::std::fmt::Display,
            {
                self.rescore = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for rescore: {e}")
                    });
                self
            }
            pub fn resume<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Resume>,
                T::Error: ::std::fmt::Display,
            {
                self.resume = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for resume: {e}")
                    });
                self
            }
            pub fn role_knowledge<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::ScoringJobSubmissionRoleKnowledge>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.role_knowledge = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for role_knowledge: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoringJobSubmission>
        for super::ScoringJobSubmission {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoringJobSubmission,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    application_data: value.application_data?,
                    job_description: value.job_description?,
                    rescore: value.rescore?,
                    resume: value.resume?,
                    role_knowledge: value.role_knowledge?,
                })
            }
        }
        impl ::std::convert::From<super::ScoringJobSubmission> for ScoringJobSubmission {
            fn from(value: super::ScoringJobSubmission) -> Self {
                Self {
                    application_data: Ok(value.application_data),
                    job_description: Ok(value.job_description),
                    rescore: Ok(value.rescore),
                    resume: Ok(value.resume),
                    role_knowledge: Ok(value.role_knowledge),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoringLatency {
            data: ::std::result::Result<
                ::std::vec::Vec<super::ScoringLatencyPoint>,
                ::std::string::String,
            >,
            granularity: ::std::result::Result<
                crate::types::AnalyticsGranularity,
                ::std::string::String,
            >,
            period: ::std::result::Result<super::AnalyticsPeriod, ::std::string::String>,
        }
        impl ::std::default::Default for ScoringLatency {
            fn default() -> Self {
                Self {
                    data: Ok(Default::default()),
                    granularity: Err("no value supplied for granularity".to_string()),
                    period: Err("no value supplied for period".to_string()),
                }
            }
        }
        impl ScoringLatency {
            pub fn data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::ScoringLatencyPoint>>,
                T::Error: ::std::fmt::Display,
            {
                self.data = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for data: {e}")
                    });
                self
            }
            pub fn granularity<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::AnalyticsGranularity>,
                T::Error: ::std::fmt::Display,
            {
                self.granularity = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for granularity: {e}")
                    });
                self
            }
            pub fn period<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::AnalyticsPeriod>,
                T::Error: ::std::fmt::Display,
            {
                self.period = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for period: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoringLatency> for super::ScoringLatency {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoringLatency,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    data: value.data?,
                    granularity: value.granularity?,
                    period: value.period?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::ScoringLatency> for ScoringLatency {
            fn from(value: super::ScoringLatency) -> Self {
                Self {
                    data: Ok(value.data),
                    granularity: Ok(value.granularity),
                    period: Ok(value.period),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoringLatencyPoint {
            p50_ms: ::std::result::Result<
                ::std::option::Option<super::Milliseconds>,
                ::std::string::String,
            >,
            p95_ms: ::std::result::Result<
                ::std::option::Option<super::Milliseconds>,
                ::std::string::String,
            >,
            p99_ms: ::std::result::Result<
                ::std::option::Option<super::Milliseconds>,
                ::std::string::String,
            >,
            timestamp: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ScoringLatencyPoint {
            fn default() -> Self {
                Self {
                    p50_ms: Ok(Default::default()),
                    p95_ms: Ok(Default::default()),
                    p99_ms: Ok(Default::default()),
                    timestamp: Ok(Default::default()),
                }
            }
        }
        impl ScoringLatencyPoint {
            pub fn p50_ms<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Milliseconds>>,
                T::Error: ::std::fmt::Display,
            {
                self.p50_ms = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for p50_ms: {e}")
                    });
                self
            }
            pub fn p95_ms<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Milliseconds>>,
                T::Error: ::std::fmt::Display,
            {
                self.p95_ms = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for p95_ms: {e}")
                    });
                self
            }
            pub fn p99_ms<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Milliseconds>>,
                T::Error: ::std::fmt::Display,
            {
                self.p99_ms = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for p99_ms: {e}")
                    });
                self
            }
            pub fn timestamp<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.timestamp = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timestamp: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoringLatencyPoint>
        for super::ScoringLatencyPoint {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoringLatencyPoint,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    p50_ms: value.p50_ms?,
                    p95_ms: value.p95_ms?,
                    p99_ms: value.p99_ms?,
                    timestamp: value.timestamp?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::ScoringLatencyPoint> for ScoringLatencyPoint {
            fn from(value: super::ScoringLatencyPoint) -> Self {
                Self {
                    p50_ms: Ok(value.p50_ms),
                    p95_ms: Ok(value.p95_ms),
                    p99_ms: Ok(value.p99_ms),
                    timestamp: Ok(value.timestamp),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoringOverview {
            avg_duration_ms: ::std::result::Result<
                ::std::option::Option<super::Milliseconds>,
                ::std::string::String,
            >,
            scores_generated: ::std::result::Result<i64, ::std::string::String>,
            success_rate: ::std::result::Result<super::Ratio, ::std::string::String>,
            total_requests: ::std::result::Result<i64, ::std::string::String>,
        }
        impl ::std::default::Default for ScoringOverview {
            fn default() -> Self {
                Self {
                    avg_duration_ms: Ok(Default::default()),
                    scores_generated: Err(
                        "no value supplied for scores_generated".to_string(),
                    ),
                    success_rate: Err("no value supplied for success_rate".to_string()),
                    total_requests: Err(
                        "no value supplied for total_requests".to_string(),
                    ),
                }
            }
        }
        impl ScoringOverview {
            pub fn avg_duration_ms<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Milliseconds>>,
                T::Error: ::std::fmt::Display,
            {
                self.avg_duration_ms = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for avg_duration_ms: {e}"
                        )
                    });
                self
            }
            pub fn scores_generated<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.scores_generated = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for scores_generated: {e}"
                        )
                    });
                self
            }
            pub fn success_rate<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Ratio>,
                T::Error: ::std::fmt::Display,
            {
                self.success_rate = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for success_rate: {e}")
                    });
                self
            }
            pub fn total_requests<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.total_requests = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for total_requests: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoringOverview> for super::ScoringOverview {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoringOverview,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    avg_duration_ms: value.avg_duration_ms?,
                    scores_generated: value.scores_generated?,
                    success_rate: value.success_rate?,
                    total_requests: value.total_requests?,
                })
            }
        }
        impl ::std::convert::From<super::ScoringOverview> for ScoringOverview {
            fn from(value: super::ScoringOverview) -> Self {
                Self {
                    avg_duration_ms: Ok(value.avg_duration_ms),
                    scores_generated: Ok(value.scores_generated),
                    success_rate: Ok(value.success_rate),
                    total_requests: Ok(value.total_requests),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoringVolume {
            data: ::std::result::Result<
                ::std::vec::Vec<super::ScoringVolumePoint>,
                ::std::string::String,
            >,
            granularity: ::std::result::Result<
                crate::types::AnalyticsGranularity,
                ::std::string::String,
            >,
            period: ::std::result::Result<super::AnalyticsPeriod, ::std::string::String>,
        }
        impl ::std::default::Default for ScoringVolume {
            fn default() -> Self {
                Self {
                    data: Ok(Default::default()),
                    granularity: Err("no value supplied for granularity".to_string()),
                    period: Err("no value supplied for period".to_string()),
                }
            }
        }
        impl ScoringVolume {
            pub fn data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::ScoringVolumePoint>>,
                T::Error: ::std::fmt::Display,
            {
                self.data = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for data: {e}")
                    });
                self
            }
            pub fn granularity<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<crate::types::AnalyticsGranularity>,
                T::Error: ::std::fmt::Display,
            {
                self.granularity = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for granularity: {e}")
                    });
                self
            }
            pub fn period<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::AnalyticsPeriod>,
                T::Error: ::std::fmt::Display,
            {
                self.period = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for period: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoringVolume> for super::ScoringVolume {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoringVolume,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    data: value.data?,
                    granularity: value.granularity?,
                    period: value.period?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::ScoringVolume> for ScoringVolume {
            fn from(value: super::ScoringVolume) -> Self {
                Self {
                    data: Ok(value.data),
                    granularity: Ok(value.granularity),
                    period: Ok(value.period),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct ScoringVolumePoint {
            completed: ::std::result::Result<i64, ::std::string::String>,
            failed: ::std::result::Result<i64, ::std::string::String>,
            timestamp: ::std::result::Result<
                ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                ::std::string::String,
            >,
            total: ::std::result::Result<i64, ::std::string::String>,
        }
        impl ::std::default::Default for ScoringVolumePoint {
            fn default() -> Self {
                Self {
                    completed: Err("no value supplied for completed".to_string()),
                    failed: Err("no value supplied for failed".to_string()),
                    timestamp: Ok(Default::default()),
                    total: Err("no value supplied for total".to_string()),
                }
            }
        }
        impl ScoringVolumePoint {
            pub fn completed<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.completed = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for completed: {e}")
                    });
                self
            }
            pub fn failed<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.failed = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for failed: {e}")
                    });
                self
            }
            pub fn timestamp<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.timestamp = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for timestamp: {e}")
                    });
                self
            }
            pub fn total<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.total = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for total: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ScoringVolumePoint> for super::ScoringVolumePoint {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ScoringVolumePoint,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    completed: value.completed?,
                    failed: value.failed?,
                    timestamp: value.timestamp?,
                    total: value.total?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::ScoringVolumePoint> for ScoringVolumePoint {
            fn from(value: super::ScoringVolumePoint) -> Self {
                Self {
                    completed: Ok(value.completed),
                    failed: Ok(value.failed),
                    timestamp: Ok(value.timestamp),
                    total: Ok(value.total),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct SubmittedScoringBatch {
            accepted_applications: ::std::result::Result<
                ::std::vec::Vec<super::AcceptedApplication>,
                ::std::string::String,
            >,
            batch: ::std::result::Result<super::ScoringBatch, ::std::string::String>,
            rejected_applications: ::std::result::Result<
                ::std::vec::Vec<super::RejectedApplication>,
                ::std::string::String,
            >,
            scoring_job_ids: ::std::result::Result<
                ::std::vec::Vec<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for SubmittedScoringBatch {
            fn default() -> Self {
                Self {
                    accepted_applications: Ok(Default::default()),
                    batch: Err("no value supplied for batch".to_string()),
                    rejected_applications: Ok(Default::default()),
                    scoring_job_ids: Ok(Default::default()),
                }
            }
        }
        impl SubmittedScoringBatch {
            pub fn accepted_applications<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::AcceptedApplication>>,
                T::Error: ::std::fmt::Display,
            {
                self.accepted_applications = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for accepted_applications: {e}"
                        )
                    });
                self
            }
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
            pub fn scoring_job_ids<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.scoring_job_ids = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for scoring_job_ids: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<SubmittedScoringBatch>
        for super::SubmittedScoringBatch {
            type Error = super::error::ConversionError;
            fn try_from(
                value: SubmittedScoringBatch,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    accepted_applications: value.accepted_applications?,
                    batch: value.batch?,
                    rejected_applications: value.rejected_applications?,
                    scoring_job_ids: value.scoring_job_ids?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::SubmittedScoringBatch>
        for SubmittedScoringBatch {
            fn from(value: super::SubmittedScoringBatch) -> Self {
                Self {
                    accepted_applications: Ok(value.accepted_applications),
                    batch: Ok(value.batch),
                    rejected_applications: Ok(value.rejected_applications),
                    scoring_job_ids: Ok(value.scoring_job_ids),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Success {
            success: ::std::result::Result<bool, ::std::string::String>,
        }
        impl ::std::default::Default for Success {
            fn default() -> Self {
                Self {
                    success: Err("no value supplied for success".to_string()),
                }
            }
        }
        impl Success {
            pub fn success<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.success = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for success: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Success> for super::Success {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Success,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { success: value.success? })
            }
        }
        impl ::std::convert::From<super::Success> for Success {
            fn from(value: super::Success) -> Self {
                Self { success: Ok(value.success) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct WebhookFailures {
            endpoint_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            endpoint_url: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            failure_count: ::std::result::Result<i64, ::std::string::String>,
            last_error: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for WebhookFailures {
            fn default() -> Self {
                Self {
                    endpoint_name: Ok(Default::default()),
                    endpoint_url: Err("no value supplied for endpoint_url".to_string()),
                    failure_count: Err(
                        "no value supplied for failure_count".to_string(),
                    ),
                    last_error: Ok(Default::default()),
                }
            }
        }
        impl WebhookFailures {
            pub fn endpoint_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.endpoint_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for endpoint_name: {e}")
                    });
                self
            }
            pub fn endpoint_url<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.endpoint_url = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for endpoint_url: {e}")
                    });
                self
            }
            pub fn failure_count<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.failure_count = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for failure_count: {e}")
                    });
                self
            }
            pub fn last_error<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.last_error = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for last_error: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<WebhookFailures> for super::WebhookFailures {
            type Error = super::error::ConversionError;
            fn try_from(
                value: WebhookFailures,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    endpoint_name: value.endpoint_name?,
                    endpoint_url: value.endpoint_url?,
                    failure_count: value.failure_count?,
                    last_error: value.last_error?,
                })
            }
        }
        impl ::std::convert::From<super::WebhookFailures> for WebhookFailures {
            fn from(value: super::WebhookFailures) -> Self {
                Self {
                    endpoint_name: Ok(value.endpoint_name),
                    endpoint_url: Ok(value.endpoint_url),
                    failure_count: Ok(value.failure_count),
                    last_error: Ok(value.last_error),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct WebhookHealth {
            failure_breakdown: ::std::result::Result<
                ::std::vec::Vec<super::WebhookFailures>,
                ::std::string::String,
            >,
            period: ::std::result::Result<super::AnalyticsPeriod, ::std::string::String>,
            summary: ::std::result::Result<
                super::WebhookOverview,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for WebhookHealth {
            fn default() -> Self {
                Self {
                    failure_breakdown: Ok(Default::default()),
                    period: Err("no value supplied for period".to_string()),
                    summary: Err("no value supplied for summary".to_string()),
                }
            }
        }
        impl WebhookHealth {
            pub fn failure_breakdown<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::WebhookFailures>>,
                T::Error: ::std::fmt::Display,
            {
                self.failure_breakdown = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for failure_breakdown: {e}"
                        )
                    });
                self
            }
            pub fn period<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::AnalyticsPeriod>,
                T::Error: ::std::fmt::Display,
            {
                self.period = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for period: {e}")
                    });
                self
            }
            pub fn summary<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::WebhookOverview>,
                T::Error: ::std::fmt::Display,
            {
                self.summary = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for summary: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<WebhookHealth> for super::WebhookHealth {
            type Error = super::error::ConversionError;
            fn try_from(
                value: WebhookHealth,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    failure_breakdown: value.failure_breakdown?,
                    period: value.period?,
                    summary: value.summary?,
                    unreadable: ::std::default::Default::default(),
                })
            }
        }
        impl ::std::convert::From<super::WebhookHealth> for WebhookHealth {
            fn from(value: super::WebhookHealth) -> Self {
                Self {
                    failure_breakdown: Ok(value.failure_breakdown),
                    period: Ok(value.period),
                    summary: Ok(value.summary),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct WebhookOverview {
            delivery_rate: ::std::result::Result<super::Ratio, ::std::string::String>,
            total_deliveries: ::std::result::Result<i64, ::std::string::String>,
        }
        impl ::std::default::Default for WebhookOverview {
            fn default() -> Self {
                Self {
                    delivery_rate: Err(
                        "no value supplied for delivery_rate".to_string(),
                    ),
                    total_deliveries: Err(
                        "no value supplied for total_deliveries".to_string(),
                    ),
                }
            }
        }
        impl WebhookOverview {
            pub fn delivery_rate<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Ratio>,
                T::Error: ::std::fmt::Display,
            {
                self.delivery_rate = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for delivery_rate: {e}")
                    });
                self
            }
            pub fn total_deliveries<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.total_deliveries = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for total_deliveries: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<WebhookOverview> for super::WebhookOverview {
            type Error = super::error::ConversionError;
            fn try_from(
                value: WebhookOverview,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    delivery_rate: value.delivery_rate?,
                    total_deliveries: value.total_deliveries?,
                })
            }
        }
        impl ::std::convert::From<super::WebhookOverview> for WebhookOverview {
            fn from(value: super::WebhookOverview) -> Self {
                Self {
                    delivery_rate: Ok(value.delivery_rate),
                    total_deliveries: Ok(value.total_deliveries),
                }
            }
        }
        impl ::std::fmt::Debug for ApplicationAnswer {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("ApplicationAnswer").finish_non_exhaustive()
            }
        }
        impl ::std::fmt::Debug for ApplicationData {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("ApplicationData").finish_non_exhaustive()
            }
        }
        impl ::std::fmt::Debug for Assessment {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("Assessment").finish_non_exhaustive()
            }
        }
        impl ::std::fmt::Debug for ErrorDetail {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("ErrorDetail").finish_non_exhaustive()
            }
        }
        impl ::std::fmt::Debug for QuestionAnswer {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("QuestionAnswer").finish_non_exhaustive()
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
    impl ::std::fmt::Debug for AnswerValue {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("AnswerValue").finish_non_exhaustive()
        }
    }
    impl ::std::fmt::Debug for ApplicationAnswer {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("ApplicationAnswer").finish_non_exhaustive()
        }
    }
    impl ::std::fmt::Debug for ApplicationData {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("ApplicationData").finish_non_exhaustive()
        }
    }
    impl ::std::fmt::Debug for ApplicationDataContext {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("ApplicationDataContext").finish_non_exhaustive()
        }
    }
    impl ::std::fmt::Debug for Assessment {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("Assessment").finish_non_exhaustive()
        }
    }
    impl ::std::fmt::Debug for ErrorDetail {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("ErrorDetail").finish_non_exhaustive()
        }
    }
    impl ::std::fmt::Debug for QuestionAnswer {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("QuestionAnswer").finish_non_exhaustive()
        }
    }
    impl ::std::fmt::Debug for Resume {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("Resume").finish_non_exhaustive()
        }
    }
    impl ::std::fmt::Debug for ResumeContent {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("ResumeContent").finish_non_exhaustive()
        }
    }
    impl crate::unknown::Inspect for AcceptedApplication {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.application_id,
                &at.field("applicationId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.scoring_job_id,
                &at.field("scoringJobId"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for AnalyticsOverview {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.period, &at.field("period"), see);
            crate::unknown::Inspect::inspect(&self.scoring, &at.field("scoring"), see);
            crate::unknown::Inspect::inspect(&self.webhooks, &at.field("webhooks"), see);
        }
    }
    impl crate::unknown::Inspect for AnalyticsPeriod {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.end, &at.field("end"), see);
            crate::unknown::Inspect::inspect(&self.start, &at.field("start"), see);
        }
    }
    impl crate::unknown::Inspect for Assessment {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.concerns, &at.field("concerns"), see);
            crate::unknown::Inspect::inspect(
                &self.interview_focus,
                &at.field("interviewFocus"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.strengths,
                &at.field("strengths"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.verdict, &at.field("verdict"), see);
        }
    }
    impl crate::unknown::Inspect for BatchCompletedEvent {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.batch_id, &at.field("batchId"), see);
            crate::unknown::Inspect::inspect(
                &self.completed_at,
                &at.field("completedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.completed_jobs,
                &at.field("completedJobs"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.event, &at.field("event"), see);
            crate::unknown::Inspect::inspect(
                &self.failed_jobs,
                &at.field("failedJobs"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.job_id, &at.field("jobId"), see);
            crate::unknown::Inspect::inspect(&self.status, &at.field("status"), see);
            crate::unknown::Inspect::inspect(
                &self.tenant_id,
                &at.field("tenantId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.total_jobs,
                &at.field("totalJobs"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for CriteriaList {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.criteria, &at.field("criteria"), see);
        }
    }
    impl crate::unknown::Inspect for CriteriaVersion {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.archived_at,
                &at.field("archivedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.created_at,
                &at.field("createdAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.id, &at.field("id"), see);
            crate::unknown::Inspect::inspect(&self.status, &at.field("status"), see);
            crate::unknown::Inspect::inspect(&self.version, &at.field("version"), see);
        }
    }
    impl crate::unknown::Inspect for CriteriaVersionContent {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.criteria, &at.field("criteria"), see);
            crate::unknown::Inspect::inspect(&self.version, &at.field("version"), see);
        }
    }
    impl crate::unknown::Inspect for CriteriaVersionList {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.versions, &at.field("versions"), see);
        }
    }
    impl crate::unknown::Inspect for Criterion {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.created_at,
                &at.field("createdAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.id, &at.field("id"), see);
            crate::unknown::Inspect::inspect(
                &self.importance,
                &at.field("importance"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.order, &at.field("order"), see);
            crate::unknown::Inspect::inspect(&self.text, &at.field("text"), see);
        }
    }
    impl crate::unknown::Inspect for CriterionChange {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.criteria, &at.field("criteria"), see);
            crate::unknown::Inspect::inspect(
                &self.criterion,
                &at.field("criterion"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for CurrentCriteriaVersion {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.criteria, &at.field("criteria"), see);
            crate::unknown::Inspect::inspect(
                &self.criteria_revision,
                &at.field("criteriaRevision"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.version, &at.field("version"), see);
        }
    }
    impl crate::unknown::Inspect for DeletionRequest {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.completed_at,
                &at.field("completedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.created_at,
                &at.field("createdAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.failed_at,
                &at.field("failedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.id, &at.field("id"), see);
            crate::unknown::Inspect::inspect(&self.scope, &at.field("scope"), see);
            crate::unknown::Inspect::inspect(&self.status, &at.field("status"), see);
            crate::unknown::Inspect::inspect(
                &self.updated_at,
                &at.field("updatedAt"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for DeletionRequestResponse {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.deletion_request,
                &at.field("deletionRequest"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for Error {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.code, &at.field("code"), see);
            crate::unknown::Inspect::inspect(&self.details, &at.field("details"), see);
            crate::unknown::Inspect::inspect(&self.message, &at.field("message"), see);
            crate::unknown::Inspect::inspect(
                &self.retryable,
                &at.field("retryable"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.status, &at.field("status"), see);
            crate::unknown::Inspect::inspect(&self.trace_id, &at.field("traceId"), see);
            crate::unknown::Inspect::inspect(&self.type_, &at.field("type"), see);
        }
    }
    impl crate::unknown::Inspect for ErrorBreakdown {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.data, &at.field("data"), see);
            crate::unknown::Inspect::inspect(&self.period, &at.field("period"), see);
        }
    }
    impl crate::unknown::Inspect for ErrorDetail {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.code, &at.field("code"), see);
            crate::unknown::Inspect::inspect(&self.field, &at.field("field"), see);
            crate::unknown::Inspect::inspect(&self.message, &at.field("message"), see);
        }
    }
    impl crate::unknown::Inspect for ErrorShare {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.count, &at.field("count"), see);
            crate::unknown::Inspect::inspect(
                &self.description,
                &at.field("description"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.error_code,
                &at.field("errorCode"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.percentage,
                &at.field("percentage"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for InFlightStatus {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.active, &at.field("active"), see);
            crate::unknown::Inspect::inspect(&self.limit, &at.field("limit"), see);
            crate::unknown::Inspect::inspect(
                &self.retry_after_seconds,
                &at.field("retryAfterSeconds"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for JobCriteria {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.criteria, &at.field("criteria"), see);
            crate::unknown::Inspect::inspect(&self.job_id, &at.field("jobId"), see);
        }
    }
    impl crate::unknown::Inspect for JobsCriteria {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.items, &at.field("items"), see);
        }
    }
    impl crate::unknown::Inspect for LibraryCriteriaList {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.criteria, &at.field("criteria"), see);
        }
    }
    impl crate::unknown::Inspect for LibraryCriterion {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.category, &at.field("category"), see);
            crate::unknown::Inspect::inspect(
                &self.created_at,
                &at.field("createdAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.id, &at.field("id"), see);
            crate::unknown::Inspect::inspect(
                &self.importance,
                &at.field("importance"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.text, &at.field("text"), see);
        }
    }
    impl crate::unknown::Inspect for LibraryCriterionResponse {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.criterion,
                &at.field("criterion"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for Milliseconds {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.0, at, see);
        }
    }
    impl crate::unknown::Inspect for Percentage {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.0, at, see);
        }
    }
    impl crate::unknown::Inspect for Question {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.hint, &at.field("hint"), see);
            crate::unknown::Inspect::inspect(&self.id, &at.field("id"), see);
            crate::unknown::Inspect::inspect(&self.options, &at.field("options"), see);
            crate::unknown::Inspect::inspect(&self.question, &at.field("question"), see);
            crate::unknown::Inspect::inspect(
                &self.selection_type,
                &at.field("selectionType"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for QuestionSet {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.expires_at,
                &at.field("expiresAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.guidance, &at.field("guidance"), see);
            crate::unknown::Inspect::inspect(&self.id, &at.field("id"), see);
            crate::unknown::Inspect::inspect(&self.job_id, &at.field("jobId"), see);
            crate::unknown::Inspect::inspect(
                &self.questions,
                &at.field("questions"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for QuestionSetResponse {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.question_set,
                &at.field("questionSet"),
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
            crate::unknown::Inspect::inspect(&self.limit, &at.field("limit"), see);
            crate::unknown::Inspect::inspect(
                &self.remaining,
                &at.field("remaining"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.reset_at, &at.field("resetAt"), see);
            crate::unknown::Inspect::inspect(
                &self.reset_in_seconds,
                &at.field("resetInSeconds"),
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
                &at.field("analytics"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.criteria_ai,
                &at.field("criteria_ai"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.criteria_ai_inflight,
                &at.field("criteria_ai_inflight"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.criteria_current_reads,
                &at.field("criteria_current_reads"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.degraded, &at.field("degraded"), see);
            crate::unknown::Inspect::inspect(
                &self.environment,
                &at.field("environment"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.generated_at,
                &at.field("generatedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.partner_id,
                &at.field("partnerId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.rate_limit_status,
                &at.field("rate_limit_status"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.read_and_ops,
                &at.field("read_and_ops"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.scoring_intake_batch,
                &at.field("scoring_intake_batch"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.scoring_intake_single,
                &at.field("scoring_intake_single"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for Ratio {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.0, at, see);
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
                &at.field("applicationId"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.error, &at.field("error"), see);
        }
    }
    impl crate::unknown::Inspect for RejectionError {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.code, &at.field("code"), see);
            crate::unknown::Inspect::inspect(&self.message, &at.field("message"), see);
            crate::unknown::Inspect::inspect(&self.reason, &at.field("reason"), see);
        }
    }
    impl crate::unknown::Inspect for ScoreCompletedEvent {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.application_id,
                &at.field("applicationId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.completed_at,
                &at.field("completedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.criteria_version_id,
                &at.field("criteriaVersionId"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.event, &at.field("event"), see);
            crate::unknown::Inspect::inspect(&self.job_id, &at.field("jobId"), see);
            crate::unknown::Inspect::inspect(&self.result, &at.field("result"), see);
            crate::unknown::Inspect::inspect(
                &self.scoring_job_id,
                &at.field("scoringJobId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.tenant_id,
                &at.field("tenantId"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for ScoreError {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.code, &at.field("code"), see);
            crate::unknown::Inspect::inspect(&self.message, &at.field("message"), see);
        }
    }
    impl crate::unknown::Inspect for ScoreFailedEvent {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.application_id,
                &at.field("applicationId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.criteria_version_id,
                &at.field("criteriaVersionId"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.error, &at.field("error"), see);
            crate::unknown::Inspect::inspect(&self.event, &at.field("event"), see);
            crate::unknown::Inspect::inspect(
                &self.failed_at,
                &at.field("failedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.job_id, &at.field("jobId"), see);
            crate::unknown::Inspect::inspect(
                &self.scoring_job_id,
                &at.field("scoringJobId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.tenant_id,
                &at.field("tenantId"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for ScoreResult {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.assessment,
                &at.field("assessment"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.score, &at.field("score"), see);
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
                &at.field("completedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.completed_jobs,
                &at.field("completedJobs"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.created_at,
                &at.field("createdAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.failed_jobs,
                &at.field("failedJobs"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.id, &at.field("id"), see);
            crate::unknown::Inspect::inspect(&self.job_id, &at.field("jobId"), see);
            crate::unknown::Inspect::inspect(&self.status, &at.field("status"), see);
            crate::unknown::Inspect::inspect(
                &self.total_jobs,
                &at.field("totalJobs"),
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
            crate::unknown::Inspect::inspect(&self.batch, &at.field("batch"), see);
            crate::unknown::Inspect::inspect(
                &self.rejected_applications,
                &at.field("rejectedApplications"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.scoring_jobs,
                &at.field("scoringJobs"),
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
                &at.field("applicationId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.assessment,
                &at.field("assessment"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.completed_at,
                &at.field("completedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.criteria_version_id,
                &at.field("criteriaVersionId"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.error_code,
                &at.field("errorCode"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.error_message,
                &at.field("errorMessage"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.failed_at,
                &at.field("failedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.id, &at.field("id"), see);
            crate::unknown::Inspect::inspect(
                &self.is_rescore,
                &at.field("isRescore"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.job_id, &at.field("jobId"), see);
            crate::unknown::Inspect::inspect(
                &self.queued_at,
                &at.field("queuedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.score, &at.field("score"), see);
            crate::unknown::Inspect::inspect(
                &self.started_at,
                &at.field("startedAt"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.status, &at.field("status"), see);
        }
    }
    impl crate::unknown::Inspect for ScoringJobResponse {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.scoring_job,
                &at.field("scoringJob"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for ScoringLatency {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.data, &at.field("data"), see);
            crate::unknown::Inspect::inspect(
                &self.granularity,
                &at.field("granularity"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.period, &at.field("period"), see);
        }
    }
    impl crate::unknown::Inspect for ScoringLatencyPoint {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.p50_ms, &at.field("p50Ms"), see);
            crate::unknown::Inspect::inspect(&self.p95_ms, &at.field("p95Ms"), see);
            crate::unknown::Inspect::inspect(&self.p99_ms, &at.field("p99Ms"), see);
            crate::unknown::Inspect::inspect(
                &self.timestamp,
                &at.field("timestamp"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for ScoringOverview {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.avg_duration_ms,
                &at.field("avgDurationMs"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.scores_generated,
                &at.field("scoresGenerated"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.success_rate,
                &at.field("successRate"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.total_requests,
                &at.field("totalRequests"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for ScoringVolume {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.data, &at.field("data"), see);
            crate::unknown::Inspect::inspect(
                &self.granularity,
                &at.field("granularity"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.period, &at.field("period"), see);
        }
    }
    impl crate::unknown::Inspect for ScoringVolumePoint {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.completed,
                &at.field("completed"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.failed, &at.field("failed"), see);
            crate::unknown::Inspect::inspect(
                &self.timestamp,
                &at.field("timestamp"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.total, &at.field("total"), see);
        }
    }
    impl crate::unknown::Inspect for SubmittedScoringBatch {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.accepted_applications,
                &at.field("acceptedApplications"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.batch, &at.field("batch"), see);
            crate::unknown::Inspect::inspect(
                &self.rejected_applications,
                &at.field("rejectedApplications"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.scoring_job_ids,
                &at.field("scoringJobIds"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for Success {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(&self.success, &at.field("success"), see);
        }
    }
    impl crate::unknown::Inspect for WebhookFailures {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.endpoint_name,
                &at.field("endpointName"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.endpoint_url,
                &at.field("endpointUrl"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.failure_count,
                &at.field("failureCount"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.last_error,
                &at.field("lastError"),
                see,
            );
        }
    }
    impl crate::unknown::Inspect for WebhookHealth {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.failure_breakdown,
                &at.field("failureBreakdown"),
                see,
            );
            crate::unknown::Inspect::inspect(&self.period, &at.field("period"), see);
            crate::unknown::Inspect::inspect(&self.summary, &at.field("summary"), see);
        }
    }
    impl crate::unknown::Inspect for WebhookOverview {
        fn inspect(
            &self,
            at: &crate::unknown::Place<'_>,
            see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>),
        ) {
            crate::unknown::Inspect::inspect(
                &self.delivery_rate,
                &at.field("deliveryRate"),
                see,
            );
            crate::unknown::Inspect::inspect(
                &self.total_deliveries,
                &at.field("totalDeliveries"),
                see,
            );
        }
    }
    impl crate::constraints::Check for BatchApplication {
        fn check(
            &self,
            at: &crate::unknown::Place<'_>,
        ) -> ::std::result::Result<(), ::std::string::String> {
            let _ = at;
            {
                let at = &at.field("resume");
                {
                    let value = &self.resume;
                    crate::constraints::Check::check(value, at)?;
                }
            }
            Ok(())
        }
    }
    impl crate::constraints::Check for CriterionUpdate {
        fn check(
            &self,
            at: &crate::unknown::Place<'_>,
        ) -> ::std::result::Result<(), ::std::string::String> {
            let _ = at;
            crate::constraints::properties(at, self, 1..=usize::MAX)?;
            Ok(())
        }
    }
    impl crate::constraints::Check for LibraryCriterionUpdate {
        fn check(
            &self,
            at: &crate::unknown::Place<'_>,
        ) -> ::std::result::Result<(), ::std::string::String> {
            let _ = at;
            crate::constraints::properties(at, self, 1..=usize::MAX)?;
            Ok(())
        }
    }
    impl crate::constraints::Check for Resume {
        fn check(
            &self,
            at: &crate::unknown::Place<'_>,
        ) -> ::std::result::Result<(), ::std::string::String> {
            let _ = at;
            match self {
                Self::Url { url: field_url, .. } => {
                    let at = &at.field("url");
                    {
                        let value = field_url;
                        {
                            static PATTERN: crate::constraints::Pattern = crate::constraints::Pattern::new(
                                "^https://",
                            );
                            crate::constraints::matches(at, value, &PATTERN)?;
                        }
                    }
                }
                Self::Text { content: field_content, .. } => {
                    let at = &at.field("content");
                    {
                        let value = field_content;
                        crate::constraints::bytes(at, value, 102400)?;
                    }
                }
            }
            Ok(())
        }
    }
    impl crate::constraints::Check for ScoringBatchSubmission {
        fn check(
            &self,
            at: &crate::unknown::Place<'_>,
        ) -> ::std::result::Result<(), ::std::string::String> {
            let _ = at;
            {
                let at = &at.field("applications");
                {
                    let value = &self.applications;
                    crate::constraints::items(at, value.len(), 1..=25)?;
                    let at = &at.field("[]");
                    for value in value {
                        {
                            let value = value;
                            crate::constraints::Check::check(value, at)?;
                        }
                    }
                }
            }
            Ok(())
        }
    }
    impl crate::constraints::Check for ScoringJobSubmission {
        fn check(
            &self,
            at: &crate::unknown::Place<'_>,
        ) -> ::std::result::Result<(), ::std::string::String> {
            let _ = at;
            {
                let at = &at.field("resume");
                {
                    let value = &self.resume;
                    crate::constraints::Check::check(value, at)?;
                }
            }
            Ok(())
        }
    }
    /** How far a batch is.

 Open: a value that the contract does not know is kept as `Unknown`.*/
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

 Open: a value that the contract does not know is kept as `Unknown`.*/
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

 Open: a value that the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum ErrorCode {
        /// `UNAUTHORIZED`: 401: the key is missing, wrong or revoked.
        Unauthorized,
        /// `FORBIDDEN`: 403: the key is valid but not allowed to do this.
        Forbidden,
        /// `VALIDATION_ERROR`: 400: a part of the request is invalid, `details` says which; an unsupported content type of a résumé too. 422: every application of a batch was rejected.
        ValidationError,
        /// `ANSWER_MISMATCH`: 400: the answers do not fit the question set.
        AnswerMismatch,
        /// `CRITERIA_INVALID`: 400: the criteria configuration is not valid.
        CriteriaInvalid,
        /// `NOT_FOUND`: 404: what the request names does not exist.
        NotFound,
        /// `TENANT_NOT_FOUND`: 404: no such tenant.
        TenantNotFound,
        /// `JOB_NOT_FOUND`: 404: no such job.
        JobNotFound,
        /// `CRITERION_NOT_FOUND`: 404: no such criterion of the job.
        CriterionNotFound,
        /// `CRITERIA_NOT_FOUND`: 404: the job has no active criteria; never generated, or archived. Of a scoring job too.
        CriteriaNotFound,
        /// `CRITERIA_VERSION_NOT_FOUND`: 404: no such criteria generation or version.
        CriteriaVersionNotFound,
        /// `QUESTION_SET_NOT_FOUND`: 404: no such question set, or it has expired.
        QuestionSetNotFound,
        /// `SCORING_JOB_NOT_FOUND`: 404: no such scoring job.
        ScoringJobNotFound,
        /// `APPLICATION_NOT_FOUND`: 404: no scoring job exists for the application; one that was rejected at intake has none.
        ApplicationNotFound,
        /// `BATCH_NOT_FOUND`: 404: no such batch under this job and tenant.
        BatchNotFound,
        /// `LIBRARY_CRITERION_NOT_FOUND`: 404: no such criterion in the library.
        LibraryCriterionNotFound,
        /// `RESUME_FETCH_FAILED`: 422: the résumé's URL cannot be reached or has expired.
        ResumeFetchFailed,
        /// `RESUME_TOO_LARGE`: 422: the résumé is over the size limit (50 MB as a file, 100 KB as a text).
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
        /// `SERVICE_UNAVAILABLE`: 503: the vendor is not available; `retryable` may be true, `Retry-After` is sent where the vendor knows.
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
        CriteriaInvalid = "CRITERIA_INVALID", NotFound = "NOT_FOUND", TenantNotFound =
        "TENANT_NOT_FOUND", JobNotFound = "JOB_NOT_FOUND", CriterionNotFound =
        "CRITERION_NOT_FOUND", CriteriaNotFound = "CRITERIA_NOT_FOUND",
        CriteriaVersionNotFound = "CRITERIA_VERSION_NOT_FOUND", QuestionSetNotFound =
        "QUESTION_SET_NOT_FOUND", ScoringJobNotFound = "SCORING_JOB_NOT_FOUND",
        ApplicationNotFound = "APPLICATION_NOT_FOUND", BatchNotFound = "BATCH_NOT_FOUND",
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

 Open: a value that the contract does not know is kept as `Unknown`.*/
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
    /** How much a criterion weighs.

 Open: a value that the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum CriterionImportance {
        /// `MUST_HAVE`: An application cannot do without it.
        MustHave,
        /// `PREFERRED`: Counts much.
        Preferred,
        /// `NICE_TO_HAVE`: Counts a little.
        NiceToHave,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(
        CriterionImportance { MustHave = "MUST_HAVE", Preferred = "PREFERRED", NiceToHave
        = "NICE_TO_HAVE" }
    );
    /** Whether a criteria version is in use.

 Open: a value that the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum CriteriaVersionStatus {
        /// `ACTIVE`: Applications are scored against it.
        Active,
        /// `ARCHIVED`: It was replaced or archived.
        Archived,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(
        CriteriaVersionStatus { Active = "ACTIVE", Archived = "ARCHIVED" }
    );
    /** How many options a question takes.

 Open: a value that the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum SelectionType {
        /// `single`: One.
        Single,
        /// `multi`: Several.
        Multi,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(SelectionType { Single = "single", Multi = "multi" });
    /** What is deleted.

 Open: a value that the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum DeletionScope {
        /// `application`: The data of one application.
        Application,
        /// `tenant`: All data of a tenant.
        Tenant,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(DeletionScope { Application = "application", Tenant = "tenant" });
    /** How far a deletion is.

 Open: a value that the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum DeletionStatus {
        /// `pending`: Not begun.
        Pending,
        /// `processing`: Under way.
        Processing,
        /// `completed`: Nova has processed the request.
        Completed,
        /// `failed`: It did not succeed.
        Failed,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(
        DeletionStatus { Pending = "pending", Processing = "processing", Completed =
        "completed", Failed = "failed" }
    );
    /** How far back figures reach.

 Open: a value that the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum AnalyticsTimeRange {
        /// `1h`: The last hour.
        LastHour,
        /// `24h`: The last 24 hours.
        Last24Hours,
        /// `7d`: The last 7 days.
        Last7Days,
        /// `30d`: The last 30 days.
        Last30Days,
        /// `90d`: The last 90 days.
        Last90Days,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(
        AnalyticsTimeRange { LastHour = "1h", Last24Hours = "24h", Last7Days = "7d",
        Last30Days = "30d", Last90Days = "90d" }
    );
    /** How long the steps of a series are.

 Open: a value that the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum AnalyticsGranularity {
        /// `minute`: A minute.
        Minute,
        /// `hour`: An hour.
        Hour,
        /// `day`: A day.
        Day,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(
        AnalyticsGranularity { Minute = "minute", Hour = "hour", Day = "day" }
    );
    /** What a webhook reports.

 Open: a value that the contract does not know is kept as `Unknown`.*/
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum WebhookEventType {
        /// `score.completed`: A scoring job ended with a score.
        ScoreCompleted,
        /// `score.failed`: A scoring job ended without a score.
        ScoreFailed,
        /// `batch.completed`: Every scoring job of a batch has ended; its status says how.
        BatchCompleted,
        /// A value this version of the contract does not know, as it was received.
        Unknown(::std::boxed::Box<str>),
    }
    crate::open_enum!(
        WebhookEventType { ScoreCompleted = "score.completed", ScoreFailed =
        "score.failed", BatchCompleted = "batch.completed" }
    );
}
#[derive(Clone)]
/**Client for Nova Embed API

Scores job applications against the criteria of a job.

This document is maintained by the authors of the Rust client from the vendor's published pages; the vendor publishes no whole document. What is marked `x-nova-evidence: inferred` is not stated by those pages and is therefore written in its most tolerant form.

Version: 0.4.0*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::transport::SharedTransport,
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
        inner: crate::transport::SharedTransport,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::transport::SharedTransport> for Client {
    fn api_version() -> &'static str {
        "0.4.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::transport::SharedTransport {
        &self.inner
    }
}
impl Client {
    /**Submit an application for scoring

Queues the scoring of one application against the job's active criteria. The résumé is fetched and checked during the call, so nothing is created when it is rejected (422 with a `RESUME_…` code). Without active criteria it returns 404 with `CRITERIA_NOT_FOUND`.

Idempotent by itself, by tenant, job and application: a repeat returns the existing scoring job, whatever résumé it brings, and an `Idempotency-Key` is ignored. With `rescore.enabled` a new scoring job is made, once per criteria version.

Sends a `POST` request to `/v1/jobs/{jobId}/applications/{applicationId}/scoring-jobs`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `application_id`: The integrator's own identifier of the application.
- `body`
```ignore
let response = client.submit_scoring_job()
    .job_id(job_id)
    .application_id(application_id)
    .body(body)
    .send()
    .await;
```*/
    pub fn submit_scoring_job(&self) -> builder::SubmitScoringJob<'_> {
        builder::SubmitScoringJob::new(self)
    }
    /**Status of a scoring job

Returns how far a scoring job is; the vendor advises to poll every three seconds until it is completed or failed. An unknown one returns 404 with `SCORING_JOB_NOT_FOUND`.

Sends a `GET` request to `/v1/jobs/{jobId}/applications/{applicationId}/scoring-jobs/{scoringJobId}`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `application_id`: The integrator's own identifier of the application.
- `scoring_job_id`: Nova's identifier of the scoring job, as its submission returned it.
```ignore
let response = client.get_scoring_job_status()
    .job_id(job_id)
    .application_id(application_id)
    .scoring_job_id(scoring_job_id)
    .send()
    .await;
```*/
    pub fn get_scoring_job_status(&self) -> builder::GetScoringJobStatus<'_> {
        builder::GetScoringJobStatus::new(self)
    }
    /**Latest score of an application

The application's most recently submitted scoring job. Without any, as after a rejection at intake, it returns 404 with `APPLICATION_NOT_FOUND`.

Sends a `GET` request to `/v1/jobs/{jobId}/applications/{applicationId}/score`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `application_id`: The integrator's own identifier of the application.
```ignore
let response = client.get_latest_score()
    .job_id(job_id)
    .application_id(application_id)
    .send()
    .await;
```*/
    pub fn get_latest_score(&self) -> builder::GetLatestScore<'_> {
        builder::GetLatestScore::new(self)
    }
    /**Delete an application's data

Requests the deletion of an application's active scoring data, of the copies of its résumé and of its delivery records. An unknown application is accepted too.

Idempotent by itself: a repeat returns the existing deletion request where possible, and the vendor advises to retry.

Sends a `DELETE` request to `/v1/jobs/{jobId}/applications/{applicationId}`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `application_id`: The integrator's own identifier of the application.
```ignore
let response = client.delete_application_data()
    .job_id(job_id)
    .application_id(application_id)
    .send()
    .await;
```*/
    pub fn delete_application_data(&self) -> builder::DeleteApplicationData<'_> {
        builder::DeleteApplicationData::new(self)
    }
    /**Submit a batch of applications for scoring

Queues the scoring of up to 25 applications. Each résumé is fetched and checked during the call: applications whose résumé is rejected are listed as rejected and get no scoring job; when all are, the call returns 422 with `VALIDATION_ERROR` and there is no batch.

Idempotent by itself, by tenant, job and the set of application ids: a repeat returns the existing batch, failed scoring jobs included, and an `Idempotency-Key` is ignored. There is no rescoring on this route.

Sends a `POST` request to `/v1/jobs/{jobId}/scoring-batches`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `body`
```ignore
let response = client.submit_scoring_batch()
    .job_id(job_id)
    .body(body)
    .send()
    .await;
```*/
    pub fn submit_scoring_batch(&self) -> builder::SubmitScoringBatch<'_> {
        builder::SubmitScoringBatch::new(self)
    }
    /**Status of a scoring batch

Returns how far a batch is: its counters, the scoring jobs it contains, and the applications that were rejected before a job was made for them.

The list of scoring jobs may be shorter than `totalJobs`. An unknown batch returns 404 with `BATCH_NOT_FOUND`.

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
    /**Criteria of several jobs

The active criteria of up to 100 jobs, in the order of the request; null for a job without any.

Sends a `GET` request to `/v1/jobs/criteria`

Arguments:
- `job_ids`: The integrator's own identifiers of the jobs, separated by commas. That at least one is needed, and none may be empty, is inferred.
```ignore
let response = client.list_criteria_of_jobs()
    .job_ids(job_ids)
    .send()
    .await;
```*/
    pub fn list_criteria_of_jobs(&self) -> builder::ListCriteriaOfJobs<'_> {
        builder::ListCriteriaOfJobs::new(self)
    }
    /**Criteria of a job

The job's active criteria. Without any it returns 404 with `CRITERIA_NOT_FOUND`.

Sends a `GET` request to `/v1/jobs/{jobId}/criteria`

Arguments:
- `job_id`: The integrator's own identifier of the job.
```ignore
let response = client.list_criteria()
    .job_id(job_id)
    .send()
    .await;
```*/
    pub fn list_criteria(&self) -> builder::ListCriteria<'_> {
        builder::ListCriteria::new(self)
    }
    /**Replace the criteria of a job

Makes a new criteria version of exactly these criteria; the list may be empty. A criterion whose text is the same keeps its id. With `X-Expected-Criteria-Revision` the change is rejected when the criteria have changed since; code and status of that rejection are not published.

Sends a `PUT` request to `/v1/jobs/{jobId}/criteria`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `x_expected_criteria_revision`: The `criteriaRevision` that the change is meant for.
- `body`
```ignore
let response = client.replace_criteria()
    .job_id(job_id)
    .x_expected_criteria_revision(x_expected_criteria_revision)
    .body(body)
    .send()
    .await;
```*/
    pub fn replace_criteria(&self) -> builder::ReplaceCriteria<'_> {
        builder::ReplaceCriteria::new(self)
    }
    /**Archive the criteria of a job

Archives the active criteria, so that the job has none.

Sends a `DELETE` request to `/v1/jobs/{jobId}/criteria`

Arguments:
- `job_id`: The integrator's own identifier of the job.
```ignore
let response = client.archive_criteria()
    .job_id(job_id)
    .send()
    .await;
```*/
    pub fn archive_criteria(&self) -> builder::ArchiveCriteria<'_> {
        builder::ArchiveCriteria::new(self)
    }
    /**Generate the criteria of a job

Makes a new criteria version from the description of a job, and from the answers to a question set where given: every question of the set must be answered. It takes 10 to 20 seconds. Answers that do not fit the question set return 400 with `ANSWER_MISMATCH`, an unknown or expired question set 404 with `QUESTION_SET_NOT_FOUND`.

Sends a `POST` request to `/v1/jobs/{jobId}/criteria/generate`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `body`
```ignore
let response = client.generate_criteria()
    .job_id(job_id)
    .body(body)
    .send()
    .await;
```*/
    pub fn generate_criteria(&self) -> builder::GenerateCriteria<'_> {
        builder::GenerateCriteria::new(self)
    }
    /**Criteria of a generation

The criteria that a generation made; its id is that of the criteria version it made. An unknown one returns 404 with `CRITERIA_VERSION_NOT_FOUND`.

Sends a `GET` request to `/v1/jobs/{jobId}/criteria/generate/{criteriaGenerationId}`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `criteria_generation_id`: Identifier of a generation of criteria, which is that of the criteria version it made.
```ignore
let response = client.get_generated_criteria()
    .job_id(job_id)
    .criteria_generation_id(criteria_generation_id)
    .send()
    .await;
```*/
    pub fn get_generated_criteria(&self) -> builder::GetGeneratedCriteria<'_> {
        builder::GetGeneratedCriteria::new(self)
    }
    /**Add a criterion

Adds one criterion to the job's criteria, which makes a new criteria version.

Sends a `POST` request to `/v1/jobs/{jobId}/criteria/items`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `body`
```ignore
let response = client.add_criterion()
    .job_id(job_id)
    .body(body)
    .send()
    .await;
```*/
    pub fn add_criterion(&self) -> builder::AddCriterion<'_> {
        builder::AddCriterion::new(self)
    }
    /**Remove a criterion

Removes one criterion from the job's criteria, which makes a new criteria version. An unknown criterion returns 404 with `CRITERION_NOT_FOUND`.

Sends a `DELETE` request to `/v1/jobs/{jobId}/criteria/items/{criterionId}`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `criterion_id`: Nova's identifier of the criterion.
```ignore
let response = client.remove_criterion()
    .job_id(job_id)
    .criterion_id(criterion_id)
    .send()
    .await;
```*/
    pub fn remove_criterion(&self) -> builder::RemoveCriterion<'_> {
        builder::RemoveCriterion::new(self)
    }
    /**Change a criterion

Changes the fields that are given, at least one, which makes a new criteria version. An unknown criterion returns 404 with `CRITERION_NOT_FOUND`.

Sends a `PATCH` request to `/v1/jobs/{jobId}/criteria/items/{criterionId}`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `criterion_id`: Nova's identifier of the criterion.
- `body`
```ignore
let response = client.update_criterion()
    .job_id(job_id)
    .criterion_id(criterion_id)
    .body(body)
    .send()
    .await;
```*/
    pub fn update_criterion(&self) -> builder::UpdateCriterion<'_> {
        builder::UpdateCriterion::new(self)
    }
    /**Current criteria version

The active criteria with their version and their revision, which `X-Expected-Criteria-Revision` takes. Without any it returns 404 with `CRITERIA_NOT_FOUND`.

Sends a `GET` request to `/v1/jobs/{jobId}/criteria/versions/current`

Arguments:
- `job_id`: The integrator's own identifier of the job.
```ignore
let response = client.get_current_criteria_version()
    .job_id(job_id)
    .send()
    .await;
```*/
    pub fn get_current_criteria_version(
        &self,
    ) -> builder::GetCurrentCriteriaVersion<'_> {
        builder::GetCurrentCriteriaVersion::new(self)
    }
    /**Criteria versions of a job

Every version of the job's criteria, active and archived.

Sends a `GET` request to `/v1/jobs/{jobId}/criteria/versions`

Arguments:
- `job_id`: The integrator's own identifier of the job.
```ignore
let response = client.list_criteria_versions()
    .job_id(job_id)
    .send()
    .await;
```*/
    pub fn list_criteria_versions(&self) -> builder::ListCriteriaVersions<'_> {
        builder::ListCriteriaVersions::new(self)
    }
    /**A criteria version

One version of the job's criteria. An unknown one returns 404 with `CRITERIA_VERSION_NOT_FOUND`.

Sends a `GET` request to `/v1/jobs/{jobId}/criteria/versions/{criteriaVersionId}`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `criteria_version_id`: Nova's identifier of the criteria version.
```ignore
let response = client.get_criteria_version()
    .job_id(job_id)
    .criteria_version_id(criteria_version_id)
    .send()
    .await;
```*/
    pub fn get_criteria_version(&self) -> builder::GetCriteriaVersion<'_> {
        builder::GetCriteriaVersion::new(self)
    }
    /**Make a question set

Makes questions to the hiring team from the description of a job. It takes 10 to 20 seconds. A question set expires.

Sends a `POST` request to `/v1/jobs/{jobId}/question-sets`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `body`
```ignore
let response = client.create_question_set()
    .job_id(job_id)
    .body(body)
    .send()
    .await;
```*/
    pub fn create_question_set(&self) -> builder::CreateQuestionSet<'_> {
        builder::CreateQuestionSet::new(self)
    }
    /**Current question set

The job's current question set. Without any it returns 404 with `QUESTION_SET_NOT_FOUND`.

Sends a `GET` request to `/v1/jobs/{jobId}/question-sets/current`

Arguments:
- `job_id`: The integrator's own identifier of the job.
```ignore
let response = client.get_current_question_set()
    .job_id(job_id)
    .send()
    .await;
```*/
    pub fn get_current_question_set(&self) -> builder::GetCurrentQuestionSet<'_> {
        builder::GetCurrentQuestionSet::new(self)
    }
    /**A question set

One question set of the job. An unknown or expired one returns 404 with `QUESTION_SET_NOT_FOUND`.

Sends a `GET` request to `/v1/jobs/{jobId}/question-sets/{questionSetId}`

Arguments:
- `job_id`: The integrator's own identifier of the job.
- `question_set_id`: Nova's identifier of the question set.
```ignore
let response = client.get_question_set()
    .job_id(job_id)
    .question_set_id(question_set_id)
    .send()
    .await;
```*/
    pub fn get_question_set(&self) -> builder::GetQuestionSet<'_> {
        builder::GetQuestionSet::new(self)
    }
    /**Criteria in the library

The criteria of the tenant's library, newest first.

Sends a `GET` request to `/v1/criteria-library`

Arguments:
- `category`: Only criteria of this category.
```ignore
let response = client.list_library_criteria()
    .category(category)
    .send()
    .await;
```*/
    pub fn list_library_criteria(&self) -> builder::ListLibraryCriteria<'_> {
        builder::ListLibraryCriteria::new(self)
    }
    /**Add a criterion to the library

Adds a criterion. Without an `Idempotency-Key` a repeat makes a duplicate.

Sends a `POST` request to `/v1/criteria-library`

```ignore
let response = client.add_library_criterion()
    .body(body)
    .send()
    .await;
```*/
    pub fn add_library_criterion(&self) -> builder::AddLibraryCriterion<'_> {
        builder::AddLibraryCriterion::new(self)
    }
    /**A criterion in the library

One criterion. An unknown one returns 404 with `LIBRARY_CRITERION_NOT_FOUND`.

Sends a `GET` request to `/v1/criteria-library/{criterionId}`

Arguments:
- `criterion_id`: Nova's identifier of the criterion.
```ignore
let response = client.get_library_criterion()
    .criterion_id(criterion_id)
    .send()
    .await;
```*/
    pub fn get_library_criterion(&self) -> builder::GetLibraryCriterion<'_> {
        builder::GetLibraryCriterion::new(self)
    }
    /**Remove a criterion from the library

Removes one criterion. An unknown one returns 404 with `LIBRARY_CRITERION_NOT_FOUND`.

Sends a `DELETE` request to `/v1/criteria-library/{criterionId}`

Arguments:
- `criterion_id`: Nova's identifier of the criterion.
```ignore
let response = client.remove_library_criterion()
    .criterion_id(criterion_id)
    .send()
    .await;
```*/
    pub fn remove_library_criterion(&self) -> builder::RemoveLibraryCriterion<'_> {
        builder::RemoveLibraryCriterion::new(self)
    }
    /**Change a criterion in the library

Changes the fields that are given, at least one. An unknown criterion returns 404 with `LIBRARY_CRITERION_NOT_FOUND`.

Sends a `PATCH` request to `/v1/criteria-library/{criterionId}`

Arguments:
- `criterion_id`: Nova's identifier of the criterion.
- `body`
```ignore
let response = client.update_library_criterion()
    .criterion_id(criterion_id)
    .body(body)
    .send()
    .await;
```*/
    pub fn update_library_criterion(&self) -> builder::UpdateLibraryCriterion<'_> {
        builder::UpdateLibraryCriterion::new(self)
    }
    /**Delete a tenant's data

Requests the deletion of a tenant's active scoring data, résumé copies and delivery records, and of its criteria and library; account and integration settings stay. An unknown tenant is accepted too.

Idempotent by itself: a repeat returns the existing deletion request where possible, and the vendor advises to retry.

Sends a `DELETE` request to `/v1/tenants/{tenantExternalId}`

Arguments:
- `tenant_external_id`: The integrator's own identifier of the tenant, as `X-Tenant-Id` carries it.
```ignore
let response = client.delete_tenant_data()
    .tenant_external_id(tenant_external_id)
    .send()
    .await;
```*/
    pub fn delete_tenant_data(&self) -> builder::DeleteTenantData<'_> {
        builder::DeleteTenantData::new(self)
    }
    /**Status of a deletion request

Returns how far a deletion is. An unknown deletion request returns 404; its code is not published.

Sends a `GET` request to `/v1/deletion-requests/{deletionRequestId}`

Arguments:
- `deletion_request_id`: Nova's identifier of the deletion request.
```ignore
let response = client.get_deletion_request()
    .deletion_request_id(deletion_request_id)
    .send()
    .await;
```*/
    pub fn get_deletion_request(&self) -> builder::GetDeletionRequest<'_> {
        builder::GetDeletionRequest::new(self)
    }
    /**State of the rate limits

Returns what is left of each rate bucket of the key, without using up any of them but its own.

Sends a `GET` request to `/v1/rate-limit-status`

```ignore
let response = client.get_rate_limit_status()
    .send()
    .await;
```*/
    pub fn get_rate_limit_status(&self) -> builder::GetRateLimitStatus<'_> {
        builder::GetRateLimitStatus::new(self)
    }
    /**Scoring and webhooks at a glance

Totals of scoring and of webhook deliveries over a time range. The response may be cached for a minute.

Sends a `GET` request to `/v1/analytics/overview`

Arguments:
- `time_range`: How far back the figures reach.
```ignore
let response = client.get_analytics_overview()
    .time_range(time_range)
    .send()
    .await;
```*/
    pub fn get_analytics_overview(&self) -> builder::GetAnalyticsOverview<'_> {
        builder::GetAnalyticsOverview::new(self)
    }
    /**Scoring volume over time

How many scoring jobs there were, in steps of time. The response may be cached for a minute.

Sends a `GET` request to `/v1/analytics/scoring-volume`

Arguments:
- `time_range`: How far back the figures reach.
```ignore
let response = client.get_scoring_volume()
    .time_range(time_range)
    .send()
    .await;
```*/
    pub fn get_scoring_volume(&self) -> builder::GetScoringVolume<'_> {
        builder::GetScoringVolume::new(self)
    }
    /**Scoring latency over time

How long scoring took, in steps of time. The response may be cached for a minute.

Sends a `GET` request to `/v1/analytics/scoring-latency`

Arguments:
- `time_range`: How far back the figures reach.
```ignore
let response = client.get_scoring_latency()
    .time_range(time_range)
    .send()
    .await;
```*/
    pub fn get_scoring_latency(&self) -> builder::GetScoringLatency<'_> {
        builder::GetScoringLatency::new(self)
    }
    /**Errors by code

Which errors scoring ended with, and how often. The response may be cached for a minute.

Sends a `GET` request to `/v1/analytics/errors`

Arguments:
- `time_range`: How far back the figures reach.
```ignore
let response = client.get_error_breakdown()
    .time_range(time_range)
    .send()
    .await;
```*/
    pub fn get_error_breakdown(&self) -> builder::GetErrorBreakdown<'_> {
        builder::GetErrorBreakdown::new(self)
    }
    /**Webhook deliveries and their failures

How many webhook deliveries succeeded, and which endpoints failed. The response may be cached for a minute.

Sends a `GET` request to `/v1/analytics/webhook-health`

Arguments:
- `time_range`: How far back the figures reach.
```ignore
let response = client.get_webhook_health()
    .time_range(time_range)
    .send()
    .await;
```*/
    pub fn get_webhook_health(&self) -> builder::GetWebhookHealth<'_> {
        builder::GetWebhookHealth::new(self)
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
    /**Builder for [`Client::submit_scoring_job`]

[`Client::submit_scoring_job`]: super::Client::submit_scoring_job*/
    #[derive(Debug, Clone)]
    pub struct SubmitScoringJob<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        application_id: Result<::std::string::String, String>,
        body: Result<types::builder::ScoringJobSubmission, String>,
    }
    impl<'a> SubmitScoringJob<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                application_id: Err("application_id was not initialized".to_string()),
                body: Ok(::std::default::Default::default()),
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
        pub fn application_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.application_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for application_id failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::ScoringJobSubmission>,
            <V as std::convert::TryInto<
                types::ScoringJobSubmission,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!(
                        "conversion to `ScoringJobSubmission` for body failed: {}", s
                    )
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::ScoringJobSubmission,
            ) -> types::builder::ScoringJobSubmission,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/v1/jobs/{jobId}/applications/{applicationId}/scoring-jobs`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ScoringJobResponse>, Error<types::Error>> {
            let Self { client, job_id, application_id, body } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let application_id = application_id.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| {
                    types::ScoringJobSubmission::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            (|| -> ::std::result::Result<(), ::std::string::String> {
                let argument = &body;
                let root = crate::unknown::Place::ROOT;
                let at = &root;
                crate::constraints::Check::check(argument, at)?;
                Ok(())
            })()
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/applications/{}/scoring-jobs", client.baseurl,
                encode_path(& job_id.to_string()), encode_path(& application_id
                .to_string()),
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
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "submit_scoring_job",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                202u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_scoring_job_status`]

[`Client::get_scoring_job_status`]: super::Client::get_scoring_job_status*/
    #[derive(Debug, Clone)]
    pub struct GetScoringJobStatus<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        application_id: Result<::std::string::String, String>,
        scoring_job_id: Result<::std::string::String, String>,
    }
    impl<'a> GetScoringJobStatus<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                application_id: Err("application_id was not initialized".to_string()),
                scoring_job_id: Err("scoring_job_id was not initialized".to_string()),
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
        pub fn application_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.application_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for application_id failed"
                        .to_string()
                });
            self
        }
        pub fn scoring_job_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.scoring_job_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for scoring_job_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/jobs/{jobId}/applications/{applicationId}/scoring-jobs/{scoringJobId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ScoringJobResponse>, Error<types::Error>> {
            let Self { client, job_id, application_id, scoring_job_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let application_id = application_id.map_err(Error::InvalidRequest)?;
            let scoring_job_id = scoring_job_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/applications/{}/scoring-jobs/{}", client.baseurl,
                encode_path(& job_id.to_string()), encode_path(& application_id
                .to_string()), encode_path(& scoring_job_id.to_string()),
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_scoring_job_status",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_latest_score`]

[`Client::get_latest_score`]: super::Client::get_latest_score*/
    #[derive(Debug, Clone)]
    pub struct GetLatestScore<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        application_id: Result<::std::string::String, String>,
    }
    impl<'a> GetLatestScore<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                application_id: Err("application_id was not initialized".to_string()),
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
        pub fn application_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.application_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for application_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/jobs/{jobId}/applications/{applicationId}/score`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ScoringJobResponse>, Error<types::Error>> {
            let Self { client, job_id, application_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let application_id = application_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/applications/{}/score", client.baseurl, encode_path(&
                job_id.to_string()), encode_path(& application_id.to_string()),
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_latest_score",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::delete_application_data`]

[`Client::delete_application_data`]: super::Client::delete_application_data*/
    #[derive(Debug, Clone)]
    pub struct DeleteApplicationData<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        application_id: Result<::std::string::String, String>,
    }
    impl<'a> DeleteApplicationData<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                application_id: Err("application_id was not initialized".to_string()),
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
        pub fn application_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.application_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for application_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `DELETE` request to `/v1/jobs/{jobId}/applications/{applicationId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::DeletionRequestResponse>, Error<types::Error>> {
            let Self { client, job_id, application_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let application_id = application_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/applications/{}", client.baseurl, encode_path(& job_id
                .to_string()), encode_path(& application_id.to_string()),
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
                .delete(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "delete_application_data",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                202u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::submit_scoring_batch`]

[`Client::submit_scoring_batch`]: super::Client::submit_scoring_batch*/
    #[derive(Debug, Clone)]
    pub struct SubmitScoringBatch<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        body: Result<types::builder::ScoringBatchSubmission, String>,
    }
    impl<'a> SubmitScoringBatch<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                body: Ok(::std::default::Default::default()),
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
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::ScoringBatchSubmission>,
            <V as std::convert::TryInto<
                types::ScoringBatchSubmission,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!(
                        "conversion to `ScoringBatchSubmission` for body failed: {}", s
                    )
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::ScoringBatchSubmission,
            ) -> types::builder::ScoringBatchSubmission,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/v1/jobs/{jobId}/scoring-batches`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::SubmittedScoringBatch>, Error<types::Error>> {
            let Self { client, job_id, body } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| {
                    types::ScoringBatchSubmission::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            (|| -> ::std::result::Result<(), ::std::string::String> {
                let argument = &body;
                let root = crate::unknown::Place::ROOT;
                let at = &root;
                crate::constraints::Check::check(argument, at)?;
                Ok(())
            })()
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/scoring-batches", client.baseurl, encode_path(& job_id
                .to_string()),
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
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "submit_scoring_batch",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                202u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_scoring_batch_status",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_criteria_of_jobs`]

[`Client::list_criteria_of_jobs`]: super::Client::list_criteria_of_jobs*/
    #[derive(Debug, Clone)]
    pub struct ListCriteriaOfJobs<'a> {
        client: &'a super::Client,
        job_ids: Result<::std::string::String, String>,
    }
    impl<'a> ListCriteriaOfJobs<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_ids: Err("job_ids was not initialized".to_string()),
            }
        }
        pub fn job_ids<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.job_ids = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for job_ids failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/jobs/criteria`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::JobsCriteria>, Error<types::Error>> {
            let Self { client, job_ids } = self;
            let job_ids = job_ids.map_err(Error::InvalidRequest)?;
            (|| -> ::std::result::Result<(), ::std::string::String> {
                let argument = &job_ids;
                let root = crate::unknown::Place::ROOT;
                let at = &root.field("job_ids");
                {
                    let value = argument;
                    crate::constraints::items(at, value.split(',').count(), 1..=100)?;
                }
                Ok(())
            })()
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/v1/jobs/criteria", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("jobIds", &job_ids))
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "list_criteria_of_jobs",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_criteria`]

[`Client::list_criteria`]: super::Client::list_criteria*/
    #[derive(Debug, Clone)]
    pub struct ListCriteria<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
    }
    impl<'a> ListCriteria<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
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
        ///Sends a `GET` request to `/v1/jobs/{jobId}/criteria`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::CriteriaList>, Error<types::Error>> {
            let Self { client, job_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/criteria", client.baseurl, encode_path(& job_id
                .to_string()),
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
            let response = match crate::transport::send(client, request, "list_criteria")
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::replace_criteria`]

[`Client::replace_criteria`]: super::Client::replace_criteria*/
    #[derive(Debug, Clone)]
    pub struct ReplaceCriteria<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        x_expected_criteria_revision: Result<Option<::std::string::String>, String>,
        body: Result<types::builder::CriteriaReplacement, String>,
    }
    impl<'a> ReplaceCriteria<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                x_expected_criteria_revision: Ok(None),
                body: Ok(::std::default::Default::default()),
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
        pub fn x_expected_criteria_revision<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.x_expected_criteria_revision = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for x_expected_criteria_revision failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::CriteriaReplacement>,
            <V as std::convert::TryInto<
                types::CriteriaReplacement,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `CriteriaReplacement` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::CriteriaReplacement,
            ) -> types::builder::CriteriaReplacement,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `PUT` request to `/v1/jobs/{jobId}/criteria`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::CriteriaList>, Error<types::Error>> {
            let Self { client, job_id, x_expected_criteria_revision, body } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let x_expected_criteria_revision = x_expected_criteria_revision
                .map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| {
                    types::CriteriaReplacement::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/criteria", client.baseurl, encode_path(& job_id
                .to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            if let Some(value) = x_expected_criteria_revision {
                header_map
                    .append(
                        "X-Expected-Criteria-Revision",
                        value.to_string().try_into()?,
                    );
            }
            #[allow(unused_mut)]
            let mut request = client
                .client
                .put(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "replace_criteria",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::archive_criteria`]

[`Client::archive_criteria`]: super::Client::archive_criteria*/
    #[derive(Debug, Clone)]
    pub struct ArchiveCriteria<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
    }
    impl<'a> ArchiveCriteria<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
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
        ///Sends a `DELETE` request to `/v1/jobs/{jobId}/criteria`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Success>, Error<types::Error>> {
            let Self { client, job_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/criteria", client.baseurl, encode_path(& job_id
                .to_string()),
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
                .delete(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "archive_criteria",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::generate_criteria`]

[`Client::generate_criteria`]: super::Client::generate_criteria*/
    #[derive(Debug, Clone)]
    pub struct GenerateCriteria<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        body: Result<types::builder::CriteriaGeneration, String>,
    }
    impl<'a> GenerateCriteria<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                body: Ok(::std::default::Default::default()),
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
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::CriteriaGeneration>,
            <V as std::convert::TryInto<
                types::CriteriaGeneration,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `CriteriaGeneration` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::CriteriaGeneration,
            ) -> types::builder::CriteriaGeneration,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/v1/jobs/{jobId}/criteria/generate`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::CriteriaList>, Error<types::Error>> {
            let Self { client, job_id, body } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| {
                    types::CriteriaGeneration::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/criteria/generate", client.baseurl, encode_path(& job_id
                .to_string()),
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
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "generate_criteria",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200..=299 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_generated_criteria`]

[`Client::get_generated_criteria`]: super::Client::get_generated_criteria*/
    #[derive(Debug, Clone)]
    pub struct GetGeneratedCriteria<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        criteria_generation_id: Result<::std::string::String, String>,
    }
    impl<'a> GetGeneratedCriteria<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                criteria_generation_id: Err(
                    "criteria_generation_id was not initialized".to_string(),
                ),
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
        pub fn criteria_generation_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.criteria_generation_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for criteria_generation_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/jobs/{jobId}/criteria/generate/{criteriaGenerationId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::CriteriaList>, Error<types::Error>> {
            let Self { client, job_id, criteria_generation_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let criteria_generation_id = criteria_generation_id
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/criteria/generate/{}", client.baseurl, encode_path(&
                job_id.to_string()), encode_path(& criteria_generation_id.to_string()),
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_generated_criteria",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::add_criterion`]

[`Client::add_criterion`]: super::Client::add_criterion*/
    #[derive(Debug, Clone)]
    pub struct AddCriterion<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        body: Result<types::builder::NewCriterion, String>,
    }
    impl<'a> AddCriterion<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                body: Ok(::std::default::Default::default()),
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
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::NewCriterion>,
            <V as std::convert::TryInto<types::NewCriterion>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `NewCriterion` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::NewCriterion,
            ) -> types::builder::NewCriterion,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/v1/jobs/{jobId}/criteria/items`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::CriterionChange>, Error<types::Error>> {
            let Self { client, job_id, body } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| {
                    types::NewCriterion::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/criteria/items", client.baseurl, encode_path(& job_id
                .to_string()),
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
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(client, request, "add_criterion")
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200..=299 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::remove_criterion`]

[`Client::remove_criterion`]: super::Client::remove_criterion*/
    #[derive(Debug, Clone)]
    pub struct RemoveCriterion<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        criterion_id: Result<::std::string::String, String>,
    }
    impl<'a> RemoveCriterion<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                criterion_id: Err("criterion_id was not initialized".to_string()),
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
        pub fn criterion_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.criterion_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for criterion_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `DELETE` request to `/v1/jobs/{jobId}/criteria/items/{criterionId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::CriteriaList>, Error<types::Error>> {
            let Self { client, job_id, criterion_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let criterion_id = criterion_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/criteria/items/{}", client.baseurl, encode_path(& job_id
                .to_string()), encode_path(& criterion_id.to_string()),
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
                .delete(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "remove_criterion",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::update_criterion`]

[`Client::update_criterion`]: super::Client::update_criterion*/
    #[derive(Debug, Clone)]
    pub struct UpdateCriterion<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        criterion_id: Result<::std::string::String, String>,
        body: Result<types::builder::CriterionUpdate, String>,
    }
    impl<'a> UpdateCriterion<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                criterion_id: Err("criterion_id was not initialized".to_string()),
                body: Ok(::std::default::Default::default()),
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
        pub fn criterion_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.criterion_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for criterion_id failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::CriterionUpdate>,
            <V as std::convert::TryInto<
                types::CriterionUpdate,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `CriterionUpdate` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::CriterionUpdate,
            ) -> types::builder::CriterionUpdate,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `PATCH` request to `/v1/jobs/{jobId}/criteria/items/{criterionId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::CriterionChange>, Error<types::Error>> {
            let Self { client, job_id, criterion_id, body } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let criterion_id = criterion_id.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| {
                    types::CriterionUpdate::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            (|| -> ::std::result::Result<(), ::std::string::String> {
                let argument = &body;
                let root = crate::unknown::Place::ROOT;
                let at = &root;
                crate::constraints::Check::check(argument, at)?;
                Ok(())
            })()
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/criteria/items/{}", client.baseurl, encode_path(& job_id
                .to_string()), encode_path(& criterion_id.to_string()),
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
                .patch(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "update_criterion",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_current_criteria_version`]

[`Client::get_current_criteria_version`]: super::Client::get_current_criteria_version*/
    #[derive(Debug, Clone)]
    pub struct GetCurrentCriteriaVersion<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
    }
    impl<'a> GetCurrentCriteriaVersion<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
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
        ///Sends a `GET` request to `/v1/jobs/{jobId}/criteria/versions/current`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::CurrentCriteriaVersion>, Error<types::Error>> {
            let Self { client, job_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/criteria/versions/current", client.baseurl, encode_path(&
                job_id.to_string()),
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_current_criteria_version",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_criteria_versions`]

[`Client::list_criteria_versions`]: super::Client::list_criteria_versions*/
    #[derive(Debug, Clone)]
    pub struct ListCriteriaVersions<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
    }
    impl<'a> ListCriteriaVersions<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
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
        ///Sends a `GET` request to `/v1/jobs/{jobId}/criteria/versions`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::CriteriaVersionList>, Error<types::Error>> {
            let Self { client, job_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/criteria/versions", client.baseurl, encode_path(& job_id
                .to_string()),
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "list_criteria_versions",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_criteria_version`]

[`Client::get_criteria_version`]: super::Client::get_criteria_version*/
    #[derive(Debug, Clone)]
    pub struct GetCriteriaVersion<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        criteria_version_id: Result<::std::string::String, String>,
    }
    impl<'a> GetCriteriaVersion<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                criteria_version_id: Err(
                    "criteria_version_id was not initialized".to_string(),
                ),
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
        pub fn criteria_version_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.criteria_version_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for criteria_version_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/jobs/{jobId}/criteria/versions/{criteriaVersionId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::CriteriaVersionContent>, Error<types::Error>> {
            let Self { client, job_id, criteria_version_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let criteria_version_id = criteria_version_id
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/criteria/versions/{}", client.baseurl, encode_path(&
                job_id.to_string()), encode_path(& criteria_version_id.to_string()),
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_criteria_version",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::create_question_set`]

[`Client::create_question_set`]: super::Client::create_question_set*/
    #[derive(Debug, Clone)]
    pub struct CreateQuestionSet<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        body: Result<types::builder::QuestionSetRequest, String>,
    }
    impl<'a> CreateQuestionSet<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                body: Ok(::std::default::Default::default()),
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
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::QuestionSetRequest>,
            <V as std::convert::TryInto<
                types::QuestionSetRequest,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `QuestionSetRequest` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::QuestionSetRequest,
            ) -> types::builder::QuestionSetRequest,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/v1/jobs/{jobId}/question-sets`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::QuestionSetResponse>, Error<types::Error>> {
            let Self { client, job_id, body } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| {
                    types::QuestionSetRequest::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/question-sets", client.baseurl, encode_path(& job_id
                .to_string()),
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
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "create_question_set",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200..=299 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_current_question_set`]

[`Client::get_current_question_set`]: super::Client::get_current_question_set*/
    #[derive(Debug, Clone)]
    pub struct GetCurrentQuestionSet<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
    }
    impl<'a> GetCurrentQuestionSet<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
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
        ///Sends a `GET` request to `/v1/jobs/{jobId}/question-sets/current`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::QuestionSetResponse>, Error<types::Error>> {
            let Self { client, job_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/question-sets/current", client.baseurl, encode_path(&
                job_id.to_string()),
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_current_question_set",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_question_set`]

[`Client::get_question_set`]: super::Client::get_question_set*/
    #[derive(Debug, Clone)]
    pub struct GetQuestionSet<'a> {
        client: &'a super::Client,
        job_id: Result<::std::string::String, String>,
        question_set_id: Result<::std::string::String, String>,
    }
    impl<'a> GetQuestionSet<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                job_id: Err("job_id was not initialized".to_string()),
                question_set_id: Err("question_set_id was not initialized".to_string()),
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
        pub fn question_set_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.question_set_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for question_set_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/jobs/{jobId}/question-sets/{questionSetId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::QuestionSetResponse>, Error<types::Error>> {
            let Self { client, job_id, question_set_id } = self;
            let job_id = job_id.map_err(Error::InvalidRequest)?;
            let question_set_id = question_set_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/jobs/{}/question-sets/{}", client.baseurl, encode_path(& job_id
                .to_string()), encode_path(& question_set_id.to_string()),
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_question_set",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::list_library_criteria`]

[`Client::list_library_criteria`]: super::Client::list_library_criteria*/
    #[derive(Debug, Clone)]
    pub struct ListLibraryCriteria<'a> {
        client: &'a super::Client,
        category: Result<Option<::std::string::String>, String>,
    }
    impl<'a> ListLibraryCriteria<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                category: Ok(None),
            }
        }
        pub fn category<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.category = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for category failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/criteria-library`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::LibraryCriteriaList>, Error<types::Error>> {
            let Self { client, category } = self;
            let category = category.map_err(Error::InvalidRequest)?;
            let url = format!("{}/v1/criteria-library", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("category", &category))
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "list_library_criteria",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::add_library_criterion`]

[`Client::add_library_criterion`]: super::Client::add_library_criterion*/
    #[derive(Debug, Clone)]
    pub struct AddLibraryCriterion<'a> {
        client: &'a super::Client,
        body: Result<types::builder::NewLibraryCriterion, String>,
    }
    impl<'a> AddLibraryCriterion<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::NewLibraryCriterion>,
            <V as std::convert::TryInto<
                types::NewLibraryCriterion,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `NewLibraryCriterion` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::NewLibraryCriterion,
            ) -> types::builder::NewLibraryCriterion,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/v1/criteria-library`
        pub async fn send(
            self,
        ) -> Result<
            ResponseValue<types::LibraryCriterionResponse>,
            Error<types::Error>,
        > {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::NewLibraryCriterion::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/v1/criteria-library", client.baseurl,);
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
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "add_library_criterion",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200..=299 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_library_criterion`]

[`Client::get_library_criterion`]: super::Client::get_library_criterion*/
    #[derive(Debug, Clone)]
    pub struct GetLibraryCriterion<'a> {
        client: &'a super::Client,
        criterion_id: Result<::std::string::String, String>,
    }
    impl<'a> GetLibraryCriterion<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                criterion_id: Err("criterion_id was not initialized".to_string()),
            }
        }
        pub fn criterion_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.criterion_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for criterion_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/criteria-library/{criterionId}`
        pub async fn send(
            self,
        ) -> Result<
            ResponseValue<types::LibraryCriterionResponse>,
            Error<types::Error>,
        > {
            let Self { client, criterion_id } = self;
            let criterion_id = criterion_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/criteria-library/{}", client.baseurl, encode_path(& criterion_id
                .to_string()),
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_library_criterion",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::remove_library_criterion`]

[`Client::remove_library_criterion`]: super::Client::remove_library_criterion*/
    #[derive(Debug, Clone)]
    pub struct RemoveLibraryCriterion<'a> {
        client: &'a super::Client,
        criterion_id: Result<::std::string::String, String>,
    }
    impl<'a> RemoveLibraryCriterion<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                criterion_id: Err("criterion_id was not initialized".to_string()),
            }
        }
        pub fn criterion_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.criterion_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for criterion_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `DELETE` request to `/v1/criteria-library/{criterionId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::Success>, Error<types::Error>> {
            let Self { client, criterion_id } = self;
            let criterion_id = criterion_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/criteria-library/{}", client.baseurl, encode_path(& criterion_id
                .to_string()),
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
                .delete(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "remove_library_criterion",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::update_library_criterion`]

[`Client::update_library_criterion`]: super::Client::update_library_criterion*/
    #[derive(Debug, Clone)]
    pub struct UpdateLibraryCriterion<'a> {
        client: &'a super::Client,
        criterion_id: Result<::std::string::String, String>,
        body: Result<types::builder::LibraryCriterionUpdate, String>,
    }
    impl<'a> UpdateLibraryCriterion<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                criterion_id: Err("criterion_id was not initialized".to_string()),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn criterion_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.criterion_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for criterion_id failed"
                        .to_string()
                });
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::LibraryCriterionUpdate>,
            <V as std::convert::TryInto<
                types::LibraryCriterionUpdate,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!(
                        "conversion to `LibraryCriterionUpdate` for body failed: {}", s
                    )
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::LibraryCriterionUpdate,
            ) -> types::builder::LibraryCriterionUpdate,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `PATCH` request to `/v1/criteria-library/{criterionId}`
        pub async fn send(
            self,
        ) -> Result<
            ResponseValue<types::LibraryCriterionResponse>,
            Error<types::Error>,
        > {
            let Self { client, criterion_id, body } = self;
            let criterion_id = criterion_id.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| {
                    types::LibraryCriterionUpdate::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            (|| -> ::std::result::Result<(), ::std::string::String> {
                let argument = &body;
                let root = crate::unknown::Place::ROOT;
                let at = &root;
                crate::constraints::Check::check(argument, at)?;
                Ok(())
            })()
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/criteria-library/{}", client.baseurl, encode_path(& criterion_id
                .to_string()),
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
                .patch(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "update_library_criterion",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::delete_tenant_data`]

[`Client::delete_tenant_data`]: super::Client::delete_tenant_data*/
    #[derive(Debug, Clone)]
    pub struct DeleteTenantData<'a> {
        client: &'a super::Client,
        tenant_external_id: Result<::std::string::String, String>,
    }
    impl<'a> DeleteTenantData<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                tenant_external_id: Err(
                    "tenant_external_id was not initialized".to_string(),
                ),
            }
        }
        pub fn tenant_external_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.tenant_external_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for tenant_external_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `DELETE` request to `/v1/tenants/{tenantExternalId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::DeletionRequestResponse>, Error<types::Error>> {
            let Self { client, tenant_external_id } = self;
            let tenant_external_id = tenant_external_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/tenants/{}", client.baseurl, encode_path(& tenant_external_id
                .to_string()),
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
                .delete(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "delete_tenant_data",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                202u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_deletion_request`]

[`Client::get_deletion_request`]: super::Client::get_deletion_request*/
    #[derive(Debug, Clone)]
    pub struct GetDeletionRequest<'a> {
        client: &'a super::Client,
        deletion_request_id: Result<::std::string::String, String>,
    }
    impl<'a> GetDeletionRequest<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                deletion_request_id: Err(
                    "deletion_request_id was not initialized".to_string(),
                ),
            }
        }
        pub fn deletion_request_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.deletion_request_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for deletion_request_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/deletion-requests/{deletionRequestId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::DeletionRequestResponse>, Error<types::Error>> {
            let Self { client, deletion_request_id } = self;
            let deletion_request_id = deletion_request_id
                .map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/v1/deletion-requests/{}", client.baseurl, encode_path(&
                deletion_request_id.to_string()),
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_deletion_request",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
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
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_rate_limit_status",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_analytics_overview`]

[`Client::get_analytics_overview`]: super::Client::get_analytics_overview*/
    #[derive(Debug, Clone)]
    pub struct GetAnalyticsOverview<'a> {
        client: &'a super::Client,
        time_range: Result<crate::types::AnalyticsTimeRange, String>,
    }
    impl<'a> GetAnalyticsOverview<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                time_range: Err("time_range was not initialized".to_string()),
            }
        }
        pub fn time_range<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::types::AnalyticsTimeRange>,
        {
            self.time_range = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: types :: AnalyticsTimeRange` for time_range failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/analytics/overview`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::AnalyticsOverview>, Error<types::Error>> {
            let Self { client, time_range } = self;
            let time_range = time_range.map_err(Error::InvalidRequest)?;
            let url = format!("{}/v1/analytics/overview", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("timeRange", &time_range))
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_analytics_overview",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_scoring_volume`]

[`Client::get_scoring_volume`]: super::Client::get_scoring_volume*/
    #[derive(Debug, Clone)]
    pub struct GetScoringVolume<'a> {
        client: &'a super::Client,
        time_range: Result<crate::types::AnalyticsTimeRange, String>,
    }
    impl<'a> GetScoringVolume<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                time_range: Err("time_range was not initialized".to_string()),
            }
        }
        pub fn time_range<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::types::AnalyticsTimeRange>,
        {
            self.time_range = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: types :: AnalyticsTimeRange` for time_range failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/analytics/scoring-volume`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ScoringVolume>, Error<types::Error>> {
            let Self { client, time_range } = self;
            let time_range = time_range.map_err(Error::InvalidRequest)?;
            let url = format!("{}/v1/analytics/scoring-volume", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("timeRange", &time_range))
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_scoring_volume",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_scoring_latency`]

[`Client::get_scoring_latency`]: super::Client::get_scoring_latency*/
    #[derive(Debug, Clone)]
    pub struct GetScoringLatency<'a> {
        client: &'a super::Client,
        time_range: Result<crate::types::AnalyticsTimeRange, String>,
    }
    impl<'a> GetScoringLatency<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                time_range: Err("time_range was not initialized".to_string()),
            }
        }
        pub fn time_range<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::types::AnalyticsTimeRange>,
        {
            self.time_range = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: types :: AnalyticsTimeRange` for time_range failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/analytics/scoring-latency`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ScoringLatency>, Error<types::Error>> {
            let Self { client, time_range } = self;
            let time_range = time_range.map_err(Error::InvalidRequest)?;
            let url = format!("{}/v1/analytics/scoring-latency", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("timeRange", &time_range))
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_scoring_latency",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_error_breakdown`]

[`Client::get_error_breakdown`]: super::Client::get_error_breakdown*/
    #[derive(Debug, Clone)]
    pub struct GetErrorBreakdown<'a> {
        client: &'a super::Client,
        time_range: Result<crate::types::AnalyticsTimeRange, String>,
    }
    impl<'a> GetErrorBreakdown<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                time_range: Err("time_range was not initialized".to_string()),
            }
        }
        pub fn time_range<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::types::AnalyticsTimeRange>,
        {
            self.time_range = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: types :: AnalyticsTimeRange` for time_range failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/analytics/errors`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ErrorBreakdown>, Error<types::Error>> {
            let Self { client, time_range } = self;
            let time_range = time_range.map_err(Error::InvalidRequest)?;
            let url = format!("{}/v1/analytics/errors", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("timeRange", &time_range))
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_error_breakdown",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_webhook_health`]

[`Client::get_webhook_health`]: super::Client::get_webhook_health*/
    #[derive(Debug, Clone)]
    pub struct GetWebhookHealth<'a> {
        client: &'a super::Client,
        time_range: Result<crate::types::AnalyticsTimeRange, String>,
    }
    impl<'a> GetWebhookHealth<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                time_range: Err("time_range was not initialized".to_string()),
            }
        }
        pub fn time_range<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::types::AnalyticsTimeRange>,
        {
            self.time_range = value
                .try_into()
                .map_err(|_| {
                    "conversion to `crate :: types :: AnalyticsTimeRange` for time_range failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/v1/analytics/webhook-health`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::WebhookHealth>, Error<types::Error>> {
            let Self { client, time_range } = self;
            let time_range = time_range.map_err(Error::InvalidRequest)?;
            let url = format!("{}/v1/analytics/webhook-health", client.baseurl,);
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
                .query(&progenitor_client::QueryParam::new("timeRange", &time_range))
                .headers(header_map)
                .build()?;
            let response = match crate::transport::send(
                    client,
                    request,
                    "get_webhook_health",
                )
                .await
            {
                Ok(response) => response,
                Err(failure) => return Err(crate::transport::failed(failure)),
            };
            match response.status().as_u16() {
                200u16 => crate::transport::decode(response).await,
                400u16..=499u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
                }
                500u16..=599u16 => {
                    Err(Error::ErrorResponse(crate::transport::decode(response).await?))
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
use crate::transport::encode_path;
impl ::std::fmt::Debug for Client {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("Client").field("baseurl", &self.baseurl).finish_non_exhaustive()
    }
}
/// The version of the contract this client was made from.
pub const CONTRACT_VERSION: &str = "0.4.0";
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
pub static OPERATIONS: [crate::Operation; 34usize] = [
    crate::Operation {
        id: "submitScoringJob",
        name: "submit_scoring_job",
        method: ::http::Method::POST,
        path: "/v1/jobs/{jobId}/applications/{applicationId}/scoring-jobs",
        narrower: &[],
        bucket: &BUCKETS[3usize],
        idempotency: crate::Idempotency::BuiltIn,
        needs_tenant: true,
    },
    crate::Operation {
        id: "getScoringJobStatus",
        name: "get_scoring_job_status",
        method: ::http::Method::GET,
        path: "/v1/jobs/{jobId}/applications/{applicationId}/scoring-jobs/{scoringJobId}",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "getLatestScore",
        name: "get_latest_score",
        method: ::http::Method::GET,
        path: "/v1/jobs/{jobId}/applications/{applicationId}/score",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "deleteApplicationData",
        name: "delete_application_data",
        method: ::http::Method::DELETE,
        path: "/v1/jobs/{jobId}/applications/{applicationId}",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::BuiltIn,
        needs_tenant: true,
    },
    crate::Operation {
        id: "submitScoringBatch",
        name: "submit_scoring_batch",
        method: ::http::Method::POST,
        path: "/v1/jobs/{jobId}/scoring-batches",
        narrower: &[],
        bucket: &BUCKETS[2usize],
        idempotency: crate::Idempotency::BuiltIn,
        needs_tenant: true,
    },
    crate::Operation {
        id: "getScoringBatchStatus",
        name: "get_scoring_batch_status",
        method: ::http::Method::GET,
        path: "/v1/jobs/{jobId}/scoring-batches/{scoringBatchId}",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "listCriteriaOfJobs",
        name: "list_criteria_of_jobs",
        method: ::http::Method::GET,
        path: "/v1/jobs/criteria",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "listCriteria",
        name: "list_criteria",
        method: ::http::Method::GET,
        path: "/v1/jobs/{jobId}/criteria",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "replaceCriteria",
        name: "replace_criteria",
        method: ::http::Method::PUT,
        path: "/v1/jobs/{jobId}/criteria",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Key,
        needs_tenant: true,
    },
    crate::Operation {
        id: "archiveCriteria",
        name: "archive_criteria",
        method: ::http::Method::DELETE,
        path: "/v1/jobs/{jobId}/criteria",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Key,
        needs_tenant: true,
    },
    crate::Operation {
        id: "generateCriteria",
        name: "generate_criteria",
        method: ::http::Method::POST,
        path: "/v1/jobs/{jobId}/criteria/generate",
        narrower: &[],
        bucket: &BUCKETS[0usize],
        idempotency: crate::Idempotency::Key,
        needs_tenant: true,
    },
    crate::Operation {
        id: "getGeneratedCriteria",
        name: "get_generated_criteria",
        method: ::http::Method::GET,
        path: "/v1/jobs/{jobId}/criteria/generate/{criteriaGenerationId}",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "addCriterion",
        name: "add_criterion",
        method: ::http::Method::POST,
        path: "/v1/jobs/{jobId}/criteria/items",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Key,
        needs_tenant: true,
    },
    crate::Operation {
        id: "updateCriterion",
        name: "update_criterion",
        method: ::http::Method::PATCH,
        path: "/v1/jobs/{jobId}/criteria/items/{criterionId}",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Key,
        needs_tenant: true,
    },
    crate::Operation {
        id: "removeCriterion",
        name: "remove_criterion",
        method: ::http::Method::DELETE,
        path: "/v1/jobs/{jobId}/criteria/items/{criterionId}",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Key,
        needs_tenant: true,
    },
    crate::Operation {
        id: "getCurrentCriteriaVersion",
        name: "get_current_criteria_version",
        method: ::http::Method::GET,
        path: "/v1/jobs/{jobId}/criteria/versions/current",
        narrower: &[],
        bucket: &BUCKETS[1usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "listCriteriaVersions",
        name: "list_criteria_versions",
        method: ::http::Method::GET,
        path: "/v1/jobs/{jobId}/criteria/versions",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "getCriteriaVersion",
        name: "get_criteria_version",
        method: ::http::Method::GET,
        path: "/v1/jobs/{jobId}/criteria/versions/{criteriaVersionId}",
        narrower: &["/v1/jobs/{jobId}/criteria/versions/current"],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "createQuestionSet",
        name: "create_question_set",
        method: ::http::Method::POST,
        path: "/v1/jobs/{jobId}/question-sets",
        narrower: &[],
        bucket: &BUCKETS[0usize],
        idempotency: crate::Idempotency::Key,
        needs_tenant: true,
    },
    crate::Operation {
        id: "getCurrentQuestionSet",
        name: "get_current_question_set",
        method: ::http::Method::GET,
        path: "/v1/jobs/{jobId}/question-sets/current",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "getQuestionSet",
        name: "get_question_set",
        method: ::http::Method::GET,
        path: "/v1/jobs/{jobId}/question-sets/{questionSetId}",
        narrower: &["/v1/jobs/{jobId}/question-sets/current"],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "listLibraryCriteria",
        name: "list_library_criteria",
        method: ::http::Method::GET,
        path: "/v1/criteria-library",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "addLibraryCriterion",
        name: "add_library_criterion",
        method: ::http::Method::POST,
        path: "/v1/criteria-library",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Key,
        needs_tenant: true,
    },
    crate::Operation {
        id: "getLibraryCriterion",
        name: "get_library_criterion",
        method: ::http::Method::GET,
        path: "/v1/criteria-library/{criterionId}",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: true,
    },
    crate::Operation {
        id: "updateLibraryCriterion",
        name: "update_library_criterion",
        method: ::http::Method::PATCH,
        path: "/v1/criteria-library/{criterionId}",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Key,
        needs_tenant: true,
    },
    crate::Operation {
        id: "removeLibraryCriterion",
        name: "remove_library_criterion",
        method: ::http::Method::DELETE,
        path: "/v1/criteria-library/{criterionId}",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Key,
        needs_tenant: true,
    },
    crate::Operation {
        id: "deleteTenantData",
        name: "delete_tenant_data",
        method: ::http::Method::DELETE,
        path: "/v1/tenants/{tenantExternalId}",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::BuiltIn,
        needs_tenant: false,
    },
    crate::Operation {
        id: "getDeletionRequest",
        name: "get_deletion_request",
        method: ::http::Method::GET,
        path: "/v1/deletion-requests/{deletionRequestId}",
        narrower: &[],
        bucket: &BUCKETS[4usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: false,
    },
    crate::Operation {
        id: "getRateLimitStatus",
        name: "get_rate_limit_status",
        method: ::http::Method::GET,
        path: "/v1/rate-limit-status",
        narrower: &[],
        bucket: &BUCKETS[6usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: false,
    },
    crate::Operation {
        id: "getAnalyticsOverview",
        name: "get_analytics_overview",
        method: ::http::Method::GET,
        path: "/v1/analytics/overview",
        narrower: &[],
        bucket: &BUCKETS[5usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: false,
    },
    crate::Operation {
        id: "getScoringVolume",
        name: "get_scoring_volume",
        method: ::http::Method::GET,
        path: "/v1/analytics/scoring-volume",
        narrower: &[],
        bucket: &BUCKETS[5usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: false,
    },
    crate::Operation {
        id: "getScoringLatency",
        name: "get_scoring_latency",
        method: ::http::Method::GET,
        path: "/v1/analytics/scoring-latency",
        narrower: &[],
        bucket: &BUCKETS[5usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: false,
    },
    crate::Operation {
        id: "getErrorBreakdown",
        name: "get_error_breakdown",
        method: ::http::Method::GET,
        path: "/v1/analytics/errors",
        narrower: &[],
        bucket: &BUCKETS[5usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: false,
    },
    crate::Operation {
        id: "getWebhookHealth",
        name: "get_webhook_health",
        method: ::http::Method::GET,
        path: "/v1/analytics/webhook-health",
        narrower: &[],
        bucket: &BUCKETS[5usize],
        idempotency: crate::Idempotency::Safe,
        needs_tenant: false,
    },
];
/// The largest body that a request may have, in bytes.
pub const MAX_REQUEST_BYTES: usize = 4500000;
impl types::ScoringJob {
    /// What the contract allows `score` to be. Not enforced: a response outside it is decoded.
    pub const SCORE_RANGE: ::std::ops::RangeInclusive<i64> = 1i64..=10i64;
}
impl types::ScoringJobSubmission {
    /// How many characters `jobDescription` may have.
    pub const JOB_DESCRIPTION_LENGTH: ::std::ops::RangeInclusive<usize> = 1..=usize::MAX;
}
impl types::ScoringJobSubmission {
    /// How many characters `roleKnowledge` may have.
    pub const ROLE_KNOWLEDGE_LENGTH: ::std::ops::RangeInclusive<usize> = 0..=15000;
}
impl types::ScoringBatchSubmission {
    /// How many characters `jobDescription` may have.
    pub const JOB_DESCRIPTION_LENGTH: ::std::ops::RangeInclusive<usize> = 1..=usize::MAX;
}
impl types::ScoringBatchSubmission {
    /// How many characters `roleKnowledge` may have.
    pub const ROLE_KNOWLEDGE_LENGTH: ::std::ops::RangeInclusive<usize> = 0..=15000;
}
impl types::ScoringBatchSubmission {
    /// How many values `applications` may have.
    pub const APPLICATIONS_COUNT: ::std::ops::RangeInclusive<usize> = 1..=25;
}
impl types::Resume {
    /// What `url` begins with.
    pub const URL_PREFIX: &'static str = "https://";
}
impl types::Resume {
    /// How many characters `content` may have.
    pub const CONTENT_LENGTH: ::std::ops::RangeInclusive<usize> = 50..=102400;
}
impl types::Resume {
    /// How many bytes `content` may have at most, in UTF-8.
    pub const CONTENT_BYTES: usize = 102400;
}
impl types::ApplicationData {
    /// How many characters `context` may have.
    pub const CONTEXT_LENGTH: ::std::ops::RangeInclusive<usize> = 0..=15000;
}
impl types::NewLibraryCriterion {
    /// How many characters `text` may have.
    pub const TEXT_LENGTH: ::std::ops::RangeInclusive<usize> = 1..=usize::MAX;
}
impl types::LibraryCriterionUpdate {
    /// How many characters `text` may have.
    pub const TEXT_LENGTH: ::std::ops::RangeInclusive<usize> = 1..=usize::MAX;
}
/// What the contract asks of parameters.
pub mod parameters {
    /// How many characters `X-Tenant-Id` may have.
    pub const X_TENANT_ID_LENGTH: ::std::ops::RangeInclusive<usize> = 1..=usize::MAX;
    /// How many values `jobIds` may have.
    pub const JOB_IDS_COUNT: ::std::ops::RangeInclusive<usize> = 1..=100;
    /// How many characters `Idempotency-Key` may have.
    pub const IDEMPOTENCY_KEY_LENGTH: ::std::ops::RangeInclusive<usize> = 1..=255;
}
/// Hands every schema of the contract to the macro `$then`, with its type and whether
/// responses hold it, so that tests leave none out.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_schema {
    ($then:ident) => {
        $then ! { "AcceptedApplication" => $crate::types::AcceptedApplication, read :
        true; "AnalyticsGranularity" => $crate::types::AnalyticsGranularity, read : true;
        "AnalyticsOverview" => $crate::types::AnalyticsOverview, read : true;
        "AnalyticsPeriod" => $crate::types::AnalyticsPeriod, read : true;
        "AnalyticsTimeRange" => $crate::types::AnalyticsTimeRange, read : false;
        "AnswerValue" => $crate::types::AnswerValue, read : false; "ApplicationAnswer" =>
        $crate::types::ApplicationAnswer, read : false; "ApplicationData" =>
        $crate::types::ApplicationData, read : false; "Assessment" =>
        $crate::types::Assessment, read : true; "BatchApplication" =>
        $crate::types::BatchApplication, read : false; "BatchCompletedEvent" =>
        $crate::types::BatchCompletedEvent, read : true; "BatchStatus" =>
        $crate::types::BatchStatus, read : true; "CriteriaGeneration" =>
        $crate::types::CriteriaGeneration, read : false; "CriteriaList" =>
        $crate::types::CriteriaList, read : true; "CriteriaReplacement" =>
        $crate::types::CriteriaReplacement, read : false; "CriteriaVersion" =>
        $crate::types::CriteriaVersion, read : true; "CriteriaVersionContent" =>
        $crate::types::CriteriaVersionContent, read : true; "CriteriaVersionList" =>
        $crate::types::CriteriaVersionList, read : true; "CriteriaVersionStatus" =>
        $crate::types::CriteriaVersionStatus, read : true; "Criterion" =>
        $crate::types::Criterion, read : true; "CriterionChange" =>
        $crate::types::CriterionChange, read : true; "CriterionImportance" =>
        $crate::types::CriterionImportance, read : true; "CriterionUpdate" =>
        $crate::types::CriterionUpdate, read : false; "CurrentCriteriaVersion" =>
        $crate::types::CurrentCriteriaVersion, read : true; "DeletionRequest" =>
        $crate::types::DeletionRequest, read : true; "DeletionRequestResponse" =>
        $crate::types::DeletionRequestResponse, read : true; "DeletionScope" =>
        $crate::types::DeletionScope, read : true; "DeletionStatus" =>
        $crate::types::DeletionStatus, read : true; "Error" => $crate::types::Error, read
        : true; "ErrorBreakdown" => $crate::types::ErrorBreakdown, read : true;
        "ErrorCode" => $crate::types::ErrorCode, read : true; "ErrorDetail" =>
        $crate::types::ErrorDetail, read : true; "ErrorShare" =>
        $crate::types::ErrorShare, read : true; "InFlightStatus" =>
        $crate::types::InFlightStatus, read : true; "JobContext" =>
        $crate::types::JobContext, read : false; "JobCriteria" =>
        $crate::types::JobCriteria, read : true; "JobsCriteria" =>
        $crate::types::JobsCriteria, read : true; "KeyEnvironment" =>
        $crate::types::KeyEnvironment, read : true; "LibraryCriteriaList" =>
        $crate::types::LibraryCriteriaList, read : true; "LibraryCriterion" =>
        $crate::types::LibraryCriterion, read : true; "LibraryCriterionResponse" =>
        $crate::types::LibraryCriterionResponse, read : true; "LibraryCriterionUpdate" =>
        $crate::types::LibraryCriterionUpdate, read : false; "Milliseconds" =>
        $crate::types::Milliseconds, read : true; "NewCriterion" =>
        $crate::types::NewCriterion, read : false; "NewLibraryCriterion" =>
        $crate::types::NewLibraryCriterion, read : false; "Percentage" =>
        $crate::types::Percentage, read : true; "Question" => $crate::types::Question,
        read : true; "QuestionAnswer" => $crate::types::QuestionAnswer, read : false;
        "QuestionSet" => $crate::types::QuestionSet, read : true; "QuestionSetRequest" =>
        $crate::types::QuestionSetRequest, read : false; "QuestionSetResponse" =>
        $crate::types::QuestionSetResponse, read : true; "RateBucketStatus" =>
        $crate::types::RateBucketStatus, read : true; "RateLimitStatus" =>
        $crate::types::RateLimitStatus, read : true; "Ratio" => $crate::types::Ratio,
        read : true; "RejectedApplication" => $crate::types::RejectedApplication, read :
        true; "RejectionError" => $crate::types::RejectionError, read : true; "Rescore"
        => $crate::types::Rescore, read : false; "Resume" => $crate::types::Resume, read
        : false; "ScoreCompletedEvent" => $crate::types::ScoreCompletedEvent, read :
        true; "ScoreError" => $crate::types::ScoreError, read : true; "ScoreFailedEvent"
        => $crate::types::ScoreFailedEvent, read : true; "ScoreResult" =>
        $crate::types::ScoreResult, read : true; "ScoringBatch" =>
        $crate::types::ScoringBatch, read : true; "ScoringBatchStatus" =>
        $crate::types::ScoringBatchStatus, read : true; "ScoringBatchSubmission" =>
        $crate::types::ScoringBatchSubmission, read : false; "ScoringJob" =>
        $crate::types::ScoringJob, read : true; "ScoringJobResponse" =>
        $crate::types::ScoringJobResponse, read : true; "ScoringJobStatus" =>
        $crate::types::ScoringJobStatus, read : true; "ScoringJobSubmission" =>
        $crate::types::ScoringJobSubmission, read : false; "ScoringLatency" =>
        $crate::types::ScoringLatency, read : true; "ScoringLatencyPoint" =>
        $crate::types::ScoringLatencyPoint, read : true; "ScoringOverview" =>
        $crate::types::ScoringOverview, read : true; "ScoringVolume" =>
        $crate::types::ScoringVolume, read : true; "ScoringVolumePoint" =>
        $crate::types::ScoringVolumePoint, read : true; "SelectionType" =>
        $crate::types::SelectionType, read : true; "SubmittedScoringBatch" =>
        $crate::types::SubmittedScoringBatch, read : true; "Success" =>
        $crate::types::Success, read : true; "WebhookEventType" =>
        $crate::types::WebhookEventType, read : true; "WebhookFailures" =>
        $crate::types::WebhookFailures, read : true; "WebhookHealth" =>
        $crate::types::WebhookHealth, read : true; "WebhookOverview" =>
        $crate::types::WebhookOverview, read : true; }
    };
}
