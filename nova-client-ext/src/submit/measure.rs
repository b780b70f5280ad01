//! The size of a request before it is sent.

use super::BatchRequest;
use crate::Error;

impl BatchRequest {
    /// Returns the size of the request as JSON, in bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a request that violates a limit, as
    /// when it is submitted.
    pub fn json_bytes(&self) -> Result<usize, Error> {
        let body = self.clone().into_wire()?;
        serde_json::to_vec(&body)
            .map(|json| json.len())
            .map_err(|error| Error::invalid("the batch", format!("cannot be written: {error}")))
    }
}
