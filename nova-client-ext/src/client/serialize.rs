//! Handles as JSON: the ids of the resource, for logs and storage. Recreate a handle from its ids.

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::{Application, Batch, Job, ScoringJob, Tenant};

/// Writes `{"name": id, …}`.
macro_rules! as_ids {
    ($($handle:ident($this:ident) = { $($name:literal: $id:expr),+ };)+) => {$(
        /// Serializes the ids of the resource and of its parents.
        impl Serialize for $handle {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let $this = self;
                let fields = [$(($name, $id.as_str())),+];
                let mut object = serializer.serialize_struct(stringify!($handle), fields.len())?;
                for (name, id) in fields {
                    object.serialize_field(name, id)?;
                }
                object.end()
            }
        }
    )+};
}

as_ids! {
    Tenant(tenant) = { "tenantId": tenant.id() };
    Job(job) = { "tenantId": job.tenant().id(), "jobId": job.id() };
    Application(application) = {
        "tenantId": application.job().tenant().id(),
        "jobId": application.job().id(),
        "applicationId": application.id()
    };
    Batch(batch) = {
        "tenantId": batch.job().tenant().id(),
        "jobId": batch.job().id(),
        "batchId": batch.id()
    };
    ScoringJob(job) = {
        "tenantId": job.application().job().tenant().id(),
        "jobId": job.application().job().id(),
        "applicationId": job.application().id(),
        "scoringJobId": job.id()
    };
}
