//! Webhooks: is a delivery genuine, and what does it say.
//!
//! Nova sends an HTTP request when a scoring job ends and when a batch has ended, to endpoints that
//! are set up in the vendor's portal, each with a secret of its own (`whsec_…`).
//! [`Verifier::verify`] takes the headers and the body as they came, of whichever framework, and
//! gives a [`Delivery`]: its id, and a typed, open [`Event`].
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
//! // `headers` is a `http::HeaderMap`; a map or a slice of pairs does as well.
//! let answer = match verifier.verify(&headers, &body) {
//!     Ok(delivery) => {
//!         if let Some(failure) = delivery.event.failure() {
//!             println!("{}: {}", failure.application_id, failure.remedy);
//!         }
//!         204
//!     }
//!     Err(error) if error.kind() == ErrorKind::InvalidSignature => 401,
//!     Err(_) => 400,
//! };
//! # assert_eq!(answer, 204);
//! # Ok(())
//! # }
//! ```
//!
//! **The raw body.** What is signed are bytes. A body that was decoded and encoded again is another one.
//!
//! **What to answer.** Any 2xx within 30 seconds; all else is a failure to Nova, and the delivery comes again, up to
//! five times, 1 to 30 minutes apart. So: note the delivery, answer, then work.
//!
//! **Repeats and order.** Deliveries repeat and come in any order. [`Delivery::id`] is the same on every attempt, so a
//! service that remembers the ids it has handled ([`HandledIds`]) handles each once. Under the default [`SignedContent`] the id is not
//! signed: it tells the vendor's own repeats, not a copy that somebody sends under another id. Handlers should therefore
//! be safe to run twice; the scoring job's id in the body, which is signed, names what has ended.
//!
//! **What is not known.** The vendor does not publish what exactly is signed and in which form the secret is the key.
//! The defaults are what its words suggest; [`Verifier::signed_content`] and [`Verifier::key_form`] change them.
//!
//! **One handler for both.** What is learned from a webhook and what is learned by polling come in the same types:
//! [`Event::to_batch_event`], [`Event::scored`], [`Event::failure`], [`Event::batch_outcome`]. A running watch takes
//! webhooks in, and then polls less: [`Observer`](crate::watch::Observer).
//!
//! What may not come in here: I/O, and any framework's types.

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
