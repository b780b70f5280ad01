//! From the generated client's error to ours.

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
            Raw::ErrorResponse(answer) => {
                let (status, facts) = (answer.status(), facts(answer.status(), answer.headers()));
                let body = answer.into_inner();
                let retryable = is_transient(status, Some(&body));
                Self::api_error(body, Facts { retryable, ..facts })
            }
            Raw::InvalidRequest(what) | Raw::Custom(what) => Self::new(ErrorKind::Invalid, what),
            Raw::CommunicationError(error) => {
                // The transport never fails like this; only building the request can.
                Self::new(ErrorKind::Invalid, "could not be made into a request")
                    .with_source(error.without_url())
            }
            Raw::ResponseBodyError(error) | Raw::InvalidUpgrade(error) => Self::new(
                ErrorKind::Disconnected,
                "lost its connection before the whole answer was there",
            )
            .with_facts(Facts { sent: true, retryable: true, ..Facts::default() })
            .with_source(error.without_url()),
            // The payload and serde's message, which quotes it, are left behind.
            Raw::InvalidResponsePayload(_, _) => {
                Self::new(ErrorKind::Decode, "answered with a body that does not fit")
                    .with_facts(Facts { sent: true, ..Facts::default() })
            }
        }
    }
}

fn unexpected(response: &Response) -> Error {
    let facts = facts(response.status(), response.headers());
    let Some(failure) = failure_of(response) else {
        let what = format!("answered {}, which the contract does not know", response.status());
        return Error::new(ErrorKind::Unexpected, what).with_facts(facts);
    };
    if let Some(ours) = failure.downcast_ref::<Error>() {
        return ours.clone();
    }
    if let Some(misrouted) = failure.downcast_ref::<Misrouted>() {
        return Error::new(ErrorKind::Invalid, misrouted.to_string());
    }
    if let Some(decode) = failure.downcast_ref::<DecodeFailure>() {
        if foreign::is_announced(response.headers()) {
            // What it says stays here: nobody knows whose it is.
            let facts = Facts { foreign_body: Some("".into()), ..facts };
            let what = format!(
                "answered {} with {} instead of JSON: the response did not come from the vendor; \
                 check the base URL, and what stands between (a gateway, a proxy, a login page)",
                response.status().as_u16(),
                foreign::content_type(response.headers()),
            );
            let error = Error::new(ErrorKind::Decode, what).with_facts(facts);
            return error.with_source(decode.clone());
        }
        let what = format!(
            "answered {} with a body that does not fit the contract: {decode}",
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
