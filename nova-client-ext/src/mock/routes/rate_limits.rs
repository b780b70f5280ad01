//! The rate limits of the partner's key.

use nova_client::types::KeyEnvironment;
use serde_json::{Map, Value, json};

use super::Call;
use crate::Environment;
use crate::mock::wire::response::MockResponse;
use crate::mock::world::{MockResult, World, lock};

/// Responds to `getRateLimitStatus`, with the buckets beside the other fields.
pub(crate) fn status(world: &World, _: &Call<'_>) -> MockResult<MockResponse> {
    let now = world.clock.now();
    let states = lock(&world.limiter).states(now);
    let environment = match world.keys.environment() {
        Environment::Production => KeyEnvironment::Production,
        Environment::Sandbox => KeyEnvironment::Sandbox,
    };
    let mut body = Map::new();
    body.insert("partnerId".into(), "partner_mock".into());
    body.insert("environment".into(), environment.as_str().into());
    body.insert("generatedAt".into(), serde_json::to_value(now)?);
    body.insert("degraded".into(), states.iter().any(|(state, _)| state.degraded).into());
    for (state, in_flight) in states {
        let reset_in = (state.reset - now.timestamp()).max(0);
        let left = json!({"limit": state.limit, "remaining": state.remaining, "resetAt": state.reset,
            "resetInSeconds": reset_in});
        body.insert(state.bucket.into(), left);
        if let Some((limit, active)) = in_flight {
            let name = format!("{}_inflight", state.bucket);
            body.insert(name, json!({"limit": limit, "active": active, "retryAfterSeconds": 0}));
        }
    }
    Ok(MockResponse::ok(&Value::Object(body)))
}
