//! Any number of applications, cut into batches that can be submitted.

use std::collections::HashSet;

use nova_client::MAX_REQUEST_BYTES;

use super::batch::{BatchApplication, BatchRequest};
use super::limits::{self, InvalidApplication, Problems, too_large};
use crate::Error;

/// Applications cut into batches. Made by [`BatchRequest::split`].
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use]
pub struct SplitBatches {
    /// The batches, in the order of the applications. Each fits the limits.
    pub batches: Vec<BatchRequest>,
    /// The applications that cannot be submitted as they are, and why. They are in no batch.
    pub invalid: Vec<InvalidApplication>,
}

impl BatchRequest {
    /// Cuts any number of applications into batches for this request's job: as many into each, in
    /// their order, as the limits allow, by number and by bytes of JSON. What stands in this request
    /// already comes first.
    ///
    /// The same applications in the same order give the same batches, so that a program that is
    /// started again sends what it sent before, which the vendor recognises. An application that
    /// breaks a limit, or whose id was there before, is set aside with the rules that it breaks.
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
    /// that breaks a limit: no batch could be submitted.
    pub fn split(
        self,
        applications: impl IntoIterator<Item = BatchApplication>,
    ) -> Result<SplitBatches, Error> {
        let mut problems = Problems::default();
        problems.add(self.validate_posting());
        problems.into_result("the batch")?;
        let (empty, first) = self.take_applications();
        let around = empty.posting_bytes();
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
                    if bytes.saturating_add(around) > MAX_REQUEST_BYTES {
                        let whole = bytes.saturating_add(around);
                        found.violations.push(too_large("alone in its batch, the request", whole));
                    }
                }
                (found, bytes)
            })
            .collect();
        drop(seen);

        let mut split = SplitBatches { batches: Vec::new(), invalid: Vec::new() };
        let (mut open, mut size) = (Vec::new(), around);
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
                size = around;
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
