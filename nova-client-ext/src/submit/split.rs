//! Splits any number of applications into batches.

use std::collections::HashSet;

use nova_client::MAX_REQUEST_BYTES;

use super::batch::{BatchApplication, BatchRequest};
use super::limits::{self, InvalidApplication, Problems, too_large};
use crate::Error;

/// Applications split into batches. Returned by [`BatchRequest::split`].
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use]
pub struct SplitBatches {
    /// The batches, in the order of the applications. Each is within the limits.
    pub batches: Vec<BatchRequest>,
    /// The invalid applications with their violations. They are in no batch.
    pub invalid: Vec<InvalidApplication>,
}

impl BatchRequest {
    /// Splits any number of applications into batches for this request's job. Each batch has as
    /// many, in order, as the limits on their number and on the bytes of JSON allow. The
    /// applications of this request come first.
    ///
    /// The same applications in the same order result in the same batches, so a program that is
    /// restarted submits the same batches, which the vendor recognises. An application that
    /// violates a limit, or whose id occurred before, is in `invalid`.
    ///
    /// ```
    /// use nova_client_ext::submit::{BatchApplication, BatchRequest, Resume};
    ///
    /// # fn main() -> Result<(), nova_client_ext::Error> {
    /// let application = |n: u32| {
    ///     let resume = Resume::url(format!("https://files.example/{n}.pdf"))?;
    ///     Ok::<_, nova_client_ext::Error>(BatchApplication::new(format!("app-{n}"), resume))
    /// };
    /// let applications = (0..60).map(application).collect::<Result<Vec<_>, _>>()?;
    /// let split = BatchRequest::new("We look for a backend engineer…").split(applications)?;
    /// assert_eq!(split.batches.iter().map(BatchRequest::len).collect::<Vec<_>>(), [25, 25, 10]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a job description or role knowledge
    /// that violates a limit: no batch could be submitted.
    pub fn split(
        self,
        applications: impl IntoIterator<Item = BatchApplication>,
    ) -> Result<SplitBatches, Error> {
        let mut problems = Problems::default();
        problems.add(self.validate_job_fields());
        problems.into_result("the batch")?;
        let (empty, first) = self.take_applications();
        let overhead = empty.job_fields_bytes();
        let all: Vec<BatchApplication> = first.into_iter().chain(applications).collect();

        let mut seen = HashSet::new();
        let checked: Vec<(InvalidApplication, usize)> = all
            .iter()
            .enumerate()
            .map(|(index, application)| {
                let mut found = application.validate(index, &mut seen);
                let mut bytes = 0;
                if found.violations.is_empty()
                    && let Ok(wire) = application.clone().into_wire()
                {
                    bytes = limits::json_bytes(&wire).unwrap_or(usize::MAX);
                    if bytes.saturating_add(overhead) > MAX_REQUEST_BYTES {
                        let total = bytes.saturating_add(overhead);
                        found.violations.push(too_large("alone in its batch, the request", total));
                    }
                }
                (found, bytes)
            })
            .collect();
        drop(seen);

        let mut split = SplitBatches { batches: Vec::new(), invalid: Vec::new() };
        let (mut open, mut size) = (Vec::new(), overhead);
        for (application, (found, bytes)) in all.into_iter().zip(checked) {
            if !found.violations.is_empty() {
                split.invalid.push(found);
                continue;
            }
            // One more byte for the comma.
            let is_full = open.len() == Self::MAX_APPLICATIONS
                || size.saturating_add(bytes).saturating_add(1) > MAX_REQUEST_BYTES;
            if is_full && !open.is_empty() {
                split.batches.push(empty.with(std::mem::take(&mut open)));
                size = overhead;
            }
            size += bytes + usize::from(!open.is_empty());
            open.push(application);
        }
        if !open.is_empty() {
            split.batches.push(empty.with(open));
        }
        Ok(split)
    }
}
