//! How large a request is, and whether it can be right, before it is sent.

use super::BatchRequest;
use crate::Error;

impl BatchRequest {
    /// The size of the request as JSON, if it breaks no limit.
    pub(crate) fn checked_bytes(&self) -> Result<usize, Error> {
        let body = self.clone().into_wire()?;
        serde_json::to_vec(&body)
            .map(|json| json.len())
            .map_err(|error| Error::invalid("the batch", format!("cannot be written: {error}")))
    }
}
