//! Deletion requests, of applications and of tenants.

use http::StatusCode;
use nova_client::types::{DeletionRequest, DeletionRequestResponse, ErrorCode};

use super::{Call, respond};
use crate::mock::wire::response::MockResponse;
use crate::mock::world::deletions::Target;
use crate::mock::world::{MockResult, World, lock};

/// Responds to `deleteTenantData`.
pub(crate) fn delete_tenant(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    request(world, Target::Tenant(call.route.parameter("tenantExternalId").to_owned()))
}

/// Responds to `deleteApplicationData`.
pub(crate) fn delete_application(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let [job, application] =
        ["jobId", "applicationId"].map(|name| call.route.parameter(name).to_owned());
    request(world, Target::Application { tenant: call.tenant().to_owned(), job, application })
}

/// Responds to `getDeletionRequest`.
pub(crate) fn status(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let request =
        lock(&world.deletions).body(call.route.parameter("deletionRequestId"), &world.clock)?;
    match request {
        Some(request) => one(StatusCode::OK, request),
        // The vendor does not publish the code.
        None => Ok(MockResponse::documented_error(
            StatusCode::NOT_FOUND,
            ErrorCode::NotFound,
            "Deletion request not found",
        )),
    }
}

fn request(world: &World, target: Target) -> MockResult<MockResponse> {
    let request = lock(&world.deletions).request(target, &world.clock)?;
    one(StatusCode::ACCEPTED, request)
}

fn one(status: StatusCode, request: DeletionRequest) -> MockResult<MockResponse> {
    let body: DeletionRequestResponse =
        DeletionRequestResponse::builder().deletion_request(request).try_into()?;
    respond(status, body)
}
