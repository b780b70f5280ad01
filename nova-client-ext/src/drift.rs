//! Runtime drift: what the vendor sends that the contract does not know.
//!
//! Nothing of it breaks a call. It is news for whoever keeps the contract, and often the first: the
//! vendor's policy is to add enum values and fields without notice.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use nova_client::{Operation, UnknownValue, UnreadableValue};

use crate::transport::ContractObserver;

/// Something in a response that the contract does not know. Reported once for each kind, not once
/// for each item.
///
/// It holds names and enum words only, shortened, and nothing else of the response.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Drift {
    /// An enum value without a variant; it was read as `Unknown`.
    #[non_exhaustive]
    Value {
        /// The operation that was answered.
        operation: &'static str,
        /// Where it stood, for example `scoringJobs[].errorCode`.
        field: String,
        /// The enum's name in the contract.
        schema: &'static str,
        /// The value.
        value: String,
    },
    /// A field that was ignored. Looked for only where
    /// [`NovaBuilder::report_unknown_fields`](crate::NovaBuilder::report_unknown_fields) says so.
    #[non_exhaustive]
    Field {
        /// The operation that was answered.
        operation: &'static str,
        /// Where it stood, for example `scoringJobs[].locale`.
        field: String,
    },
    /// A value that does not fit the contract; it was left out, and the rest was read.
    #[non_exhaustive]
    Unreadable {
        /// The operation that was answered.
        operation: &'static str,
        /// Where it stood, for example `scoringJobs[].score`.
        field: String,
        /// What is wrong with it.
        what: String,
    },
    /// An operation that is counted in another rate bucket than the contract says; the pacer
    /// follows.
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

/// Who hears of it.
pub(crate) type Listener = Arc<dyn Fn(&Drift) + Send + Sync>;

/// Reports each drift once: through `tracing`, and to the listener if there is one.
#[derive(Default)]
pub(crate) struct Reporter {
    listener: Option<Listener>,
    fields: bool,
    reported: Mutex<HashSet<Drift>>,
}

impl Reporter {
    /// More than this is neither remembered nor reported: a server that invents values must not fill
    /// memory.
    const MAX_REPORTED: usize = 1000;
    /// The longest value or path that is shown.
    const MAX_CHARACTERS: usize = 64;

    pub(crate) fn new(listener: Option<Listener>, fields: bool) -> Self {
        Self { listener, fields, reported: Mutex::default() }
    }

    fn report(&self, drift: &Drift) {
        let is_news = {
            let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
            reported.len() < Self::MAX_REPORTED && reported.insert(drift.clone())
        };
        if is_news {
            tracing::warn!(%drift, "the vendor and the contract part ways");
            if let Some(listener) = &self.listener {
                listener(drift);
            }
        }
    }
}

impl ContractObserver for Reporter {
    fn unknown_value(&self, operation: &'static Operation, unknown: UnknownValue<'_>) {
        let value = short(unknown.value);
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
        self.report(&Drift::Field { operation: operation.id, field: short(path) });
    }

    fn unreadable_value(&self, operation: &'static Operation, value: &UnreadableValue) {
        // One for all elements of a list.
        let field = value.path.split(']').map(|part| part.split('[').next().unwrap_or(part));
        let field: Vec<&str> = field.collect();
        self.report(&Drift::Unreadable {
            operation: operation.id,
            field: short(&field.join("[]")),
            what: short(&value.what),
        });
    }

    fn moved_bucket(&self, operation: &'static str, from: &str, to: &str) {
        self.report(&Drift::Bucket { operation, from: from.to_owned(), to: to.to_owned() });
    }
}

fn short(text: &str) -> String {
    text.chars().take(Reporter::MAX_CHARACTERS).collect()
}
