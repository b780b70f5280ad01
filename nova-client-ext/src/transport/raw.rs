//! Converts the errors of the generated client.

use nova_client::{DecodeFailure, Misrouted, failure_of, types};
use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};

use super::foreign;
use super::headers::trace_id;
use super::retry::is_transient;
use crate::error::Facts;
use crate::{Error, ErrorKind};

impl From<nova_client::Error<types::Error>> for Error {
    fn from(error: nova_client::Error<types::Error>) -> Self {
        use nova_client::Error as Raw;

        match error {
            Raw::UnexpectedResponse(response) => unexpected(&response),
            Raw::ErrorResponse(response) => {
                let (status, facts) =
                    (response.status(), facts(response.status(), response.headers()));
                let body = response.into_inner();
                let retryable = is_transient(status, Some(&body));
                Self::api_error(body, Facts { retryable, ..facts })
            }
            Raw::InvalidRequest(what) | Raw::Custom(what) => Self::new(ErrorKind::Invalid, what),
            Raw::CommunicationError(error) => {
                // The transport does not return this; only building the request can fail so.
                Self::new(ErrorKind::Invalid, "could not be built into a request")
                    .with_source(error.without_url())
            }
            Raw::ResponseBodyError(error) | Raw::InvalidUpgrade(error) => Self::new(
                ErrorKind::Disconnected,
                "lost its connection before the response was complete",
            )
            .with_facts(Facts { sent: true, retryable: true, ..Facts::default() })
            .with_source(error.without_url()),
            // The payload, and serde's message, which quotes it, are dropped.
            Raw::InvalidResponsePayload(_, _) => {
                Self::new(ErrorKind::Decode, "returned a body that violates the contract")
                    .with_facts(Facts { sent: true, ..Facts::default() })
            }
        }
    }
}

fn unexpected(response: &Response) -> Error {
    let facts = facts(response.status(), response.headers());
    let Some(failure) = failure_of(response) else {
        let what = format!("returned {}, which the contract does not define", response.status());
        return Error::new(ErrorKind::Unexpected, what).with_facts(facts);
    };
    if let Some(error) = failure.downcast_ref::<Error>() {
        return error.clone();
    }
    if let Some(misrouted) = failure.downcast_ref::<Misrouted>() {
        return Error::new(ErrorKind::Invalid, misrouted.to_string());
    }
    if let Some(decode) = failure.downcast_ref::<DecodeFailure>() {
        if foreign::is_not_json(response.headers()) {
            // The body is dropped, since its origin is unknown.
            let facts = Facts { foreign_body: Some("".into()), ..facts };
            let what = format!(
                "returned {} with {} instead of JSON: the response did not come from the vendor; check the base URL, and any gateway, proxy or login page",
                response.status().as_u16(),
                foreign::content_type(response.headers()),
            );
            let error = Error::new(ErrorKind::Decode, what).with_facts(facts);
            return error.with_source(decode.clone());
        }
        let what = format!(
            "returned {} with a body that violates the contract: {decode}",
            response.status().as_u16()
        );
        return Error::new(ErrorKind::Decode, what).with_facts(facts).with_source(decode.clone());
    }
    Error::new(ErrorKind::Unexpected, failure.to_string())
}

fn facts(status: StatusCode, headers: &HeaderMap) -> Facts {
    Facts {
        status: Some(status),
        trace_id: trace_id(headers).map(str::to_owned),
        retryable: is_transient(status, None),
        sent: true,
        ..Facts::default()
    }
}
