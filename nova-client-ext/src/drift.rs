//! Runtime drift: what the vendor sends that the contract does not know.
//!
//! Nothing of it breaks a call. It is news for whoever keeps the contract, and often the first: the
//! vendor's policy is to add enum values and members without notice.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use nova_client::{Operation, UnknownValue, UnreadableValue};

/// Something in an answer that the contract does not know. Told once for each kind, not once for
/// each item.
///
/// It holds names and enum words only, shortened, and nothing else of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Drift {
    /// An enum value without a variant; it was read as `Unknown`.
    #[non_exhaustive]
    Value {
        /// The operation that was answered.
        operation: &'static str,
        /// Where it stood, for example `scoringJobs[].errorCode`.
        member: String,
        /// The enum's name in the contract.
        schema: &'static str,
        /// The value.
        value: String,
    },
    /// A member without a field; it was ignored. Looked for only where
    /// [`NovaBuilder::report_unknown_members`](crate::NovaBuilder::report_unknown_members) says so.
    #[non_exhaustive]
    Member {
        /// The operation that was answered.
        operation: &'static str,
        /// Where it stood, for example `scoringJobs[].locale`.
        member: String,
    },
    /// A value that does not fit the contract; it was left out, and the rest was read.
    #[non_exhaustive]
    Unreadable {
        /// The operation that was answered.
        operation: &'static str,
        /// Where it stood, for example `scoringJobs[].score`.
        member: String,
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
            Self::Value { operation, member, schema, value } => {
                write!(
                    f,
                    "{operation}: {member} is {value:?}, a {schema} that the contract does not know"
                )
            }
            Self::Member { operation, member } => {
                write!(f, "{operation}: the contract does not know the member {member}")
            }
            Self::Unreadable { operation, member, what } => {
                write!(f, "{operation}: {member} {what}; it was left out")
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

/// Who is told.
pub(crate) type Listener = Arc<dyn Fn(&Drift) + Send + Sync>;

/// Tells each drift once: through `tracing`, and to the listener if there is one.
#[derive(Default)]
pub(crate) struct Reporter {
    listener: Option<Listener>,
    members: bool,
    told: Mutex<HashSet<Drift>>,
}

impl Reporter {
    /// More than this is neither remembered nor told: a server that invents values must not fill
    /// memory.
    const MOST: usize = 1000;
    /// The longest value or path that is shown.
    const LONGEST: usize = 64;

    pub(crate) fn new(listener: Option<Listener>, members: bool) -> Self {
        Self { listener, members, told: Mutex::default() }
    }

    pub(crate) fn looks_for_members(&self) -> bool {
        self.members
    }

    pub(crate) fn value(&self, operation: &'static Operation, unknown: UnknownValue<'_>) {
        let value = short(unknown.value);
        self.tell(&Drift::Value {
            operation: operation.id,
            member: unknown.path(),
            schema: unknown.schema,
            value,
        });
    }

    pub(crate) fn member(&self, operation: &'static Operation, path: &str) {
        self.tell(&Drift::Member { operation: operation.id, member: short(path) });
    }

    pub(crate) fn unreadable(&self, operation: &'static Operation, value: &UnreadableValue) {
        // One for all elements of a list.
        let parts = value.path.split(']').map(|part| part.split_once('['));
        let member: Vec<&str> = parts
            .zip(value.path.split(']'))
            .map(|(list, part)| list.map_or(part, |(list, _)| list))
            .collect();
        self.tell(&Drift::Unreadable {
            operation: operation.id,
            member: short(&member.join("[]")),
            what: short(&value.what),
        });
    }

    pub(crate) fn bucket(&self, operation: &'static str, from: &str, to: &str) {
        self.tell(&Drift::Bucket { operation, from: from.to_owned(), to: to.to_owned() });
    }

    fn tell(&self, drift: &Drift) {
        let is_news = {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.len() < Self::MOST && told.insert(drift.clone())
        };
        if is_news {
            tracing::warn!(%drift, "the vendor and the contract part ways");
            if let Some(listener) = &self.listener {
                listener(drift);
            }
        }
    }
}

fn short(text: &str) -> String {
    text.chars().take(Reporter::LONGEST).collect()
}
