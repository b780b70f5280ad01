//! The criteria library: reusable criteria of a tenant, which belong to no job.
//!
//! [`Tenant::library`] is the entry point. To add a criterion to a job, see
//! [criteria](crate::criteria::Criteria).

pub use nova_client::Change;
use nova_client::types;
use nova_client::types::CriterionImportance;
use serde::Serialize;

use crate::access::validated;
use crate::client::Keyed;
use crate::criteria::{check_text, nothing_changes};
use crate::{Call, CriterionId, Error, Tenant};

impl Tenant {
    /// Returns a handle of the tenant's criteria library, without a request.
    pub fn library(&self) -> Library {
        Library { tenant: self.clone() }
    }
}

/// The criteria library of a tenant.
///
/// ```no_run
/// use nova_client_ext::{Error, Tenant};
/// use nova_client_ext::library::{Change, LibraryCriterionUpdate, NewLibraryCriterion};
///
/// # async fn example(tenant: Tenant) -> Result<(), Error> {
/// let library = tenant.library();
/// let added = library.add(NewLibraryCriterion::must_have("Speaks Dutch").category("languages")).await?;
/// library.edit(&added.id, LibraryCriterionUpdate::new().category(Change::Clear)).await?;
/// for criterion in library.list().await? {
///     println!("{} ({})", criterion.text, criterion.importance);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Library {
    tenant: Tenant,
}

impl Library {
    /// Returns all criteria, newest first.
    ///
    /// Vendor operation `listLibraryCriteria`, in the bucket `read_and_ops`; it only reads, so it
    /// is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors).
    pub fn list(&self) -> Call<Vec<types::LibraryCriterion>> {
        Call::new(&self.tenant, |client| async move { client.list_library_criteria().send().await })
            .map(|list| list.criteria)
    }

    /// Returns the criteria of a category, newest first.
    ///
    /// Vendor operation `listLibraryCriteria`, as [`list`](Self::list): in the same bucket, and
    /// retried in the same way.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors). An unknown category returns an empty list.
    pub fn list_by_category(
        &self,
        category: impl Into<String>,
    ) -> Call<Vec<types::LibraryCriterion>> {
        let category = category.into();
        Call::new(&self.tenant, |client| async move {
            client.list_library_criteria().category(category).send().await
        })
        .map(|list| list.criteria)
    }

    /// Adds a criterion.
    ///
    /// Vendor operation `addLibraryCriterion`, in the bucket `read_and_ops`. It carries an
    /// `Idempotency-Key`, so a repeat returns the first response; with another key, it creates a
    /// duplicate.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a criterion
    /// without a text.
    pub fn add(
        &self,
        criterion: impl Into<NewLibraryCriterion>,
    ) -> Call<types::LibraryCriterion, Keyed> {
        let criterion = criterion.into();
        let validity = check_text(&criterion.text);
        Call::new(&self.tenant, |client| async move {
            let NewLibraryCriterion { text, importance, category } = criterion;
            let body = types::NewLibraryCriterion::builder()
                .text(text)
                .importance(importance)
                .category(category);
            client.add_library_criterion().body(body).send().await
        })
        .map(|response| response.criterion)
        .checked(validity)
    }

    /// Returns the criterion with this id.
    ///
    /// Vendor operation `getLibraryCriterion`, in the bucket `read_and_ops`; it only reads, so it
    /// is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors);
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an invalid id; 404
    /// `LIBRARY_CRITERION_NOT_FOUND` if there is no such criterion.
    pub fn get<C>(&self, id: C) -> Call<types::LibraryCriterion>
    where
        C: TryInto<CriterionId>,
        C::Error: Into<Error>,
    {
        let (id, validity) = validated::<CriterionId, _>(id);
        Call::new(&self.tenant, |client| async move {
            client.get_library_criterion().criterion_id(id).send().await
        })
        .map(|response| response.criterion)
        .checked(validity)
    }

    /// Changes a criterion of the library. Jobs that use it already keep the old one.
    ///
    /// Vendor operation `updateLibraryCriterion`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, so a repeat returns the first response.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get); [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an update
    /// that changes nothing or empties the text.
    pub fn edit<C>(
        &self,
        id: C,
        edit: LibraryCriterionUpdate,
    ) -> Call<types::LibraryCriterion, Keyed>
    where
        C: TryInto<CriterionId>,
        C::Error: Into<Error>,
    {
        let (id, validity) = validated::<CriterionId, _>(id);
        let (validity, body) = match validity.and_then(|()| edit.body()) {
            Ok(body) => (Ok(()), body),
            Err(error) => (Err(error), types::LibraryCriterionUpdate::default()),
        };
        Call::new(&self.tenant, |client| async move {
            client.update_library_criterion().criterion_id(id).body(body).send().await
        })
        .map(|response| response.criterion)
        .checked(validity)
    }

    /// Removes a criterion from the library. Jobs that use it already keep it.
    ///
    /// Vendor operation `removeLibraryCriterion`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, so a repeat returns the first response. The response's `success` says
    /// whether it was done.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get).
    pub fn remove<C>(&self, id: C) -> Call<types::Success, Keyed>
    where
        C: TryInto<CriterionId>,
        C::Error: Into<Error>,
    {
        let (id, validity) = validated::<CriterionId, _>(id);
        Call::new(&self.tenant, |client| async move {
            client.remove_library_criterion().criterion_id(id).send().await
        })
        .checked(validity)
    }
}

/// A new criterion of the library.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct NewLibraryCriterion {
    text: String,
    importance: CriterionImportance,
    category: Option<String>,
}

impl NewLibraryCriterion {
    /// Creates a criterion of any importance, without a category.
    pub fn new(text: impl Into<String>, importance: CriterionImportance) -> Self {
        Self { text: text.into(), importance, category: None }
    }

    /// Creates a criterion that an applicant must meet.
    pub fn must_have(text: impl Into<String>) -> Self {
        Self::new(text, CriterionImportance::MustHave)
    }

    /// Creates a criterion that an applicant should meet.
    pub fn preferred(text: impl Into<String>) -> Self {
        Self::new(text, CriterionImportance::Preferred)
    }

    /// Creates a criterion that is welcome.
    pub fn nice_to_have(text: impl Into<String>) -> Self {
        Self::new(text, CriterionImportance::NiceToHave)
    }

    /// Sets the category, by which criteria can be listed.
    pub fn category(mut self, category: impl Into<String>) -> Self {
        self.category = Some(category.into());
        self
    }
}

/// A change of a criterion of the library. A field that is not set is not changed.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct LibraryCriterionUpdate {
    text: Option<String>,
    importance: Option<CriterionImportance>,
    category: Change<String>,
}

impl LibraryCriterionUpdate {
    /// Creates an update without changes, which is rejected unless a field is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets another text.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Sets another importance.
    pub fn importance(mut self, importance: CriterionImportance) -> Self {
        self.importance = Some(importance);
        self
    }

    /// Sets the category, or removes it with [`Change::Clear`].
    pub fn category(mut self, category: impl Into<Change<String>>) -> Self {
        self.category = category.into();
        self
    }

    /// Validates the change and creates the request body.
    fn body(self) -> Result<types::LibraryCriterionUpdate, Error> {
        let Self { text, importance, category } = self;
        match &text {
            Some(text) => check_text(text)?,
            None if importance.is_none() && category == Change::Keep => {
                return Err(nothing_changes());
            }
            None => {}
        }
        let text = text.map(types::LibraryCriterionUpdateText::try_from).transpose();
        let text = text.map_err(|why| Error::invalid("the criterion's text", why.to_string()))?;
        Ok(types::LibraryCriterionUpdate { text, importance, category })
    }
}
