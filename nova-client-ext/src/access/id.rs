//! Typed ids.
//!
//! Most ids are the integrator's own strings, so anything that a URL or a header can carry safely
//! is accepted. Rejected are ids that a URL or a header would change: `..` leads to another
//! resource, a backslash is read as a separator, and an empty id names a collection. Ids are never
//! trimmed or changed.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;

/// The longest id, in bytes.
const MAX_BYTES: usize = 255;

/// Returns the text of an id and whether it is valid. An invalid one is passed to
/// [`checked`](super::Call::checked), so that the call fails when it is awaited.
pub(crate) fn validated<I, T>(id: T) -> (String, Result<(), Error>)
where
    T: TryInto<I>,
    T::Error: Into<Error>,
    I: AsRef<str>,
{
    match id.try_into() {
        Ok(id) => (id.as_ref().to_owned(), Ok(())),
        Err(error) => (String::new(), Err(error.into())),
    }
}

fn reject(id: &str) -> Option<Cow<'static, str>> {
    match id {
        "" => Some("is empty".into()),
        "." | ".." => {
            Some(format!("is \"{id}\", which a URL reads as a step to another resource").into())
        }
        _ if id.len() > MAX_BYTES => Some(format!("is longer than {MAX_BYTES} bytes").into()),
        _ if id.contains('\\') => {
            Some("contains a backslash, which a URL reads as a separator".into())
        }
        _ if id.chars().any(char::is_control) => Some("contains a control character".into()),
        // Some gateways decode a path before they route it.
        _ if id.split('/').any(|part| matches!(part, "." | "..")) => {
            Some("contains a step to another resource (\".\" or \"..\" between slashes)".into())
        }
        _ => None,
    }
}

fn reject_in_header(id: &str) -> Option<Cow<'static, str>> {
    if let Some(why) = reject(id) {
        return Some(why);
    }
    if !id.is_ascii() {
        return Some("contains a character other than ASCII, which a header cannot carry".into());
    }
    // Servers strip it, and the call would reach another tenant.
    (id.trim() != id)
        .then(|| "begins or ends with white space, which a header does not preserve".into())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $subject:literal, $reject:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Cheap to clone.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Validates an id.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), saying why, for an id that is
            /// empty, `.` or `..`, longer than 255 bytes, or contains a backslash, a control
            /// character or anything else that cannot be sent unchanged.
            pub fn new(id: impl Into<String>) -> Result<Self, Error> {
                let id = id.into();
                match $reject(&id) {
                    None => Ok(Self(id.into())),
                    Some(why) => Err(Error::invalid($subject, why)),
                }
            }

            /// Creates an id from a response, unchecked. The transport rejects a call whose path
            /// such an id would change.
            #[allow(dead_code, reason = "not used by every id")]
            pub(crate) fn received(id: &str) -> Self {
                Self(id.into())
            }

            /// Returns the id as a string.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            #[allow(dead_code, reason = "only the tenant's id is shared with the pacer")]
            pub(crate) fn shared(&self) -> Arc<str> {
                Arc::clone(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), &*self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<&str> for $name {
            type Error = Error;

            fn try_from(id: &str) -> Result<Self, Error> {
                Self::new(id)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;

            fn try_from(id: String) -> Result<Self, Error> {
                Self::new(id)
            }
        }

        impl TryFrom<&String> for $name {
            type Error = Error;

            fn try_from(id: &String) -> Result<Self, Error> {
                Self::new(id.as_str())
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl std::str::FromStr for $name {
            type Err = Error;

            fn from_str(id: &str) -> Result<Self, Error> {
                Self::new(id)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// The integrator's own identifier of its customer, the scope of all data. Sent as
    /// `X-Tenant-Id`; the vendor creates a tenant on the first call that names it, so a mistyped id
    /// is not an error but an empty tenant.
    TenantId, "the tenant id", reject_in_header;
    /// The integrator's own identifier of a job.
    JobId, "the job id", reject;
    /// The integrator's own identifier of an application.
    ApplicationId, "the application id", reject;
    /// Nova's identifier of a scoring batch.
    ScoringBatchId, "the scoring batch id", reject;
    /// Nova's identifier of a scoring job.
    ScoringJobId, "the scoring job id", reject;
    /// Nova's identifier of a criterion, of a job's criteria or in the library.
    CriterionId, "the criterion id", reject;
    /// Nova's identifier of a version of a job's criteria, and of the generation that created it.
    CriteriaVersionId, "the criteria version id", reject;
    /// Nova's identifier of a question set.
    QuestionSetId, "the question set id", reject;
    /// Nova's identifier of a deletion request.
    DeletionRequestId, "the deletion request id", reject;
}

#[cfg(test)]
mod tests {
    use super::JobId;

    #[test]
    fn ids_that_would_change_a_path_are_rejected() {
        for id in
            ["", ".", "..", "a/../b", "../a", "a/..", "a/./b", "a\\b", "a\0", "a\r\n", "\u{7f}"]
        {
            assert!(JobId::new(id).is_err(), "{id:?}");
        }
        for id in ["a/b", "...", "a..b", "a/..b", "ä", "50%", "a b"] {
            assert_eq!(JobId::new(id).unwrap().as_str(), id);
        }
    }
}
