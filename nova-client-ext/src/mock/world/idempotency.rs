//! `Idempotency-Key`: the requests that came with a key, and their responses.
//!
//! Keys belong to the partner and the environment, so all tenants share them. The vendor documents
//! the response to a repeat (the stored one) and to a key in use (409), but not to a key that is
//! reused for a different request; the mock responds with 400.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use nova_client::types::ErrorCode;
use serde_json::Value;

use crate::Environment;
use crate::mock::wire::response::{Detail, MockResponse};
use crate::mock::world::lock;

/// The header of the key.
pub(crate) const HEADER: &str = "Idempotency-Key";
/// The header that marks a replayed response.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// The number of stored responses. How long the vendor stores them is not published; the mock keeps
/// the latest.
const MAX_RESPONSES: usize = 10_000;

/// The keys of one mock.
#[derive(Default)]
pub(crate) struct IdempotencyStore(Arc<Mutex<Memory>>);

#[derive(Default)]
struct Memory {
    uses: HashMap<Name, Use>,
    /// The keys that have a response, oldest first.
    completed: VecDeque<Name>,
}

type Name = (Environment, HeaderValue);

/// The request of a key, and its response; `None` while the request is in progress.
struct Use {
    request: Fingerprint,
    response: Option<MockResponse>,
}

/// The parts of a request that identify a repeat.
#[derive(PartialEq)]
pub(crate) struct Fingerprint {
    pub(crate) operation: &'static str,
    pub(crate) path: String,
    pub(crate) tenant: Option<String>,
    pub(crate) query: Option<String>,
    /// The headers of the operation, except the tenant's and the key's.
    pub(crate) headers: Vec<(&'static str, Option<HeaderValue>)>,
    pub(crate) body: RequestBody,
}

/// A request body. JSON is compared by value, regardless of formatting.
#[derive(PartialEq)]
pub(crate) enum RequestBody {
    Json(Value),
    Other(Bytes),
}

/// Whether a request with a key is processed.
pub(crate) enum Decision {
    /// It is processed. The key is reserved until the claim is completed or dropped.
    Proceed(Claim),
    /// It already has a response.
    Respond(MockResponse),
}

/// A reserved key.
pub(crate) struct Claim {
    memory: Arc<Mutex<Memory>>,
    name: Name,
}

impl RequestBody {
    pub(crate) fn read(body: &Bytes) -> Self {
        serde_json::from_slice(body).map_or_else(|_| Self::Other(body.clone()), Self::Json)
    }
}

impl IdempotencyStore {
    /// Claims the key of a request, unless an earlier request has used it.
    pub(crate) fn claim(
        &self,
        environment: Environment,
        key: HeaderValue,
        request: Fingerprint,
    ) -> Decision {
        self.claim_name((environment, key), request)
    }

    fn claim_name(&self, name: Name, request: Fingerprint) -> Decision {
        let mut memory = lock(&self.0);
        match memory.uses.get(&name) {
            None => {
                memory.uses.insert(name.clone(), Use { request, response: None });
                Decision::Proceed(Claim { memory: Arc::clone(&self.0), name })
            }
            Some(earlier) if earlier.request != request => {
                let message = "This key has been used for another request";
                Decision::Respond(MockResponse::invalid(vec![Detail::new(
                    HEADER, "invalid", message,
                )]))
            }
            Some(Use { response: Some(response), .. }) => {
                Decision::Respond(response.clone().header(REPLAYED, true))
            }
            Some(Use { response: None, .. }) => Decision::Respond(MockResponse::documented_error(
                StatusCode::CONFLICT,
                ErrorCode::IdempotencyRequestInProgress,
                "A request with this Idempotency-Key is still being processed",
            )),
        }
    }
}

impl Claim {
    /// Stores a successful response for repeats; after a failure the key can be used again.
    pub(crate) fn complete(self, response: &MockResponse) {
        if !response.status().is_success() {
            return;
        }
        let mut memory = lock(&self.memory);
        if let Some(one) = memory.uses.get_mut(&self.name) {
            one.response = Some(response.clone());
        }
        memory.completed.push_back(self.name.clone());
        if memory.completed.len() > MAX_RESPONSES
            && let Some(oldest) = memory.completed.pop_front()
        {
            memory.uses.remove(&oldest);
        }
    }
}

/// Releases the key of a request that ends without a response, because its connection was closed.
impl Drop for Claim {
    fn drop(&mut self) {
        let mut memory = lock(&self.memory);
        if memory.uses.get(&self.name).is_some_and(|one| one.response.is_none()) {
            memory.uses.remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request(tenant: &str, body: &Value) -> Fingerprint {
        Fingerprint {
            operation: "addLibraryCriterion",
            path: "/v1/criteria-library".to_owned(),
            tenant: Some(tenant.to_owned()),
            query: None,
            headers: Vec::new(),
            body: RequestBody::Json(body.clone()),
        }
    }

    fn name(key: &'static str) -> Name {
        (Environment::Sandbox, HeaderValue::from_static(key))
    }

    /// Returns the response's status, or `proceed`.
    fn outcome(decision: &Decision) -> String {
        match decision {
            Decision::Proceed(_) => "proceed".to_owned(),
            Decision::Respond(response) => response.status().as_str().to_owned(),
        }
    }

    fn proceed(decision: Decision) -> Claim {
        let Decision::Proceed(claim) = decision else { panic!("{}", outcome(&decision)) };
        claim
    }

    #[test]
    fn a_key_is_in_use_until_its_response_is_kept() {
        let store = IdempotencyStore::default();
        let ask = || store.claim_name(name("k"), request("acme", &json!({"text": "Go"})));
        let claim = proceed(ask());
        assert_eq!(outcome(&ask()), "409");
        claim.complete(&MockResponse::ok(&json!({})));
        assert_eq!(outcome(&ask()), "200");
        // Another request, tenant or environment.
        let other = request("acme", &json!({"text": "Rust"}));
        assert_eq!(outcome(&store.claim_name(name("k"), other)), "400");
        let other = request("globex", &json!({"text": "Go"}));
        assert_eq!(outcome(&store.claim_name(name("k"), other)), "400");
        let live = (Environment::Production, HeaderValue::from_static("k"));
        let other = request("acme", &json!({"text": "Rust"}));
        assert_eq!(outcome(&store.claim_name(live, other)), "proceed");
    }

    #[test]
    fn a_failure_and_a_lost_connection_free_the_key() {
        let store = IdempotencyStore::default();
        let ask = || store.claim_name(name("k"), request("acme", &json!({})));
        let failure =
            MockResponse::error(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", true);
        proceed(ask()).complete(&failure);
        drop(proceed(ask()));
        assert_eq!(outcome(&ask()), "proceed");
    }

    #[test]
    fn only_the_latest_responses_are_kept() {
        let store = IdempotencyStore::default();
        for number in 0..=MAX_RESPONSES {
            let name = (Environment::Sandbox, HeaderValue::from(number));
            proceed(store.claim_name(name, request("acme", &json!({}))))
                .complete(&MockResponse::ok(&json!({})));
        }
        assert_eq!(lock(&store.0).uses.len(), MAX_RESPONSES);
        let first = (Environment::Sandbox, HeaderValue::from(0));
        assert_eq!(outcome(&store.claim_name(first, request("acme", &json!({})))), "proceed");
    }
}
