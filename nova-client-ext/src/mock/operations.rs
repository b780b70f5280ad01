//! The state of the partner's own access.

use nova_client::types::KeyEnvironment;
use serde_json::{Map, Value, json};

use super::response::MockResponse;
use super::state::{Call, Rendered, State, lock};
use crate::Environment;

/// `getRateLimitStatus`, with the buckets beside the other members.
pub(super) fn rate_limits(state: &State, _: &Call<'_>) -> Rendered<MockResponse> {
    let now = state.clock.now();
    let standings = lock(&state.limiter).standings(now);
    let environment = match state.keys.environment() {
        Environment::Production => KeyEnvironment::Production,
        Environment::Sandbox => KeyEnvironment::Sandbox,
    };
    let mut body = Map::new();
    body.insert("partnerId".into(), "partner_mock".into());
    body.insert("environment".into(), environment.as_str().into());
    body.insert("generatedAt".into(), serde_json::to_value(now)?);
    body.insert("degraded".into(), standings.iter().any(|(standing, _)| standing.degraded).into());
    for (standing, in_flight) in standings {
        let reset_in = (standing.reset - now.timestamp()).max(0);
        let left = json!({"limit": standing.limit, "remaining": standing.remaining, "resetAt": standing.reset,
            "resetInSeconds": reset_in});
        body.insert(standing.bucket.into(), left);
        if let Some((limit, active)) = in_flight {
            let name = format!("{}_inflight", standing.bucket);
            body.insert(name, json!({"limit": limit, "active": active, "retryAfterSeconds": 0}));
        }
    }
    Ok(MockResponse::ok(&Value::Object(body)))
}
