//! The operations of the contract, one file for each resource, and the routing of requests.

pub(crate) mod analytics;
mod criteria;
mod deletions;
mod library;
mod question_sets;
mod rate_limits;
pub(crate) mod router;
mod schema;
mod scoring_batches;
mod scoring_jobs;
pub(crate) mod validate;

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use nova_client::{DecodeFailure, Operation};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::form_urlencoded;

use crate::mock::wire::response::{Detail, MockResponse};
use crate::mock::world::{MockResult, World};
use router::Route;

/// The handler of an operation.
pub(crate) type Handler = fn(&World, &Call<'_>) -> MockResult<MockResponse>;

/// Returns the handler of an operation; `None` if the mock does not implement it.
pub(crate) fn handler(operation: &Operation) -> Option<Handler> {
    Some(match operation.id {
        "getScoringBatchStatus" => scoring_batches::status,
        "submitScoringBatch" => scoring_batches::submit,
        "submitScoringJob" => scoring_jobs::submit,
        "getScoringJobStatus" => scoring_jobs::status,
        "getLatestScore" => scoring_jobs::latest_score,
        "getRateLimitStatus" => rate_limits::status,
        "listCriteria" => criteria::list,
        "listCriteriaOfJobs" => criteria::list_of_jobs,
        "replaceCriteria" => criteria::replace,
        "archiveCriteria" => criteria::archive,
        "generateCriteria" => criteria::generate,
        "getGeneratedCriteria" => criteria::generated,
        "addCriterion" => criteria::add,
        "updateCriterion" => criteria::update,
        "removeCriterion" => criteria::remove,
        "getCurrentCriteriaVersion" => criteria::current,
        "listCriteriaVersions" => criteria::versions,
        "getCriteriaVersion" => criteria::version,
        "createQuestionSet" => question_sets::create,
        "getQuestionSet" => question_sets::get,
        "getCurrentQuestionSet" => question_sets::current,
        "listLibraryCriteria" => library::list,
        "addLibraryCriterion" => library::add,
        "getLibraryCriterion" => library::get,
        "updateLibraryCriterion" => library::update,
        "removeLibraryCriterion" => library::remove,
        "deleteTenantData" => deletions::delete_tenant,
        "deleteApplicationData" => deletions::delete_application,
        "getDeletionRequest" => deletions::status,
        "getAnalyticsOverview"
        | "getScoringVolume"
        | "getScoringLatency"
        | "getErrorBreakdown"
        | "getWebhookHealth" => analytics::report,
        _ => return None,
    })
}

/// A request that is valid according to the contract.
pub(crate) struct Call<'a> {
    pub(crate) route: &'a Route,
    /// The path as received.
    pub(crate) path: &'a str,
    /// Present if the operation requires it.
    pub(crate) tenant: Option<&'a str>,
    pub(crate) query: Option<&'a str>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
}

impl Call<'_> {
    /// Returns the tenant; empty if the operation requires none.
    pub(crate) fn tenant(&self) -> &str {
        self.tenant.unwrap_or_default()
    }

    /// Returns the decoded values of a query parameter.
    pub(crate) fn query_values(&self, name: &str) -> impl Iterator<Item = Cow<'_, str>> {
        let pairs = form_urlencoded::parse(self.query.unwrap_or_default().as_bytes());
        pairs.filter(move |(known, _)| known == name).map(|(_, value)| value)
    }

    /// Deserializes the request's body, or responds with 400.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, MockResponse> {
        DecodeFailure::of(self.body).map_err(|failure| {
            // `$.resume.url` → `resume.url`, the vendor's format.
            let path = failure.path.trim_start_matches(['$', '.']).to_owned();
            MockResponse::invalid(vec![Detail::new(
                &path,
                "invalid",
                "Does not fit the documented schema",
            )])
        })
    }
}

/// Creates a response whose body is one of the contract's types.
fn respond(status: StatusCode, body: impl serde::Serialize) -> MockResult<MockResponse> {
    let body: Value = serde_json::to_value(body)?;
    Ok(MockResponse::document(status, &body))
}
