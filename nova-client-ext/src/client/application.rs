//! An application for a job.

use super::{ApplicationId, Job};
use crate::Error;

/// An application for a job, named by the integrator's own id.
#[derive(Clone, Debug)]
pub struct Application {
    pub(crate) job: Job,
    pub(crate) id: ApplicationId,
}

impl Job {
    /// The application of this id. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an id that could not arrive as given.
    pub fn application<T>(&self, id: T) -> Result<Application, Error>
    where
        T: TryInto<ApplicationId>,
        T::Error: Into<Error>,
    {
        Ok(Application { job: self.clone(), id: id.try_into().map_err(Into::into)? })
    }
}

impl Application {
    /// The application's id.
    pub fn id(&self) -> &ApplicationId {
        &self.id
    }

    /// The job it is an application for.
    pub fn job(&self) -> &Job {
        &self.job
    }
}
