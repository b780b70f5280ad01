//! `Idempotency-Key`: what has been asked with a key, and what was answered.
//!
//! Keys belong to the partner and the environment, so all tenants share them. The documentation
//! says what a repeat gets (the stored answer) and what a key in use gets (409), but not what a key
//! gets that comes with another request: that it is refused as invalid is the mock's own choice.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use nova_client::Idempotency;
use nova_client::types::ErrorCode;
use serde_json::Value;

use super::request::Described;
use super::response::{Detail, MockResponse};
use super::route::Route;
use super::state::{Call, lock};
use crate::Environment;

/// The header of the key.
const HEADER: &str = "Idempotency-Key";
/// Tells that an answer is that of an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// Answers that are kept. How long the vendor keeps them is not published; the mock keeps the
/// latest.
const KEPT: usize = 10_000;

/// What the mock remembers of keys.
#[derive(Default)]
pub(super) struct Keyed(Arc<Mutex<Memory>>);

#[derive(Default)]
struct Memory {
    uses: HashMap<Name, Use>,
    /// The names of the answered ones, oldest first.
    answered: VecDeque<Name>,
}

type Name = (Environment, HeaderValue);

/// What a key was used for, and the answer; none while that is being made.
struct Use {
    asked: Asked,
    answer: Option<MockResponse>,
}

/// Everything of a request that makes it the same as another.
#[derive(PartialEq)]
pub(super) struct Asked {
    route: Route,
    tenant: Option<String>,
    query: Option<String>,
    headers: Vec<(&'static str, Option<HeaderValue>)>,
    body: Content,
}

/// Two JSON documents are the same however they are written.
#[derive(PartialEq)]
enum Content {
    Json(Value),
    Other(Bytes),
}

/// Whether a request may act.
pub(super) enum Turn {
    /// It may. Where it carries a key, nobody else may use that until the claim is settled or
    /// dropped.
    Act(Option<Claim>),
    /// It is answered already.
    Answered(MockResponse),
}

/// A key in use.
pub(super) struct Claim {
    memory: Arc<Mutex<Memory>>,
    name: Name,
}

impl Keyed {
    /// Whose turn it is: the request's, or that of an earlier one with its key.
    pub(super) fn turn(
        &self,
        environment: Environment,
        described: Described,
        call: &Call<'_>,
    ) -> Turn {
        let takes_key = call.route.operation.idempotency == Idempotency::Key;
        let Some(key) = call.headers.get(HEADER).filter(|_| takes_key) else {
            return Turn::Act(None);
        };
        let mut headers = described.headers(call.headers);
        headers.retain(|(name, _)| *name != HEADER);
        let asked = Asked {
            route: call.route.clone(),
            tenant: call.tenant.map(str::to_owned),
            query: call.query.map(str::to_owned),
            headers,
            body: serde_json::from_slice(call.body)
                .map_or_else(|_| Content::Other(call.body.clone()), Content::Json),
        };
        self.claim((environment, key.clone()), asked)
    }

    fn claim(&self, name: Name, asked: Asked) -> Turn {
        let mut memory = lock(&self.0);
        match memory.uses.get(&name) {
            None => {
                memory.uses.insert(name.clone(), Use { asked, answer: None });
                Turn::Act(Some(Claim { memory: Arc::clone(&self.0), name }))
            }
            Some(earlier) if earlier.asked != asked => {
                let message = "This key has been used for another request";
                Turn::Answered(MockResponse::invalid(vec![Detail::new(HEADER, "invalid", message)]))
            }
            Some(Use { answer: Some(answer), .. }) => {
                Turn::Answered(answer.clone().header(REPLAYED, true))
            }
            Some(Use { answer: None, .. }) => Turn::Answered(MockResponse::refusal(
                StatusCode::CONFLICT,
                ErrorCode::IdempotencyRequestInProgress,
                "A request with this Idempotency-Key is still being processed",
            )),
        }
    }
}

impl Claim {
    /// Keeps the answer for repeats, if it is a success; after a failure the key is free again.
    pub(super) fn settle(self, answer: &MockResponse) {
        if !answer.status().is_success() {
            return;
        }
        let mut memory = lock(&self.memory);
        if let Some(one) = memory.uses.get_mut(&self.name) {
            one.answer = Some(answer.clone());
        }
        memory.answered.push_back(self.name.clone());
        if memory.answered.len() > KEPT
            && let Some(oldest) = memory.answered.pop_front()
        {
            memory.uses.remove(&oldest);
        }
    }
}

/// A request that ends without an answer, because its connection is gone, frees its key too.
impl Drop for Claim {
    fn drop(&mut self) {
        let mut memory = lock(&self.memory);
        if memory.uses.get(&self.name).is_some_and(|one| one.answer.is_none()) {
            memory.uses.remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::json;

    use super::*;
    use crate::mock::route::{Found, find};

    fn asked(tenant: &str, body: &Value) -> Asked {
        let Found::Operation(route) = find(&Method::POST, "/v1/criteria-library") else {
            panic!("not found")
        };
        let body = Content::Json(body.clone());
        Asked { route, tenant: Some(tenant.to_owned()), query: None, headers: Vec::new(), body }
    }

    fn name(key: &'static str) -> Name {
        (Environment::Sandbox, HeaderValue::from_static(key))
    }

    /// What becomes of a request, as its status; `act` when it may act.
    fn outcome(turn: &Turn) -> String {
        match turn {
            Turn::Act(_) => "act".to_owned(),
            Turn::Answered(answer) => answer.status().as_str().to_owned(),
        }
    }

    fn act(turn: Turn) -> Claim {
        let Turn::Act(Some(claim)) = turn else { panic!("answered with {}", outcome(&turn)) };
        claim
    }

    #[test]
    fn a_key_is_taken_until_its_answer_is_kept() {
        let keyed = Keyed::default();
        let ask = || keyed.claim(name("k"), asked("acme", &json!({"text": "Go"})));
        let claim = act(ask());
        assert_eq!(outcome(&ask()), "409");
        claim.settle(&MockResponse::ok(&json!({})));
        assert_eq!(outcome(&ask()), "200");
        // Another request, tenant or environment.
        assert_eq!(
            outcome(&keyed.claim(name("k"), asked("acme", &json!({"text": "Rust"})))),
            "400"
        );
        assert_eq!(
            outcome(&keyed.claim(name("k"), asked("globex", &json!({"text": "Go"})))),
            "400"
        );
        let live = (Environment::Production, HeaderValue::from_static("k"));
        assert_eq!(outcome(&keyed.claim(live, asked("acme", &json!({"text": "Rust"})))), "act");
    }

    #[test]
    fn a_failure_and_a_lost_connection_free_the_key() {
        let keyed = Keyed::default();
        let ask = || keyed.claim(name("k"), asked("acme", &json!({})));
        act(ask()).settle(&MockResponse::error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL_ERROR",
            true,
        ));
        drop(act(ask()));
        assert_eq!(outcome(&ask()), "act");
    }

    #[test]
    fn only_the_latest_answers_are_kept() {
        let keyed = Keyed::default();
        for number in 0..=KEPT {
            let name = (Environment::Sandbox, HeaderValue::from(number));
            act(keyed.claim(name, asked("acme", &json!({})))).settle(&MockResponse::ok(&json!({})));
        }
        assert_eq!(lock(&keyed.0).uses.len(), KEPT);
        let first = (Environment::Sandbox, HeaderValue::from(0));
        assert_eq!(outcome(&keyed.claim(first, asked("acme", &json!({})))), "act");
    }
}
