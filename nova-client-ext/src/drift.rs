//! Runtime drift: what the vendor sends that the contract does not define.
//!
//! Drift does not fail a call. It shows the maintainers of the contract what has changed, often
//! before it is documented: the vendor's policy is to add enum values and fields without notice.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use nova_client::{Operation, UnknownValue, UnreadableValue};

use crate::transport::ContractObserver;

/// Something in a response that the contract does not define. Reported once for each kind, not once
/// for each item.
///
/// It contains only names and enum values of the response, truncated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Drift {
    /// An enum value without a variant; it was read as `Unknown`.
    #[non_exhaustive]
    Value {
        /// The operation whose response it was.
        operation: &'static str,
        /// Its path in the body, for example `scoringJobs[].errorCode`.
        field: String,
        /// The enum's name in the contract.
        schema: &'static str,
        /// The value.
        value: String,
    },
    /// A field that was ignored. Reported only with
    /// [`NovaBuilder::report_unknown_fields`](crate::NovaBuilder::report_unknown_fields).
    #[non_exhaustive]
    Field {
        /// The operation whose response it was.
        operation: &'static str,
        /// Its path in the body, for example `scoringJobs[].locale`.
        field: String,
    },
    /// A value that violates the contract; it was dropped, and the rest was read.
    #[non_exhaustive]
    Unreadable {
        /// The operation whose response it was.
        operation: &'static str,
        /// Its path in the body, for example `scoringJobs[].score`.
        field: String,
        /// What is wrong with it.
        what: String,
    },
    /// An operation that the vendor counts in another rate bucket than the contract says. The pacer
    /// uses the vendor's.
    #[non_exhaustive]
    Bucket {
        /// The operation.
        operation: &'static str,
        /// The contract's bucket.
        from: String,
        /// The vendor's.
        to: String,
    },
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { operation, field, schema, value } => {
                write!(
                    f,
                    "{operation}: {field} is {value:?}, a {schema} that the contract does not know"
                )
            }
            Self::Field { operation, field } => {
                write!(f, "{operation}: the contract does not know the field {field}")
            }
            Self::Unreadable { operation, field, what } => {
                write!(f, "{operation}: {field} {what}; it was left out")
            }
            Self::Bucket { operation, from, to } => {
                write!(
                    f,
                    "{operation}: counted in the rate bucket {to}, and in {from} by the contract"
                )
            }
        }
    }
}

/// A callback for drift.
pub(crate) type Listener = Arc<dyn Fn(&Drift) + Send + Sync>;

/// Reports each drift once, through `tracing` and to the listener.
#[derive(Default)]
pub(crate) struct Reporter {
    listener: Option<Listener>,
    fields: bool,
    reported: Mutex<HashSet<Drift>>,
}

impl Reporter {
    /// Further drift is neither stored nor reported: a server that sends ever new values must not
    /// fill the memory.
    const MAX_REPORTED: usize = 1000;
    /// The length at which values and paths are truncated.
    const MAX_CHARACTERS: usize = 64;

    pub(crate) fn new(listener: Option<Listener>, fields: bool) -> Self {
        Self { listener, fields, reported: Mutex::default() }
    }

    fn report(&self, drift: &Drift) {
        let is_new = {
            let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
            reported.len() < Self::MAX_REPORTED && reported.insert(drift.clone())
        };
        if is_new {
            tracing::warn!(%drift, "a response does not match the contract");
            if let Some(listener) = &self.listener {
                listener(drift);
            }
        }
    }
}

impl ContractObserver for Reporter {
    fn unknown_value(&self, operation: &'static Operation, unknown: UnknownValue<'_>) {
        let value = truncated(unknown.value);
        self.report(&Drift::Value {
            operation: operation.id,
            field: unknown.path(),
            schema: unknown.schema,
            value,
        });
    }

    fn wants_unknown_fields(&self) -> bool {
        self.fields
    }

    fn unknown_field(&self, operation: &'static Operation, path: &str) {
        self.report(&Drift::Field { operation: operation.id, field: truncated(path) });
    }

    fn unreadable_value(&self, operation: &'static Operation, value: &UnreadableValue) {
        // The same for all elements of a list.
        let field = value.path.split(']').map(|part| part.split('[').next().unwrap_or(part));
        let field: Vec<&str> = field.collect();
        self.report(&Drift::Unreadable {
            operation: operation.id,
            field: truncated(&field.join("[]")),
            what: truncated(&value.what),
        });
    }

    fn moved_bucket(&self, operation: &'static str, from: &str, to: &str) {
        self.report(&Drift::Bucket { operation, from: from.to_owned(), to: to.to_owned() });
    }
}

fn truncated(text: &str) -> String {
    text.chars().take(Reporter::MAX_CHARACTERS).collect()
}
