//! Webhooks: verification of deliveries, and their events.
//!
//! Nova sends an HTTP request when a scoring job or a batch has ended, to endpoints that are
//! configured in the vendor's portal, each with its own secret (`whsec_…`). [`Verifier::verify`]
//! takes the headers and the raw body, from any framework, and returns a [`Delivery`]: its id, and
//! a typed [`Event`].
//!
//! ```
//! use nova_client_ext::{ErrorKind, webhook};
//! use nova_client_ext::webhook::{Event, Verifier};
//! # use nova_client_ext::Error;
//!
//! # fn main() -> Result<(), Error> {
//! let verifier = Verifier::new("whsec_of_this_endpoint")?;
//! # let body = r#"{"event":"score.failed","tenantId":"acme-corp","scoringJobId":"sj_1","jobId":"job-1",
//! #     "applicationId":"app-1","error":{"code":"TIMEOUT","message":null}}"#;
//! # let body: serde_json::Value = serde_json::from_str(body).unwrap();
//! # let webhook::Signed { headers, body, .. } = webhook::sign("whsec_of_this_endpoint", &body)?;
//! // `headers` is a `http::HeaderMap`; a map or a slice of pairs works, too.
//! let status = match verifier.verify(&headers, &body) {
//!     Ok(delivery) => {
//!         if let Some(failure) = delivery.event.failure() {
//!             println!("{}: {}", failure.application_id, failure.remedy);
//!         }
//!         204
//!     }
//!     Err(error) if error.kind() == ErrorKind::InvalidSignature => 401,
//!     Err(_) => 400,
//! };
//! # assert_eq!(status, 204);
//! # Ok(())
//! # }
//! ```
//!
//! **The raw body.** The signature covers the raw bytes. A body that was decoded and encoded again
//! has other bytes.
//!
//! **The response.** Any 2xx within 30 seconds; everything else is a failure, and Nova sends the
//! delivery again, up to five times, 1 to 30 minutes apart. So store the delivery, respond, then
//! process it.
//!
//! **Repeats and order.** Deliveries may be repeated and arrive in any order. [`Delivery::id`] is
//! the same on every attempt, so a service that stores the ids that it has handled ([`HandledIds`])
//! handles each once. With the default [`SignedContent`] the id is not signed: it detects the
//! vendor's own repeats, but not a copy that an attacker sends with another id. Handlers should
//! therefore be idempotent; the scoring job's id in the body, which is signed, identifies the job
//! that has ended.
//!
//! **Undocumented details.** The vendor does not document which bytes exactly are signed, and in
//! which form the secret is used as the key. The defaults follow the wording of its documentation;
//! [`Verifier::signed_content`] and [`Verifier::key_form`] change them.
//!
//! **One handler for webhooks and polls.** Both are available in the same types:
//! [`Event::to_batch_event`], [`Event::scored`], [`Event::failure`], [`Event::batch_outcome`].
//! Webhooks can be passed to a running watch, which then polls less:
//! [`Observer`](crate::watch::Observer).
//!
//! This module does no I/O and uses no framework's types.

mod event;
mod handled;
mod headers;
mod outcome;
mod sign;
mod signature;
mod verify;

pub use event::{Delivery, Event};
pub use handled::{DeliveryState, HandledIds, Handling};
pub use headers::{HEADERS, HeaderPair};
pub use sign::{Signed, Stamp, sign};
pub use signature::{KeyForm, SignedContent};
pub use verify::Verifier;
